/*
 * action.c -- what follows from what happens on a case
 *
 * Rules of action_rule are asked in the AFTER trigger, once the event is
 * written.  Only the conditions of rules that name the activity are
 * evaluated; all that hold act (hit policy Collect).
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "action.h"
#include "alarm.h"
#include "case_facts.h"
#include "clock.h"
#include "complaint.h"
#include "decide.h"
#include "desk_load.h"
#include "entry.h"
#include "errors.h"
#include "job.h"
#include "message.h"
#include "store.h"

/* the rules whose entries are being written, the innermost first */
typedef struct Acting
{
	Oid			schema;			/* of the desk */
	int64		rule_id;
	int64		complaint_id;
	struct Acting *outer;
} Acting;

static Acting *acting = NULL;

static CfAction
action_from_text(const char *text)
{
	static const char *const words[] = {
		[CF_ACTION_NOTIFY] = "notify",
		[CF_ACTION_WORK_ORDER] = "work order",
		[CF_ACTION_FREEZE] = "freeze account",
		[CF_ACTION_FINDING] = "conduct finding"
	};

	for (int i = 0; i < lengthof(words); i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	ereport(ERROR,
			(errcode(ERRCODE_CF_BROKEN_RULE),
			 errmsg("unknown action \"%s\" in table action_rule", text)));
}

static void
read_action(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfActionRule *rule = palloc0(sizeof(CfActionRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->activities = cf_column_list(row, desc, 4);
	rule->action = action_from_text(cf_column_word(row, desc, 5));
	rule->argument = cf_column_text(row, desc, 6);
	rule->topic = cf_column_text(row, desc, 7);
	rule->task = cf_column_text(row, desc, 8);
	rule->once = cf_column_bool(row, desc, 9);
	desk->policy->actions = lappend(desk->policy->actions, rule);
}

void
cf_action_rules_load(CfDesk *desk)
{
	cf_desk_query(desk,
				  "SELECT id, name, condition, activities, action, argument,"
				  " topic, task, once FROM action_rule"
				  " WHERE active ORDER BY position, id",
				  read_action, NULL);
}

/*
 * All that happened, of char *: an event has one word, but a change of state
 * may reclassify, too, and a sweep may find more than one clock.
 */
static List *
activities_of(CfWrite *write, const CfDecision *decision)
{
	List	   *activities = list_make1(unconstify(char *,
												   decision->event.activity));
	const char *besides = write->insert || write->act != NULL ? NULL :
		cf_reclassification(write);

	if (besides != NULL)
		activities = lappend(activities, unconstify(char *, besides));
	return list_concat(activities,
					   cf_alarm_names(&decision->clocks));
}

static bool
is_asked(CfActionRule *rule, List *activities)
{
	ListCell   *cell;

	foreach(cell, activities)
		if (cf_activity_in(rule->activities, lfirst(cell)))
			return true;
	return false;
}

static List *
rules_for(CfWrite *write, const CfDecision *decision)
{
	List	   *activities = activities_of(write, decision);
	List	   *rules = NIL;
	ListCell   *cell;

	foreach(cell, write->desk->policy->actions)
		if (is_asked(lfirst(cell), activities))
			rules = lappend(rules, lfirst(cell));
	return rules;
}

/*
 * May this message be written?  The lock of a case does not guard it, and to
 * wait for another case could end in a deadlock: while somebody else writes
 * such a message we leave it to the next failure, unless it is the same.
 */
static bool
is_ours_to_tell(CfWrite *write, const char *key)
{
	return !cf_is_told(write, key) && cf_try_lock(write->desk, "rule_failed");
}

/*
 * A rule that cannot be evaluated counts as not matched, and its supervisors
 * are told, once for each version of the rules.
 */
static void
tell_failures(CfWrite *write, List *failures)
{
	CfDesk	   *desk = write->desk;
	ListCell   *cell;

	foreach(cell, failures)
	{
		JsonbParseState *state = cf_content_begin(write);
		char	   *key = psprintf("rule_failed/%d/%s", desk->rules_version,
								   (char *) lfirst(cell));

		cf_push_text(&state, "rule", lfirst(cell));
		if (is_ours_to_tell(write, key))
			cf_tell(write, "rule_failed",
					desk->fallback_role ?
					psprintf("role %s", desk->fallback_role) : NULL,
					key, cf_content_end(state));
	}
}

/* rules know what stands in the file, which costs a query, if one asks */
static List *
those_that_hold(CfWrite *write, List *rules)
{
	List	   *hold = NIL;
	ListCell   *cell;

	if (write->actor == NULL)
		write->actor = cf_staff(write->desk,
								cf_text(&write->row, CF_UPDATED_BY));
	cf_read_case_facts(write, rules);
	cf_rules_begin(write);
	foreach(cell, rules)
		if (cf_rule_holds(write, lfirst(cell)))
			hold = lappend(hold, lfirst(cell));
	tell_failures(write, cf_rules_end(write));
	return hold;
}

static void
notify(CfWrite *write, CfActionRule *rule, const CfEvent *event)
{
	JsonbParseState *state = cf_content_begin(write);
	const char *acting = write->act ? write->act->department : NULL;
	const char *who = rule->argument;
	char	   *dedup = psprintf("action/" INT64_FORMAT "/" INT64_FORMAT,
								 event->complaint_id, rule->rule.id);

	if (!rule->once)
		dedup = psprintf("%s/%d", dedup, event->seq);
	cf_push_text(&state, "activity", event->activity);
	cf_push_text(&state, "rule", rule->rule.name);
	if (strcmp(who, "next role") == 0)
		who = write->act && write->act->next_role ?
			psprintf("role %s", write->act->next_role) : "supervisor";
	cf_tell(write, rule->topic,
			cf_audience_of(write, &write->row, who, acting), dedup,
			cf_content_end(state));
}

/*
 * Does the rule follow from its own entry, perhaps by way of another rule?
 * One that acts each time would then never end.
 */
static bool
follows_itself(CfWrite *write, const CfActionRule *rule, int64 complaint_id)
{
	for (Acting *one = acting; one != NULL; one = one->outer)
		if (one->schema == write->desk->schema &&
			one->rule_id == rule->rule.id &&
			one->complaint_id == complaint_id)
			return true;
	return false;
}

/* an engine's statement in the name of a rule */
static void
execute_as(CfWrite *write, CfActionRule *rule, int64 complaint_id,
		   const char *sql, const Oid *types, const Datum *values,
		   const char *nulls)
{
	Acting		now = {write->desk->schema, rule->rule.id, complaint_id, acting};

	acting = &now;
	PG_TRY();
	{
		cf_engine_execute(write->desk, sql, 5, types, values, nulls);
	}
	PG_FINALLY();
	{
		acting = now.outer;
	}
	PG_END_TRY();
}

/*
 * An entry in the file, by the engine: nobody recorded it.  Once a case: the
 * tables are unique in (complaint_id, rule_id).
 */
static void
add_entry(CfWrite *write, CfActionRule *rule, const CfEvent *event,
		  const char *sql, const char *first, const char *second)
{
	static const Oid types[] = {INT8OID, INT8OID, TIMESTAMPTZOID, TEXTOID,
		TEXTOID};
	TimestampTz received = DatumGetTimestampTz(cf_value(&write->row,
														CF_RECEIVED_AT));
	Datum		values[5];
	char		nulls[] = "     ";

	if (!rule->once && follows_itself(write, rule, event->complaint_id))
	{
		tell_failures(write, list_make1(psprintf("rule " INT64_FORMAT
												 " \"%s\" follows from itself",
												 rule->rule.id,
												 rule->rule.name)));
		return;
	}
	values[0] = Int64GetDatum(event->complaint_id);
	values[1] = Int64GetDatum(rule->rule.id);
	nulls[1] = rule->once ? ' ' : 'n';
	/* the clock of an application may be ahead of ours */
	values[2] = TimestampTzGetDatum(Max(event->at, received));
	values[3] = CStringGetTextDatum(first);
	values[4] = CStringGetTextDatum(second);
	execute_as(write, rule, event->complaint_id, sql, types, values, nulls);
}

/* a case that is over, and a department that is closed, get no work order */
static void
order(CfWrite *write, CfActionRule *rule, const CfEvent *event)
{
	CfDepartment *department = cf_department(write->desk, rule->argument);

	if (cf_is_final(write->desk, cf_text(&write->row, CF_STATE)))
		return;
	if (department == NULL || !department->head.active)
	{
		tell_failures(write, list_make1(psprintf("rule " INT64_FORMAT
												 " \"%s\" found no department",
												 rule->rule.id,
												 rule->rule.name)));
		return;
	}
	add_entry(write, rule, event,
			  "INSERT INTO work_order (complaint_id, rule_id, recorded_at,"
			  " department, task) VALUES ($1, $2, $3, $4, $5)"
			  " ON CONFLICT (complaint_id, rule_id) DO NOTHING",
			  rule->argument, rule->task);
}

static void
freeze(CfWrite *write, CfActionRule *rule, const CfEvent *event)
{
	add_entry(write, rule, event,
			  "INSERT INTO account_action (complaint_id, rule_id, recorded_at,"
			  " action, reason) VALUES ($1, $2, $3, $4, $5)"
			  " ON CONFLICT (complaint_id, rule_id) DO NOTHING",
			  "freeze", rule->rule.name);
}

/* a finding about the person complained about */
static void
find_conduct(CfWrite *write, CfActionRule *rule, const CfEvent *event)
{
	static const Oid types[] = {INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[4];

	if (cf_is_null(&write->row, CF_ACCUSED_STAFF))
		return;
	values[0] = Int64GetDatum(event->complaint_id);
	values[1] = cf_value(&write->row, CF_ACCUSED_STAFF);
	values[2] = CStringGetTextDatum(rule->argument);
	/* the month is that of the investigation, not that of its writing */
	values[3] = TimestampTzGetDatum(write->act ? write->act->at : event->at);
	cf_engine_execute(write->desk,
					  "INSERT INTO conduct_finding (complaint_id, staff, kind,"
					  " found_at) VALUES ($1, $2, $3, $4)"
					  " ON CONFLICT (complaint_id, staff, kind) DO NOTHING",
					  4, types, values, NULL);
}

/* cf_act_on -- do what the rules say about an event that is written */
void
cf_act_on(CfWrite *write, const CfDecision *decision)
{
	static void (*const doers[]) (CfWrite *, CfActionRule *,
								  const CfEvent *) = {
		[CF_ACTION_NOTIFY] = notify,
		[CF_ACTION_WORK_ORDER] = order,
		[CF_ACTION_FREEZE] = freeze,
		[CF_ACTION_FINDING] = find_conduct
	};
	List	   *rules;
	ListCell   *cell;

	if (write->desk->policy->actions == NIL)
		return;
	rules = rules_for(write, decision);
	if (rules == NIL)
		return;
	foreach(cell, those_that_hold(write, rules))
	{
		CfActionRule *rule = lfirst(cell);

		doers[rule->action] (write, rule, &decision->event);
	}
}
