/*
 * rule_failure.h -- reporting rules that cannot be evaluated
 */
#ifndef CF_RULE_FAILURE_H
#define CF_RULE_FAILURE_H

#include "case/write.h"

extern void cf_tell_failures(CfWrite *write, List *failures);

#endif							/* CF_RULE_FAILURE_H */
