/*
 * remedy.h -- entries that give the customer something: remedies and their
 * execution (SPEC R26, R27)
 */
#ifndef CF_REMEDY_H
#define CF_REMEDY_H

#include "entry/entry.h"

extern const CfEntryKind cf_remedy_kinds[];

#endif							/* CF_REMEDY_H */
