/*
 * passing.c -- rules that do what another rule does as well
 */
#include "postgres.h"

#include "miscadmin.h"

#include "check/first_match.h"
#include "check/passing.h"
#include "desk/codes.h"

static bool
has_all(List *names, const List *wanted)
{
	ListCell   *cell;

	foreach(cell, wanted)
		if (!cf_list_has(names, lfirst(cell)))
			return false;
	return true;
}

/* are all of these activities among those, by name or as a kind? */
static bool
are_activities_in(List *activities, const List *wanted)
{
	ListCell   *cell;

	foreach(cell, wanted)
		if (!cf_activity_in(activities, lfirst(cell)))
			return false;
	return true;
}

/* does the other let everything pass that the rule does, if it holds? */
static bool
entry_passes(const CfRule *rule, const CfRule *other)
{
	return are_activities_in(((const CfEntryRule *) other)->activities,
							 ((const CfEntryRule *) rule)->activities);
}

static bool
transition_passes(const CfRule *rule, const CfRule *other)
{
	const CfTransition *row = (const CfTransition *) rule;
	const CfTransition *by = (const CfTransition *) other;

	return strcmp(row->from_state, by->from_state) == 0 &&
		strcmp(row->to_state, by->to_state) == 0 &&
		(by->for_everybody ||
		 (!row->for_everybody && has_all(by->roles, row->roles))) &&
		has_all(row->required, by->required) &&
		(row->reason_required || !by->reason_required) &&
		row->reopens == by->reopens &&
		are_activities_in(by->by_entry, row->by_entry);
}

typedef bool (*Passes) (const CfRule *rule, const CfRule *other);

static void
report_passing(CfRuleSet *set, CfCheckedRule *rule, List *covering,
			   Passes passes)
{
	CfCheckedRule *first = covering != NIL ? linitial(covering) : NULL;

	if (list_length(covering) > 1)
		cf_find(set, false, "adds_nothing together", rule, first)->details =
			list_make1(cf_labels(covering));
	else if (first != NULL)
		cf_find(set, false, passes(first->rule, rule->rule) &&
				cf_follows(set, first, rule) ? "duplicate_rule" :
				"adds_nothing", rule, first);
}

/*
 * Rules of which one that holds is enough.  Of two that let the same pass the
 * later one is reported.
 */
static void
check_passing(CfRuleSet *set, Passes passes)
{
	ListCell   *cell;
	ListCell   *other_cell;

	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);
		List	   *others = NIL;
		bool		is_later = false;

		if (rule->formula == NULL || rule->never)
			continue;
		foreach(other_cell, set->rules)
		{
			CfCheckedRule *other = lfirst(other_cell);

			if (other == rule)
				is_later = true;
			else if (passes(rule->rule, other->rule) &&
					 !(is_later && passes(other->rule, rule->rule) &&
					   cf_follows(set, other, rule)))
				others = lappend(others, other);
		}
		report_passing(set, rule, cf_those_that_cover(set, rule, others),
					   passes);
	}
}

void
cf_check_entries(CfRuleSet *set)
{
	check_passing(set, entry_passes);
}

void
cf_check_transitions(CfRuleSet *set)
{
	check_passing(set, transition_passes);
}

/* two rules that hold for the same cases, of which both take effect */
static void
check_twins(CfRuleSet *set,
			bool (*twins) (const CfCheckedRule *rule,
						   const CfCheckedRule *other))
{
	ListCell   *cell;

	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (rule->formula == NULL || rule->never)
			continue;
		for (int i = 0; i < foreach_current_index(cell); i++)
		{
			CfCheckedRule *other = list_nth(set->rules, i);

			if (other->formula == NULL || other->never ||
				!twins(rule, other) || !bms_equal(rule->reads, other->reads) ||
				!cf_follows(set, rule, other) ||
				!cf_follows(set, other, rule))
				continue;
			cf_find(set, false, "twice", rule, other);
			break;
		}
	}
}

static bool
any_question(const CfCheckedRule *rule, const CfCheckedRule *other)
{
	return true;
}

static bool
same_action(const CfCheckedRule *rule, const CfCheckedRule *other)
{
	return strcmp(rule->result, other->result) == 0 &&
		cf_any_activity_in(((const CfActionRule *) rule->rule)->activities,
						   ((const CfActionRule *) other->rule)->activities);
}

void
cf_check_questions(CfRuleSet *set)
{
	check_twins(set, any_question);
}

void
cf_check_actions(CfRuleSet *set)
{
	check_twins(set, same_action);
}
