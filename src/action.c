/*
 * action.c -- what follows from what happens on a case
 *
 * Rules of action_rule are asked in the AFTER trigger, once the event is
 * written.  Only the conditions of rules that name the activity are
 * evaluated; all that hold act (hit policy Collect).
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "action.h"
#include "alarm.h"
#include "complaint.h"
#include "decide.h"
#include "desk_load.h"
#include "message.h"

static void
read_action(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfActionRule *rule = palloc0(sizeof(CfActionRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->activities = cf_column_list(row, desc, 4);
	rule->action = cf_column_word(row, desc, 5);
	rule->argument = cf_column_text(row, desc, 6);
	rule->topic = cf_column_text(row, desc, 7);
	rule->once = cf_column_bool(row, desc, 8);
	desk->policy->actions = lappend(desk->policy->actions, rule);
}

void
cf_action_rules_load(CfDesk *desk)
{
	cf_desk_query(desk,
				  "SELECT id, name, condition, activities, action, argument,"
				  " topic, once FROM action_rule"
				  " WHERE active ORDER BY position, id",
				  read_action, NULL);
}

/* "contact:*" names every activity that begins with "contact:" */
static bool
names(List *activities, const char *activity)
{
	ListCell   *cell;

	foreach(cell, activities)
	{
		const char *word = lfirst(cell);
		size_t		len = strlen(word);

		if (strcmp(word, activity) == 0)
			return true;
		if (len > 2 && strcmp(word + len - 2, ":*") == 0 &&
			strncmp(word, activity, len - 1) == 0)
			return true;
	}
	return false;
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
		if (names(rule->activities, lfirst(cell)))
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

		cf_push_text(&state, "rule", lfirst(cell));
		cf_tell(write, "rule_failed",
				desk->fallback_role ?
				psprintf("role %s", desk->fallback_role) : NULL,
				psprintf("rule_failed/%d/%s", desk->rules_version,
						 (char *) lfirst(cell)),
				cf_content_end(state));
	}
}

static List *
those_that_hold(CfWrite *write, List *rules)
{
	List	   *hold = NIL;
	ListCell   *cell;

	if (write->actor == NULL)
		write->actor = cf_staff(write->desk,
								cf_text(&write->row, CF_UPDATED_BY));
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
	char	   *dedup = psprintf("action/" INT64_FORMAT "/" INT64_FORMAT,
								 event->complaint_id, rule->rule.id);

	if (!rule->once)
		dedup = psprintf("%s/%d", dedup, event->seq);
	cf_push_text(&state, "activity", event->activity);
	cf_push_text(&state, "rule", rule->rule.name);
	cf_tell(write, rule->topic, cf_audience_of(write, rule->argument), dedup,
			cf_content_end(state));
}

/* cf_act_on -- do what the rules say about an event that is written */
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
		notify(write, lfirst(cell), &decision->event);
}
