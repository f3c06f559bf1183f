/*
 * calibrate.c -- how far the predictions of a model can be trusted
 */
#include "postgres.h"

#include <math.h>

#include "model/calibrate.h"
#include "model/score.h"

/* between them the temperature is looked for */
#define COLDEST	0.02
#define HOTTEST	20.0

/* how unlikely the right codes seem, as minus the mean logarithm */
static double
loss_at(const CfTrial *trial, double temperature)
{
	double	   *probabilities = palloc(trial->ncodes * sizeof(double));
	double		loss = 0;

	for (int i = 0; i < trial->count; i++)
	{
		cf_softmax(&trial->scores[(Size) i * trial->ncodes], trial->ncodes,
				   temperature, probabilities);
		loss -= log(Max(probabilities[trial->said[i]], 1e-12));
	}
	pfree(probabilities);
	return loss / trial->count;
}

/* where the loss, which has one valley, is smallest: by golden section */
static double
best_temperature(const CfTrial *trial)
{
	const double ratio = (sqrt(5) - 1) / 2;
	double		low = log(COLDEST);
	double		high = log(HOTTEST);

	while (high - low > 0.01)
	{
		double		a = high - ratio * (high - low);
		double		b = low + ratio * (high - low);

		if (loss_at(trial, exp(a)) < loss_at(trial, exp(b)))
			high = b;
		else
			low = a;
	}
	return exp((low + high) / 2);
}

/*
 * cf_calibrate -- the temperature at which softmax makes probabilities of the
 * scores, and the prediction for each text with its probability
 */
double
cf_calibrate(CfTrial *trial)
{
	double		temperature = best_temperature(trial);
	double	   *probabilities = palloc(trial->ncodes * sizeof(double));

	for (int i = 0; i < trial->count; i++)
	{
		int			best = 0;

		cf_softmax(&trial->scores[(Size) i * trial->ncodes], trial->ncodes,
				   temperature, probabilities);
		for (int code = 1; code < trial->ncodes; code++)
			if (probabilities[code] > probabilities[best])
				best = code;
		trial->predicted[i] = best;
		trial->probability[i] = probabilities[best];
	}
	pfree(probabilities);
	return temperature;
}

double
cf_trial_accuracy(const CfTrial *trial)
{
	int			right = 0;

	for (int i = 0; i < trial->count; i++)
		right += trial->predicted[i] == trial->said[i];
	return (double) right / trial->count;
}

double
cf_trial_macro_f1(const CfTrial *trial)
{
	int		   *said = palloc0(trial->ncodes * sizeof(int));
	int		   *predicted = palloc0(trial->ncodes * sizeof(int));
	int		   *right = palloc0(trial->ncodes * sizeof(int));
	double		sum = 0;

	for (int i = 0; i < trial->count; i++)
	{
		said[trial->said[i]]++;
		predicted[trial->predicted[i]]++;
		right[trial->said[i]] += trial->said[i] == trial->predicted[i];
	}
	for (int code = 0; code < trial->ncodes; code++)
		sum += 2.0 * right[code] / Max(said[code] + predicted[code], 1);
	pfree(said);
	pfree(predicted);
	pfree(right);
	return sum / trial->ncodes;
}

/*
 * cf_trial_confusion -- how often each code was predicted for the texts of
 * each: rows by right code, columns by predicted code
 */
int *
cf_trial_confusion(const CfTrial *trial)
{
	int		   *texts = palloc0(trial->ncodes * trial->ncodes * sizeof(int));

	for (int i = 0; i < trial->count; i++)
		texts[trial->said[i] * trial->ncodes + trial->predicted[i]]++;
	return texts;
}

/*
 * What part of all such predictions is right, where so many of "count" were:
 * the lower bound of Wilson's interval, one standard deviation below.
 */
static double
cautious(int right, int count)
{
	double		part = (double) right / count;

	return (part + 0.5 / count -
			sqrt(part * (1 - part) / count + 0.25 / count / count)) /
		(1 + 1.0 / count);
}

/*
 * cf_trial_curve -- the lowest threshold for each precision that can be had
 *
 * A threshold at which fewer predictions are right than from a lower one on is
 * of no use, and left out.
 */
void
cf_trial_curve(const CfTrial *trial, CfCurve *curve)
{
	CfScored   *likeliest = palloc_extended(trial->count * sizeof(CfScored),
											MCXT_ALLOC_HUGE);
	double		best = 0;
	int			right = 0;

	for (int i = 0; i < trial->count; i++)
	{
		likeliest[i].which = i;
		likeliest[i].value = trial->probability[i];
		right += trial->predicted[i] == trial->said[i];
	}
	cf_sort_scored(likeliest, trial->count);
	curve->count = 0;
	for (int count = trial->count; count > 0; count--)
	{
		int			lowest = likeliest[count - 1].which;
		double		precision = cautious(right, count);

		/* equal probabilities stand on one side of a threshold */
		if ((count == trial->count ||
			 likeliest[count].value < likeliest[count - 1].value) &&
			precision >= best + 1.0 / CF_CURVE_MAX)
		{
			curve->thresholds[curve->count] = likeliest[count - 1].value;
			curve->precisions[curve->count] = best = precision;
			curve->coverages[curve->count++] = (double) count / trial->count;
		}
		right -= trial->predicted[lowest] == trial->said[lowest];
	}
	pfree(likeliest);
}
