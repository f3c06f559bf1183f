/*
 * transition.h -- changes of state: which are allowed, and what others lack
 */
#ifndef CF_TRANSITION_H
#define CF_TRANSITION_H

#include "case/write.h"

extern CfTransition *cf_transition_by_entry(CfWrite *write, List *activities,
											bool reason_given);
extern CfTransition *cf_check_transition(CfWrite *write);

#endif							/* CF_TRANSITION_H */
