/*
 * investigation.h -- entries about what happened: assessment, investigation,
 * evidence (SPEC R25)
 */
#ifndef CF_INVESTIGATION_H
#define CF_INVESTIGATION_H

#include "entry/entry.h"

/* kinds, by the modules that know them; each list ends with a NULL table */
extern const CfEntryKind cf_investigation_kinds[];

#endif							/* CF_INVESTIGATION_H */
