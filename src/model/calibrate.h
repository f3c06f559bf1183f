/*
 * calibrate.h -- how far the predictions of a model can be trusted
 */
#ifndef CF_CALIBRATE_H
#define CF_CALIBRATE_H

#include "c.h"

/* predictions for texts that the model had not learned from */
typedef struct CfTrial
{
	int			count;
	int			ncodes;
	const float *scores;		/* rows by text */
	const int  *said;			/* by text: the right code */
	int		   *predicted;		/* by text, as the next */
	double	   *probability;
} CfTrial;

/* precisions differ by 1 / CF_CURVE_MAX at least */
#define CF_CURVE_MAX	200

/* from each threshold on, what part was right, and of how many */
typedef struct CfCurve
{
	int			count;
	double		thresholds[CF_CURVE_MAX];	/* lowest first */
	double		precisions[CF_CURVE_MAX];	/* rising */
	double		coverages[CF_CURVE_MAX];
} CfCurve;

extern double cf_calibrate(CfTrial *trial);
extern double cf_trial_accuracy(const CfTrial *trial);
extern double cf_trial_macro_f1(const CfTrial *trial);
extern int *cf_trial_confusion(const CfTrial *trial);
extern void cf_trial_curve(const CfTrial *trial, CfCurve *curve);

#endif							/* CF_CALIBRATE_H */
