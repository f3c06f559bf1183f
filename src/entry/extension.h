/*
 * extension.h -- deadlines that people set
 */
#ifndef CF_EXTENSION_H
#define CF_EXTENSION_H

#include "entry/entry.h"

/* for approval.c: a row of approval with extension_id */
extern void cf_check_extension_open(CfEntry *entry);
extern void cf_extension_decided(CfEntry *entry, CfEngineUpdate *update,
								 const char *decision);
extern const CfEntryKind cf_extension_kinds[];

#endif							/* CF_EXTENSION_H */
