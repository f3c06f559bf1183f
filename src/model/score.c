/*
 * score.c -- what a model says about a text
 *
 * A text is a vector of its n-grams, each times its idf, of length 1; a score
 * is its product with the weights of a code.
 */
#include "postgres.h"

#include <math.h>

#include "base/fold.h"
#include "model/ngram.h"
#include "model/score.h"

/* from so many on an n-gram counts no more */
#define COUNT_MAX	64

/* the n-grams of a text that the model knows, each once */
typedef struct Found
{
	int		   *ngrams;
	float	   *values;			/* how much each counts */
	int			count;
} Found;

/*
 * cf_frequency_weight -- twice is more than once, but not twice as much
 *
 * Between the count and its logarithm: measured on Chinese and English
 * complaints of very different length.
 */
float
cf_frequency_weight(int count)
{
	static float weights[COUNT_MAX + 1];

	if (weights[1] == 0)
		for (int i = COUNT_MAX; i > 0; i--)
			weights[i] = 1 + 2 * logf(i);
	return weights[Min(count, COUNT_MAX)];
}

/* leaves model->counts as it was: all 0 */
static void
find_ngrams(CfModel *model, const char *text, int len, Found *found)
{
	char	   *folded = palloc(len + 1);
	int			folded_len = cf_fold(text, len, folded);
	CfNgram    *ngrams = palloc_extended(CF_NGRAMS_OF(folded_len) *
										 sizeof(CfNgram), MCXT_ALLOC_HUGE);
	int			count = cf_ngrams(folded, folded_len, ngrams);

	found->ngrams = palloc((Size) Min(count, model->nngrams) * sizeof(int) + 1);
	found->count = 0;
	for (int i = 0; i < count; i++)
	{
		int			ngram = cf_model_find(model, ngrams[i].hash);

		if (ngram < 0)
			continue;
		if (model->counts[ngram] == 0)
			found->ngrams[found->count++] = ngram;
		model->counts[ngram] += model->counts[ngram] < COUNT_MAX;
	}
	found->values = palloc((Size) found->count * sizeof(float) + 1);
	for (int i = 0; i < found->count; i++)
	{
		int			ngram = found->ngrams[i];

		found->values[i] = cf_frequency_weight(model->counts[ngram]);
		model->counts[ngram] = 0;
	}
	pfree(ngrams);
	pfree(folded);
}

/* 1 over the length of the vector */
static float
norm_of(const CfModel *model, const Found *found)
{
	float		sum = 0;

	for (int i = 0; i < found->count; i++)
	{
		float		value = found->values[i] * model->idf[found->ngrams[i]];

		sum += value * value;
	}
	return 1 / sqrtf(sum);
}

static void
score(const CfModel *model, const Found *found, float *scores)
{
	float		norm = norm_of(model, found);
	int			width = model->width;

	memset(scores, 0, width * sizeof(float));
	for (int i = 0; i < found->count; i++)
	{
		const float *row = &model->weights[(Size) found->ngrams[i] * width];
		float		value = found->values[i];

		for (int code = 0; code < width; code++)
			scores[code] += value * row[code];
	}
	for (int code = 0; code < width; code++)
		scores[code] = scores[code] * norm + model->bias[code];
}

/* cf_softmax -- probabilities, which add up to 1 */
void
cf_softmax(const float *scores, int count, double temperature,
		   double *probabilities)
{
	float		best = scores[0];
	double		sum = 0;

	for (int i = 1; i < count; i++)
		best = Max(best, scores[i]);
	for (int i = 0; i < count; i++)
		sum += probabilities[i] = exp((scores[i] - best) / temperature);
	for (int i = 0; i < count; i++)
		probabilities[i] /= sum;
}

static int
compare_scored(const void *a, const void *b)
{
	const CfScored *x = a;
	const CfScored *y = b;

	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	return x->which - y->which;
}

/* cf_sort_scored -- highest first */
void
cf_sort_scored(CfScored *list, int count)
{
	qsort(list, count, sizeof(CfScored), compare_scored);
}

/*
 * cf_model_predict -- how likely each code is, likeliest first
 *
 * False for a text of which the model knows nothing.
 */
bool
cf_model_predict(CfModel *model, const char *text, int len, CfScored *codes)
{
	Found		found;
	float		scores[TYPEALIGN(4, CF_MODEL_CODES_MAX)];
	double		probabilities[CF_MODEL_CODES_MAX];

	find_ngrams(model, text, len, &found);
	if (found.count == 0)
		return false;
	score(model, &found, scores);
	cf_softmax(scores, model->ncodes, model->temperature, probabilities);
	for (int code = 0; code < model->ncodes; code++)
	{
		codes[code].which = code;
		codes[code].value = probabilities[code];
	}
	cf_sort_scored(codes, model->ncodes);
	pfree(found.ngrams);
	pfree(found.values);
	return true;
}

/*
 * cf_model_explain -- the n-grams of a text that the model knows, and what
 * each adds to the score of a code, highest first; returns their number
 */
int
cf_model_explain(CfModel *model, const char *text, int len, int code,
				 CfScored **ngrams)
{
	Found		found;
	float		norm;

	find_ngrams(model, text, len, &found);
	norm = norm_of(model, &found);
	*ngrams = palloc((Size) found.count * sizeof(CfScored) + 1);
	for (int i = 0; i < found.count; i++)
	{
		int			ngram = found.ngrams[i];

		(*ngrams)[i].which = ngram;
		(*ngrams)[i].value = found.values[i] * norm *
			model->weights[(Size) ngram * model->width + code];
	}
	cf_sort_scored(*ngrams, found.count);
	return found.count;
}
