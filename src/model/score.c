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

/* filled by the first call of cf_frequency_weight */
static float weight_of_count[COUNT_MAX + 1];

/*
 * cf_frequency_weight -- twice is more than once, but not twice as much
 *
 * Between the count and its logarithm: measured on Chinese and English
 * complaints of very different length.
 */
float
cf_frequency_weight(int count)
{
	if (weight_of_count[1] == 0)
		for (int i = COUNT_MAX; i > 0; i--)
			weight_of_count[i] = 1 + 2 * logf(i);
	return weight_of_count[Min(count, COUNT_MAX)];
}

/*
 * The numbers of those n-grams that the model knows; returns how many
 *
 * The first loop has no branch, because a processor cannot guess which n-grams
 * have an empty bucket, and fetches all checks before one is read.
 */
static int
look_up(const CfModel *model, const CfNgram *ngrams, int count, int *numbers)
{
	struct
	{
		uint32		check;
		uint16		first;
		uint16		end;
	}			buckets[CF_NGRAMS_AT_ONCE];
	int			likely = 0;
	int			known = 0;

	for (int i = 0; i < count; i++)
	{
		uint32		bucket = cf_model_bucket(model->nbuckets, ngrams[i].hash);

		buckets[likely].check = (uint32) ngrams[i].hash;
		buckets[likely].first = model->first[bucket];
		buckets[likely].end = model->first[bucket + 1];
		__builtin_prefetch(&model->check[buckets[likely].first]);
		likely += buckets[likely].first < buckets[likely].end;
	}
	for (int i = 0; i < likely; i++)
	{
		int			at = buckets[i].first;

		while (at < buckets[i].end && model->check[at] < buckets[i].check)
			at++;
		if (at < buckets[i].end && model->check[at] == buckets[i].check)
			numbers[known++] = at;
	}
	return known;
}

/*
 * Which n-grams of a text the model knows, each once, into model->found, and
 * how often each stands there into model->count; returns their number
 */
static int
find_ngrams(CfModel *model, const char *text, int len)
{
	char	   *folded = palloc(len + 1);
	CfNgram		ngrams[CF_NGRAMS_AT_ONCE];
	int			numbers[CF_NGRAMS_AT_ONCE];
	CfNgramReader reader;
	int			found = 0;
	int			count;

	cf_ngrams_begin(&reader, folded, cf_fold(text, len, folded));
	while ((count = cf_ngrams_next(&reader, ngrams)) > 0)
	{
		int			known = look_up(model, ngrams, count, numbers);

		for (int i = 0; i < known; i++)
		{
			uint8	   *times = &model->count[numbers[i]];

			model->found[found].ngram = numbers[i];
			found += *times == 0;
			*times += *times < COUNT_MAX;
		}
	}
	pfree(folded);
	return found;
}

/*
 * The value of each n-gram that was found, whose counts are forgotten; returns
 * 1 over the length of the text's vector
 */
static float
weigh(CfModel *model, int found)
{
	float		sum = 0;

	(void) cf_frequency_weight(1);
	for (int i = 0; i < found; i++)
	{
		int			ngram = model->found[i].ngram;
		float		value = weight_of_count[model->count[ngram]] *
		model->idf[ngram];

		model->found[i].value = value;
		model->count[ngram] = 0;
		sum += value * value;
	}
	return 1 / sqrtf(sum);
}

/*
 * The sums of a block of codes, which stay in registers.  A block may reach
 * beyond the last code, where its sums mean nothing.
 */
static void
sum_block(const CfModel *model, int found, int first, float *sums)
{
	float		block[CF_MODEL_BLOCK] = {0};

	for (int i = 0; i < found; i++)
	{
		const int8 *weights = &model->weights[(Size) model->found[i].ngram *
											  model->ncodes + first];

		for (int code = 0; code < CF_MODEL_BLOCK; code++)
			block[code] += model->found[i].value * weights[code];
	}
	memcpy(sums, block, sizeof(block));
}

/* the scores of all codes; "scores" has room for whole blocks */
static void
score(CfModel *model, int found, float *scores)
{
	float		norm = weigh(model, found);

	for (int first = 0; first < model->ncodes; first += CF_MODEL_BLOCK)
		sum_block(model, found, first, &scores[first]);
	for (int code = 0; code < model->ncodes; code++)
		scores[code] = scores[code] * norm * model->scale[code] +
			model->bias[code];
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

/* processors and compilers differ in the last bits of a sum */
static int
compare_scored(const void *a, const void *b)
{
	const CfScored *x = a;
	const CfScored *y = b;
	double		more = rint(x->value * 1e6) - rint(y->value * 1e6);

	if (more != 0)
		return more > 0 ? -1 : 1;
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
	float		scores[TYPEALIGN(CF_MODEL_BLOCK, CF_MODEL_CODES_MAX)];
	double		probabilities[CF_MODEL_CODES_MAX];
	int			found = find_ngrams(model, text, len);

	if (found == 0)
		return false;
	score(model, found, scores);
	cf_softmax(scores, model->ncodes, model->temperature, probabilities);
	for (int code = 0; code < model->ncodes; code++)
	{
		codes[code].which = code;
		codes[code].value = probabilities[code];
	}
	cf_sort_scored(codes, model->ncodes);
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
	CfScored   *list = palloc((Size) model->nngrams * sizeof(CfScored) + 1);
	int			found = find_ngrams(model, text, len);
	float		norm = weigh(model, found);

	for (int i = 0; i < found; i++)
	{
		const CfModelFound *ngram = &model->found[i];

		list[i].which = ngram->ngram;
		list[i].value = ngram->value * norm * model->scale[code] *
			model->weights[(Size) ngram->ngram * model->ncodes + code];
	}
	cf_sort_scored(list, found);
	*ngrams = list;
	return found;
}

/*
 * cf_model_of_code -- all n-grams of a model and their weights for a code,
 * highest first; "ngrams" has room for model->nngrams
 */
void
cf_model_of_code(const CfModel *model, int code, CfScored *ngrams)
{
	for (int ngram = 0; ngram < model->nngrams; ngram++)
	{
		ngrams[ngram].which = ngram;
		ngrams[ngram].value = model->idf[ngram] * model->scale[code] *
			model->weights[(Size) ngram * model->ncodes + code];
	}
	cf_sort_scored(ngrams, model->nngrams);
}
