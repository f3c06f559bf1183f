/*
 * figure_array.h -- rows of figures, bigint[], added up place by place
 */
#ifndef CF_FIGURE_ARRAY_H
#define CF_FIGURE_ARRAY_H

#include "utils/array.h"

extern ArrayType *cf_figures_sum(ArrayType *a, ArrayType *b);

#endif							/* CF_FIGURE_ARRAY_H */
