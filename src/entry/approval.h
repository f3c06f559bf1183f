/*
 * approval.h -- decisions about what others ask for: remedies, step by step
 * up the ladder, and extensions, in one step (SPEC R27)
 */
#ifndef CF_APPROVAL_H
#define CF_APPROVAL_H

#include "entry/entry.h"

extern const CfEntryKind cf_approval_kinds[];

#endif							/* CF_APPROVAL_H */
