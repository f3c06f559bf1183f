/*
 * action_entry.c -- what action rules add to the file of a case, and the
 * states to which entries move it
 *
 * Both write the case again, and an owner's trigger on the row must see the
 * changes of a case in the order in which they happen.  So the AFTER ROW
 * trigger decides, on the case as the event left it, what is to be written,
 * and notes it.  It is written when all triggers on the row have fired: at the
 * end of the statement, or by a later row where there are many.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/moment.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/desk_calendar.h"
#include "judge/case_facts.h"
#include "judge/entry_rule.h"
#include "judge/state_change.h"
#include "message/rule_failure.h"
#include "row/trim.h"
#include "settle/action_entry.h"
#include "time/deadline.h"

/* the rules and transitions that are being followed, the innermost first */
typedef struct Acting
{
	Oid			schema;			/* of the desk */
	int64		rule_id;
	int64		complaint_id;
	struct Acting *outer;
} Acting;

static Acting *acting = NULL;

static void
tell_failure(CfWrite *write, const CfRule *rule, const char *failure)
{
	cf_tell_failures(write,
					 list_make1(psprintf("rule " INT64_FORMAT " \"%s\" %s",
										 rule->id, rule->name, failure)));
}

/*
 * Does the rule follow from what it did itself, perhaps by way of another one?
 * One that acts each time would then never end.
 */
static bool
follows_itself(CfWrite *write, const CfRule *rule, int64 complaint_id)
{
	for (Acting *one = acting; one != NULL; one = one->outer)
		if (one->schema == write->desk->schema &&
			one->rule_id == rule->id &&
			one->complaint_id == complaint_id)
		{
			tell_failure(write, rule, "follows from itself");
			return true;
		}
	return false;
}

/* a case that is over, and a department that is closed, get no work order */
static bool
may_order(CfWrite *write, const CfActionRule *rule)
{
	CfDepartment *department = cf_department(write->desk, rule->argument);

	if (cf_is_final(write->desk, cf_text(&write->row, CF_STATE)))
		return false;
	if (department != NULL && department->head.active)
		return true;
	tell_failure(write, &rule->rule, "found no department");
	return false;
}

/* what people may add only under conditions a rule adds only so, too */
static bool
is_allowed(CfWrite *write, const CfActionRule *rule)
{
	char	   *activity = rule->action == CF_ACTION_FREEZE ?
		"account:freeze" : psprintf("work_order:%s", rule->argument);
	List	   *rules = cf_entry_rules(write->desk, activity);
	CfStaff    *actor = write->actor;
	CfCaseFacts *facts = write->case_facts;
	bool		allowed;

	if (rules == NIL)
		return true;
	/* some facts are about the actor */
	write->actor = NULL;
	write->case_facts = NULL;
	allowed = cf_entry_allowed(write, rules);
	write->actor = actor;
	write->case_facts = facts;
	if (!allowed)
		tell_failure(write, &rule->rule, "is held back by entry_rule");
	return allowed;
}

static bool
is_about_accused(const CfActionRule *rule)
{
	return rule->action == CF_ACTION_FINDING ||
		rule->action == CF_ACTION_COACHING;
}

static bool
may_add(CfWrite *write, const CfActionRule *rule, int64 complaint_id)
{
	if (is_about_accused(rule))
		return !cf_is_null(&write->row, CF_ACCUSED_STAFF);
	if (rule->action == CF_ACTION_WORK_ORDER && !may_order(write, rule))
		return false;
	if (!is_allowed(write, rule))
		return false;
	return rule->once || !follows_itself(write, &rule->rule, complaint_id);
}

/* cf_add_action_entry -- note what a rule adds to the file; not a message */
void
cf_add_action_entry(CfWrite *write, const CfActionRule *rule,
					const CfEvent *event)
{
	CfListedAction action = {
		.rule = rule,
		.case_id = event->complaint_id,
	};
	TimestampTz received = DatumGetTimestampTz(cf_value(&write->row,
														CF_RECEIVED_AT));

	if (!may_add(write, rule, event->complaint_id))
		return;
	if (is_about_accused(rule))
	{
		action.staff = cf_text(&write->row, CF_ACCUSED_STAFF);
		/* the month is that of the investigation, not that of its writing */
		action.at = write->engine_update ? write->engine_update->at :
			event->at;
	}
	else
		/* the clock of an application may be ahead, or the last event is */
		action.at = Max(Min(event->at, write->now +
							write->desk->clock_tolerance), received);
	cf_worklist_add_action(write->worklist, &action);
}

/* what was said with it: the entry's own words, or the reason of an update */
static const char *
words_of(CfWrite *write)
{
	const char *words = write->engine_update ? write->engine_update->reason :
		cf_text(&write->row, CF_REASON);

	return words == NULL || cf_blank(words, strlen(words)) ? NULL : words;
}

/*
 * cf_add_move -- note the transition that follows from what happened, for the
 * same person and as of the same time
 *
 * What moved the case may move it on.
 */
void
cf_add_move(CfWrite *write, List *activities, const CfEvent *event)
{
	const CfEngineUpdate *update = write->engine_update;
	CfListedAction action = {.case_id = event->complaint_id};

	/* who only corrects a customer does nothing to the customer's cases */
	if (update != NULL && update->keeps_updated_by)
		return;
	action.words = unconstify(char *, words_of(write));
	action.causes = update ? list_concat(activities, update->causes) :
		activities;
	action.transition = cf_move_after(write, action.causes, action.words);
	if (action.transition == NULL ||
		follows_itself(write, &action.transition->rule, action.case_id))
		return;
	/* the customer's answer ends the waiting when it comes */
	action.at = update ? update->at : event->at;
	action.staff = unconstify(char *, event->actor);
	action.db_role = unconstify(char *, event->db_role);
	cf_worklist_add_action(write->worklist, &action);
}

/*
 * An entry in the file, by the engine: nobody recorded it.  Once a case: the
 * tables are unique in (complaint_id, rule_id).
 */
static void
add_entry(CfDesk *desk, const CfListedAction *action, const char *sql,
		  const char *first, const char *second)
{
	static const Oid types[] = {
		INT8OID, INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTOID
	};
	Datum		values[] = {
		Int64GetDatum(action->case_id), Int64GetDatum(action->rule->rule.id),
		TimestampTzGetDatum(action->at), CStringGetTextDatum(first),
		CStringGetTextDatum(second)
	};
	char		nulls[] = "     ";

	nulls[1] = action->rule->once ? ' ' : 'n';
	cf_engine_execute(desk, NULL, sql, 5, types, values, nulls);
}

static void
order(CfDesk *desk, const CfListedAction *action)
{
	add_entry(desk, action,
			  "INSERT INTO work_order (complaint_id, rule_id, recorded_at,"
			  " department, task) VALUES ($1, $2, $3, $4, $5)"
			  " ON CONFLICT (complaint_id, rule_id) DO NOTHING",
			  action->rule->argument, action->rule->task);
}

static void
freeze(CfDesk *desk, const CfListedAction *action)
{
	add_entry(desk, action,
			  "INSERT INTO account_action (complaint_id, rule_id, recorded_at,"
			  " action, reason) VALUES ($1, $2, $3, $4, $5)"
			  " ON CONFLICT (complaint_id, rule_id) DO NOTHING",
			  "freeze", action->rule->rule.name);
}

/* a finding about the person complained about */
static void
find_conduct(CfDesk *desk, const CfListedAction *action)
{
	static const Oid types[] = {INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(action->case_id), CStringGetTextDatum(action->staff),
		CStringGetTextDatum(action->rule->argument),
		TimestampTzGetDatum(action->at)
	};

	cf_engine_execute(desk, NULL,
					  "INSERT INTO conduct_finding (complaint_id, staff, kind,"
					  " found_at) VALUES ($1, $2, $3, $4)"
					  " ON CONFLICT (complaint_id, staff, kind) DO NOTHING",
					  4, types, values, NULL);
}

/* coaching after the latest fault that was found in the case, once */
static void
coach(CfDesk *desk, const CfListedAction *action)
{
	static const Oid types[] = {
		INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID
	};
	TimestampTz due = cf_deadline(cf_clock_calendar(desk, desk->calendar, NULL),
								  action->at, action->rule->due, NULL);
	Datum		values[] = {
		Int64GetDatum(action->case_id), CStringGetTextDatum(action->staff),
		CStringGetTextDatum(action->rule->task),
		/* T+5 ends with the midnight after its last day */
		TimestampTzGetDatum(due - 1), CStringGetTextDatum(desk->time_zone)
	};

	cf_engine_execute(desk, NULL,
					  "INSERT INTO coaching (staff, finding_id, topic, due_on)"
					  " SELECT staff, id, $3, ($4 AT TIME ZONE $5)::date"
					  " FROM conduct_finding f"
					  " WHERE complaint_id = $1 AND staff = $2"
					  " AND kind IN (SELECT code FROM finding_kind WHERE NOT praise)"
					  " AND NOT EXISTS (SELECT FROM coaching c"
					  "  JOIN conduct_finding o ON o.id = c.finding_id"
					  "  WHERE o.complaint_id = $1 AND o.staff = $2)"
					  " ORDER BY id DESC LIMIT 1", 5, types, values, NULL);
	pfree(action->staff);
}

/* another state, from the time of the fact on */
static void
move(CfDesk *desk, const CfListedAction *action)
{
	CfEngineUpdate update = {0};

	update.kind = CF_UPDATE_STATE;
	update.at = action->at;
	update.now = cf_statement_time();
	update.actor = action->staff;
	update.db_role = action->db_role;
	update.activity = psprintf("state:%s", action->transition->to_state);
	update.reason = action->words;
	update.causes = action->causes;
	update.detail = action->transition->to_state;
	update.promise = CF_NO_TIME;
	cf_update_case(desk, &update, action->case_id);
}

static void
write_entry(CfDesk *desk, const CfListedAction *action)
{
	static void (*const writers[]) (CfDesk *, const CfListedAction *) = {
		[CF_ACTION_WORK_ORDER] = order,
		[CF_ACTION_FREEZE] = freeze,
		[CF_ACTION_FINDING] = find_conduct,
		[CF_ACTION_COACHING] = coach
	};

	writers[action->rule->action] (desk, action);
}

/* write what was noted, and remember meanwhile which rule asked for it */
static void
write_action(CfDesk *desk, const CfListedAction *action)
{
	Acting		now = {
		desk->schema,
		action->rule ? action->rule->rule.id : action->transition->rule.id,
		action->case_id, acting
	};

	acting = &now;
	PG_TRY();
	{
		if (action->rule != NULL)
			write_entry(desk, action);
		else
			move(desk, action);
	}
	PG_FINALLY();
	{
		acting = now.outer;
	}
	PG_END_TRY();
}

/* cf_add_listed_entries -- write what was noted; "desk" is the statement's */
void
cf_add_listed_entries(CfDesk *desk, CfWorklist *worklist)
{
	CfListedAction *actions = worklist->actions;
	int			count = worklist->nactions;
	MemoryContext each;
	MemoryContext caller;

	if (count == 0)
		return;
	worklist->actions = NULL;
	worklist->nactions = 0;
	each = AllocSetContextCreate(CurrentMemoryContext,
								 "complaint_flow actions",
								 ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(each);
	for (int i = 0; i < count; i++)
	{
		write_action(desk, &actions[i]);
		MemoryContextReset(each);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(each);
	pfree(actions);
}
