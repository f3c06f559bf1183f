/*
 * action_rule.c -- what follows from what happens on a case
 *
 * Rules of action_rule are asked in the AFTER trigger, once the event is
 * written.  Only the conditions of rules that name the activity are
 * evaluated; all that hold take effect (hit policy Collect).  A message is
 * written at once; what a rule adds to the file waits, see action_entry.c, and
 * so does a transition that the activity takes by itself.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "desk/codes.h"
#include "judge/case_facts.h"
#include "judge/decide.h"
#include "judge/rules.h"
#include "message/clock_alarm.h"
#include "message/message.h"
#include "message/rule_failure.h"
#include "settle/action_entry.h"
#include "settle/action_rule.h"

/*
 * All that happened, of char *: an event has one word, but a change of state
 * may reclassify, too, and run_clocks may flag more than one clock.
 */
static List *
activities_of(CfWrite *write, const CfEvent *event, const CfClocks *clocks)
{
	List	   *activities = list_make1(unconstify(char *, event->activity));
	const char *besides = NULL;

	if (!write->insert && write->engine_update == NULL)
		besides = cf_reclassification(write);
	if (besides != NULL)
		activities = lappend(activities, unconstify(char *, besides));
	return list_concat(activities, cf_alarm_names(clocks));
}

static List *
rules_for(CfWrite *write, List *activities)
{
	List	   *rules = NIL;
	ListCell   *cell;

	foreach(cell, write->desk->policy->actions)
		if (cf_any_activity_in(((CfActionRule *) lfirst(cell))->activities,
							   activities))
			rules = lappend(rules, lfirst(cell));
	return rules;
}

/* rules know what stands in the file, which costs a query, if one asks */
static List *
those_that_hold(CfWrite *write, List *rules)
{
	List	   *hold = NIL;
	ListCell   *cell;

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
	CfJson		json = cf_content_begin(write);
	const CfEngineUpdate *update = write->engine_update;
	const char *who = rule->argument;
	char	   *dedup = psprintf("action/" INT64_FORMAT "/" INT64_FORMAT,
								 event->complaint_id, rule->rule.id);

	if (!rule->once)
		dedup = psprintf("%s/%d", dedup, event->seq);
	cf_push_text(&json, "activity", event->activity);
	cf_push_text(&json, "rule", rule->rule.name);
	if (strcmp(who, "next role") == 0)
		who = update && update->next_role ?
			psprintf("role %s", update->next_role) : "supervisor";
	cf_send_message(write, rule->topic,
					cf_audience_of(write, &write->row, who,
								   update ? update->department : NULL), dedup,
					cf_json_end(&json));
}

/*
 * cf_follow_action_rules -- do what the rules say about an event that is
 * written, or note it for the end of the statement
 */
void
cf_follow_action_rules(CfWrite *write, const CfEvent *event,
					   const CfClocks *clocks)
{
	List	   *activities = activities_of(write, event, clocks);
	List	   *rules = rules_for(write, activities);
	ListCell   *cell;

	if (write->actor == NULL)
		write->actor = cf_staff(write->desk, cf_event_actor(write));
	if (rules != NIL)
		rules = those_that_hold(write, rules);
	foreach(cell, rules)
	{
		CfActionRule *rule = lfirst(cell);

		if (rule->action == CF_ACTION_NOTIFY)
			notify(write, rule, event);
		else
			cf_add_action_entry(write, rule, event);
	}
	cf_add_move(write, activities, event);
}
