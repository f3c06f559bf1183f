/*
 * decide.h -- what the rules say about a case
 */
#ifndef CF_DECIDE_H
#define CF_DECIDE_H

#include "case/write.h"

extern void cf_decide(CfWrite *write);

#endif							/* CF_DECIDE_H */
