/*
 * model_format.h -- a model of texts, as bytes in a row and in memory
 *
 * The bytes, numbers with the lowest byte first:
 *
 *		"CFM2"
 *		uint32 number of codes, uint32 number of n-grams
 *		float4 temperature
 *		float4 bias of each code, float4 scale of each code
 *		uint32 check of each n-gram: the lower half of its hash
 *		float4 idf of each n-gram
 *		uint16 of each bucket: its first n-gram; and their number
 *		int8 weights, a row for each n-gram, a column for each code, to be
 *		multiplied by the scale of the code; then CF_MODEL_BLOCK bytes
 *		uint8 length of each n-gram's text
 *		the texts
 *
 * N-grams are sorted by bucket, which the upper half of the hash gives, then
 * by check.  So a backend asks the bytes as they are, without making a table
 * of its own.  The hash is that of ngram.c: when it changes, "CFM2" has to.
 *
 * Rows may be anything: cf_model_read believes nothing.
 */
#ifndef CF_MODEL_FORMAT_H
#define CF_MODEL_FORMAT_H

#include "c.h"

#define CF_MODEL_CODES_MAX	1000
#define CF_MODEL_NGRAMS_MAX	40000

StaticAssertDecl(CF_MODEL_NGRAMS_MAX <= PG_UINT16_MAX,
				 "the number of an n-gram does not fit into a bucket");

/* codes are summed up in blocks of so many */
#define CF_MODEL_BLOCK	16

/* an n-gram of a text, while it is judged */
typedef struct CfModelFound
{
	int			ngram;
	float		value;			/* in the text's vector, but for its length */
} CfModelFound;

typedef struct CfModel
{
	int			ncodes;
	int			nngrams;
	float		temperature;	/* divides the scores before softmax */
	uint32		nbuckets;
	/* these point into the bytes: */
	const float *bias;			/* by code */
	const float *scale;			/* by code: multiplies its weights */
	const uint32 *check;		/* by n-gram */
	const float *idf;			/* by n-gram */
	const uint16 *first;		/* by bucket, and one more */
	const int8 *weights;		/* rows by n-gram, see scale */
	const uint8 *text_lengths;	/* by n-gram */
	const char *texts;
	/* while a text is judged: */
	uint8	   *count;			/* by n-gram, in the text; 0 between two */
	CfModelFound *found;		/* room for all n-grams and one more */
} CfModel;

/* what cf_model_write makes bytes of */
typedef struct CfModelParts
{
	int			ncodes;
	int			nngrams;
	double		temperature;
	const double *bias;			/* by code */
	const float *idf;			/* by n-gram */
	const float *weights;		/* rows by n-gram */
	const char *const *texts;	/* by n-gram, not terminated */
	const uint8 *text_lengths;
} CfModelParts;

extern CfModel *cf_model_read(char *bytes, Size size, int ncodes);
extern bool cf_model_is_sound(const CfModel *model);
extern const char *cf_model_text(const CfModel *model, int ngram, int *len);
extern char *cf_model_write(const CfModelParts *parts, Size *size);

/* the bucket of the n-gram with this hash */
static inline uint32
cf_model_bucket(uint32 nbuckets, uint64 hash)
{
	return (hash >> 32) * nbuckets >> 32;
}

#endif							/* CF_MODEL_FORMAT_H */
