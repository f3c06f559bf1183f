/*
 * judged_by.c -- which rules decided a case, column judged_by
 */
#include "postgres.h"

#include "base/array.h"
#include "case/worklist.h"
#include "judge/judged_by.h"

/* cf_judged -- note a rule that decided something now, once */
void
cf_judged(CfWrite *write, int64 rule_id)
{
	if (!cf_has_id(write->judged_by, rule_id))
		write->judged_by = cf_add_id(write->judged_by, rule_id);
}

/* both decide the same thing of a case, so the later replaces the earlier */
static bool
same_decision(CfPolicy *policy, int64 a, int64 b)
{
	CfClockRule *clock_a = cf_clock_rule(policy, a);
	CfClockRule *clock_b = cf_clock_rule(policy, b);

	if (clock_a != NULL && clock_b != NULL)
		return strcmp(clock_a->metric, clock_b->metric) == 0;
	return cf_is_routing_rule(policy, a) && cf_is_routing_rule(policy, b);
}

static bool
is_superseded(CfWrite *write, int64 id)
{
	CfPolicy   *policy = write->desk->policy;
	ListCell   *cell;

	if (write->rejudged && !cf_is_routing_rule(policy, id) &&
		!cf_is_repeat_rule(policy, id) && cf_clock_rule(policy, id) == NULL)
		return true;
	foreach(cell, write->judged_by)
	{
		int64		newer = *(int64 *) lfirst(cell);

		if (id == newer || same_decision(policy, id, newer))
			return true;
	}
	return false;
}

/* cf_rules_of_row -- the rules that a row notes, of int64 * */
List *
cf_rules_of_row(const CfRow *row)
{
	return cf_is_null(row, CF_JUDGED_BY) ? NIL :
		cf_ids_of_array(cf_value(row, CF_JUDGED_BY));
}

/* cf_row_judged_by -- is a rule among them? */
bool
cf_row_judged_by(const CfRow *row, int64 rule_id)
{
	return cf_has_id(cf_rules_of_row(row), rule_id);
}

static bool
same_ids(List *a, List *b)
{
	ListCell   *cell;

	if (list_length(a) != list_length(b))
		return false;
	foreach(cell, a)
		if (!cf_has_id(b, *(int64 *) lfirst(cell)))
			return false;
	return true;
}

/*
 * cf_save_judged_by -- note in the row which rules decided it
 *
 * Rules of earlier decisions that still stand stay noted.  Where they are the
 * same rules as before, their order stays as well: a new order alone would look
 * like a change.
 */
void
cf_save_judged_by(CfWrite *write)
{
	List	   *before = write->insert ? NIL : cf_rules_of_row(&write->old);
	List	   *all = NIL;
	ListCell   *cell;

	cf_set(&write->row, CF_RULES_VERSION,
		   Int32GetDatum(write->desk->rules_version));
	foreach(cell, before)
		if (!is_superseded(write, *(int64 *) lfirst(cell)))
			all = lappend(all, lfirst(cell));
	all = list_concat(all, write->judged_by);
	if (!write->insert && same_ids(all, before))
		return;
	if (all == NIL)
		cf_set_null(&write->row, CF_JUDGED_BY);
	else
		cf_set(&write->row, CF_JUDGED_BY, cf_array_of_ids(all));
}
