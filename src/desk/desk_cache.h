/*
 * desk_cache.h -- the cache of desks, and its invalidation
 */
#ifndef CF_DESK_CACHE_H
#define CF_DESK_CACHE_H

#include "desk/desk.h"

extern void cf_desk_init(void);
extern CfDesk *cf_desk_open(Oid schema);
extern Oid	cf_desk_schema(const char *name);
extern CfDesk *cf_desk_open_named(const char *name);
extern CfDesk *cf_desk_inside(const char *name);
extern CfDesk *cf_desk_stand_in(CfDesk *desk);
extern CfDesk *cf_desk_of_policy(Oid schema, const char *source);

#endif							/* CF_DESK_CACHE_H */
