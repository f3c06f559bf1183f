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
 * Which n-grams of a text the model knows, each once, into model->found, and
 * how often each stands there into model->counts; returns their number
 */
static int
find_ngrams(CfModel *model, const char *text, int len)
{
	char	   *folded = palloc(len + 1);
	CfNgram		ngrams[CF_NGRAMS_AT_ONCE];
	CfNgramReader reader;
	int			found = 0;
	int			count;

	(void) cf_frequency_weight(1);
	cf_ngrams_begin(&reader, folded, cf_fold(text, len, folded));
	while ((count = cf_ngrams_next(&reader, ngrams)) > 0)
		for (int i = 0; i < count; i++)
		{
			int			ngram = cf_model_find(model, ngrams[i].hash);

			if (ngram < 0)
				continue;
			if (model->counts[ngram] == 0)
				model->found[found++] = ngram;
			model->counts[ngram] += model->counts[ngram] < COUNT_MAX;
		}
	pfree(folded);
	return found;
}

/* forgets what was found; returns 1 over the length of the text's vector */
static float
leave_text(CfModel *model, int found)
{
	float		sum = 0;

	for (int i = 0; i < found; i++)
	{
		int			ngram = model->found[i];
		float		value = weight_of_count[model->counts[ngram]] *
		model->idf[ngram];

		model->counts[ngram] = 0;
		sum += value * value;
	}
	return 1 / sqrtf(sum);
}

/* four codes at a time, which compilers make one step of */
static inline void
add_row(float *pg_restrict scores, const float *pg_restrict row, int width,
		float value)
{
	for (int code = 0; code < width; code += 4)
		for (int i = 0; i < 4; i++)
			scores[code + i] += value * row[code + i];
}

/* the scores of all codes; "scores" has room for model->width */
static void
score(CfModel *model, int found, float *scores)
{
	int			width = model->width;
	float		norm;

	memset(scores, 0, width * sizeof(float));
	for (int i = 0; i < found; i++)
	{
		int			ngram = model->found[i];

		add_row(scores, &model->weights[(Size) ngram * width], width,
				weight_of_count[model->counts[ngram]]);
	}
	norm = leave_text(model, found);
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
	float		scores[TYPEALIGN(4, CF_MODEL_CODES_MAX)];
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
	float		norm;

	for (int i = 0; i < found; i++)
	{
		int			ngram = model->found[i];

		list[i].which = ngram;
		list[i].value = weight_of_count[model->counts[ngram]] *
			model->weights[(Size) ngram * model->width + code];
	}
	norm = leave_text(model, found);
	for (int i = 0; i < found; i++)
		list[i].value *= norm;
	cf_sort_scored(list, found);
	*ngrams = list;
	return found;
}
