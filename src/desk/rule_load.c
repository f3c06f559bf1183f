/*
 * rule_load.c -- rules of a desk, from their tables
 */
#include "postgres.h"

#include "executor/spi.h"

#include "base/errors.h"
#include "desk/desk_load.h"
#include "desk/policy.h"
#include "desk/rule_load.h"

/* gives a rule's condition its number */
static void
enlist(CfDesk *desk, CfRule *rule)
{
	rule->ordinal = list_length(desk->policy->by_ordinal);
	desk->policy->by_ordinal = lappend(desk->policy->by_ordinal, rule);
}

/* a rule's head from the columns (id, name, condition) */
static void
read_rule(CfDesk *desk, CfRule *rule, CfQueryRow *row)
{
	rule->id = cf_query_int64(row, 1);
	rule->name = cf_query_word(row, 2);
	rule->condition = cf_query_text(row, 3);
	enlist(desk, rule);
}

static void
read_classification(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfClassificationRule *rule = palloc0(sizeof(CfClassificationRule));

	read_rule(desk, &rule->rule, row);
	rule->category = cf_query_text(row, 4);
	rule->level = cf_query_text(row, 5);
	rule->urgency = cf_query_text(row, 6);
	rule->reason = cf_query_word(row, 7);
	rule->overrules_writer = cf_query_bool(row, 8);
	desk->policy->classification = lappend(desk->policy->classification, rule);
}

static void
read_completeness(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfRule	   *rule = palloc0(sizeof(CfRule));

	read_rule(desk, rule, row);
	desk->policy->completeness = lappend(desk->policy->completeness, rule);
}

static const char *const handlers[] = {
	[CF_ROUTE_RECEIVER] = "receiver",
	[CF_ROUTE_PERSON] = "person",
	[CF_ROUTE_ROLE] = "role",
	[CF_ROUTE_DEPARTMENT] = "department",
	[CF_ROUTE_LIAISON] = "department liaison",
	[CF_ROUTE_OVERSEER] = "department overseer",
	[CF_ROUTE_SUPERVISOR_OF_ACCUSED] = "supervisor of accused",
	[CF_ROUTE_SUPERVISOR_OF_RECEIVER] = "supervisor of receiver",
	[CF_ROUTE_OTHER_AGENT] = "other agent"
};

static const char *const actions[] = {
	[CF_ACTION_NOTIFY] = "notify",
	[CF_ACTION_WORK_ORDER] = "work order",
	[CF_ACTION_FREEZE] = "freeze account",
	[CF_ACTION_FINDING] = "conduct finding",
	[CF_ACTION_STATE] = "state"
};

/* the number of a word; "what" and "table" tell where it stands */
static int
number_of(const char *word, const char *const *words, int count,
		  const char *what, const char *table)
{
	for (int i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	ereport(ERROR,
			(errcode(ERRCODE_CF_BROKEN_RULE),
			 errmsg("unknown %s \"%s\" in table %s", what, word, table)));
}

static void
read_routing(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfRoutingRule *rule = palloc0(sizeof(CfRoutingRule));

	read_rule(desk, &rule->rule, row);
	rule->handler = number_of(cf_query_word(row, 4), handlers,
							  lengthof(handlers), "handler", "routing_rule");
	rule->argument = cf_query_text(row, 5);
	desk->policy->routing = lappend(desk->policy->routing, rule);
}

static void
read_transition(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfTransition *rule = palloc0(sizeof(CfTransition));

	read_rule(desk, &rule->rule, row);
	rule->from_state = cf_query_word(row, 4);
	rule->to_state = cf_query_word(row, 5);
	rule->for_everybody = cf_query_bool(row, 6);
	rule->roles = cf_query_list(row, 7);
	rule->condition_hint = cf_query_text(row, 8);
	rule->required = cf_query_list(row, 9);
	rule->reason_required = cf_query_bool(row, 10);
	rule->reopens = cf_query_bool(row, 11);
	desk->policy->transitions = lappend(desk->policy->transitions, rule);
}

static void
read_clock_rule(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfClockRule *rule = palloc0(sizeof(CfClockRule));

	read_rule(desk, &rule->rule, row);
	rule->metric = cf_query_word(row, 4);
	rule->starts_on = cf_query_list(row, 5);
	rule->met_by = cf_query_list(row, 6);
	rule->target = cf_query_target(row, 7);
	rule->calendar = cf_query_word(row, 8);
	rule->warn_at_percent = cf_query_int(row, 9);
	rule->pausing_states = cf_query_list(row, 10);
	desk->policy->clocks = lappend(desk->policy->clocks, rule);
}

static void
read_escalation(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfEscalationStep *step = palloc0(sizeof(CfEscalationStep));

	step->id = cf_query_int64(row, 1);
	step->metric = cf_query_word(row, 2);
	step->step = cf_query_int(row, 3);
	step->after = cf_query_target(row, 4);
	if (step->after == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("escalation step " INT64_FORMAT " says no time",
						step->id),
				 errhint("Fill column after of table escalation_step.")));
	step->calendar = cf_query_word(row, 5);
	step->notify = cf_query_word(row, 6);
	step->hand_over = cf_query_bool(row, 7);
	desk->policy->escalation = lappend(desk->policy->escalation, step);
}

static void
read_initial_state(CfDesk *desk, CfQueryRow *row, void *arg)
{
	desk->policy->initial_state = cf_query_word(row, 1);
}

static void
read_action(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfActionRule *rule = palloc0(sizeof(CfActionRule));

	read_rule(desk, &rule->rule, row);
	rule->activities = cf_query_list(row, 4);
	rule->action = number_of(cf_query_word(row, 5), actions,
							 lengthof(actions), "action", "action_rule");
	rule->argument = cf_query_text(row, 6);
	rule->topic = cf_query_text(row, 7);
	rule->task = cf_query_text(row, 8);
	rule->once = cf_query_bool(row, 9);
	desk->policy->actions = lappend(desk->policy->actions, rule);
}

static void
read_message_rule(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfMessageRule *rule = palloc0(sizeof(CfMessageRule));

	rule->id = cf_query_int64(row, 1);
	rule->topic = cf_query_word(row, 2);
	rule->audience = cf_query_word(row, 3);
	rule->urgency = cf_query_text(row, 4);
	rule->quiet_calendar = cf_query_text(row, 5);
	rule->digest = cf_query_bool(row, 6);
	desk->policy->messages = lappend(desk->policy->messages, rule);
}

static void
read_issue_rule(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfIssueRule *rule = palloc0(sizeof(CfIssueRule));

	read_rule(desk, &rule->rule, row);
	/* the key is a second expression with the same name and id */
	rule->key = rule->rule;
	rule->key.condition = cf_query_word(row, 4);
	rule->key.gives_text = true;
	enlist(desk, &rule->key);
	desk->policy->issues = lappend(desk->policy->issues, rule);
}

static void
read_batch_rule(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfBatchRule *rule = palloc0(sizeof(CfBatchRule));

	read_rule(desk, &rule->rule, row);
	rule->more_than = cf_query_int(row, 4);
	rule->notify = cf_query_text(row, 5);
	desk->policy->batches = lappend(desk->policy->batches, rule);
}

static void
read_repeat_rule(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfRepeatRule *rule = palloc0(sizeof(CfRepeatRule));

	read_rule(desk, &rule->rule, row);
	rule->kind = cf_query_word(row, 4);
	desk->policy->repeats = lappend(desk->policy->repeats, rule);
}

static void
read_frequency(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfFrequency *frequency = palloc0(sizeof(CfFrequency));

	frequency->code = cf_query_word(row, 1);
	frequency->at_least = cf_query_int(row, 2);
	frequency->within_days = cf_query_int(row, 3);
	desk->policy->frequencies = lappend(desk->policy->frequencies, frequency);
}

/* kinds of rules, in the order in which conditions are numbered */
static const struct
{
	const char *sql;
	CfDeskReader reader;
}			kinds[] = {
	{"SELECT id, name, condition, category, level, urgency,"
	" coalesce(reason, name), overrules_writer"
	" FROM classification_rule"
	" WHERE active ORDER BY position, id",
	read_classification},
	{"SELECT id, name, condition FROM completeness_rule"
	" WHERE active ORDER BY position, id",
	read_completeness},
	{"SELECT id, name, condition, handler, argument"
	" FROM routing_rule WHERE active ORDER BY position, id",
	read_routing},
	{"SELECT id, name, condition, from_state, to_state,"
	" roles IS NULL, roles, condition_hint, required,"
	" reason_required, reopens FROM transition WHERE active ORDER BY id",
	read_transition},
	{"SELECT id, name, condition, metric, starts_on, met_by,"
	" target, coalesce(calendar, (SELECT calendar FROM desk)),"
	" warn_at_percent, pausing_states FROM clock_rule"
	" WHERE active ORDER BY position, id",
	read_clock_rule},
	{"SELECT id, metric, step, after,"
	" coalesce(calendar, (SELECT calendar FROM desk)), notify,"
	" action = 'hand over' FROM escalation_step WHERE active ORDER BY metric, step",
	read_escalation},
	{"SELECT code FROM state WHERE kind = 'initial'",
	read_initial_state},
	{"SELECT id, name, condition, activities, action, argument,"
	" topic, task, once FROM action_rule"
	" WHERE active ORDER BY position, id",
	read_action},
	{"SELECT id, topic, audience, urgency, quiet_calendar,"
	" digest_every IS NOT NULL FROM message_rule"
	" WHERE active ORDER BY position, id",
	read_message_rule},
	{"SELECT id, name, condition, issue_key FROM issue_rule"
	" WHERE active ORDER BY position, id",
	read_issue_rule},
	{"SELECT id, name, condition, more_than, notify FROM batch_rule"
	" WHERE active ORDER BY position, id",
	read_batch_rule},
	{"SELECT id, name, condition, kind FROM repeat_rule"
	" WHERE active ORDER BY position, id",
	read_repeat_rule},
	{"SELECT code, at_least, within_days FROM frequency"
	" ORDER BY rank DESC",
	read_frequency}
};

/* cf_rules_load -- the rules of all kinds */
void
cf_rules_load(CfDesk *desk)
{
	for (int i = 0; i < lengthof(kinds); i++)
		cf_desk_each(desk, kinds[i].sql, kinds[i].reader, NULL);
}
