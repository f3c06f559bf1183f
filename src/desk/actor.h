/*
 * actor.h -- who is writing
 */
#ifndef CF_ACTOR_H
#define CF_ACTOR_H

#include "desk/desk.h"

/* the row of staff; NULL when the database role is no member of staff */
extern CfStaff *cf_actor(CfDesk *desk, const char *named);

/* name of the database role in use */
extern char *cf_db_role(CfDesk *desk);

/* is history imported?  Only the owner may */
extern bool cf_importing(CfDesk *desk);
extern void cf_desk_check_owner(CfDesk *desk);

#endif							/* CF_ACTOR_H */
