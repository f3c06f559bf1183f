/*
 * fit.c -- learning a model from texts and their codes
 */
#include "postgres.h"

#include "miscadmin.h"

#include "model/fit.h"
#include "model/svm.h"

/* memory for training: vectors and the weights of one code */
typedef struct Workshop
{
	const CfCorpus *corpus;
	float	   *idf;			/* by n-gram, as the next */
	float	   *weights;
	float	   *values;			/* by entry */
} Workshop;

static Workshop
open_workshop(const CfCorpus *corpus)
{
	Size		entries = corpus->start[corpus->ntexts];
	Workshop	shop = {corpus};

	shop.idf = palloc(corpus->nngrams * sizeof(float) + 1);
	shop.weights = palloc(corpus->nngrams * sizeof(float) + 1);
	shop.values = palloc_extended(entries * sizeof(float) + 1,
								  MCXT_ALLOC_HUGE);
	return shop;
}

static void
close_workshop(Workshop *shop)
{
	pfree(shop->idf);
	pfree(shop->weights);
	pfree(shop->values);
}

static float
score_of(const Workshop *shop, int row, double bias)
{
	const CfCorpus *corpus = shop->corpus;
	double		sum = bias;

	for (Size i = corpus->start[row]; i < corpus->start[row + 1]; i++)
		sum += shop->values[i] * shop->weights[corpus->ngram[i]];
	return sum;
}

/* scores of the texts of a fold, by what the others teach */
static void
try_fold(Workshop *shop, int fold, float *scores)
{
	const CfCorpus *corpus = shop->corpus;

	cf_corpus_vectors(corpus, fold, shop->idf, shop->values);
	for (int code = 0; code < corpus->ncodes; code++)
	{
		double		bias;

		cf_svm_train(corpus, shop->values, fold, code, shop->weights, &bias);
		for (int row = 0; row < corpus->ntexts; row++)
			if (corpus->fold[row] == fold)
				scores[(Size) row * corpus->ncodes + code] =
					score_of(shop, row, bias);
	}
}

/*
 * cf_cross_validate -- what a model predicts for each row that has not learned
 * from it; trial->scores are not calibrated yet
 */
void
cf_cross_validate(const CfCorpus *corpus, CfTrial *trial)
{
	Workshop	shop = open_workshop(corpus);
	float	   *scores = palloc_extended((Size) corpus->ntexts *
										 corpus->ncodes * sizeof(float),
										 MCXT_ALLOC_HUGE);

	for (int fold = 0; fold < CF_FOLDS; fold++)
		try_fold(&shop, fold, scores);
	trial->count = corpus->ntexts;
	trial->ncodes = corpus->ncodes;
	trial->scores = scores;
	trial->said = corpus->code;
	trial->predicted = palloc(corpus->ntexts * sizeof(int));
	trial->probability = palloc(corpus->ntexts * sizeof(double));
	close_workshop(&shop);
}

/* what all texts teach, as bytes */
static void
write_model(const CfCorpus *corpus, double temperature, CfFitted *fitted)
{
	Workshop	shop = open_workshop(corpus);
	double	   *bias = palloc(corpus->ncodes * sizeof(double));
	float	   *rows = palloc_extended((Size) corpus->nngrams *
									   corpus->ncodes * sizeof(float) + 1,
									   MCXT_ALLOC_HUGE);
	CfModelParts parts = {
		.ncodes = corpus->ncodes,.nngrams = corpus->nngrams,
		.temperature = temperature,.bias = bias,.idf = shop.idf,
		.weights = rows,.texts = corpus->texts,
		.text_lengths = corpus->text_lengths
	};

	cf_corpus_vectors(corpus, CF_NO_FOLD, shop.idf, shop.values);
	for (int code = 0; code < corpus->ncodes; code++)
	{
		cf_svm_train(corpus, shop.values, CF_NO_FOLD, code, shop.weights,
					 &bias[code]);
		for (int ngram = 0; ngram < corpus->nngrams; ngram++)
			rows[(Size) ngram * corpus->ncodes + code] = shop.weights[ngram];
	}
	fitted->bytes = cf_model_write(&parts, &fitted->size);
	pfree(rows);
	pfree(bias);
	close_workshop(&shop);
}

/* cf_fit -- a model of the texts, and how well it would do on others */
void
cf_fit(const CfCorpus *corpus, CfFitted *fitted)
{
	CfTrial		trial;
	double		temperature;

	cf_cross_validate(corpus, &trial);
	temperature = cf_calibrate(&trial);
	fitted->accuracy = cf_trial_accuracy(&trial);
	fitted->macro_f1 = cf_trial_macro_f1(&trial);
	fitted->confusion = cf_trial_confusion(&trial);
	cf_trial_curve(&trial, &fitted->curve);
	write_model(corpus, temperature, fitted);
}
