/*
 * trigger.c -- checks and questions that trigger functions share
 */
#include "postgres.h"

#include "catalog/partition.h"
#include "catalog/pg_trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/shard.h"
#include "base/template.h"
#include "base/trigger.h"

static int
event_of(TriggerData *trigger)
{
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		return CF_TRIGGER_INSERT;
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		return CF_TRIGGER_UPDATE;
	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		return CF_TRIGGER_DELETE;
	return CF_TRIGGER_TRUNCATE;
}

/* cf_check_trigger -- the trigger data of a call; refuses a wrong call */
TriggerData *
cf_check_trigger(FunctionCallInfo fcinfo, const char *function,
				 CfTriggerTime time, int events)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	bool		right_time;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager",
						function)));
	right_time = time == CF_TRIGGER_ANY_TIME ||
		(TRIGGER_FIRED_FOR_ROW(trigger->tg_event) &&
		 (time == CF_TRIGGER_BEFORE_ROW ?
		  TRIGGER_FIRED_BEFORE(trigger->tg_event) :
		  TRIGGER_FIRED_AFTER(trigger->tg_event)));
	if (!right_time)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired %s ROW", function,
						time == CF_TRIGGER_BEFORE_ROW ? "BEFORE" : "AFTER")));
	if ((event_of(trigger) & events) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was fired for a wrong event",
						function)));
	if (trigger->tg_trigger->tgnargs < 1)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" needs the logical name of the table as argument",
						function)));
	return trigger;
}

/* cf_trigger_depth -- the nesting level of triggers, as pg_trigger_depth() */
int
cf_trigger_depth(void)
{
	return DatumGetInt32(DirectFunctionCall1(pg_trigger_depth, (Datum) 0));
}

/*
 * cf_is_plain -- is this the table that others find by its logical name?
 *
 * That name is the one that the trigger was given.  The table has it, or is a
 * partition of the one that has it, or its shard that shard.c knows.
 */
bool
cf_is_plain(TriggerData *trigger)
{
	Relation	rel = trigger->tg_relation;
	char	   *name = RelationGetRelationName(rel);

	if (rel->rd_rel->relispartition)
	{
		List	   *ancestors = get_partition_ancestors(RelationGetRelid(rel));

		name = get_rel_name(llast_oid(ancestors));
	}
	return strcmp(name, trigger->tg_trigger->tgargs[0]) == 0 ||
		cf_relid_of(trigger->tg_trigger->tgargs[0],
					RelationGetNamespace(rel)) == RelationGetRelid(rel);
}

/* cf_fires_last -- is this the last BEFORE ROW trigger of the table? */
bool
cf_fires_last(TriggerData *trigger)
{
	TriggerDesc *all = trigger->tg_relation->trigdesc;

	for (int i = 0; i < all->numtriggers; i++)
	{
		Trigger    *other = &all->triggers[i];

		if (TRIGGER_FOR_ROW(other->tgtype) &&
			TRIGGER_FOR_BEFORE(other->tgtype) &&
			(TRIGGER_FOR_INSERT(other->tgtype) ||
			 TRIGGER_FOR_UPDATE(other->tgtype)) &&
			strcmp(other->tgname, trigger->tg_trigger->tgname) > 0)
			return false;
	}
	return true;
}

/* is it this name?  On a shard both bear the number of the shard. */
static bool
is_named(Relation rel, const Trigger *trigger, const char *name)
{
	const char *rest = trigger->tgname + strlen(name);
	const char *number = strrchr(RelationGetRelationName(rel), '_');

	return strncmp(trigger->tgname, name, strlen(name)) == 0 &&
		(*rest == '\0' || (number != NULL && strcmp(rest, number) == 0 &&
						   strspn(rest, "_0123456789") == strlen(rest)));
}

/* cf_fires -- has the trigger this name, and is it enabled in this session? */
bool
cf_fires(Relation rel, const Trigger *trigger, const char *name)
{
	bool		replica = SessionReplicationRole ==
		SESSION_REPLICATION_ROLE_REPLICA;

	return is_named(rel, trigger, name) &&
		(trigger->tgenabled == (replica ? TRIGGER_FIRES_ON_REPLICA :
								TRIGGER_FIRES_ON_ORIGIN) ||
		 trigger->tgenabled == TRIGGER_FIRES_ALWAYS);
}

/* cf_attno_of -- a column of one of the engine's tables, or KF010 */
AttrNumber
cf_attno_of(Relation rel, const char *column)
{
	int			attno = SPI_fnumber(RelationGetDescr(rel), column);

	if (attno <= 0)
		cf_refuse_missing(RelationGetRelationName(rel), column);
	return attno;
}

/* cf_typed_attno -- the same; it must have this type, or KF010 */
AttrNumber
cf_typed_attno(Relation rel, const char *column, Oid type)
{
	AttrNumber	attno = cf_attno_of(rel, column);
	Oid			found = TupleDescAttr(RelationGetDescr(rel),
									  attno - 1)->atttypid;

	if (found != type)
		cf_refuse_retyped(RelationGetRelationName(rel), column, found, type);
	return attno;
}
