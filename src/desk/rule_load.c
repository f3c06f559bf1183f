/*
 * rule_load.c -- rules of a desk, from their tables
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/errors.h"
#include "desk/desk_rows.h"
#include "desk/policy.h"
#include "desk/rule_load.h"
#include "desk/text_model.h"

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
read_classification(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfClassificationRule *rule = item;

	rule->category = cf_query_text(row, 4);
	rule->level = cf_query_text(row, 5);
	rule->urgency = cf_query_text(row, 6);
	rule->reason = cf_query_text(row, 7);
	if (rule->reason == NULL)
		rule->reason = rule->rule.name;
	rule->overrules_writer = cf_query_bool(row, 8);
	rule->takes = cf_predicts_named(cf_query_text(row, 9));
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
	[CF_ACTION_COACHING] = "coaching"
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
read_routing(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfRoutingRule *rule = item;

	rule->handler = number_of(cf_query_word(row, 4), handlers,
							  lengthof(handlers), "handler", "routing_rule");
	rule->argument = cf_query_text(row, 5);
}

static void
read_transition(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfTransition *rule = item;

	rule->from_state = cf_query_word(row, 4);
	rule->to_state = cf_query_word(row, 5);
	rule->for_everybody = cf_query_is_null(row, 6);
	rule->roles = cf_query_list(row, 6);
	rule->condition_hint = cf_query_text(row, 7);
	rule->required = cf_query_list(row, 8);
	rule->reason_required = cf_query_bool(row, 9);
	rule->reopens = cf_query_bool(row, 10);
	rule->by_entry = cf_query_list(row, 11);
}

static void
read_entry_rule(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfEntryRule *rule = item;

	rule->activities = cf_query_list(row, 4);
	rule->condition_hint = cf_query_text(row, 5);
}

/* the calendar that a rule names, or the desk's */
static char *
calendar_in(CfDesk *desk, CfQueryRow *row, int column)
{
	char	   *calendar = cf_query_text(row, column);

	return calendar != NULL ? calendar : desk->calendar;
}

static void
read_clock_rule(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfClockRule *rule = item;

	rule->metric = cf_query_word(row, 4);
	rule->starts_on = cf_query_list(row, 5);
	rule->met_by = cf_query_list(row, 6);
	rule->target = cf_query_target(row, 7);
	rule->calendar = calendar_in(desk, row, 8);
	rule->warn_at_percent = cf_query_int(row, 9);
	rule->pausing_states = cf_query_list(row, 10);
	rule->at_most = cf_query_target(row, 11);
	/* a second condition with the same name and id */
	rule->met = rule->rule;
	rule->met.condition = cf_query_text(row, 12);
	enlist(desk, &rule->met);
}

static void
read_escalation(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfEscalationStep *step = item;

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
	step->calendar = calendar_in(desk, row, 5);
	step->notify = cf_query_word(row, 6);
	step->hand_over = strcmp(cf_query_word(row, 7), "hand over") == 0;
}

/* the table's constraints say the same, as long as it has them */
static bool
is_complete(const CfActionRule *rule)
{
	switch (rule->action)
	{
		case CF_ACTION_NOTIFY:
			return rule->argument != NULL && rule->topic != NULL;
		case CF_ACTION_WORK_ORDER:
			return rule->argument != NULL && rule->task != NULL;
		case CF_ACTION_FINDING:
			return rule->argument != NULL;
		case CF_ACTION_COACHING:
			return rule->task != NULL && rule->due != NULL;
		case CF_ACTION_FREEZE:
			break;
	}
	return true;
}

static void
read_action(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfActionRule *rule = item;

	rule->activities = cf_query_list(row, 4);
	rule->action = number_of(cf_query_word(row, 5), actions,
							 lengthof(actions), "action", "action_rule");
	rule->argument = cf_query_text(row, 6);
	rule->topic = cf_query_text(row, 7);
	rule->task = cf_query_text(row, 8);
	rule->once = cf_query_bool(row, 9);
	rule->due = cf_query_target(row, 10);
	if (!is_complete(rule))
		ereport(ERROR,
				(errcode(ERRCODE_CF_BROKEN_RULE),
				 errmsg("rule " INT64_FORMAT " of table action_rule lacks what its action needs",
						rule->rule.id),
				 errhint("Fill argument, topic, task or due, or switch the rule off.")));
}

static void
read_message_rule(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfMessageRule *rule = item;

	rule->id = cf_query_int64(row, 1);
	rule->topic = cf_query_word(row, 2);
	rule->audience = cf_query_word(row, 3);
	rule->urgency = cf_query_text(row, 4);
	rule->quiet_calendar = cf_query_text(row, 5);
	rule->digest = !cf_query_is_null(row, 6);
}

static void
read_issue_rule(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfIssueRule *rule = item;

	/* the key is a second expression with the same name and id */
	rule->key = rule->rule;
	rule->key.condition = cf_query_word(row, 4);
	rule->key.gives_text = true;
	enlist(desk, &rule->key);
}

static void
read_batch_rule(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfBatchRule *rule = item;

	rule->more_than = cf_query_int(row, 4);
	rule->notify = cf_query_text(row, 5);
}

static void
read_same_matter(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfSameMatterRule *rule = item;

	rule->id = cf_query_int64(row, 1);
	rule->equal_columns = cf_query_list(row, 2);
	rule->differing_columns = cf_query_list(row, 3);
	if (!cf_query_is_null(row, 4))
		rule->likeness = DatumGetFloat4(cf_query_needed(row, 4, FLOAT4OID));
}

static void
read_repeat_rule(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfRepeatRule *rule = item;

	rule->kind = cf_query_word(row, 4);
}

static void
read_frequency(CfDesk *desk, CfQueryRow *row, void *item)
{
	CfFrequency *frequency = item;

	frequency->code = cf_query_word(row, 1);
	frequency->at_least = cf_query_int(row, 2);
	frequency->within_days = cf_query_int(row, 3);
}

/* kinds of rules, in the order in which conditions are numbered */
static const struct
{
	Size		list;			/* of CfPolicy */
	Size		size;			/* of its elements */
	CfDeskTable table;			/* of a rule: id, name and condition first */
	bool		is_rule;
	void		(*read) (CfDesk *desk, CfQueryRow *row, void *item);
}			kinds[] = {
	{offsetof(CfPolicy, classification), sizeof(CfClassificationRule),
		{"classification_rule",
			"id, name, condition, category, level, urgency, reason, "
			"overrules_writer, takes_prediction",
		{"position", "id"}, false, true},
	true, read_classification},
	{offsetof(CfPolicy, completeness), sizeof(CfRule),
		{"completeness_rule", "id, name, condition",
		{"position", "id"}, false, true},
	true, NULL},
	{offsetof(CfPolicy, routing), sizeof(CfRoutingRule),
		{"routing_rule", "id, name, condition, handler, argument",
		{"position", "id"}, false, true},
	true, read_routing},
	{offsetof(CfPolicy, transitions), sizeof(CfTransition),
		{"transition",
			"id, name, condition, from_state, to_state, roles, "
			"condition_hint, required, reason_required, reopens, by_entry",
		{"id"}, false, true},
	true, read_transition},
	{offsetof(CfPolicy, entries), sizeof(CfEntryRule),
		{"entry_rule", "id, name, condition, activities, condition_hint",
		{"position", "id"}, false, true},
	true, read_entry_rule},
	{offsetof(CfPolicy, clocks), sizeof(CfClockRule),
		{"clock_rule",
			"id, name, condition, metric, starts_on, met_by, target, "
			"calendar, warn_at_percent, pausing_states, at_most, met_condition",
		{"position", "id"}, false, true},
	true, read_clock_rule},
	{offsetof(CfPolicy, escalation), sizeof(CfEscalationStep),
		{"escalation_step", "id, metric, step, after, calendar, notify, action",
		{"step", "id"}, false, true},
	false, read_escalation},
	{offsetof(CfPolicy, actions), sizeof(CfActionRule),
		{"action_rule",
			"id, name, condition, activities, action, argument, topic, task, "
			"once, due",
		{"position", "id"}, false, true},
	true, read_action},
	{offsetof(CfPolicy, messages), sizeof(CfMessageRule),
		{"message_rule",
			"id, topic, audience, urgency, quiet_calendar, digest_every",
		{"position", "id"}, false, true},
	false, read_message_rule},
	{offsetof(CfPolicy, issues), sizeof(CfIssueRule),
		{"issue_rule", "id, name, condition, issue_key",
		{"position", "id"}, false, true},
	true, read_issue_rule},
	{offsetof(CfPolicy, batches), sizeof(CfBatchRule),
		{"batch_rule", "id, name, condition, more_than, notify",
		{"position", "id"}, false, true},
	true, read_batch_rule},
	{offsetof(CfPolicy, same_matters), sizeof(CfSameMatterRule),
		{"same_matter_rule", "id, equal_columns, differing_columns, likeness",
		{"position", "id"}, false, true},
	false, read_same_matter},
	{offsetof(CfPolicy, repeats), sizeof(CfRepeatRule),
		{"repeat_rule", "id, name, condition, kind",
		{"position", "id"}, false, true},
	true, read_repeat_rule},
	{offsetof(CfPolicy, frequencies), sizeof(CfFrequency),
		{"frequency", "code, at_least, within_days", {"rank"}, true, false},
	false, read_frequency}
};

static void
read_kind(CfDesk *desk, CfQueryRow *row, void *arg)
{
	int			kind = *(int *) arg;
	List	  **list = (List **) ((char *) desk->policy + kinds[kind].list);
	void	   *item = palloc0(kinds[kind].size);

	if (kinds[kind].is_rule)
		read_rule(desk, item, row);
	if (kinds[kind].read != NULL)
		kinds[kind].read(desk, row, item);
	*list = lappend(*list, item);
}

/* cf_rules_load -- the rules of all kinds */
void
cf_rules_load(CfDesk *desk)
{
	for (int i = 0; i < lengthof(kinds); i++)
		cf_desk_load_each(desk, &kinds[i].table, read_kind, &i);
}
