/*
 * entry_rule.c -- which entries the desk's policy takes into a case's file
 */
#include "postgres.h"

#include "desk/codes.h"
#include "judge/case_facts.h"
#include "judge/entry_rule.h"
#include "judge/rules.h"

/* cf_entry_rules -- those about an entry, of CfEntryRule; NIL: it is free */
List *
cf_entry_rules(CfDesk *desk, const char *activity)
{
	List	   *rules = NIL;
	ListCell   *cell;

	foreach(cell, desk->policy->entries)
	{
		CfEntryRule *rule = lfirst(cell);

		if (cf_activity_in(rule->activities, activity))
			rules = lappend(rules, rule);
	}
	return rules;
}

/*
 * cf_entry_allowed -- does one of the rules hold?
 *
 * "write" is the case as it is before the entry; the actor adds it, NULL: an
 * action rule.
 */
bool
cf_entry_allowed(CfWrite *write, List *rules)
{
	CfEntryRule *allowing;

	cf_read_case_facts(write, rules);
	cf_rules_begin(write);
	allowing = cf_first_rule(write, rules);
	cf_rules_end(write);
	return allowing != NULL;
}
