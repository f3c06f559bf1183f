/*
 * action_rule.c -- what follows from what happens on a case
 *
 * Rules of action_rule are asked in the AFTER trigger, once the event is
 * written.  Only the conditions of rules that name the activity are
 * evaluated; all that hold act (hit policy Collect).  A message is written at
 * once; what a rule adds to the file waits, see action_entry.c.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "settle/action_rule.h"
#include "message/clock_alarm.h"
#include "judge/case_facts.h"
#include "complaint/complaint.h"
#include "judge/decide.h"
#include "desk/desk_load.h"
#include "base/errors.h"
#include "job/job.h"
#include "message/message.h"

static CfAction
action_from_text(const char *text)
{
	static const char *const words[] = {
		[CF_ACTION_NOTIFY] = "notify",
		[CF_ACTION_WORK_ORDER] = "work order",
		[CF_ACTION_FREEZE] = "freeze account",
		[CF_ACTION_FINDING] = "conduct finding",
		[CF_ACTION_STATE] = "state"
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
 * cf_tell_failures -- a rule that cannot be evaluated counts as not matched,
 * and its supervisors are told, once for each version of the rules
 */
void
cf_tell_failures(CfWrite *write, List *failures)
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
		write->actor = cf_staff(write->desk, cf_who_acts(write));
	cf_read_case_facts(write, rules);
	cf_rules_begin(write);
	foreach(cell, rules)
		if (cf_rule_holds(write, lfirst(cell)))
			hold = lappend(hold, lfirst(cell));
	cf_tell_failures(write, cf_rules_end(write));
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
 * cf_act_on -- do what the rules say about an event that is written, or note
 * it for the end of the statement
 */
void
cf_act_on(CfWrite *write, const CfDecision *decision)
{
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

		if (rule->action == CF_ACTION_NOTIFY)
			notify(write, rule, &decision->event);
		else
			cf_add_later(write, rule, &decision->event);
	}
}
