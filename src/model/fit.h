/*
 * fit.h -- learning a model from texts and their codes
 */
#ifndef CF_FIT_H
#define CF_FIT_H

#include "model/calibrate.h"
#include "model/corpus.h"

typedef struct CfFitted
{
	char	   *bytes;			/* as cf_model_read takes them */
	Size		size;
	double		accuracy;
	double		macro_f1;
	int		   *confusion;		/* see cf_trial_confusion */
	CfCurve		curve;
} CfFitted;

extern void cf_cross_validate(const CfCorpus *corpus, CfTrial *trial);
extern void cf_fit(const CfCorpus *corpus, CfFitted *fitted);

#endif							/* CF_FIT_H */
