/*
 * enter.h -- entering a desk: whose rights a function called by name has there
 */
#ifndef CF_ENTER_H
#define CF_ENTER_H

#include "fmgr.h"

extern Datum cf_call_as_owner(PG_FUNCTION_ARGS);
extern void cf_require_inside(const char *name);
extern Oid	cf_desk_owner_named(const char *name, Oid *schema);
extern Oid	cf_caller(void);

#endif							/* CF_ENTER_H */
