/*
 * complaint_write.c -- what every write of a case needs: the actor, the
 * columns that are the engine's, the rules that decided, the stamps
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "complaint/complaint.h"
#include "base/errors.h"
#include "history/event.h"
#include "desk/policy.h"
#include "store/store.h"

/*
 * cf_said -- does the statement itself say what stands in a column?
 *
 * A program that writes whole rows back also sends what others wrote before.
 * It is known by the columns of the engine, which nobody else names; then
 * only another value than before says something.
 */
bool
cf_said(CfWrite *write, CfColumn column)
{
	if (cf_changed(write, column))
		return true;
	if (!cf_set_by_statement(write, column))
		return false;
	for (int other = 0; other < CF_COLUMN_COUNT; other++)
		if (cf_columns[other].writer == CF_BY_ENGINE &&
			cf_set_by_statement(write, other))
			return false;
	return true;
}

void
cf_find_actor(CfWrite *write)
{
	char	   *named = NULL;

	if (cf_said(write, CF_UPDATED_BY))
		named = cf_text(&write->row, CF_UPDATED_BY);
	write->actor = cf_actor(write->desk, named);
}

static void
refuse_computed(CfWrite *write, CfColumn column)
{
	static const struct
	{
		CfColumn	column;
		const char *hint;
	}			hints[] = {
		{CF_FIRST_RESPONSE_AT, "Insert the contact into table contact."},
		{CF_LAST_CONTACT_AT, "Insert the contact into table contact."},
		{CF_CONTACT_COUNT, "Insert the contact into table contact."},
		{CF_ATTEMPT_COUNT, "Insert the contact into table contact."},
		{CF_PROMISED_AT, "Insert a contact with next_contact_at."},
		{CF_DUE_AT, "Deadlines follow from clock_rule and the calendars."},
		{CF_SLA_STATUS, "The clocks and complaint_flow.run_clocks() set it."},
		{CF_PRIORITY, "Priority follows from urgency and level."},
		{CF_URGENCY, "Leave it out: rules decide it; a person may change it afterwards, with a reason."},
		{CF_LEVEL, "Leave it out: rules decide it; a person may change it afterwards, with a reason."},
		{CF_OWNER, "Leave it out: routing rules choose the handler; a person may hand the case over afterwards."},
		{CF_STATE, "Leave it out: a case begins in the initial state."},
		{CF_CLOSED_AT, "Change state to a final one."},
		{CF_IMPORTED_AT, "The owner brings in history with complaint_flow.importing."}
	};
	const char *hint = "The engine sets this column; leave it out.";

	for (int i = 0; i < lengthof(hints); i++)
		if (hints[i].column == column)
			hint = hints[i].hint;
	if (!write->insert && cf_columns[column].writer == CF_AT_INTAKE)
		hint = "It is fixed when the case is received.";
	ereport(ERROR,
			(errcode(ERRCODE_CF_COMPUTED_COLUMN),
			 errmsg("column \"%s\" of a complaint cannot be written%s",
					cf_columns[column].name,
					write->insert ? "" : " to another value"),
			 errhint("%s", hint),
			 errtablecol(write->rel, write->type->attno[column])));
}

static void
keep(CfWrite *write, CfColumn column)
{
	int			index = cf_index(&write->row, column);

	write->row.values[index] = write->old.values[index];
	write->row.nulls[index] = write->old.nulls[index];
}

/*
 * cf_check_computed -- columns that belong to the engine
 *
 * A client may leave them out, send NULL or, later, the value they have.
 */
void
cf_check_computed(CfWrite *write)
{
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
	{
		CfWriter	writer = cf_columns[column].writer;

		if (write->insert)
		{
			if ((writer == CF_BY_ENGINE || writer == CF_BY_DECISION) &&
				!cf_is_null(&write->row, column))
				refuse_computed(write, column);
		}
		else if (writer == CF_BY_ENGINE && cf_is_null(&write->row, column))
			keep(write, column);
		else if ((writer == CF_BY_ENGINE || writer == CF_AT_INTAKE) &&
				 cf_changed(write, column))
			refuse_computed(write, column);
	}
}

/* both decide the same thing of a case, so the later replaces the earlier */
static bool
same_decision(CfPolicy *policy, int64 a, int64 b)
{
	CfClockRule *clock_a = cf_clock_rule(policy, a);
	CfClockRule *clock_b = cf_clock_rule(policy, b);

	if (clock_a != NULL && clock_b != NULL)
		return strcmp(clock_a->metric, clock_b->metric) == 0;
	return cf_is_routing_rule(policy, a) && cf_is_routing_rule(policy, b);
}

static bool
is_superseded(CfWrite *write, int64 id)
{
	CfPolicy   *policy = write->desk->policy;
	ListCell   *cell;

	if (write->rejudged && !cf_is_routing_rule(policy, id) &&
		!cf_is_repeat_rule(policy, id) && cf_clock_rule(policy, id) == NULL)
		return true;
	foreach(cell, write->judged_by)
	{
		int64		newer = *(int64 *) lfirst(cell);

		if (id == newer || same_decision(policy, id, newer))
			return true;
	}
	return false;
}

static List *
judged_ids(const CfRow *row)
{
	Datum	   *ids;
	bool	   *nulls;
	int			count;
	List	   *list = NIL;

	if (cf_is_null(row, CF_JUDGED_BY))
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(cf_value(row, CF_JUDGED_BY)),
					  INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &ids, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		int64	   *id = palloc(sizeof(int64));

		*id = DatumGetInt64(ids[i]);
		if (!nulls[i])
			list = lappend(list, id);
	}
	return list;
}

/* a rule among those that a row notes */
bool
cf_row_judged_by(const CfRow *row, int64 rule_id)
{
	ListCell   *cell;

	foreach(cell, judged_ids(row))
		if (*(int64 *) lfirst(cell) == rule_id)
			return true;
	return false;
}

/* the rules noted in the row, into write->judged_by */
void
cf_load_judged_by(CfWrite *write, const CfRow *row)
{
	write->judged_by = judged_ids(row);
}

static bool
same_ids(List *a, List *b)
{
	ListCell   *cell;

	if (list_length(a) != list_length(b))
		return false;
	foreach(cell, a)
	{
		bool		found = false;
		ListCell   *other;

		foreach(other, b)
			found |= *(int64 *) lfirst(cell) == *(int64 *) lfirst(other);
		if (!found)
			return false;
	}
	return true;
}

/*
 * cf_save_judged_by -- note in the row which rules decided it
 *
 * Rules of earlier decisions that still hold stay noted; where the same rules
 * hold the order stays, too: it would be a change that is none.
 */
void
cf_save_judged_by(CfWrite *write)
{
	List	   *all = NIL;
	Datum	   *ids;
	ListCell   *cell;

	cf_set(&write->row, CF_RULES_VERSION,
		   Int32GetDatum(write->desk->rules_version));
	if (!write->insert)
		foreach(cell, judged_ids(&write->old))
			if (!is_superseded(write, *(int64 *) lfirst(cell)))
				all = lappend(all, lfirst(cell));
	all = list_concat(all, write->judged_by);
	if (!write->insert && same_ids(all, judged_ids(&write->old)))
		return;
	if (all == NIL)
	{
		cf_set_null(&write->row, CF_JUDGED_BY);
		return;
	}
	ids = palloc(list_length(all) * sizeof(Datum));
	foreach(cell, all)
		ids[foreach_current_index(cell)] =
			Int64GetDatum(*(int64 *) lfirst(cell));
	cf_set(&write->row, CF_JUDGED_BY,
		   PointerGetDatum(construct_array(ids, list_length(all), INT8OID,
										   sizeof(int64), FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE)));
}

/* what the hash of a write's event continues */
static bytea *
previous_head(CfWrite *write)
{
	if (write->insert)
		return cf_no_salt();
	return DatumGetByteaPP(cf_value(&write->old, CF_HEAD_HASH));
}

/*
 * cf_moment -- when the write counts: time never runs backwards within a case
 *
 * The application's clock, by which it was received, may be ahead of ours, and
 * ours may have been set back.
 */
TimestampTz
cf_moment(const CfWrite *write)
{
	TimestampTz at = Max(write->now,
						 DatumGetTimestampTz(cf_value(&write->row,
													  CF_RECEIVED_AT)));

	return write->insert ? at :
		Max(at, DatumGetTimestampTz(cf_value(&write->old, CF_UPDATED_AT)));
}

/* cf_fact_time -- of the fact that an act records: not before the receipt */
TimestampTz
cf_fact_time(const CfWrite *write)
{
	return Max(write->act->at,
			   DatumGetTimestampTz(cf_value(&write->row, CF_RECEIVED_AT)));
}

/*
 * cf_who_acts -- the person of the event of a stamped row, or NULL
 *
 * Who acts aside is not the one who changed the case last: a row filter shows
 * the case to that one.
 */
char *
cf_who_acts(const CfWrite *write)
{
	return write->act != NULL && write->act->aside ?
		unconstify(char *, write->act->actor) :
		cf_text(&write->row, CF_UPDATED_BY);
}

/*
 * cf_stamp -- stamps, event number and head of the chain: the last touch of a
 * row; fills in the event
 */
void
cf_stamp(CfWrite *write, const char *activity, List *notes, CfEvent *event)
{
	CfRow	   *row = &write->row;
	TimestampTz at = cf_moment(write);
	const char *actor = write->act && write->act->aside ?
		cf_text(&write->old, CF_UPDATED_BY) :
		write->act ? write->act->actor :
		write->actor ? write->actor->code : NULL;

	if (write->insert)
		cf_set(row, CF_SALT, PointerGetDatum(cf_new_salt()));
	cf_set(row, CF_UPDATED_AT, TimestampTzGetDatum(at));
	cf_set_text(row, CF_UPDATED_BY, actor);
	cf_event_of_write(write, activity, notes, event);
	cf_set(row, CF_EVENT_COUNT, Int32GetDatum(event->seq));
	cf_set(row, CF_HEAD_HASH,
		   PointerGetDatum(cf_event_hash(event, previous_head(write))));
}

/*
 * cf_check_head -- is the event the one whose hash cf_stamp put into the row?
 *
 * It is not when the row was changed after the BEFORE trigger; its history
 * could never be verified.
 */
void
cf_check_head(CfWrite *write, const CfEvent *event)
{
	Datum		hash = PointerGetDatum(cf_event_hash(event,
													 previous_head(write)));

	if (!datum_image_eq(hash, cf_value(&write->row, CF_HEAD_HASH), false, -1))
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				 errmsg("complaint " INT64_FORMAT " was changed after the engine had decided about it",
						event->complaint_id),
				 errdetail("A BEFORE trigger of the table has a name that sorts after that of the engine."),
				 errhint("Rename that trigger so that it comes first."),
				 errtable(write->rel)));
}

/*
 * cf_check_recorded -- refuse to change a row that waits for its AFTER trigger
 *
 * "old" is the stored row.  Only a trigger of the statement that wrote it can
 * come in between.
 */
void
cf_check_recorded(CfWrite *write, HeapTuple old)
{
	CfStoreTable *events;
	Datum		key[2];
	List	   *found;

	if (!TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(old->t_data)))
		return;
	key[0] = cf_value(&write->old, CF_ID);
	key[1] = cf_value(&write->old, CF_EVENT_COUNT);
	events = cf_store_open(write->desk, write->direct, CF_T_EVENT);
	found = cf_store_find(events, key, 2);
	cf_store_close(events);
	if (found == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				 errmsg("complaint " INT64_FORMAT " is still being written by the statement that fired this trigger",
						DatumGetInt64(key[0])),
				 errhint("Change the row itself in the BEFORE trigger, or use a constraint trigger that is initially deferred."),
				 errtable(write->rel)));
}

