/*
 * model_check.h -- does a row of text_model hold a model?
 */
#ifndef CF_MODEL_CHECK_H
#define CF_MODEL_CHECK_H

#include "access/htup.h"
#include "utils/rel.h"

extern void cf_check_model(Relation rel, HeapTuple row);

#endif							/* CF_MODEL_CHECK_H */
