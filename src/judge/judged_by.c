/*
 * judged_by.c -- which rules decided a case, column judged_by
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "desk/codes.h"
#include "judge/judged_by.h"

/* cf_judged -- note a rule that decided something now, once */
void
cf_judged(CfWrite *write, int64 rule_id)
{
	int64	   *id;
	ListCell   *cell;

	foreach(cell, write->judged_by)
		if (*(int64 *) lfirst(cell) == rule_id)
			return;
	id = palloc(sizeof(int64));
	*id = rule_id;
	write->judged_by = lappend(write->judged_by, id);
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

static List *
judged_ids(const CfRow *row)
{
	Datum	   *ids;
	bool	   *nulls;
	int			count;
	List	   *list = NIL;

	if (cf_is_null(row, CF_JUDGED_BY))
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(cf_value(row, CF_JUDGED_BY)),
					  INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &ids, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		int64	   *id = palloc(sizeof(int64));

		*id = DatumGetInt64(ids[i]);
		if (!nulls[i])
			list = lappend(list, id);
	}
	return list;
}

/* a rule among those that a row notes */
bool
cf_row_judged_by(const CfRow *row, int64 rule_id)
{
	ListCell   *cell;

	foreach(cell, judged_ids(row))
		if (*(int64 *) lfirst(cell) == rule_id)
			return true;
	return false;
}

/* the rules noted in the row, into write->judged_by */
void
cf_load_judged_by(CfWrite *write, const CfRow *row)
{
	write->judged_by = judged_ids(row);
}

static bool
same_ids(List *a, List *b)
{
	ListCell   *cell;

	if (list_length(a) != list_length(b))
		return false;
	foreach(cell, a)
	{
		bool		found = false;
		ListCell   *other;

		foreach(other, b)
			found |= *(int64 *) lfirst(cell) == *(int64 *) lfirst(other);
		if (!found)
			return false;
	}
	return true;
}

/*
 * cf_save_judged_by -- note in the row which rules decided it
 *
 * Rules of earlier decisions that still hold stay noted; where the same rules
 * hold the order stays, too: it would be a change that is none.
 */
void
cf_save_judged_by(CfWrite *write)
{
	List	   *all = NIL;
	Datum	   *ids;
	ListCell   *cell;

	cf_set(&write->row, CF_RULES_VERSION,
		   Int32GetDatum(write->desk->rules_version));
	if (!write->insert)
		foreach(cell, judged_ids(&write->old))
			if (!is_superseded(write, *(int64 *) lfirst(cell)))
				all = lappend(all, lfirst(cell));
	all = list_concat(all, write->judged_by);
	if (!write->insert && same_ids(all, judged_ids(&write->old)))
		return;
	if (all == NIL)
	{
		cf_set_null(&write->row, CF_JUDGED_BY);
		return;
	}
	ids = palloc(list_length(all) * sizeof(Datum));
	foreach(cell, all)
		ids[foreach_current_index(cell)] =
			Int64GetDatum(*(int64 *) lfirst(cell));
	cf_set(&write->row, CF_JUDGED_BY,
		   PointerGetDatum(construct_array(ids, list_length(all), INT8OID,
										   sizeof(int64), FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE)));
}
