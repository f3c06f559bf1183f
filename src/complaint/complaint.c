/*
 * complaint.c -- the two row triggers of the complaint table
 *
 * decide_complaint (BEFORE) has no side effects: it also fires for rows that
 * ON CONFLICT DO NOTHING then drops.  record_complaint (AFTER) writes event,
 * clocks and queue entry: as the BEFORE trigger decided them, see decision.c,
 * or found once more from the old and the new row.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "base/errors.h"
#include "base/moment.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "case/input_check.h"
#include "case/statement.h"
#include "clock/clock_effect.h"
#include "clock/clock_row.h"
#include "complaint/change.h"
#include "complaint/engine_change.h"
#include "complaint/import.h"
#include "complaint/new_case.h"
#include "complaint/sent_row.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "judge/issue.h"
#include "judge/rules.h"
#include "message/clock_alarm.h"
#include "message/queue.h"
#include "row/complete_row.h"
#include "row/constraint_check.h"
#include "settle/action_entry.h"
#include "settle/action_rule.h"
#include "settle/late_repeat.h"
#include "settle/settle.h"

/*
 * The BEFORE trigger fills some columns in every row, and the engine reads
 * them without asking for NULL.  Returns the first one that is NULL
 * nevertheless, else CF_COLUMN_COUNT.
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

/* updates of a job leave a case alone where they find nothing to do */
static bool
is_job(const CfEngineUpdate *update)
{
	return update != NULL && (update->kind == CF_UPDATE_RUN_CLOCKS ||
							  update->kind == CF_UPDATE_RECOMPUTE);
}

/*
 * A row that was inserted while the triggers were off has no history.  Its
 * writer is told that the desk is damaged; a job passes over the row.
 */
static void
require_history(CfWrite *write)
{
	CfColumn	empty = first_empty(&write->old);

	if (empty != CF_COLUMN_COUNT)
		ereport(ERROR,
				(errcode(is_job(write->engine_update) ?
						 ERRCODE_DATA_CORRUPTED : ERRCODE_CF_DAMAGED_DESK),
				 errmsg("complaint " INT64_FORMAT " was written past the engine",
						cf_int64(&write->old, CF_ID)),
				 errdetail("Its column \"%s\" is empty.",
						   cf_columns[empty].name),
				 errhint("Remove the row while the triggers are off, and insert it again with them."),
				 errtablecol(write->rel, write->type->attno[empty])));
}

/* the trigger's row or rows, read */
static void
begin_write(CfWrite *write, TriggerData *trigger, CfDesk *desk,
			CfWorklist *worklist)
{
	memset(write, 0, sizeof(CfWrite));
	write->rel = trigger->tg_relation;
	write->desk = desk;
	write->type = cf_row_type(write->desk, write->rel);
	write->insert = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	write->direct = cf_is_plain(trigger);
	write->worklist = worklist;
	if (!write->insert)
		write->engine_update = cf_engine_update_of_trigger();
	if (write->engine_update != NULL)
		write->actor = cf_staff(write->desk, write->engine_update->actor);
	write->now = write->engine_update ? write->engine_update->now :
		cf_statement_time();
	write->set_columns = trigger->tg_updatedcols;
	if (write->insert)
	{
		cf_row_read(&write->row, write->type, trigger->tg_trigtuple);
		if (TRIGGER_FIRED_BEFORE(trigger->tg_event))
			cf_complete_parts(write->rel, write->row.values,
								  write->row.nulls);
	}
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
	if (write->engine_update == NULL)
		return cf_activity_of_update(write);
	if (write->engine_update->kind == CF_UPDATE_RUN_CLOCKS)
		return cf_alarm_activity(clocks);
	return write->engine_update->activity;
}

/* rules that failed, beside those that failed when the case was judged last */
static void
note_triage(CfWrite *write)
{
	List	   *noted = write->rejudged || cf_is_null(&write->row, CF_TRIAGE) ?
		NIL : cf_texts_of_array(cf_value(&write->row, CF_TRIAGE));
	ListCell   *cell;

	foreach(cell, write->triage)
		if (!cf_list_has(noted, lfirst(cell)))
			noted = lappend(noted, lfirst(cell));
	cf_set_texts(&write->row, CF_TRIAGE, noted);
}

/* false when there is nothing to do: the row is not written */
static bool
decide_update(CfWrite *write, CfDecision *decision)
{
	CfClocks   *clocks = &decision->clocks;

	if (write->engine_update == NULL)
	{
		cf_check_computed(write);
		if (cf_changes_nothing(write))
		{
			write->row = write->old;
			return true;
		}
		cf_check_update(write);
	}
	else if (!cf_apply_engine_update(write))
		return false;
	cf_clocks_at_update(write, clocks);
	if (clocks->loaded)
		cf_clocks_show(write, clocks);
	cf_alarms_hand_over(write, clocks);
	if (write->rejudged || write->triage != NIL)
		note_triage(write);
	cf_save_judged_by(write);
	if (is_job(write->engine_update) && !cf_clocks_changed(clocks))
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
	CfWorklist *worklist = cf_worklist_before(trigger->tg_relation);
	MemoryContext caller;
	CfDecision *decision = cf_decision_begin(&caller);
	CfWrite		write;
	bool		wanted = true;

	begin_write(&write, trigger, desk, worklist);
	write.scans = &decision->scans;
	cf_case_decided(worklist, write.insert);
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
	/* without an event there is nothing to record: the row is the old one */
	if (decision->event.seq > 0 && cf_fires_last(trigger))
		cf_decision_keep(decision, &write);
	return PointerGetDatum(cf_row_form(&write.row));
}

/* refuses a row for which the BEFORE trigger did not fire */
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

/* what the BEFORE trigger decided about an insert, from its row */
static void
find_insert(CfWrite *write, CfDecision *decision)
{
	bool		imported = !cf_is_null(&write->row, CF_IMPORTED_AT);

	cf_event_of_write(write, imported ? "imported" :
					  cf_is_joined(&write->row) ? "joined" : "received",
					  NIL, &decision->event);
	if (imported)
		return;
	write->judged_by = cf_rules_of_row(&write->row);
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
	CfRow		row;

	cf_row_copy(&row, write->type, &write->row);
	for (int i = 0; i < lengthof(set_later); i++)
		cf_copy(&row, &write->old, set_later[i]);
	return row;
}

/* the same of an update, from its rows */
static void
find_update(CfWrite *write, CfDecision *decision)
{
	CfClocks   *clocks = &decision->clocks;
	CfRow		final = write->row;

	write->actor = cf_staff(write->desk, cf_event_actor(write));
	write->row = before_clocks(write);
	cf_clocks_at_update(write, clocks);
	write->row = final;
	cf_event_of_write(write, activity_of(write, clocks),
					  cf_alarm_notes(clocks), &decision->event);
}

/* the figures of the case may have changed: it is to be counted again */
static void
note_for_figures(CfWrite *write)
{
	CfStoreTable *table = cf_store_open(write->desk, write->direct,
										CF_T_KPI_CHANGE);
	Datum		values[CF_KC_COLUMNS];
	bool		nulls[CF_KC_COLUMNS] = {0};

	values[CF_KC_COMPLAINT_ID] = cf_value(&write->row, CF_ID);
	cf_store_insert(table, values, nulls);
	cf_store_close(table);
}

/*
 * Writes event, clocks, messages and queue entry.
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
	if (decision != NULL)
		write->scans = &decision->scans;
	else
	{
		decision = &again;
		if (write->insert)
		{
			write->digest = cf_digest_of_row(write);
			find_insert(write, decision);
		}
		else
			find_update(write, decision);
		if (!cf_event_is_kept(write, &decision->event))
			cf_check_head(write, &decision->event);
	}
	cf_event_store(write, &decision->event);
	cf_clocks_save(write, &decision->clocks);
	cf_alarms_announce(write, &decision->clocks);
	cf_queue_follow(write, &decision->clocks);
	note_for_figures(write);
	cf_follow_action_rules(write, &decision->event, &decision->clocks);
	AfterTriggerEndQuery(NULL);
}

/* the row stood there before this transaction, so others may wait for it */
static bool
is_held(TriggerData *trigger)
{
	HeapTupleHeader old = trigger->tg_trigtuple->t_data;

	return TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) &&
		!TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(old));
}

PG_FUNCTION_INFO_V1(record_complaint);

/*
 * record_complaint() -- AFTER ROW trigger of complaint
 *
 * Called for a TRUNCATE it is the end of a statement that has no other, see
 * cf_worklist_after.
 */
Datum
record_complaint(PG_FUNCTION_ARGS)
{
	TriggerData *trigger;
	CfWorklist *worklist;
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
	worklist = cf_worklist_after(trigger);
	desk = cf_desk_after(trigger->tg_relation);
	/* the rows before this one have all their triggers behind them */
	if (worklist->nactions >= CF_MAX_LISTED_ACTIONS)
		cf_add_listed_entries(desk, worklist);
	begin_write(&write, trigger, desk, worklist);
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
