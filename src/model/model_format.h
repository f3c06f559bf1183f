/*
 * model_format.h -- a model of texts in memory, and as bytes in a row
 *
 * The bytes, numbers with the lowest byte first:
 *
 *		"CFM1"
 *		uint32 number of codes, uint32 number of n-grams
 *		float4 temperature
 *		float4 bias of each code, float4 scale of each code
 *		of each n-gram: uint8 length, its text, float4 idf, int8 weight for
 *		each code, to be multiplied by the scale of the code
 *
 * Rows may be anything: cf_model_read believes nothing.
 */
#ifndef CF_MODEL_FORMAT_H
#define CF_MODEL_FORMAT_H

#include "c.h"

#define CF_MODEL_CODES_MAX	1000
#define CF_MODEL_NGRAMS_MAX	40000

/*
 * All that a text needs of an n-gram, in one cache line where there are few
 * codes
 */
typedef struct CfModelSlot
{
	uint32		check;			/* lower half of the hash; 0: the slot is free */
	uint16		ngram;			/* its number */
	uint16		count;			/* in the text that is judged; 0 between two */
	float		idf;
	int8		weights[FLEXIBLE_ARRAY_MEMBER]; /* by code, see scale */
} CfModelSlot;

StaticAssertDecl(CF_MODEL_NGRAMS_MAX <= PG_UINT16_MAX,
				 "the number of an n-gram does not fit into its slot");

/* codes are summed up in blocks of so many; rows are filled up with zeros */
#define CF_MODEL_BLOCK	16

/* an n-gram of a text, while it is judged */
typedef struct CfModelFound
{
	CfModelSlot *slot;
	float		value;			/* in the text's vector, but for its length */
} CfModelFound;

typedef struct CfModel
{
	int			ncodes;
	int			nngrams;
	float		temperature;	/* divides the scores before softmax */
	float	   *bias;			/* by code */
	float	   *scale;			/* by code: multiplies its weights */
	uint32		nslots;
	Size		slot_size;
	char	   *slots;			/* see cf_model_slot */
	uint8	   *homes;			/* bits, 8 for a slot; see cf_model_home */
	CfModelFound *found;		/* room for all n-grams and one more */
	const char **texts;			/* by n-gram, not terminated */
	uint8	   *text_lengths;
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

extern CfModel *cf_model_read(const char *bytes, Size size, int ncodes);
extern char *cf_model_write(const CfModelParts *parts, Size *size);

static inline CfModelSlot *
cf_model_slot(const CfModel *model, uint32 at)
{
	return (CfModelSlot *) (model->slots + at * model->slot_size);
}

/*
 * The bit of model->homes that is set for an n-gram which the model knows, and
 * for few others; its search begins at slot bit / 8
 */
static inline uint32
cf_model_home(const CfModel *model, uint64 hash)
{
	return (hash >> 32) * (8 * model->nslots) >> 32;
}

/* the slot of the n-gram with this hash, or the free one where it would be */
static inline CfModelSlot *
cf_model_find(const CfModel *model, uint64 hash)
{
	uint32		check = (uint32) hash;
	uint32		at = cf_model_home(model, hash) / 8;
	CfModelSlot *slot = cf_model_slot(model, at);

	while (slot->check != check && slot->check != 0)
	{
		at = at + 1 < model->nslots ? at + 1 : 0;
		slot = cf_model_slot(model, at);
	}
	return slot;
}

#endif							/* CF_MODEL_FORMAT_H */
