/*
 * model_format.c -- a model of texts in memory, and as bytes in a row
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"

#include "model/model_format.h"
#include "model/ngram.h"

#define MAGIC "CFM1"
#define NUMBER_MAX 1e6
#define NUMBER_MIN 1e-6			/* of those by which others are divided */

/* bytes that are read from front to back */
typedef struct Reader
{
	const unsigned char *at;
	Size		left;
	bool		bad;
} Reader;

static const unsigned char *
take(Reader *reader, Size size)
{
	const unsigned char *at = reader->at;

	if (reader->bad || reader->left < size)
	{
		reader->bad = true;
		return NULL;
	}
	reader->at += size;
	reader->left -= size;
	return at;
}

static uint32
take_uint32(Reader *reader)
{
	const unsigned char *b = take(reader, 4);

	return b == NULL ? 0 :
		b[0] | (uint32) b[1] << 8 | (uint32) b[2] << 16 | (uint32) b[3] << 24;
}

/* a number of an ordinary size */
static float
take_float(Reader *reader)
{
	union
	{
		uint32		bits;
		float		number;
	}			value;

	value.bits = take_uint32(reader);
	if (!(fabsf(value.number) <= NUMBER_MAX))	/* not a number, too */
		reader->bad = true;
	return reader->bad ? 0 : value.number;
}

/*
 * The hash by which a text finds an n-gram: that of the last n-gram in its
 * own text, which is the whole; 0 where the text is none.
 */
static uint64
hash_of(const char *text, int len)
{
	CfNgram		ngrams[CF_NGRAMS_AT_ONCE];
	CfNgramReader reader;
	int			count;

	cf_ngrams_begin(&reader, text, len);
	count = cf_ngrams_next(&reader, ngrams);
	if (count == 0 || ngrams[count - 1].start != 0 ||
		ngrams[count - 1].len != len)
		return 0;
	return ngrams[count - 1].hash;
}

static void
read_ngram(Reader *reader, CfModel *model, int ngram)
{
	const unsigned char *length = take(reader, 1);
	int			len = length == NULL ? 0 : *length;
	const char *text = (const char *) take(reader, len);
	float		idf = take_float(reader);
	const unsigned char *weights = take(reader, model->ncodes);
	CfModelSlot *slot;
	uint64		hash;
	uint32		home;

	if (reader->bad || len == 0 || len > CF_NGRAM_MAX || idf < NUMBER_MIN ||
		pg_verify_mbstr(PG_UTF8, text, len, true) == false ||
		(hash = hash_of(text, len)) == 0 ||
		(slot = cf_model_find(model, hash))->check != 0)
	{
		reader->bad = true;
		return;
	}
	home = cf_model_home(model, hash);
	model->homes[home / 8] |= 1 << home % 8;
	slot->check = (uint32) hash;
	slot->ngram = ngram;
	slot->idf = idf;
	memcpy(slot->weights, weights, model->ncodes);
	model->texts[ngram] = text;
	model->text_lengths[ngram] = len;
}

static CfModel *
allocate(int ncodes, int nngrams)
{
	CfModel    *model = palloc0(sizeof(CfModel));

	model->ncodes = ncodes;
	model->nngrams = nngrams;
	model->bias = palloc(ncodes * sizeof(float));
	model->scale = palloc(ncodes * sizeof(float));
	model->nslots = 3 * nngrams + 1;
	model->slot_size = TYPEALIGN(32, offsetof(CfModelSlot, weights) +
								 TYPEALIGN(CF_MODEL_BLOCK, ncodes));
	model->slots = (char *)
		CACHELINEALIGN(palloc_extended(model->nslots * model->slot_size +
									   PG_CACHE_LINE_SIZE,
									   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO));
	model->homes = palloc0(model->nslots);
	model->found = palloc(((Size) nngrams + 1) * sizeof(CfModelFound));
	model->texts = palloc0((Size) nngrams * sizeof(char *) + 1);
	model->text_lengths = palloc0((Size) nngrams + 1);
	return model;
}

/*
 * cf_model_read -- the model that bytes hold, or NULL where they hold none for
 * so many codes
 *
 * It is made in the current memory context and points into "bytes".
 */
CfModel *
cf_model_read(const char *bytes, Size size, int ncodes)
{
	Reader		reader = {(const unsigned char *) bytes, size};
	const unsigned char *magic = take(&reader, 4);
	uint32		codes = take_uint32(&reader);
	uint32		nngrams = take_uint32(&reader);
	CfModel    *model;

	/* an n-gram takes a byte for each code, and 6 more at least */
	if (reader.bad || memcmp(magic, MAGIC, 4) != 0 || codes != ncodes ||
		codes < 2 || codes > CF_MODEL_CODES_MAX ||
		nngrams > CF_MODEL_NGRAMS_MAX ||
		reader.left < (Size) nngrams * (codes + 6))
		return NULL;
	model = allocate(codes, nngrams);
	model->temperature = take_float(&reader);
	for (int code = 0; code < model->ncodes; code++)
		model->bias[code] = take_float(&reader);
	for (int code = 0; code < model->ncodes; code++)
		model->scale[code] = take_float(&reader);
	for (int ngram = 0; ngram < model->nngrams && !reader.bad; ngram++)
		read_ngram(&reader, model, ngram);
	return reader.bad || reader.left > 0 || model->temperature < NUMBER_MIN ?
		NULL : model;
}

static void
put_uint32(char **at, uint32 value)
{
	for (int i = 0; i < 4; i++)
		*(*at)++ = (char) (value >> (8 * i));
}

static void
put_float(char **at, float number)
{
	union
	{
		float		number;
		uint32		bits;
	}			value;

	value.number = number;
	put_uint32(at, value.bits);
}

/* the scale by which the weights of a code fit into a byte each */
static float
scale_of(const CfModelParts *parts, int code)
{
	float		largest = 0;

	for (int ngram = 0; ngram < parts->nngrams; ngram++)
		largest = Max(largest,
					  fabsf(parts->weights[(Size) ngram * parts->ncodes + code]));
	return largest / 127;
}

/* cf_model_write -- the bytes of a model, in new memory */
char *
cf_model_write(const CfModelParts *parts, Size *size)
{
	Size		most = 16 + 8 * (Size) parts->ncodes +
	(Size) parts->nngrams * (1 + CF_NGRAM_MAX + 4 + parts->ncodes);
	char	   *bytes = palloc_extended(most, MCXT_ALLOC_HUGE);
	char	   *at = bytes + 4;
	float	   *scale = palloc(parts->ncodes * sizeof(float));

	memcpy(bytes, MAGIC, 4);
	put_uint32(&at, parts->ncodes);
	put_uint32(&at, parts->nngrams);
	put_float(&at, (float) parts->temperature);
	for (int code = 0; code < parts->ncodes; code++)
		put_float(&at, (float) parts->bias[code]);
	for (int code = 0; code < parts->ncodes; code++)
		put_float(&at, scale[code] = scale_of(parts, code));
	for (int ngram = 0; ngram < parts->nngrams; ngram++)
	{
		const float *row = &parts->weights[(Size) ngram * parts->ncodes];

		*at++ = (char) parts->text_lengths[ngram];
		memcpy(at, parts->texts[ngram], parts->text_lengths[ngram]);
		at += parts->text_lengths[ngram];
		put_float(&at, parts->idf[ngram]);
		for (int code = 0; code < parts->ncodes; code++)
			*at++ = (char) (scale[code] > 0 ? rintf(row[code] / scale[code]) : 0);
	}
	*size = at - bytes;
	return bytes;
}
