/*
 * transition.h -- changes of state: which are allowed, and what others lack
 */
#ifndef CF_TRANSITION_H
#define CF_TRANSITION_H

#include "case/write.h"

extern CfTransition *cf_free_transition(CfWrite *write, const char *to);
extern CfTransition *cf_check_transition(CfWrite *write);
extern bool cf_reason_given(CfWrite *write);

#endif							/* CF_TRANSITION_H */
