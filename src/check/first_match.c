/*
 * first_match.c -- rules of which the first that matches decides
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "check/first_match.h"

/* cf_labels -- names of rules, for people */
char *
cf_labels(const List *rules)
{
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	foreach(cell, rules)
		appendStringInfo(&buf, "%s\"%s\"", buf.len > 0 ? ", " : "",
						 ((CfCheckedRule *) lfirst(cell))->label);
	return buf.data;
}

/*
 * Of rules that cover another one together few that do; "needed" are those
 * that the proof used.
 */
static List *
fewest(CfRuleSet *set, CfCheckedRule *rule, List *needed)
{
	for (int i = list_length(needed) - 1; i >= 0; i--)
	{
		List	   *fewer = list_delete_nth_cell(list_copy(needed), i);

		if (cf_covered(set, rule, fewer))
			needed = fewer;
	}
	return needed;
}

static List *
covered_together(CfRuleSet *set, CfCheckedRule *rule, List *others)
{
	List	   *needed = NIL;
	ListCell   *cell;

	if (!cf_covered(set, rule, others))
		return NIL;
	foreach(cell, others)
	{
		CfCheckedRule *other = lfirst(cell);

		if (other->formula != NULL && other->formula->decided)
			needed = lappend(needed, other);
	}
	return fewest(set, rule, needed);
}

/*
 * cf_those_that_cover -- few of the others, of which one always holds when the
 * rule does; NIL: that is not so
 */
List *
cf_those_that_cover(CfRuleSet *set, CfCheckedRule *rule, List *others)
{
	List	   *related = NIL;
	List	   *covering;
	ListCell   *cell;

	foreach(cell, others)
		if (cf_may_stand_for(rule, lfirst(cell)))
			related = lappend(related, lfirst(cell));
	covering = covered_together(set, rule, related);
	/* the search would have found a single one, but for what it cannot know */
	foreach(cell, related)
		if (covering != NIL ? cf_follows(set, rule, lfirst(cell)) :
			cf_proven(set, rule, lfirst(cell)))
			return list_make1(lfirst(cell));
	return covering != NIL || list_length(related) == list_length(others) ?
		covering : covered_together(set, rule, others);
}

static bool
have_same_result(const CfCheckedRule *rule, const List *others)
{
	ListCell   *cell;

	foreach(cell, others)
		if (strcmp(((CfCheckedRule *) lfirst(cell))->result,
				   rule->result) != 0)
			return false;
	return true;
}

/*
 * cf_report_covered -- the others, which do the "same" or not, always decide
 * before the rule
 */
void
cf_report_covered(CfRuleSet *set, CfCheckedRule *rule, List *covering,
				  bool same)
{
	CfCheckedRule *first = linitial(covering);

	if (list_length(covering) > 1)
		cf_find(set, !same, same ? "adds_nothing together" :
				"unreachable together", rule, first)->details =
			list_make1(cf_labels(covering));
	else if (cf_follows(set, first, rule))
		cf_find(set, !same, same ? "duplicate_rule" : "same_condition", rule,
				first);
	else
		cf_find(set, !same, same ? "adds_nothing" : "unreachable", rule,
				first);
}

/* the same where an earlier rule may fail, which then lets this one decide */
static void
check_trusting(CfRuleSet *set, CfCheckedRule *rule, List *earlier)
{
	List	   *covering;

	set->trusting = true;
	covering = cf_those_that_cover(set, rule, earlier);
	set->trusting = false;
	if (covering != NIL && !have_same_result(rule, covering))
		cf_find(set, false, "unreachable unless", rule,
				linitial(covering))->details = list_make1(cf_labels(covering));
}

static bool
can_one_fail(const List *rules)
{
	ListCell   *cell;

	foreach(cell, rules)
		if (((CfCheckedRule *) lfirst(cell))->condition->can_fail)
			return true;
	return false;
}

/*
 * A later rule that says the same for more cases, and no rule between them
 * that says something else for a case of this one; or NULL
 */
static CfCheckedRule *
later_that_says_it(CfRuleSet *set, CfCheckedRule *rule, List *rules, int next)
{
	for (int i = next; i < list_length(rules); i++)
	{
		CfCheckedRule *later = list_nth(rules, i);

		if (strcmp(later->result, rule->result) != 0)
		{
			if (!cf_exclude(set, rule, later))
				return NULL;
		}
		else if (cf_follows(set, rule, later))
			return later;
	}
	return NULL;
}

/* cf_check_first_match -- "rules" are some of the set's, in their order */
void
cf_check_first_match(CfRuleSet *set, List *rules)
{
	List	   *earlier = NIL;
	ListCell   *cell;

	foreach(cell, rules)
	{
		CfCheckedRule *rule = lfirst(cell);
		CfCheckedRule *later;
		List	   *covering;

		CHECK_FOR_INTERRUPTS();
		if (rule->formula == NULL || rule->never)
			continue;
		covering = cf_those_that_cover(set, rule, earlier);
		if (covering != NIL)
		{
			/* a last rule for what others may forget is no mistake */
			if (list_length(covering) == 1 ||
				!cf_says_always(rule->condition))
				cf_report_covered(set, rule, covering,
								  have_same_result(rule, covering));
			continue;
		}
		if (can_one_fail(earlier))
			check_trusting(set, rule, earlier);
		later = later_that_says_it(set, rule, rules,
								   foreach_current_index(cell) + 1);
		if (later != NULL)
			cf_find(set, false, "adds_nothing later", rule, later);
		earlier = lappend(earlier, rule);
	}
}
