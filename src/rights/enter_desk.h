/*
 * enter_desk.h -- with whose rights a function works inside a desk
 */
#ifndef CF_ENTER_DESK_H
#define CF_ENTER_DESK_H

#include "fmgr.h"

#include "rights/reader_guard.h"

extern void cf_enter_init(void);
extern Datum cf_call_as_owner(PG_FUNCTION_ARGS);
extern void cf_require_inside(const char *name);
extern Oid	cf_desk_owner_named(const char *name, Oid *schema);
extern void cf_inside(Oid schema, CfManner manner, const char *path,
					  void (*function) (void *arg), void *arg);
extern Oid	cf_caller(Oid schema);

#endif							/* CF_ENTER_DESK_H */
