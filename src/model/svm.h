/*
 * svm.h -- a linear classifier that tells one code from the others
 */
#ifndef CF_SVM_H
#define CF_SVM_H

#include "model/corpus.h"

extern void cf_svm_train(const CfCorpus *corpus, const float *values,
						 int left_out, int code, float *weights,
						 double *bias);

#endif							/* CF_SVM_H */
