/*
 * complaint.c -- the two row triggers of the complaint table
 *
 * decide_complaint (BEFORE) has no side effects: it also fires for rows that
 * ON CONFLICT DO NOTHING then drops.  record_complaint (AFTER) writes event,
 * clocks and queue entry: those that the BEFORE trigger decided, see
 * decision.h, or found again from the old and the new row.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "settle/action_rule.h"
#include "message/clock_alarm.h"
#include "clock/clock.h"
#include "base/compat.h"
#include "complaint/complaint.h"
#include "judge/decide.h"
#include "base/errors.h"
#include "history/event.h"
#include "case/input_check.h"
#include "judge/issue.h"
#include "complaint/kpi_note.h"
#include "history/rewind.h"
#include "message/queue.h"
#include "judge/repeat.h"
#include "row/constraint_check.h"
#include "case/statement.h"
#include "store/store.h"
#include "base/trigger.h"

static const CfAct *current_act = NULL;

/* of the triggers that the act's own statement fires, not deeper ones */
static int	act_depth = 0;

/*
 * cf_update_case -- the engine's own update of rows of complaint
 *
 * The triggers that this statement fires take what "act" says as the reason
 * of the update; what users' own triggers write meanwhile has its own reasons.
 * Returns the number of rows.
 */
int64
cf_update_case(CfDesk *desk, const CfAct *act, const char *sql, Oid argtype,
			   Datum arg)
{
	int64		rows = 0;
	const CfAct *outer = current_act;
	int			outer_depth = act_depth;

	current_act = act;
	act_depth = cf_trigger_depth() + 1;
	PG_TRY();
	{
		rows = cf_owner_execute(desk, sql, 1, &argtype, &arg, NULL);
	}
	PG_FINALLY();
	{
		current_act = outer;
		act_depth = outer_depth;
	}
	PG_END_TRY();
	return rows;
}

/*
 * What the BEFORE trigger fills in every row, and the engine then reads as if
 * it could not be NULL: the first of these columns that is, else
 * CF_COLUMN_COUNT.
 */
static CfColumn
first_empty(const CfRow *row)
{
	static const CfColumn filled[] = {
		CF_STATE, CF_LEVEL, CF_URGENCY, CF_PRIORITY, CF_CONTACT_COUNT,
		CF_ATTEMPT_COUNT, CF_UPDATED_AT, CF_EVENT_COUNT, CF_HEAD_HASH,
		CF_RULES_VERSION
	};

	for (int i = 0; i < lengthof(filled); i++)
		if (cf_is_null(row, filled[i]))
			return filled[i];
	return CF_COLUMN_COUNT;
}

/* acts of a job pass over cases on which they find nothing to do */
static bool
is_job(const CfAct *act)
{
	return act->kind == CF_ACT_SWEEP || act->kind == CF_ACT_RECOMPUTE;
}

/*
 * A row that was inserted while the triggers were off has no history.  The
 * desk is damaged for who writes it; a job goes round it.
 */
static void
require_history(CfWrite *write)
{
	CfColumn	empty = first_empty(&write->old);
	bool		in_job = write->act != NULL && is_job(write->act);

	if (empty != CF_COLUMN_COUNT)
		ereport(ERROR,
				(errcode(in_job ? ERRCODE_DATA_CORRUPTED :
						 ERRCODE_CF_DAMAGED_DESK),
				 errmsg("complaint " INT64_FORMAT " was written past the engine",
						DatumGetInt64(cf_value(&write->old, CF_ID))),
				 errdetail("Its column \"%s\" is empty.",
						   cf_columns[empty].name),
				 errhint("Remove the row while the triggers are off, and insert it again with them."),
				 errtablecol(write->rel, write->type->attno[empty])));
}

/* the trigger's row or rows, read */
static void
begin_write(CfWrite *write, TriggerData *trigger, CfDesk *desk,
			CfPending *pending)
{
	memset(write, 0, sizeof(CfWrite));
	write->rel = trigger->tg_relation;
	write->desk = desk;
	write->type = cf_row_type(write->desk, write->rel);
	write->insert = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	write->direct = cf_is_plain(trigger);
	write->pending = pending;
	if (!write->insert && current_act != NULL &&
		cf_trigger_depth() == act_depth)
	{
		write->act = current_act;
		write->actor = cf_staff(write->desk, current_act->actor);
	}
	write->now = write->act ? write->act->now :
		GetCurrentStatementStartTimestamp();
	write->set_columns = trigger->tg_updatedcols;
	if (write->insert)
		cf_row_read(&write->row, write->type, trigger->tg_trigtuple);
	else
	{
		cf_row_read(&write->old, write->type, trigger->tg_trigtuple);
		cf_row_read(&write->row, write->type, trigger->tg_newtuple);
		require_history(write);
	}
}

/* the word for what a write did, for its event */
static const char *
activity_of(CfWrite *write, CfClocks *clocks)
{
	if (write->act == NULL)
		return cf_activity_of_update(write);
	if (write->act->kind == CF_ACT_SWEEP)
		return cf_alarm_activity(clocks);
	return write->act->activity;
}

/* contacts may be written down in another order than they took place */
static void
note_contact_times(CfWrite *write)
{
	const CfAct *act = write->act;
	CfRow	   *row = &write->row;
	TimestampTz at = cf_fact_time(write);
	bool		latest = cf_is_null(row, CF_LAST_CONTACT_AT) ||
		at >= DatumGetTimestampTz(cf_value(row, CF_LAST_CONTACT_AT));

	if (act->reached && latest)
		cf_set(row, CF_LAST_CONTACT_AT, TimestampTzGetDatum(at));
	if (act->responds &&
		(cf_is_null(row, CF_FIRST_RESPONSE_AT) ||
		 at < DatumGetTimestampTz(cf_value(row, CF_FIRST_RESPONSE_AT))))
		cf_set(row, CF_FIRST_RESPONSE_AT, TimestampTzGetDatum(at));
	if (act->promise != CF_NO_TIME &&
		(latest || cf_is_null(row, CF_PROMISED_AT)))
		cf_set(row, CF_PROMISED_AT, TimestampTzGetDatum(act->promise));
	else if (act->reached && act->outgoing && latest)
		cf_set_null(row, CF_PROMISED_AT);
}

static void
apply_contact(CfWrite *write)
{
	const CfAct *act = write->act;
	char	   *accused = cf_text(&write->row, CF_ACCUSED_STAFF);
	CfColumn	counter = act->reached ? CF_CONTACT_COUNT : CF_ATTEMPT_COUNT;

	if (!act->by_engine && accused != NULL && act->actor != NULL &&
		strcmp(accused, act->actor) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("the person complained about cannot contact the customer about it"),
				 errhint("Ask the owner of the case or a supervisor.")));
	if (cf_lies_before(act->at,
					   DatumGetTimestampTz(cf_value(&write->row,
													CF_RECEIVED_AT)),
					   act->now, write->desk->clock_tolerance))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a contact cannot lie before the receipt of the complaint"),
				 errhint("Check contacted_at.")));
	cf_set(&write->row, counter,
		   Int32GetDatum(DatumGetInt32(cf_value(&write->row, counter)) + 1));
	note_contact_times(write);
}

/* nothing but the stamps would change */
static bool
changes_nothing(CfWrite *write)
{
	for (int i = 0; i < write->type->desc->natts; i++)
		if (!bms_is_member(i + 1, write->type->unrecorded) &&
			!TupleDescAttr(write->type->desc, i)->attgenerated &&
			!cf_same(&write->row, &write->old, i))
			return false;
	return true;
}

/*
 * Empties what may hold personal data, and the salt, by which the hashes of
 * it could be tried out.  A column that the desk made NOT NULL keeps a word.
 */
static void
erase_personal(CfWrite *write)
{
	CfRow	   *row = &write->row;
	int			attno = -1;

	while ((attno = bms_next_member(write->type->personal, attno)) >= 0)
	{
		Form_pg_attribute att = TupleDescAttr(write->type->desc, attno - 1);
		bool		keeps_word = att->attnotnull && att->atttypid == TEXTOID;

		row->values[attno - 1] = keeps_word ?
			CStringGetTextDatum(CF_ERASED) : (Datum) 0;
		row->nulls[attno - 1] = !keeps_word;
	}
	cf_set_null(row, CF_SALT);
}

/* false when there is nothing to do: the row stays as it is */
static bool
decide_update(CfWrite *write, CfDecision *decision)
{
	CfClocks   *clocks = &decision->clocks;

	if (write->act == NULL)
	{
		cf_check_computed(write);
		if (changes_nothing(write))
		{
			write->row = write->old;
			return true;
		}
		cf_check_update(write);
	}
	else if (write->act->kind == CF_ACT_CONTACT)
	{
		if (cf_is_joined(&write->old))
			cf_joined_meanwhile(DatumGetInt64(cf_value(&write->old, CF_ID)));
		apply_contact(write);
	}
	else if (write->act->kind == CF_ACT_ENTRY)
	{
		if (write->act->apply != NULL)
			write->act->apply(write, write->act);
		cf_follow_facts(write);
	}
	else if (write->act->kind == CF_ACT_STATE)
	{
		if (!cf_move(write))
			return false;
	}
	else if (write->act->kind == CF_ACT_RECOMPUTE)
		cf_set_text(&write->row, CF_REASON, write->act->reason);
	else if (write->act->kind == CF_ACT_ERASE)
	{
		erase_personal(write);
		if (cf_is_erased(&write->old) && changes_nothing(write))
			return false;
	}
	cf_clocks_at_update(write, clocks);
	if (clocks->loaded)
		cf_clocks_show(write, clocks);
	cf_alarms_hand_over(write, clocks);
	if (write->rejudged)
		cf_set_texts(&write->row, CF_TRIAGE, write->triage);
	cf_save_judged_by(write);
	if (write->act != NULL && is_job(write->act) &&
		!cf_clocks_changed(clocks))
		return false;
	cf_stamp(write, activity_of(write, clocks), cf_alarm_notes(clocks),
			 &decision->event);
	return true;
}

PG_FUNCTION_INFO_V1(decide_complaint);

/*
 * decide_complaint() -- BEFORE ROW trigger of complaint
 */
Datum
decide_complaint(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "decide_complaint",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	/* before the memory changes, by which the statement is known */
	CfDesk	   *desk = cf_desk_before(trigger->tg_relation);
	CfPending  *pending = cf_pending_before(trigger->tg_relation);
	MemoryContext caller;
	CfDecision *decision = cf_decision_begin(&caller);
	CfWrite		write;
	bool		wanted = true;

	begin_write(&write, trigger, desk, pending);
	write.importing = write.insert && cf_importing(write.desk);
	if (write.importing)
		cf_import(&write, decision);
	else if (write.insert)
		cf_intake(&write, decision);
	else
	{
		cf_check_recorded(&write, trigger->tg_trigtuple);
		wanted = decide_update(&write, decision);
	}
	if (wanted)
		cf_check_row_parts(fcinfo->flinfo, write.rel, write.row.values,
						   write.row.nulls, write.insert);
	MemoryContextSwitchTo(caller);
	if (!wanted)
		return PointerGetDatum(NULL);
	/* without an event there is nothing to record, and the row is the old one */
	if (decision->event.seq > 0 && cf_fires_last(trigger))
		cf_decision_keep(decision, &write);
	return PointerGetDatum(cf_row_form(&write.row));
}

/* the BEFORE trigger did not fire: there is nothing to record */
static void
refuse_undecided(CfWrite *write)
{
	if (first_empty(&write->row) != CF_COLUMN_COUNT ||
		(write->insert && cf_is_null(&write->row, CF_SALT)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("complaint was written past the trigger that decides about it"),
				 errdetail("Trigger \"zzz_decide\" of table \"%s\" is missing or not active.",
						   RelationGetRelationName(write->rel)),
				 errhint("complaint_flow.upgrade_desk() mends the triggers."),
				 errtable(write->rel)));
}

/* an insert decided again, from its row */
static void
find_insert(CfWrite *write, CfDecision *decision)
{
	bool		imported = !cf_is_null(&write->row, CF_IMPORTED_AT);

	cf_event_of_write(write, imported ? "imported" : cf_joins(write) ? "joined" :
					  "received", NIL, &decision->event);
	if (imported)
		return;
	cf_load_judged_by(write, &write->row);
	cf_clocks_at_intake(write, &decision->clocks, false);
}

/* the row as clock rules saw it in the BEFORE trigger */
static CfRow
before_clocks(CfWrite *write)
{
	static const CfColumn set_later[] = {
		CF_DUE_AT, CF_SLA_STATUS, CF_TRIAGE, CF_JUDGED_BY, CF_RULES_VERSION,
		CF_UPDATED_AT, CF_UPDATED_BY, CF_EVENT_COUNT, CF_HEAD_HASH
	};
	int			natts = write->type->desc->natts;
	CfRow		row = write->row;

	row.values = palloc(natts * sizeof(Datum));
	row.nulls = palloc(natts * sizeof(bool));
	memcpy(row.values, write->row.values, natts * sizeof(Datum));
	memcpy(row.nulls, write->row.nulls, natts * sizeof(bool));
	for (int i = 0; i < lengthof(set_later); i++)
	{
		int			index = cf_index(&row, set_later[i]);

		row.values[index] = write->old.values[index];
		row.nulls[index] = write->old.nulls[index];
	}
	return row;
}

/* an update decided again, from its rows */
static void
find_update(CfWrite *write, CfDecision *decision)
{
	CfClocks   *clocks = &decision->clocks;
	CfRow		final = write->row;

	write->actor = cf_staff(write->desk, cf_who_acts(write));
	write->row = before_clocks(write);
	cf_clocks_at_update(write, clocks);
	write->row = final;
	cf_event_of_write(write, activity_of(write, clocks),
					  cf_alarm_notes(clocks), &decision->event);
}

/*
 * Event, clocks, messages and queue entry.
 *
 * A desk's own triggers on those tables fire when all of it is written, and
 * before anything else is: in the queue of the outer statement they would come
 * after those of the case's next change.
 */
static void
record(CfWrite *write)
{
	CfDecision *decision = cf_decision_take(write);
	CfDecision	again = {0};

	AfterTriggerBeginQuery();
	if (decision == NULL)
	{
		decision = &again;
		if (write->insert)
			find_insert(write, decision);
		else
			find_update(write, decision);
		cf_check_head(write, &decision->event);
	}
	cf_event_store(write, &decision->event);
	cf_clocks_save(write, &decision->clocks);
	cf_alarms_announce(write, &decision->clocks);
	cf_queue_follow(write);
	cf_kpi_note(write);
	cf_act_on(write, decision);
	AfterTriggerEndQuery(NULL);
}

/* the row stood there before this transaction, so others may wait for it */
static bool
is_held(TriggerData *trigger)
{
	HeapTuple	old = trigger->tg_trigtuple;

	return TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) &&
		!TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(old->t_data));
}

PG_FUNCTION_INFO_V1(record_complaint);

/*
 * record_complaint() -- AFTER ROW trigger of complaint
 *
 * Called for a TRUNCATE it is the end of a statement that has no other, see
 * cf_pending_after.
 */
Datum
record_complaint(PG_FUNCTION_ARGS)
{
	TriggerData *trigger;
	CfPending  *pending;
	CfDesk	   *desk;
	CfWrite		write;

	if (CALLED_AS_TRIGGER(fcinfo) &&
		TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event))
	{
		cf_statement_settle(cf_check_trigger(fcinfo, "record_complaint",
											 CF_TRIGGER_ANY_TIME,
											 CF_TRIGGER_TRUNCATE));
		return PointerGetDatum(NULL);
	}
	trigger = cf_check_trigger(fcinfo, "record_complaint",
							   CF_TRIGGER_AFTER_ROW,
							   CF_TRIGGER_INSERT | CF_TRIGGER_UPDATE);
	pending = cf_pending_after(trigger);
	desk = cf_desk_after(trigger->tg_relation);
	/* the rows before this one have all their triggers behind them */
	if (pending->nactions >= CF_MAX_PENDING_ACTIONS)
		cf_add_now(desk, pending);
	begin_write(&write, trigger, desk, pending);
	refuse_undecided(&write);
	if (is_held(trigger))
		cf_case_held();
	if (write.insert ||
		!cf_column_same(&write.row, &write.old, CF_EVENT_COUNT))
	{
		record(&write);
		cf_note_issue(&write);
		cf_note_repeat(&write);
	}
	return PointerGetDatum(NULL);
}
