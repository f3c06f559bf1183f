/*
 * enter_desk.h -- entering a desk: whose rights a function called by name has there
 */
#ifndef CF_ENTER_DESK_H
#define CF_ENTER_DESK_H

#include "fmgr.h"

#include "rights/as_owner.h"
#include "rights/reader_guard.h"

/* a desk that was entered, and as whom; lives until cf_leave */
typedef struct CfEntered
{
	Oid			schema;
	Oid			user;
	Oid			owner;			/* of the desk */
	Oid			caller;			/* who became the user */
	/* where the user is not the owner: */
	CfManner	manner;			/* what the guard looked for */
	uint64		changes;		/* that its verdict takes in */
	struct CfEntered *outer;
	CfOwnerScope scope;
} CfEntered;

extern void cf_enter_init(void);
extern Datum cf_call_as_owner(PG_FUNCTION_ARGS);
extern void cf_require_inside(const char *name);
extern Oid	cf_desk_owner_named(const char *name, Oid *schema);
extern void cf_enter(CfEntered *self, Oid schema, Oid user, const char *path,
					 bool writes);
extern void cf_leave(CfEntered *self);
extern void cf_forget_entered(CfEntered *self);
extern Oid	cf_caller(Oid schema);

#endif							/* CF_ENTER_DESK_H */
