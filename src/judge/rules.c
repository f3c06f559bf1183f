/*
 * rules.c -- asking the conditions of rules about one write, and noting which
 * rules decided
 *
 * cf_rules_begin gives the conditions the row and the facts; what a rule
 * decides, later ones read.  The rules that decided stand in judged_by of the
 * case.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "case/worklist.h"
#include "desk/codes.h"
#include "judge/case_facts.h"
#include "judge/rules.h"

static void
set_text_fact(CfEval *eval, CfFact fact, const char *text)
{
	cf_eval_set_fact(eval, fact,
					 text ? CStringGetTextDatum(text) : (Datum) 0,
					 text == NULL);
}

/*
 * cf_rules_begin -- from here to cf_rules_end conditions are evaluated
 *
 * Nothing else may touch the database in between, see condition.h.
 */
void
cf_rules_begin(CfWrite *write)
{
	CfEval	   *eval = write->type->eval;
	CfStaff    *actor = write->actor;
	const CfRow *before = cf_row_before(write);
	const char *code = cf_actor_code(write);
	int			natts = write->type->desc->natts;

	cf_eval_begin(eval);
	eval->scans = write->scans;
	memcpy(eval->row->tts_values, write->row.values, natts * sizeof(Datum));
	memcpy(eval->row->tts_isnull, write->row.nulls, natts * sizeof(bool));
	cf_eval_set_fact(eval, CF_FACT_JUDGED_AT, TimestampTzGetDatum(write->now),
					 false);
	if (actor != NULL)
	{
		set_text_fact(eval, CF_FACT_ACTOR, code);
		set_text_fact(eval, CF_FACT_ACTOR_ROLE, actor->role);
		set_text_fact(eval, CF_FACT_ACTOR_DEPARTMENT, actor->department);
		cf_eval_set_fact(eval, CF_FACT_ACTOR_RANK,
						 Int32GetDatum(actor->rank), false);
		cf_eval_set_fact(eval, CF_FACT_ACTOR_GRADE,
						 Int32GetDatum(actor->grade), false);
	}
	cf_eval_set_fact(eval, CF_FACT_ACTOR_IS_OWNER,
					 BoolGetDatum(cf_text_is(before, CF_OWNER, code)), false);
	cf_eval_set_fact(eval, CF_FACT_ACTOR_IS_RECEIVER,
					 BoolGetDatum(cf_text_is(before, CF_RECEIVED_BY, code)),
					 false);
	if (!write->insert)
		set_text_fact(eval, CF_FACT_FROM_STATE,
					  cf_text(&write->old, CF_STATE));
	if (write->case_facts != NULL)
		cf_set_case_facts(eval, write->case_facts);
}

bool
cf_rule_holds(CfWrite *write, CfRule *rule)
{
	return cf_condition_true(write->type->eval,
							 cf_rule_condition(write->type, rule));
}

/* cf_first_rule -- the first that holds of a list of any kind, or NULL */
void *
cf_first_rule(CfWrite *write, List *rules)
{
	ListCell   *cell;

	foreach(cell, rules)
		if (cf_rule_holds(write, lfirst(cell)))
			return lfirst(cell);
	return NULL;
}

/* cf_rules_refresh -- later conditions read the column as it is now */
void
cf_rules_refresh(CfWrite *write, CfColumn column)
{
	TupleTableSlot *slot = write->type->eval->row;
	int			index = cf_index(&write->row, column);

	slot->tts_values[index] = write->row.values[index];
	slot->tts_isnull[index] = write->row.nulls[index];
}

/* cf_rules_set -- set a column of the row, for later conditions, too */
void
cf_rules_set(CfWrite *write, CfColumn column, const char *text)
{
	cf_set_text(&write->row, column, text);
	cf_rules_refresh(write, column);
}

static CfRule *
rule_of_condition(CfWrite *write, const CfCondition *condition)
{
	ListCell   *cell;

	foreach(cell, write->desk->policy->by_ordinal)
	{
		CfRule	   *rule = lfirst(cell);

		if (cf_rule_condition(write->type, rule) == condition)
			return rule;
	}
	elog(ERROR, "condition belongs to no rule");
}

/*
 * cf_rules_end -- returns a text for each rule that could not be evaluated
 *
 * The texts name rule and SQLSTATE but not the message, which may quote
 * personal data.
 */
List *
cf_rules_end(CfWrite *write)
{
	List	   *texts = NIL;
	ListCell   *cell;

	cf_eval_end(write->type->eval);
	foreach(cell, write->type->eval->failures)
	{
		CfFailure  *failure = lfirst(cell);
		CfRule	   *rule = rule_of_condition(write, failure->condition);

		texts = lappend(texts,
						psprintf("rule " INT64_FORMAT " \"%s\" %s (%s)",
								 rule->id, rule->name,
								 failure->condition->broken ? "is broken" :
								 "failed",
								 unpack_sql_state(failure->sqlstate)));
	}
	return texts;
}

/* cf_rules_end_triage -- the same; a person must look at what failed */
void
cf_rules_end_triage(CfWrite *write)
{
	write->triage = list_concat(write->triage, cf_rules_end(write));
}

/* cf_judged -- note a rule that decided something now, once */
void
cf_judged(CfWrite *write, int64 rule_id)
{
	if (!cf_has_id(write->judged_by, rule_id))
		write->judged_by = cf_add_id(write->judged_by, rule_id);
}

/* do both decide the same thing?  Then the later one replaces the earlier */
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
 * same rules as before, their order stays as well: a new order alone would
 * look like a change.
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
