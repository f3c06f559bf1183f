/*
 * state_change.h -- a case comes into another state
 */
#ifndef CF_STATE_CHANGE_H
#define CF_STATE_CHANGE_H

#include "case/write.h"

extern void cf_enter_state(CfWrite *write, const CfTransition *transition);
extern CfTransition *cf_move_after(CfWrite *write, List *activities,
								   const char *words);
extern bool cf_move(CfWrite *write);

#endif							/* CF_STATE_CHANGE_H */
