/*
 * classification.c -- rules that never decide a category, level or urgency
 *
 * The category is that of the first rule that matches, the level the highest,
 * and each rule that makes a case urgent adds its reason.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "check/classification.h"
#include "check/first_match.h"
#include "desk/codes.h"

static CfClassificationRule *
row_of(const CfCheckedRule *rule)
{
	return (CfClassificationRule *) rule->rule;
}

/* names a category itself; what a model predicts may be none */
static bool
names_category(const CfClassificationRule *row)
{
	return row->category != NULL && row->takes != CF_PREDICTS_CATEGORY;
}

static bool
gives_category(const CfClassificationRule *row)
{
	return row->category != NULL || row->takes == CF_PREDICTS_CATEGORY;
}

static bool
gives_more_than_category(const CfClassificationRule *row)
{
	return row->level != NULL || row->urgency != NULL ||
		row->takes == CF_PREDICTS_URGENCY;
}

static bool
same_category(const CfClassificationRule *row, const List *others)
{
	ListCell   *cell;

	if (!names_category(row))
		return false;
	foreach(cell, others)
		if (strcmp(row_of(lfirst(cell))->category, row->category) != 0)
			return false;
	return true;
}

/*
 * Where the writer named a category only some rules are asked; one of them
 * that is asked then decides there what others decide elsewhere.
 */
static List *
rules_before(const List *earlier, const CfClassificationRule *row)
{
	List	   *before = NIL;
	ListCell   *cell;

	foreach(cell, earlier)
	{
		CfClassificationRule *other = row_of(lfirst(cell));

		if (other->overrules_writer || !row->overrules_writer)
			before = lappend(before, lfirst(cell));
	}
	return before;
}

static void
report_category(CfRuleSet *set, CfCheckedRule *rule, List *covering)
{
	bool		same = same_category(row_of(rule), covering);

	if (!gives_more_than_category(row_of(rule)))
		cf_report_covered(set, rule, covering, same);
	else if (!same)
		cf_find(set, false, "unreachable category", rule,
				linitial(covering))->details = list_make1(cf_labels(covering));
}

static void
check_categories(CfRuleSet *set)
{
	List	   *earlier = NIL;
	ListCell   *cell;

	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);
		List	   *covering;

		CHECK_FOR_INTERRUPTS();
		if (rule->formula == NULL || rule->never ||
			!gives_category(row_of(rule)))
			continue;
		covering = cf_those_that_cover(set, rule,
									   rules_before(earlier, row_of(rule)));
		if (covering != NIL)
			report_category(set, rule, covering);
		else if (names_category(row_of(rule)))
			earlier = lappend(earlier, rule);
	}
}

static int
rank_of(HTAB *codes, const char *code)
{
	CfCode	   *found = cf_code(codes, code);

	return found != NULL ? found->rank : 0;
}

/*
 * Does the other give what the rule gives, beside a category?  Its level may
 * be higher; an urgency brings a reason, which is the rule's own.
 */
static bool
gives_as_much(CfRuleSet *set, const CfClassificationRule *row,
			  const CfClassificationRule *other)
{
	HTAB	   *levels = set->desk->levels;

	if (row->takes >= 0 || row->urgency != NULL || row->category != NULL)
		return false;
	return other->level != NULL &&
		rank_of(levels, other->level) >= rank_of(levels, row->level);
}

/* of two that do the same for the same cases the later one is reported */
static void
check_levels(CfRuleSet *set)
{
	ListCell   *cell;
	ListCell   *other_cell;

	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);
		bool		is_later = false;

		if (rule->formula == NULL || rule->never ||
			row_of(rule)->level == NULL)
			continue;
		foreach(other_cell, set->rules)
		{
			CfCheckedRule *other = lfirst(other_cell);

			if (other == rule)
				is_later = true;
			else if (gives_as_much(set, row_of(rule), row_of(other)) &&
					 cf_follows(set, rule, other) &&
					 (!is_later || strcmp(row_of(rule)->level,
										  row_of(other)->level) != 0 ||
					  !cf_follows(set, other, rule)))
			{
				cf_find(set, false, "adds_nothing", rule, other);
				break;
			}
		}
	}
}

/* an urgency that another rule gives to the same cases */
static void
check_urgencies(CfRuleSet *set)
{
	List	   *earlier = NIL;
	ListCell   *cell;
	ListCell   *other_cell;

	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);

		if (rule->formula == NULL || rule->never ||
			row_of(rule)->urgency == NULL)
			continue;
		foreach(other_cell, earlier)
		{
			CfCheckedRule *other = lfirst(other_cell);

			if (strcmp(rule->result, other->result) == 0 &&
				bms_equal(rule->reads, other->reads) &&
				cf_follows(set, rule, other) && cf_follows(set, other, rule))
			{
				cf_find(set, false, "duplicate_rule", rule, other);
				break;
			}
		}
		earlier = lappend(earlier, rule);
	}
}

/* the lowest level that a case can have before rules raise it */
static int
lowest_level(const CfDesk *desk)
{
	int			lowest = rank_of(desk->levels, desk->default_level);
	HASH_SEQ_STATUS scan;
	CfCode	   *category;

	hash_seq_init(&scan, desk->categories);
	while ((category = hash_seq_search(&scan)) != NULL)
		lowest = Min(lowest, rank_of(desk->levels, category->attribute));
	return lowest;
}

/* what a rule gives only counts where it is more than a case has anyhow */
static void
check_ranks(CfRuleSet *set)
{
	CfDesk	   *desk = set->desk;
	int			level = lowest_level(desk);
	int			urgency = rank_of(desk->urgencies, desk->default_urgency);
	ListCell   *cell;

	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);
		CfClassificationRule *row = row_of(rule);

		if (row->level != NULL && rank_of(desk->levels, row->level) <= level)
			cf_find(set, false, "adds_nothing level", rule, NULL)->details =
				list_make1(row->level);
		if (row->urgency != NULL &&
			rank_of(desk->urgencies, row->urgency) <= urgency)
			cf_find(set, false, "adds_nothing urgency", rule, NULL)->details =
				list_make1(row->urgency);
	}
}

/* cf_check_classification -- the rules are settled */
void
cf_check_classification(CfRuleSet *set)
{
	check_categories(set);
	check_levels(set);
	check_urgencies(set);
	check_ranks(set);
}
