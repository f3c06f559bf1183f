/*
 * classify.h -- category, level, urgency and priority of a case, and what is
 * missing in it
 */
#ifndef CF_CLASSIFY_H
#define CF_CLASSIFY_H

#include "case/write.h"

extern void cf_find_category(CfWrite *write);
extern void cf_find_level(CfWrite *write);
extern void cf_find_urgency(CfWrite *write);
extern void cf_find_missing(CfWrite *write);
extern void cf_prioritise(CfWrite *write);

#endif							/* CF_CLASSIFY_H */
