/*
 * satisfaction.h -- what the customer thinks of the handling (SPEC R30)
 */
#ifndef CF_SATISFACTION_H
#define CF_SATISFACTION_H

#include "entry/entry.h"

extern const CfEntryKind cf_satisfaction_kinds[];

#endif							/* CF_SATISFACTION_H */
