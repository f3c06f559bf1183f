/*
 * rule_tables.c -- what is wrong with the conditions of each rule table
 *
 * How rules of a table stand to each other follows from the way in which they
 * are asked: see classify.c, route.c, issue.c, repeat.c, transition.c,
 * entry_rule.c, clock_effect.c and action_rule.c.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "check/classification.h"
#include "check/code_literals.h"
#include "check/first_match.h"
#include "check/parts.h"
#include "check/passing.h"
#include "check/premise.h"
#include "check/rule_result.h"
#include "check/rule_tables.h"
#include "desk/codes.h"
#include "judge/repeat.h"

/* which facts rules of a table know beside those of every case */
typedef enum Knows
{
	KNOWS_NO_MORE,
	KNOWS_PREDICTION,
	KNOWS_EARLIER_CASE,
	KNOWS_FILE
} Knows;

static void
check_first(CfRuleSet *set)
{
	cf_check_first_match(set, set->rules);
}

static const char *
metric_of(const CfCheckedRule *rule)
{
	return ((const CfClockRule *) rule->rule)->metric;
}

/* of each metric the first rule that matches */
static void
check_clocks(CfRuleSet *set)
{
	List	   *metrics = NIL;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, set->rules)
	{
		const char *metric = metric_of(lfirst(cell));
		List	   *rules = NIL;

		if (cf_list_has(metrics, metric))
			continue;
		metrics = lappend(metrics, unconstify(char *, metric));
		foreach(other, set->rules)
			if (strcmp(metric_of(lfirst(other)), metric) == 0)
				rules = lappend(rules, lfirst(other));
		cf_check_first_match(set, rules);
	}
}

static CfRule *
condition_of_end(CfRule *rule)
{
	return &((CfClockRule *) rule)->met;
}

static CfRule *
issue_key(CfRule *rule)
{
	return &((CfIssueRule *) rule)->key;
}

/* tables of rules; those with "part" are about a second expression of them */
static const struct
{
	const char *table;
	size_t		list;			/* of CfPolicy */
	Knows		knows;
	const char *(*result) (const CfRule *rule);
	void		(*check) (CfRuleSet *set);
	CfRule	   *(*part) (CfRule *rule);
}			tables[] = {
	{"classification_rule", offsetof(CfPolicy, classification),
		KNOWS_PREDICTION, cf_result_of_classification,
	cf_check_classification},
	{"completeness_rule", offsetof(CfPolicy, completeness), KNOWS_NO_MORE,
	NULL, cf_check_questions},
	{"routing_rule", offsetof(CfPolicy, routing), KNOWS_NO_MORE,
	cf_result_of_routing, check_first},
	{"transition", offsetof(CfPolicy, transitions), KNOWS_FILE, NULL,
	cf_check_transitions},
	{"entry_rule", offsetof(CfPolicy, entries), KNOWS_FILE, NULL,
	cf_check_entries},
	{"clock_rule", offsetof(CfPolicy, clocks), KNOWS_NO_MORE,
	cf_result_of_clock, check_clocks},
	{"clock_rule", offsetof(CfPolicy, clocks), KNOWS_NO_MORE, NULL, NULL,
	condition_of_end},
	{"issue_rule", offsetof(CfPolicy, issues), KNOWS_NO_MORE,
	cf_result_of_issue, check_first},
	{"issue_rule", offsetof(CfPolicy, issues), KNOWS_NO_MORE, NULL, NULL,
	issue_key},
	{"batch_rule", offsetof(CfPolicy, batches), KNOWS_NO_MORE,
	cf_result_of_batch, check_first},
	{"repeat_rule", offsetof(CfPolicy, repeats), KNOWS_EARLIER_CASE,
	cf_result_of_repeat, check_first},
	{"action_rule", offsetof(CfPolicy, actions), KNOWS_FILE,
	cf_result_of_action, cf_check_actions}
};

static bool
is_known(Knows knows, int fact)
{
	if (fact >= CF_FACT_PREDICTED_CATEGORY && fact <= CF_FACT_URGENCY_IS_SURE)
		return knows == KNOWS_PREDICTION;
	return fact < CF_FACT_OF_FILE || knows == KNOWS_FILE ||
		(knows == KNOWS_EARLIER_CASE && cf_repeat_knows(fact));
}

/* a fact that the rule does not know is NULL there */
static void
check_facts(CfRuleSet *set, CfCheckedRule *rule, Knows knows)
{
	const Bitmapset *facts = rule->condition->facts;
	int			fact = -1;

	while ((fact = bms_next_member(facts, fact)) >= 0)
		if (!is_known(knows, fact))
			cf_find(set, true, "unknown_fact", rule, NULL)->details =
				list_make1(NameStr(TupleDescAttr(set->type->facts_desc,
												 fact - 1)->attname));
}

static const char *
label_of(const char *table, CfRule *rule)
{
	const CfTransition *transition = (const CfTransition *) rule;

	return strcmp(table, "transition") != 0 ? rule->name :
		psprintf("%s -> %s: %s", transition->from_state,
				 transition->to_state, rule->name);
}

static CfRuleSet *
set_of_table(CfDesk *desk, CfRowType *type, CfCodeColumns *codes, int table)
{
	CfRuleSet  *set = cf_rule_set(desk, type, codes, tables[table].table,
								  tables[table].knows == KNOWS_FILE);
	List	   *rules = *(List **) ((char *) desk->policy +
									tables[table].list);
	ListCell   *cell;

	foreach(cell, rules)
	{
		CfRule	   *rule = lfirst(cell);
		CfCheckedRule *checked =
			cf_add_rule(set, tables[table].part ?
						tables[table].part(rule) : rule,
						label_of(set->table, rule),
						tables[table].result ? tables[table].result(rule) : "");

		CHECK_FOR_INTERRUPTS();
		check_facts(set, checked, tables[table].knows);
		cf_check_literals(set, checked);
		if (tables[table].check == cf_check_transitions)
			cf_add_premise(set, checked);
	}
	return set;
}

/* what is said of a condition is said in other words of a second one */
static void
rename_findings(List *findings)
{
	ListCell   *cell;

	foreach(cell, findings)
	{
		CfFinding  *finding = lfirst(cell);

		if (strcmp(finding->words, "never_true") == 0)
			finding->words = "never_true met";
		else if (strcmp(finding->words, "always_true") == 0)
			finding->words = "always_true met";
	}
}

static List *
check_table(CfDesk *desk, CfRowType *type, CfCodeColumns *codes, int table)
{
	CfRuleSet  *set = set_of_table(desk, type, codes, table);
	ListCell   *cell;

	cf_settle_rules(set);
	foreach(cell, set->rules)
		cf_check_parts(set, lfirst(cell));
	if (tables[table].check != NULL)
		tables[table].check(set);
	else
		rename_findings(set->findings);
	cf_end_rules(set);
	return set->findings;
}

/*
 * cf_check_conditions -- findings about the rules of a table, or of all (NULL);
 * in CurrentMemoryContext
 */
List *
cf_check_conditions(CfDesk *desk, CfRowType *type, const char *table)
{
	CfCodeColumns *codes = cf_code_columns(desk, type);
	List	   *findings = NIL;

	for (int i = 0; i < lengthof(tables); i++)
		if (table == NULL || strcmp(table, tables[i].table) == 0)
			findings = list_concat(findings,
								   check_table(desk, type, codes, i));
	return findings;
}
