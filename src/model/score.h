/*
 * score.h -- what a model says about a text
 */
#ifndef CF_SCORE_H
#define CF_SCORE_H

#include "model/model_format.h"

/* a code of the model, or an n-gram, and a number */
typedef struct CfScored
{
	int			which;
	double		value;
} CfScored;

/* how much it counts that an n-gram stands in a text so often */
extern float cf_frequency_weight(int count);

extern bool cf_model_predict(CfModel *model, const char *text, int len,
							 CfScored *codes);
extern int	cf_model_explain(CfModel *model, const char *text, int len,
							 int code, CfScored **ngrams);
extern void cf_model_of_code(const CfModel *model, int code,
							 CfScored *ngrams);
extern void cf_softmax(const float *scores, int count, double temperature,
					   double *probabilities);
extern void cf_sort_scored(CfScored *list, int count);

#endif							/* CF_SCORE_H */
