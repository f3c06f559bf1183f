/*
 * model_format.c -- a model of texts, as bytes in a row and in memory
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "port/pg_bitutils.h"

#include "model/model_format.h"
#include "model/ngram.h"

#define MAGIC "CFM2"
#define NUMBER_MAX 1e6
#define NUMBER_MIN 1e-6			/* of those by which others are divided */

/* bytes that are read from front to back */
typedef struct Reader
{
	unsigned char *at;
	Size		left;
	bool		bad;
} Reader;

/* NULL once the bytes have come to an end too early */
static void *
take(Reader *reader, Size size)
{
	unsigned char *at = reader->at;

	if (reader->bad || reader->left < size)
	{
		reader->bad = true;
		return NULL;
	}
	reader->at += size;
	reader->left -= size;
	return at;
}

/* so many numbers, which are turned into those of this machine in place */
static uint32 *
take_uint32s(Reader *reader, Size count)
{
	uint32	   *numbers = take(reader, count * sizeof(uint32));

	for (Size i = 0; numbers != NULL && i < count; i++)
	{
		const unsigned char *b = (unsigned char *) &numbers[i];

		numbers[i] = b[0] | (uint32) b[1] << 8 | (uint32) b[2] << 16 |
			(uint32) b[3] << 24;
	}
	return numbers;
}

static uint16 *
take_uint16s(Reader *reader, Size count)
{
	uint16	   *numbers = take(reader, count * sizeof(uint16));

	for (Size i = 0; numbers != NULL && i < count; i++)
	{
		const unsigned char *b = (unsigned char *) &numbers[i];

		numbers[i] = b[0] | b[1] << 8;
	}
	return numbers;
}

/* numbers of an ordinary size, and at least so high */
static float *
take_floats(Reader *reader, Size count, float least)
{
	float	   *numbers = (float *) take_uint32s(reader, count);

	for (Size i = 0; numbers != NULL && i < count; i++)
		/* not a number is neither */
		if (!(numbers[i] <= NUMBER_MAX) || !(numbers[i] >= least))
			reader->bad = true;
	return numbers;
}

static uint32
take_uint32(Reader *reader)
{
	uint32	   *number = take_uint32s(reader, 1);

	return number == NULL ? 0 : *number;
}

/* so many that few hold more than one or two n-grams; a power of two */
static uint32
buckets_for(int nngrams)
{
	return pg_nextpower2_32(Max(nngrams, 1));
}

/* do buckets lie one behind the other, up to the last n-gram? */
static bool
buckets_hold(const CfModel *model)
{
	if (model->first[0] != 0 ||
		model->first[model->nbuckets] != model->nngrams)
		return false;
	for (uint32 i = 0; i < model->nbuckets; i++)
		if (model->first[i] > model->first[i + 1])
			return false;
	return true;
}

/* bytes of all texts */
static Size
text_size(const CfModel *model)
{
	Size		size = 0;

	for (int ngram = 0; ngram < model->nngrams; ngram++)
		size += model->text_lengths[ngram];
	return size;
}

/*
 * cf_model_read -- the model that bytes hold, or NULL where they hold none for
 * so many codes
 *
 * It is made in the current memory context, and takes the bytes over, which
 * begin where a uint32 may.  Whatever they are, it can be asked; what it
 * answers is another matter, see cf_model_is_sound.
 */
CfModel *
cf_model_read(char *bytes, Size size, int ncodes)
{
	Reader		reader = {(unsigned char *) bytes, size};
	const char *magic = take(&reader, 4);
	uint32		codes = take_uint32(&reader);
	uint32		nngrams = take_uint32(&reader);
	CfModel    *model;
	float	   *temperature;

	if (reader.bad || memcmp(magic, MAGIC, 4) != 0 || codes != ncodes ||
		codes < 2 || codes > CF_MODEL_CODES_MAX ||
		nngrams > CF_MODEL_NGRAMS_MAX)
		return NULL;
	model = palloc0(sizeof(CfModel));
	model->ncodes = codes;
	model->nngrams = nngrams;
	model->nbuckets = buckets_for(nngrams);
	temperature = take_floats(&reader, 1, NUMBER_MIN);
	model->bias = take_floats(&reader, codes, -NUMBER_MAX);
	model->scale = take_floats(&reader, codes, -NUMBER_MAX);
	model->check = take_uint32s(&reader, nngrams);
	model->idf = take_floats(&reader, nngrams, NUMBER_MIN);
	model->first = take_uint16s(&reader, (Size) model->nbuckets + 1);
	model->weights = take(&reader, (Size) nngrams * codes + CF_MODEL_BLOCK);
	model->text_lengths = take(&reader, nngrams);
	if (reader.bad || !buckets_hold(model) ||
		reader.left != text_size(model))
		return NULL;
	model->temperature = *temperature;
	model->texts = (char *) reader.at;
	model->count = palloc0(model->nngrams + 1);
	model->found = palloc(((Size) nngrams + 1) * sizeof(CfModelFound));
	return model;
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

/* cf_model_is_sound -- does each n-gram stand where its text is looked up? */
bool
cf_model_is_sound(const CfModel *model)
{
	const char *text = model->texts;
	uint32		bucket = 0;

	for (int ngram = 0; ngram < model->nngrams; ngram++)
	{
		int			len = model->text_lengths[ngram];
		uint64		hash;

		while (model->first[bucket + 1] <= ngram)
			bucket++;
		if (len > CF_NGRAM_MAX || !pg_verify_mbstr(PG_UTF8, text, len, true))
			return false;
		hash = hash_of(text, len);
		if (hash == 0 || model->check[ngram] != (uint32) hash ||
			cf_model_bucket(model->nbuckets, hash) != bucket ||
			(ngram > model->first[bucket] &&
			 model->check[ngram - 1] >= model->check[ngram]))
			return false;
		text += len;
	}
	return true;
}

/* cf_model_text -- an n-gram, not terminated; NULL where it is no text */
const char *
cf_model_text(const CfModel *model, int ngram, int *len)
{
	const char *text = model->texts;

	for (int i = 0; i < ngram; i++)
		text += model->text_lengths[i];
	*len = model->text_lengths[ngram];
	return pg_verify_mbstr(PG_UTF8, text, *len, true) ? text : NULL;
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

/* an n-gram on its way into the bytes */
typedef struct Placed
{
	uint32		bucket;
	uint32		check;
	int			ngram;			/* its number in the parts */
} Placed;

static int
compare_placed(const void *a, const void *b)
{
	const Placed *x = a;
	const Placed *y = b;

	if (x->bucket != y->bucket)
		return x->bucket < y->bucket ? -1 : 1;
	return x->check < y->check ? -1 : x->check > y->check;
}

static Placed *
sort_ngrams(const CfModelParts *parts, uint32 nbuckets)
{
	Placed	   *placed = palloc((parts->nngrams + 1) * sizeof(Placed));

	for (int i = 0; i < parts->nngrams; i++)
	{
		uint64		hash = hash_of(parts->texts[i], parts->text_lengths[i]);

		placed[i] = (Placed)
		{
			cf_model_bucket(nbuckets, hash), (uint32) hash, i
		};
	}
	qsort(placed, parts->nngrams, sizeof(Placed), compare_placed);
	return placed;
}

/* of each bucket the number of its first n-gram, and their number */
static void
put_buckets(char **at, const Placed *placed, int nngrams, uint32 nbuckets)
{
	int			ngram = 0;

	for (uint32 bucket = 0; bucket <= nbuckets; bucket++)
	{
		while (ngram < nngrams && placed[ngram].bucket < bucket)
			ngram++;
		*(*at)++ = (char) ngram;
		*(*at)++ = (char) (ngram >> 8);
	}
}

static void
put_weights(char **at, const CfModelParts *parts, const float *scale, int ngram)
{
	const float *row = &parts->weights[(Size) ngram * parts->ncodes];

	for (int code = 0; code < parts->ncodes; code++)
		*(*at)++ = (char) (scale[code] > 0 ? rintf(row[code] / scale[code]) : 0);
}

/* cf_model_write -- the bytes of a model, in new memory */
char *
cf_model_write(const CfModelParts *parts, Size *size)
{
	uint32		nbuckets = buckets_for(parts->nngrams);
	Placed	   *placed = sort_ngrams(parts, nbuckets);
	Size		most = 16 + 8 * (Size) parts->ncodes + 2 * ((Size) nbuckets + 1) +
	(Size) parts->nngrams * (9 + CF_NGRAM_MAX + parts->ncodes) + CF_MODEL_BLOCK;
	char	   *bytes = palloc_extended(most, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
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
	for (int i = 0; i < parts->nngrams; i++)
		put_uint32(&at, placed[i].check);
	for (int i = 0; i < parts->nngrams; i++)
		put_float(&at, parts->idf[placed[i].ngram]);
	put_buckets(&at, placed, parts->nngrams, nbuckets);
	for (int i = 0; i < parts->nngrams; i++)
		put_weights(&at, parts, scale, placed[i].ngram);
	at += CF_MODEL_BLOCK;
	for (int i = 0; i < parts->nngrams; i++)
		*at++ = (char) parts->text_lengths[placed[i].ngram];
	for (int i = 0; i < parts->nngrams; i++)
	{
		int			len = parts->text_lengths[placed[i].ngram];

		memcpy(at, parts->texts[placed[i].ngram], len);
		at += len;
	}
	*size = at - bytes;
	return bytes;
}
