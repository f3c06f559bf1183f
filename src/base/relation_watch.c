/*
 * relation_watch.c -- who in the library hears of changed relations
 *
 * PostgreSQL has ten places for such callbacks, of which it needs some itself,
 * and ends the session when another library finds none free.  So all of ours
 * share one.
 */
#include "postgres.h"

#include "base/relation_watch.h"

#define WATCHERS_MAX 8

static struct
{
	RelcacheCallbackFunction tell;
	Datum		arg;
}			watchers[WATCHERS_MAX];
static int	count = 0;

/* callback of the relation cache; InvalidOid: every relation */
static void
tell_all(Datum arg, Oid relid)
{
	for (int i = 0; i < count; i++)
		watchers[i].tell(watchers[i].arg, relid);
}

/* cf_watch_relations -- from now on, for the life of the backend */
void
cf_watch_relations(RelcacheCallbackFunction watcher, Datum arg)
{
	if (count == WATCHERS_MAX)
		elog(ERROR, "complaint_flow: more than %d watchers of relations",
			 WATCHERS_MAX);
	if (count == 0)
		CacheRegisterRelcacheCallback(tell_all, (Datum) 0);
	watchers[count].tell = watcher;
	watchers[count++].arg = arg;
}
