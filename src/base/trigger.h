/*
 * trigger.h -- checks and questions that trigger functions share
 */
#ifndef CF_TRIGGER_H
#define CF_TRIGGER_H

#include "commands/trigger.h"
#include "fmgr.h"

typedef enum CfTriggerTime
{
	CF_TRIGGER_BEFORE_ROW,
	CF_TRIGGER_AFTER_ROW,
	CF_TRIGGER_ANY_TIME
} CfTriggerTime;

#define CF_TRIGGER_INSERT	0x01
#define CF_TRIGGER_UPDATE	0x02
#define CF_TRIGGER_DELETE	0x04
#define CF_TRIGGER_TRUNCATE 0x08

extern TriggerData *cf_check_trigger(FunctionCallInfo fcinfo,
									 const char *function,
									 CfTriggerTime time, int events);
extern bool cf_fires(Relation rel, const Trigger *trigger, const char *name);
extern bool cf_fires_last(TriggerData *trigger);
extern bool cf_is_plain(TriggerData *trigger);
extern int	cf_trigger_depth(void);
extern AttrNumber cf_attno_of(Relation rel, const char *column);
extern AttrNumber cf_typed_attno(Relation rel, const char *column, Oid type);

#endif							/* CF_TRIGGER_H */
