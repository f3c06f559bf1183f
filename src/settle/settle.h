/*
 * settle.h -- the end of a statement on complaint
 */
#ifndef CF_SETTLE_H
#define CF_SETTLE_H

#include "commands/trigger.h"

extern void cf_statement_settle(TriggerData *trigger);

#endif							/* CF_SETTLE_H */
