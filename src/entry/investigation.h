/*
 * investigation.h -- entries about what happened and how it was handled
 */
#ifndef CF_INVESTIGATION_H
#define CF_INVESTIGATION_H

#include "entry/entry.h"

/* each such list ends with a NULL table */
extern const CfEntryKind cf_investigation_kinds[];

#endif							/* CF_INVESTIGATION_H */
