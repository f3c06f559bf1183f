/*
 * relation_watch.h -- who in the library hears of changed relations
 */
#ifndef CF_RELATION_WATCH_H
#define CF_RELATION_WATCH_H

#include "utils/inval.h"

extern void cf_watch_relations(RelcacheCallbackFunction watcher, Datum arg);

#endif							/* CF_RELATION_WATCH_H */
