/*
 * handover.h -- the owner of a case changes when the new one accepts it
 * (SPEC R8)
 */
#ifndef CF_HANDOVER_H
#define CF_HANDOVER_H

#include "entry/entry.h"

extern const CfEntryKind cf_handover_kinds[];

#endif							/* CF_HANDOVER_H */
