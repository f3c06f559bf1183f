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

typedef struct CfModelSlot
{
	uint32		check;			/* upper half of the hash */
	uint32		ngram;			/* its number and 1; 0: the slot is free */
} CfModelSlot;

typedef struct CfModel
{
	int			ncodes;
	int			width;			/* of a row of weights */
	int			nngrams;
	float		temperature;	/* divides the scores before softmax */
	float	   *bias;			/* by code */
	float	   *idf;			/* by n-gram */
	float	   *weights;		/* rows by n-gram, times idf */
	uint32		mask;			/* of the table of slots */
	CfModelSlot *slots;
	uint16	   *counts;			/* by n-gram, 0 between two texts */
	int		   *found;			/* n-grams of a text, while it is judged */
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

/* the number of the n-gram with this hash, or -1 */
static inline int
cf_model_find(const CfModel *model, uint64 hash)
{
	uint32		check = (uint32) (hash >> 32);

	for (uint32 at = (uint32) hash & model->mask;;
		 at = (at + 1) & model->mask)
	{
		const CfModelSlot *slot = &model->slots[at];

		if (slot->check == check && slot->ngram != 0)
			return (int) slot->ngram - 1;
		if (slot->ngram == 0)
			return -1;
	}
}

#endif							/* CF_MODEL_FORMAT_H */
