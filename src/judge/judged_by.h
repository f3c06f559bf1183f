/*
 * judged_by.h -- which rules decided a case
 */
#ifndef CF_JUDGED_BY_H
#define CF_JUDGED_BY_H

#include "case/write.h"

extern void cf_judged(CfWrite *write, int64 rule_id);
extern void cf_save_judged_by(CfWrite *write);
extern List *cf_rules_of_row(const CfRow *row);
extern bool cf_row_judged_by(const CfRow *row, int64 rule_id);

#endif							/* CF_JUDGED_BY_H */
