/*
 * transition.h -- changes of state: which are allowed, and what the others lack
 */
#ifndef CF_TRANSITION_H
#define CF_TRANSITION_H

#include "case/write.h"

/* what a transition lacks, most telling first */
typedef enum CfLack
{
	CF_LACKS_NOTHING,
	CF_LACKS_ROLE,
	CF_LACKS_VALUE,
	CF_LACKS_GUARD
} CfLack;

extern CfTransition *cf_free_transition(CfWrite *write, const char *to);
extern CfTransition *cf_check_transition(CfWrite *write);
extern CfLack cf_transition_lacks(CfWrite *write, CfTransition *transition,
								  bool reason_given, List **lacks);
extern bool cf_reason_given(CfWrite *write);

#endif							/* CF_TRANSITION_H */
