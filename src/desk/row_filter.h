/*
 * row_filter.h -- does row level security hide a case from the caller?
 */
#ifndef CF_ROW_FILTER_H
#define CF_ROW_FILTER_H

#include "desk/desk.h"

extern bool cf_case_hidden(CfDesk *desk, int64 id);
extern bool cf_case_out_of_sight(CfDesk *desk, int64 id);
extern bool cf_cases_filtered(CfDesk *desk);

#endif							/* CF_ROW_FILTER_H */
