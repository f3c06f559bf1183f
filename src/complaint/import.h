/*
 * import.h -- cases of the past come in as they were (SPEC R10)
 */
#ifndef CF_IMPORT_H
#define CF_IMPORT_H

#include "complaint/decision.h"

extern void cf_import(CfWrite *write, CfDecision *decision);

#endif							/* CF_IMPORT_H */
