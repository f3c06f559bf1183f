/*
 * desk_check.h -- is a schema a complete desk?
 */
#ifndef CF_DESK_CHECK_H
#define CF_DESK_CHECK_H

#include "desk/desk.h"

extern void cf_desk_watch(CfDesk *desk, Oid relid);
extern bool cf_desk_has_its_shape(CfDesk *desk);
extern void cf_desk_check(CfDesk *desk);
extern void cf_desk_check_use(CfDesk *desk, const char *table, Oid relid);

#endif							/* CF_DESK_CHECK_H */
