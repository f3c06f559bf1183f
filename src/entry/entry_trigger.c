/*
 * entry_trigger.c -- the triggers of all tables of entries
 *
 * decide_entry (BEFORE) locks the case, so that what it checks still holds
 * when the entry stands, and every writer takes the case before its entries.
 * record_entry (AFTER) updates the case: that writes the event, with the
 * entry in its changes, and meets and starts clocks.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "base/moment.h"
#include "case/engine_update.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "desk/desk_check.h"
#include "desk/query.h"
#include "desk/row_filter.h"
#include "entry/approval.h"
#include "entry/extension.h"
#include "entry/handover.h"
#include "entry/investigation.h"
#include "entry/remedy.h"
#include "entry/work_order.h"
#include "judge/customer_cases.h"
#include "judge/entry_rule.h"
#include "row/complete_row.h"
#include "row/constraint_check.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

static const CfEntryKind *const kinds[] = {
	cf_investigation_kinds, cf_work_order_kinds, cf_handover_kinds,
	cf_remedy_kinds, cf_approval_kinds,
	cf_extension_kinds
};

static const CfEntryKind *
kind_of(TriggerData *trigger)
{
	const char *table = trigger->tg_trigger->tgargs[0];

	for (int i = 0; i < lengthof(kinds); i++)
		for (const CfEntryKind *kind = kinds[i]; kind->table != NULL; kind++)
			if (strcmp(kind->table, table) == 0)
				return kind;
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("table \"%s\" is no table of entries", table)));
}

/* what the effects of an entry rely on was checked before it was written */
static void
refuse_undecided(TriggerData *trigger)
{
	TriggerDesc *all = trigger->tg_relation->trigdesc;

	for (int i = 0; i < all->numtriggers; i++)
		if (cf_fires(trigger->tg_relation, &all->triggers[i], "zzz_decide"))
			return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("a row of table \"%s\" was written past the trigger that decides about it",
					RelationGetRelationName(trigger->tg_relation)),
			 errdetail("Trigger \"zzz_decide\" is missing or not active."),
			 errhint("complaint_flow.upgrade_desk() mends the triggers."),
			 errtable(trigger->tg_relation)));
}

static void
begin_entry(CfEntry *entry, TriggerData *trigger, CfDesk *desk)
{
	memset(entry, 0, sizeof(CfEntry));
	entry->row.rel = trigger->tg_relation;
	entry->row.tuple = trigger->tg_trigtuple;
	entry->desk = desk;
	entry->direct = cf_is_plain(trigger);
	entry->by_engine = cf_engine_writes();
	entry->now = cf_statement_time();
	entry->parent_time = CF_NO_TIME;
}

/* what is added to a sheet that joined a case belongs to that case */
static int64
case_of(CfEntry *entry, int64 id)
{
	return cf_importing(entry->desk) ? id :
		cf_case_of_sheet(entry->desk, entry->direct, id);
}

static void
follow_sheet(CfEntry *entry)
{
	int64		named = cf_field_int64(&entry->row, "complaint_id");
	int64		id = case_of(entry, named);

	/* nobody learns which case a hidden sheet joined */
	if (id != named && !cf_case_hidden(entry->desk, named))
		cf_field_set(&entry->row, "complaint_id", INT8OID, Int64GetDatum(id));
}

/* the entry that this one answers; one of a hidden case does not exist */
static void
find_parent(CfEntry *entry, const CfEntryKind *kind)
{
	const CfParent *parents = kind->parents;
	bool		second = parents[1].table != NULL &&
		cf_field_is_null(&entry->row, parents[0].column);
	const char *table = parents[second].table;
	const char *column = parents[second].column;
	int64		id;
	CfQueryRow *parent;
	int64		case_id;

	if (table == NULL)
		return;
	cf_field_require(&entry->row, column);
	id = cf_field_int64(&entry->row, column);
	parent = cf_query_by_id(entry->desk,
							psprintf("SELECT complaint_id, recorded_at FROM %s"
									 " WHERE id = $1", table), id);
	if (parent == NULL ||
		cf_case_hidden(entry->desk, cf_query_int64(parent, 1)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("%s " INT64_FORMAT " does not exist", table, id),
				 errhint("Take the number from table \"%s.%s\".",
						 entry->desk->name, table),
				 cf_errcolumn(entry->row.rel, column)));
	entry->parent_time = cf_query_time(parent, 2);
	case_id = case_of(entry, cf_query_int64(parent, 1));
	if (cf_field_is_null(&entry->row, "complaint_id"))
		cf_field_set(&entry->row, "complaint_id", INT8OID,
					 Int64GetDatum(case_id));
	else if (cf_field_int64(&entry->row, "complaint_id") != case_id)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("%s " INT64_FORMAT " belongs to another complaint",
						table, id),
				 errhint("Leave complaint_id out."),
				 cf_errcolumn(entry->row.rel, "complaint_id")));
}

/*
 * Locks the case.  A person who may not see it locks nothing; it may have
 * become hidden while somebody else held the lock.
 */
static void
lock_case(CfEntry *entry)
{
	CfEntryCase *file = &entry->file;
	CfQueryRow *found = NULL;

	cf_field_require(&entry->row, "complaint_id");
	file->complaint_id = cf_field_int64(&entry->row, "complaint_id");
	if (!cf_case_hidden(entry->desk, file->complaint_id))
		found = cf_query_by_id(entry->desk,
							   "SELECT received_at, state, owner, accused_staff,"
							   " repeat_kind = 'joined'"
							   " FROM complaint WHERE id = $1 FOR NO KEY UPDATE",
							   file->complaint_id);
	if (found == NULL || cf_case_hidden(entry->desk, file->complaint_id))
		cf_refuse_unknown_case(&entry->row, file->complaint_id);
	if (cf_query_bool(found, 5) && !cf_importing(entry->desk))
		cf_refuse_joined_meanwhile(file->complaint_id);
	file->received_at = cf_query_time(found, 1);
	file->state = cf_query_text(found, 2);
	file->over = cf_is_final(entry->desk, file->state);
	file->owner = cf_query_text(found, 3);
	file->accused = cf_query_text(found, 4);
}

static void
find_actor(CfEntry *entry)
{
	if (entry->by_engine)
		return;
	entry->actor = cf_actor(entry->desk,
							cf_field_text(&entry->row, "recorded_by"));
	if (entry->actor == NULL)
		return;
	cf_field_set_text(&entry->row, "recorded_by", entry->actor->code);
	if (cf_same_person(entry->actor->code, entry->file.accused))
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_CONFLICT_OF_INTEREST,
					  "the person complained about cannot add to the file of the complaint",
					  "Ask the owner of the case or a supervisor.");
}

/* times of one transaction agree: the other may be that of its statement */
static bool
lies_before(CfEntry *entry, TimestampTz at, TimestampTz other)
{
	return cf_lies_before(at, other, entry->now,
						  entry->desk->clock_tolerance) &&
		at != GetCurrentTransactionStartTimestamp();
}

static void
check_time(CfEntry *entry)
{
	TimestampTz at;

	cf_field_require(&entry->row, "recorded_at");
	at = cf_field_time(&entry->row, "recorded_at");
	cf_check_time(entry->row.rel, cf_attno_of(entry->row.rel, "recorded_at"),
				  at, entry->now + entry->desk->clock_tolerance);
	if (lies_before(entry, at, entry->file.received_at))
		cf_refuse_row(&entry->row, "recorded_at", ERRCODE_CF_INVALID_VALUE,
					  "an entry cannot lie before the receipt of the complaint",
					  "Check recorded_at.");
	if (entry->parent_time != CF_NO_TIME && lies_before(entry, at, entry->parent_time))
		cf_refuse_row(&entry->row, "recorded_at", ERRCODE_CF_INVALID_VALUE,
					  "an answer cannot lie before what it answers",
					  "Check recorded_at.");
}

/* "account:freeze"; NULL where only the effect knows it */
static char *
activity_of(const CfEntry *entry, const CfEntryKind *kind)
{
	char	   *value;

	if (kind->activity_column == NULL)
		return NULL;
	value = cf_field_string(&entry->row, kind->activity_column);
	return psprintf("%s:%s", kind->activity,
					value ? value : kind->activity_none);
}

/* KF002 with what the rules about such an entry ask for */
static void
refuse_by_rules(CfEntry *entry, const char *activity, List *rules)
{
	StringInfoData lacks;
	const char *hint = NULL;
	ListCell   *cell;

	initStringInfo(&lacks);
	foreach(cell, rules)
	{
		CfEntryRule *rule = lfirst(cell);

		appendStringInfo(&lacks, "%s\"%s\" lacks the condition (%s)",
						 lacks.len > 0 ? "; " : "", rule->rule.name,
						 rule->rule.condition);
		if (hint == NULL)
			hint = rule->condition_hint;
	}
	ereport(ERROR,
			(errcode(ERRCODE_CF_GUARD_NOT_MET),
			 errmsg("entry \"%s\" is not allowed now", activity),
			 errdetail("%s.", lacks.data),
			 hint ? errhint("%s", hint) : 0,
			 errtable(entry->row.rel)));
}

/* what action rules add is asked about in action_entry.c */
static void
check_rules(CfEntry *entry, const char *activity)
{
	CfWrite		write = {0};
	List	   *rules;

	if (activity == NULL || entry->by_engine)
		return;
	rules = cf_entry_rules(entry->desk, activity);
	if (rules == NIL)
		return;
	write.desk = entry->desk;
	write.actor = entry->actor;
	write.now = entry->now;
	write.row = cf_case_by_id(entry->desk, entry->file.complaint_id)->row;
	write.old = write.row;
	write.type = write.row.type;
	if (!cf_entry_allowed(&write, rules))
		refuse_by_rules(entry, activity, rules);
}

/* what the kind and the desk's rules say about its rows */
static void
check_kind(CfEntry *entry, const CfEntryKind *kind)
{
	cf_check_columns(entry->desk, &entry->row, kind->columns);
	if (kind->needs_actor != NULL && entry->actor == NULL && !entry->by_engine)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("%s needs a person of the staff", kind->needs_actor),
				 errhint("Set complaint_flow.actor, or recorded_by."),
				 errtable(entry->row.rel)));
	check_rules(entry, activity_of(entry, kind));
	if (kind->decide != NULL)
		kind->decide(entry);
}

PG_FUNCTION_INFO_V1(decide_entry);

/*
 * decide_entry() -- BEFORE ROW trigger of tables of entries
 */
Datum
decide_entry(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "decide_entry",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT);
	CfDesk	   *desk = cf_desk_before(trigger->tg_relation);
	const CfEntryKind *kind = kind_of(trigger);
	CfEntry		entry;

	cf_desk_check_use(desk, kind->table,
					  RelationGetRelid(trigger->tg_relation));
	begin_entry(&entry, trigger, desk);
	entry.row.tuple = cf_complete_row(entry.row.rel, entry.row.tuple);
	cf_check_number(entry.row.rel, entry.row.tuple, NULL);
	cf_check_values(entry.row.rel, entry.row.tuple, NULL, CF_LONG_TEXT_MAX);
	if (!cf_field_is_null(&entry.row, "complaint_id"))
		follow_sheet(&entry);
	find_parent(&entry, kind);
	lock_case(&entry);
	if (cf_importing(desk))
	{
		cf_check_row(fcinfo->flinfo, entry.row.rel, entry.row.tuple, true);
		return PointerGetDatum(entry.row.tuple);
	}
	/* it followed from what was, and the case has come to its end since */
	if (entry.file.over && !kind->after_end && entry.by_engine)
		return PointerGetDatum(NULL);
	find_actor(&entry);
	check_time(&entry);
	if (entry.file.over && !kind->after_end)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("complaint " INT64_FORMAT " is over",
						entry.file.complaint_id),
				 errdetail("Its state is \"%s\".", entry.file.state),
				 errhint("Reopen the case first, if a transition allows it."),
				 errtable(entry.row.rel)));
	check_kind(&entry, kind);
	cf_check_row(fcinfo->flinfo, entry.row.rel, entry.row.tuple, true);
	return PointerGetDatum(entry.row.tuple);
}

/* what the entry does to its case, and to other rows */
static void
set_effects(CfEntry *entry, const CfEntryKind *kind, CfEngineUpdate *update)
{
	const CfTableRow *row = &entry->row;

	if (kind->activity_column != NULL)
		update->activity = activity_of(entry, kind);
	if (kind->department_column != NULL)
		update->department = cf_field_text(row, kind->department_column);
	if (kind->words_column != NULL)
		update->reason = cf_field_text(row, kind->words_column);
	if (kind->has_clocks)
		update->subject = cf_field_int64(row, "id");
	if (kind->effect != NULL)
		kind->effect(entry, update);
}

PG_FUNCTION_INFO_V1(record_entry);

/*
 * record_entry() -- AFTER ROW trigger of tables of entries: the effect
 */
Datum
record_entry(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "record_entry",
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_INSERT);
	CfDesk	   *desk = cf_desk_after(trigger->tg_relation);
	const CfEntryKind *kind = kind_of(trigger);
	CfEntry		entry;
	CfEngineUpdate update;

	if (cf_importing(desk))
		return PointerGetDatum(NULL);
	refuse_undecided(trigger);
	begin_entry(&entry, trigger, desk);
	update = cf_engine_update(desk, CF_UPDATE_ENTRY, kind->activity);
	update.at = cf_field_time(&entry.row, "recorded_at");
	update.actor = cf_field_text(&entry.row, "recorded_by");
	cf_entry_describe(desk, &entry.row, kind->table, &update);
	entry.actor = cf_staff(desk, update.actor);
	set_effects(&entry, kind, &update);
	cf_update_case(desk, &update, cf_field_int64(&entry.row, "complaint_id"));
	return PointerGetDatum(NULL);
}
