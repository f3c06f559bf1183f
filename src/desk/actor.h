/*
 * actor.h -- who is writing
 */
#ifndef CF_ACTOR_H
#define CF_ACTOR_H

#include "desk/desk.h"

/* the row of staff; NULL when the database role is nobody of the desk */
extern CfStaff *cf_actor(CfDesk *desk, const char *named);

/* the database role in use, for the record */
extern char *cf_db_role(CfDesk *desk);

/* the owner brings in history and has said so */
extern bool cf_importing(CfDesk *desk);
extern void cf_desk_check_owner(CfDesk *desk);

#endif							/* CF_ACTOR_H */
