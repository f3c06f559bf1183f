/*
 * decide.c -- classification, priority and completeness of a case
 *
 * The order is fixed: repeat, category, issue, level, urgency, handler, completeness; a
 * rule can read what was decided before it.  Hit policies, as DMN names them:
 * category and handler First, level Priority, reasons of urgency Collect.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "judge/case_facts.h"
#include "complaint/complaint.h"
#include "judge/decide.h"
#include "base/errors.h"
#include "judge/issue.h"
#include "judge/repeat.h"
#include "judge/route.h"

/* ranks of urgency and level are below 100, see the tables */
#define PRIORITY_BASE 9999

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

static void
set_text_fact(CfEval *eval, CfFact fact, const char *text)
{
	cf_eval_set_fact(eval, fact,
					 text ? CStringGetTextDatum(text) : (Datum) 0,
					 text == NULL);
}

static bool
is_actor(CfWrite *write, CfColumn column)
{
	const CfRow *row = write->insert ? &write->row : &write->old;
	char	   *code = cf_text(row, column);

	return code != NULL && write->actor != NULL &&
		strcmp(code, write->actor->code) == 0;
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
	int			natts = write->type->desc->natts;

	cf_eval_begin(eval);
	memcpy(eval->row->tts_values, write->row.values, natts * sizeof(Datum));
	memcpy(eval->row->tts_isnull, write->row.nulls, natts * sizeof(bool));
	cf_eval_set_fact(eval, CF_FACT_JUDGED_AT, TimestampTzGetDatum(write->now),
					 false);
	if (actor != NULL)
	{
		set_text_fact(eval, CF_FACT_ACTOR, actor->code);
		set_text_fact(eval, CF_FACT_ACTOR_ROLE, actor->role);
		set_text_fact(eval, CF_FACT_ACTOR_DEPARTMENT, actor->department);
		cf_eval_set_fact(eval, CF_FACT_ACTOR_RANK,
						 Int32GetDatum(actor->rank), false);
		cf_eval_set_fact(eval, CF_FACT_ACTOR_GRADE,
						 Int32GetDatum(actor->grade), false);
	}
	cf_eval_set_fact(eval, CF_FACT_ACTOR_IS_OWNER,
					 BoolGetDatum(is_actor(write, CF_OWNER)), false);
	cf_eval_set_fact(eval, CF_FACT_ACTOR_IS_RECEIVER,
					 BoolGetDatum(is_actor(write, CF_RECEIVED_BY)), false);
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

/* set a column of the row and of what later conditions read */
void
cf_rules_set(CfWrite *write, CfColumn column, const char *text)
{
	TupleTableSlot *slot = write->type->eval->row;
	int			index = cf_index(&write->row, column);

	cf_set_text(&write->row, column, text);
	slot->tts_values[index] = write->row.values[index];
	slot->tts_isnull[index] = write->row.nulls[index];
}

/* the same for a list of texts; NIL becomes NULL */
static void
rules_set_texts(CfWrite *write, CfColumn column, List *texts)
{
	TupleTableSlot *slot = write->type->eval->row;
	int			index = cf_index(&write->row, column);

	cf_set_texts(&write->row, column, texts);
	slot->tts_values[index] = write->row.values[index];
	slot->tts_isnull[index] = write->row.nulls[index];
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

/* a person reclassified the case: rules do not take that back */
static bool
decided_by_person(CfWrite *write)
{
	char	   *by = cf_text(&write->row, CF_CATEGORY_BY);

	return !write->insert && by != NULL && strcmp(by, "person") == 0;
}

/* what rules decided before and nobody changed stays theirs */
static void
keep_judged(CfWrite *write, CfColumn column)
{
	char	   *value = cf_text(&write->row, column);
	ListCell   *cell;

	if (write->insert || value == NULL || cf_changed(write, column))
		return;
	foreach(cell, write->desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);
		char	   *said = column == CF_LEVEL ? rule->level : rule->category;

		if (said != NULL && strcmp(said, value) == 0 &&
			cf_row_judged_by(&write->old, rule->rule.id))
			cf_judged(write, rule->rule.id);
	}
}

/* the first rule that holds and names a category */
static CfClassificationRule *
category_rule(CfWrite *write, bool overrules_writer)
{
	ListCell   *cell;

	foreach(cell, write->desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);

		if (rule->category != NULL &&
			(rule->overrules_writer || !overrules_writer) &&
			cf_rule_holds(write, &rule->rule))
			return rule;
	}
	return NULL;
}

/*
 * cf_find_category -- by the first rule that names one, unless a person did;
 * what the writer named only gives way to rules that say so
 */
void
cf_find_category(CfWrite *write)
{
	char	   *by = cf_text(&write->row, CF_CATEGORY_BY);
	CfClassificationRule *rule = NULL;

	if (write->insert && !cf_is_null(&write->row, CF_CATEGORY))
		by = "writer";
	if (by == NULL || strcmp(by, "person") != 0)
		rule = category_rule(write, by != NULL && strcmp(by, "writer") == 0);
	if (by != NULL && strcmp(by, "rule") != 0 && rule == NULL)
	{
		cf_rules_set(write, CF_CATEGORY_BY, by);
		keep_judged(write, CF_CATEGORY);
		return;
	}
	cf_rules_set(write, CF_CATEGORY, rule ? rule->category : NULL);
	cf_rules_set(write, CF_CATEGORY_BY, rule ? "rule" : NULL);
	if (rule != NULL)
		cf_judged(write, rule->rule.id);
}

/*
 * Rank of a code; codes that are gone rank lowest.  The tables of codes keep
 * what cases name, but somebody may have disabled their triggers.
 */
static int
rank_of(HTAB *codes, const char *code)
{
	CfCode	   *found = code ? cf_code(codes, code) : NULL;

	return found ? found->rank : 0;
}

/* the highest of the category's level and those of matching rules */
static void
find_level(CfWrite *write)
{
	CfDesk	   *desk = write->desk;
	char	   *category = cf_text(&write->row, CF_CATEGORY);
	CfCode	   *found = category ? cf_code(desk->categories, category) : NULL;
	char	   *level = found ? found->attribute : desk->default_level;
	CfRule	   *decided_by = NULL;
	ListCell   *cell;

	foreach(cell, desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);

		if (rule->level != NULL &&
			rank_of(desk->levels, rule->level) > rank_of(desk->levels, level) &&
			cf_rule_holds(write, &rule->rule))
		{
			level = rule->level;
			decided_by = &rule->rule;
		}
	}
	if (decided_by != NULL)
		cf_judged(write, decided_by->id);
	cf_rules_set(write, CF_LEVEL, level);
}

/*
 * All matching rules give reasons, the highest urgency counts.  What rules
 * or persons raised before is never lowered here: only a person does that,
 * and what the person says stands against every rule that matches by then.
 */
static void
find_urgency(CfWrite *write)
{
	CfDesk	   *desk = write->desk;
	bool		said = !write->insert && cf_changed(write, CF_URGENCY);
	bool		afresh = write->insert || write->afresh;
	char	   *before = afresh ? NULL : cf_text(&write->row, CF_URGENCY);
	char	   *urgency = before ? before : desk->default_urgency;
	int			ordinary = rank_of(desk->urgencies, desk->default_urgency);
	List	   *reasons = NIL;
	ListCell   *cell;

	foreach(cell, desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);
		int			rank;

		if (rule->urgency == NULL || !cf_rule_holds(write, &rule->rule))
			continue;
		cf_judged(write, rule->rule.id);
		if (said || (decided_by_person(write) &&
					 cf_row_judged_by(&write->old, rule->rule.id)))
			continue;			/* the person knew this reason */
		rank = rank_of(desk->urgencies, rule->urgency);
		if (rank > rank_of(desk->urgencies, urgency))
			urgency = rule->urgency;
		if (rank > ordinary)
			reasons = lappend(reasons, rule->reason);
	}
	cf_rules_set(write, CF_URGENCY, urgency);
	if (afresh || reasons != NIL)
		rules_set_texts(write, CF_URGENT_REASONS, reasons);
}

static void
find_missing(CfWrite *write)
{
	List	   *missing = NIL;
	ListCell   *cell;

	foreach(cell, write->desk->policy->completeness)
	{
		CfRule	   *rule = lfirst(cell);

		if (cf_rule_holds(write, rule))
			missing = lappend(missing, rule->name);
	}
	cf_set_texts(&write->row, CF_MISSING, missing);
}

void
cf_prioritise(CfWrite *write)
{
	CfDesk	   *desk = write->desk;
	int			urgency = rank_of(desk->urgencies,
								  cf_text(&write->row, CF_URGENCY));
	int			level = rank_of(desk->levels,
								cf_text(&write->row, CF_LEVEL));

	cf_set(&write->row, CF_PRIORITY,
		   Int32GetDatum(PRIORITY_BASE - 100 * urgency - level));
}

/*
 * cf_decide -- judge a case that is new or whose facts changed
 *
 * On insert the handler is chosen as well; later only cf_route does that.
 */
void
cf_decide(CfWrite *write)
{
	write->triage = NIL;
	if (write->insert)
		cf_find_repeat(write);
	cf_rules_begin(write);
	cf_find_category(write);
	cf_find_issue(write);
	if (decided_by_person(write))
		keep_judged(write, CF_LEVEL);
	else
		find_level(write);
	find_urgency(write);
	if (write->insert && !cf_joins(write))
		cf_route(write);
	find_missing(write);
	write->triage = list_concat(write->triage, cf_rules_end(write));
	if (cf_is_null(&write->row, CF_CATEGORY))
		write->triage = lappend(write->triage, "no rule found a category");
	cf_prioritise(write);
	write->rejudged = true;
}

/*
 * cf_choose_clocks -- for each metric the first clock rule that matches
 *
 * Rules that fail count as not matching and are added to write->triage.
 */
List *
cf_choose_clocks(CfWrite *write)
{
	List	   *chosen = NIL;
	ListCell   *cell;

	cf_rules_begin(write);
	foreach(cell, write->desk->policy->clocks)
	{
		CfClockRule *rule = lfirst(cell);
		bool		decided = false;
		ListCell   *other;

		foreach(other, chosen)
			if (strcmp(((CfClockRule *) lfirst(other))->metric,
					   rule->metric) == 0)
				decided = true;
		if (!decided && cf_rule_holds(write, &rule->rule))
			chosen = lappend(chosen, rule);
	}
	write->triage = list_concat(write->triage, cf_rules_end(write));
	return chosen;
}
