/*
 * parts.c -- parts of a condition that say nothing
 *
 * A part joined by AND that holds wherever the others do, or one joined by OR
 * that holds only where one of the others does.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "check/cells.h"
#include "check/parts.h"

/* the columns and facts that a part reads, for people */
static char *
names_read(const CfRuleSet *set, const CfFormula *part)
{
	StringInfoData buf;
	Bitmapset  *reads = NULL;
	int			natts = set->type->desc->natts;
	int			number = -1;

	while ((number = bms_next_member(part->variables, number)) >= 0)
		reads = bms_add_members(reads,
								((CfVariable *) list_nth(set->variables->list, number))->reads);
	initStringInfo(&buf);
	number = -1;
	while ((number = bms_next_member(reads, number)) >= 0)
		appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "",
						 NameStr(TupleDescAttr(number > natts ?
											   set->type->facts_desc :
											   set->type->desc,
											   (number > natts ? number - natts :
												number) - 1)->attname));
	return buf.data;
}

/* the lower end of BETWEEN 0 AND 100 says nothing, and is no mistake */
static bool
is_natural_limit(const CfFormula *part, const List *others)
{
	ListCell   *cell;

	if (part->kind != CF_COMPARISON || (part->truth & CF_FAILS))
		return false;
	foreach(cell, others)
	{
		const CfFormula *other = lfirst(cell);

		if (other->kind == CF_COMPARISON && other->variable == part->variable)
			return true;
	}
	return false;
}

static bool
says_nothing(CfRuleSet *set, const CfFormula *joined, CfFormula *part,
			 List *others)
{
	if (others == NIL || is_natural_limit(part, others))
		return false;
	return joined->kind == CF_AND ?
		cf_ruled_out(set, others, list_make1(part)) :
		cf_ruled_out(set, list_make1(part), others);
}

static void
check_parts(CfRuleSet *set, const CfCheckedRule *rule,
			const CfFormula *formula)
{
	List	   *parts = list_copy(formula->args);

	check_stack_depth();
	if (formula->kind != CF_AND && formula->kind != CF_OR)
		return;
	/* of two that say the same, one stays */
	for (int i = list_length(parts) - 1; i >= 0; i--)
	{
		CfFormula  *part = list_nth(parts, i);
		List	   *others = list_delete_nth_cell(list_copy(parts), i);

		if (!says_nothing(set, formula, part, list_copy(others)))
			check_parts(set, rule, part);
		else
		{
			parts = others;
			cf_find(set, false, "part_says_nothing", rule, NULL)->details =
				list_make1(names_read(set, part));
		}
	}
}

/* comparisons with what a column or fact never reaches */
static void
check_range(CfRuleSet *set, const CfCheckedRule *rule,
			const CfFormula *formula)
{
	ListCell   *cell;

	if (formula->kind == CF_COMPARISON &&
		!formula->variable->possible[cf_variable_cell(formula->variable,
													  formula->constant)])
		cf_find(set, false, "out_of_range", rule, NULL)->details =
			list_make1(names_read(set, formula));
	foreach(cell, formula->args)
		check_range(set, rule, lfirst(cell));
}

/* cf_check_parts -- of a condition that is neither never nor always true */
void
cf_check_parts(CfRuleSet *set, const CfCheckedRule *rule)
{
	if (rule->formula == NULL || rule->never || rule->always)
		return;
	check_range(set, rule, rule->formula);
	if (!rule->condition->can_fail)
		check_parts(set, rule, rule->formula);
}
