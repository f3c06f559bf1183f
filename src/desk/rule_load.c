/*
 * rule_load.c -- rules of a desk, from their tables
 */
#include "postgres.h"

#include "executor/spi.h"

#include "base/errors.h"
#include "desk/query.h"
#include "desk/result.h"
#include "desk/rule_load.h"

/* cf_enlist_rule -- give a rule's condition its number */
void
cf_enlist_rule(CfDesk *desk, CfRule *rule)
{
	rule->ordinal = list_length(desk->policy->by_ordinal);
	desk->policy->by_ordinal = lappend(desk->policy->by_ordinal, rule);
}

/* cf_read_rule -- a rule's head from the columns (id, name, condition) */
void
cf_read_rule(CfDesk *desk, CfRule *rule, HeapTuple row, TupleDesc desc)
{
	rule->id = cf_column_int64(row, desc, 1);
	rule->name = cf_column_word(row, desc, 2);
	rule->condition = cf_column_text(row, desc, 3);
	cf_enlist_rule(desk, rule);
}

static void
read_classification(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfClassificationRule *rule = palloc0(sizeof(CfClassificationRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->category = cf_column_text(row, desc, 4);
	rule->level = cf_column_text(row, desc, 5);
	rule->urgency = cf_column_text(row, desc, 6);
	rule->reason = cf_column_word(row, desc, 7);
	rule->overrules_writer = cf_column_bool(row, desc, 8);
	desk->policy->classification = lappend(desk->policy->classification, rule);
}

static void
read_completeness(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfRule	   *rule = palloc0(sizeof(CfRule));

	cf_read_rule(desk, rule, row, desc);
	desk->policy->completeness = lappend(desk->policy->completeness, rule);
}

static CfHandler
handler_from_text(const char *text)
{
	static const struct
	{
		const char *text;
		CfHandler	handler;
	}			handlers[] = {
		{"receiver", CF_ROUTE_RECEIVER},
		{"person", CF_ROUTE_PERSON},
		{"role", CF_ROUTE_ROLE},
		{"department", CF_ROUTE_DEPARTMENT},
		{"department liaison", CF_ROUTE_LIAISON},
		{"department overseer", CF_ROUTE_OVERSEER},
		{"supervisor of accused", CF_ROUTE_SUPERVISOR_OF_ACCUSED},
		{"supervisor of receiver", CF_ROUTE_SUPERVISOR_OF_RECEIVER},
		{"other agent", CF_ROUTE_OTHER_AGENT}
	};

	for (int i = 0; i < lengthof(handlers); i++)
		if (strcmp(text, handlers[i].text) == 0)
			return handlers[i].handler;
	ereport(ERROR,
			(errcode(ERRCODE_CF_BROKEN_RULE),
			 errmsg("unknown handler \"%s\" in table routing_rule", text)));
}

static void
read_routing(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfRoutingRule *rule = palloc0(sizeof(CfRoutingRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->handler = handler_from_text(cf_column_word(row, desc, 4));
	rule->argument = cf_column_text(row, desc, 5);
	desk->policy->routing = lappend(desk->policy->routing, rule);
}

static void
read_transition(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfTransition *rule = palloc0(sizeof(CfTransition));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->from_state = cf_column_word(row, desc, 4);
	rule->to_state = cf_column_word(row, desc, 5);
	rule->for_everybody = cf_column_bool(row, desc, 6);
	rule->roles = cf_column_list(row, desc, 7);
	rule->condition_hint = cf_column_text(row, desc, 8);
	rule->required = cf_column_list(row, desc, 9);
	rule->reason_required = cf_column_bool(row, desc, 10);
	rule->reopens = cf_column_bool(row, desc, 11);
	desk->policy->transitions = lappend(desk->policy->transitions, rule);
}

static void
read_clock_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfClockRule *rule = palloc0(sizeof(CfClockRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->metric = cf_column_word(row, desc, 4);
	rule->starts_on = cf_column_list(row, desc, 5);
	rule->met_by = cf_column_list(row, desc, 6);
	rule->target = cf_result_target(row, desc, 7);
	rule->calendar = cf_column_word(row, desc, 8);
	rule->warn_at_percent = cf_column_int(row, desc, 9);
	rule->pausing_states = cf_column_list(row, desc, 10);
	desk->policy->clocks = lappend(desk->policy->clocks, rule);
}

static void
read_escalation(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfEscalationStep *step = palloc0(sizeof(CfEscalationStep));

	step->id = cf_column_int64(row, desc, 1);
	step->metric = cf_column_word(row, desc, 2);
	step->step = cf_column_int(row, desc, 3);
	step->after = cf_result_target(row, desc, 4);
	if (step->after == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("escalation step " INT64_FORMAT " says no time",
						step->id),
				 errhint("Fill column after of table escalation_step.")));
	step->calendar = cf_column_word(row, desc, 5);
	step->notify = cf_column_word(row, desc, 6);
	step->hand_over = cf_column_bool(row, desc, 7);
	desk->policy->escalation = lappend(desk->policy->escalation, step);
}

static void
read_initial_state(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	desk->policy->initial_state = cf_column_word(row, desc, 1);
}

/* cf_rules_load -- all rules but those of issues, actions and messages */
void
cf_rules_load(CfDesk *desk)
{
	cf_query_each(desk,
				  "SELECT id, name, condition, category, level, urgency,"
				  " coalesce(reason, name), overrules_writer"
				  " FROM classification_rule"
				  " WHERE active ORDER BY position, id",
				  read_classification, NULL);
	cf_query_each(desk,
				  "SELECT id, name, condition FROM completeness_rule"
				  " WHERE active ORDER BY position, id",
				  read_completeness, NULL);
	cf_query_each(desk,
				  "SELECT id, name, condition, handler, argument"
				  " FROM routing_rule WHERE active ORDER BY position, id",
				  read_routing, NULL);
	cf_query_each(desk,
				  "SELECT id, name, condition, from_state, to_state,"
				  " roles IS NULL, roles, condition_hint, required,"
				  " reason_required, reopens FROM transition WHERE active ORDER BY id",
				  read_transition, NULL);
	cf_query_each(desk,
				  "SELECT id, name, condition, metric, starts_on, met_by,"
				  " target, coalesce(calendar, (SELECT calendar FROM desk)),"
				  " warn_at_percent, pausing_states FROM clock_rule"
				  " WHERE active ORDER BY position, id",
				  read_clock_rule, NULL);
	cf_query_each(desk,
				  "SELECT id, metric, step, after,"
				  " coalesce(calendar, (SELECT calendar FROM desk)), notify,"
				  " action = 'hand over' FROM escalation_step WHERE active ORDER BY metric, step",
				  read_escalation, NULL);
	cf_query_each(desk, "SELECT code FROM state WHERE kind = 'initial'",
				  read_initial_state, NULL);
}

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
	cf_query_each(desk,
				  "SELECT id, name, condition, activities, action, argument,"
				  " topic, task, once FROM action_rule"
				  " WHERE active ORDER BY position, id",
				  read_action, NULL);
}

static void
read_message_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfMessageRule *rule = palloc0(sizeof(CfMessageRule));

	rule->id = cf_column_int64(row, desc, 1);
	rule->topic = cf_column_word(row, desc, 2);
	rule->audience = cf_column_word(row, desc, 3);
	rule->urgency = cf_column_text(row, desc, 4);
	rule->quiet_calendar = cf_column_text(row, desc, 5);
	rule->digest = cf_column_bool(row, desc, 6);
	desk->policy->messages = lappend(desk->policy->messages, rule);
}

void
cf_message_rules_load(CfDesk *desk)
{
	cf_query_each(desk,
				  "SELECT id, topic, audience, urgency, quiet_calendar,"
				  " digest_every IS NOT NULL FROM message_rule"
				  " WHERE active ORDER BY position, id",
				  read_message_rule, NULL);
}

static void
read_issue_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfIssueRule *rule = palloc0(sizeof(CfIssueRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	/* its second expression has the same name and number */
	rule->key = rule->rule;
	rule->key.condition = cf_column_word(row, desc, 4);
	rule->key.gives_text = true;
	cf_enlist_rule(desk, &rule->key);
	desk->policy->issues = lappend(desk->policy->issues, rule);
}

static void
read_batch_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfBatchRule *rule = palloc0(sizeof(CfBatchRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->more_than = cf_column_int(row, desc, 4);
	rule->notify = cf_column_text(row, desc, 5);
	desk->policy->batches = lappend(desk->policy->batches, rule);
}

static void
read_repeat_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfRepeatRule *rule = palloc0(sizeof(CfRepeatRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->kind = cf_column_word(row, desc, 4);
	desk->policy->repeats = lappend(desk->policy->repeats, rule);
}

static void
read_frequency(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfFrequency *frequency = palloc0(sizeof(CfFrequency));

	frequency->code = cf_column_word(row, desc, 1);
	frequency->at_least = cf_column_int(row, desc, 2);
	frequency->within_days = cf_column_int(row, desc, 3);
	desk->policy->frequencies = lappend(desk->policy->frequencies, frequency);
}

void
cf_issues_load(CfDesk *desk)
{
	cf_query_each(desk,
				  "SELECT id, name, condition, issue_key FROM issue_rule"
				  " WHERE active ORDER BY position, id",
				  read_issue_rule, NULL);
	cf_query_each(desk,
				  "SELECT id, name, condition, more_than, notify FROM batch_rule"
				  " WHERE active ORDER BY position, id",
				  read_batch_rule, NULL);
	cf_query_each(desk,
				  "SELECT id, name, condition, kind FROM repeat_rule"
				  " WHERE active ORDER BY position, id",
				  read_repeat_rule, NULL);
	cf_query_each(desk,
				  "SELECT code, at_least, within_days FROM frequency"
				  " ORDER BY rank DESC",
				  read_frequency, NULL);
}
