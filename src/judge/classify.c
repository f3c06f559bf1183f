/*
 * classify.c -- category, level, urgency and priority of a case, and what is
 * missing in it
 *
 * Hit policies, as DMN names them: category First, level Priority, reasons of
 * urgency Collect.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "desk/codes.h"
#include "judge/classify.h"
#include "judge/prediction.h"
#include "judge/rules.h"

/* ranks of urgency and level are below 100, see the tables */
#define PRIORITY_BASE 9999

/* a person reclassified the case: rules do not take that back */
static bool
decided_by_person(CfWrite *write)
{
	return !write->insert && cf_text_is(&write->row, CF_CATEGORY_BY, "person");
}

/* the rules that decided a value, which nobody has changed, stay noted */
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

		if ((said != NULL ? strcmp(said, value) == 0 :
			 column == CF_CATEGORY && rule->takes == CF_PREDICTS_CATEGORY) &&
			cf_row_judged_by(&write->old, rule->rule.id))
			cf_judged(write, rule->rule.id);
	}
}

/* the category or urgency that a rule gives to this case, or NULL */
static const char *
category_of(const CfWrite *write, const CfClassificationRule *rule)
{
	return rule->takes == CF_PREDICTS_CATEGORY ?
		cf_predicted(write, CF_PREDICTS_CATEGORY) : rule->category;
}

static const char *
urgency_of(const CfWrite *write, const CfClassificationRule *rule)
{
	return rule->takes == CF_PREDICTS_URGENCY ?
		cf_predicted(write, CF_PREDICTS_URGENCY) : rule->urgency;
}

/* the first rule that holds and gives a category */
static CfClassificationRule *
category_rule(CfWrite *write, bool overrules_writer)
{
	ListCell   *cell;

	foreach(cell, write->desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);

		if (category_of(write, rule) != NULL &&
			(rule->overrules_writer || !overrules_writer) &&
			cf_rule_holds(write, &rule->rule))
			return rule;
	}
	return NULL;
}

/*
 * cf_find_category -- by the first rule that gives one, unless a person did;
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
	if (by != NULL && strcmp(by, "rule") != 0 &&
		strcmp(by, "model") != 0 && rule == NULL)
	{
		cf_rules_set(write, CF_CATEGORY_BY, by);
		keep_judged(write, CF_CATEGORY);
		return;
	}
	cf_rules_set(write, CF_CATEGORY, rule ? category_of(write, rule) : NULL);
	cf_rules_set(write, CF_CATEGORY_BY, rule == NULL ? NULL :
				 rule->takes == CF_PREDICTS_CATEGORY ? "model" : "rule");
	if (rule != NULL)
		cf_judged(write, rule->rule.id);
}

/*
 * Rank of a code; one that is gone ranks lowest.  The tables of codes refuse
 * to remove what cases name, but somebody may have disabled their triggers.
 */
static int
rank_of(HTAB *codes, const char *code)
{
	CfCode	   *found = code ? cf_code(codes, code) : NULL;

	return found ? found->rank : 0;
}

/* the highest of the category's level and those of matching rules */
static void
raise_level(CfWrite *write)
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

		if (rule->level != NULL && rank_of(desk->levels, rule->level) >
			rank_of(desk->levels, level) &&
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

/* cf_find_level -- by the rules, unless a person said it */
void
cf_find_level(CfWrite *write)
{
	if (decided_by_person(write))
		keep_judged(write, CF_LEVEL);
	else
		raise_level(write);
}

/*
 * cf_find_urgency -- the highest that a matching rule says, and the reasons of
 * all of them
 *
 * It is never lowered here: only a person does that, and then no rule that
 * matched at that moment raises it again.
 */
void
cf_find_urgency(CfWrite *write)
{
	CfDesk	   *desk = write->desk;
	bool		said = !write->insert && cf_changed(write, CF_URGENCY);
	bool		as_new = write->insert || write->as_new;
	char	   *before = as_new ? NULL : cf_text(&write->row, CF_URGENCY);
	const char *urgency = before ? before : desk->default_urgency;
	int			ordinary = rank_of(desk->urgencies, desk->default_urgency);
	List	   *reasons = NIL;
	ListCell   *cell;

	foreach(cell, desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);
		const char *given = urgency_of(write, rule);
		int			rank;

		if (given == NULL || !cf_rule_holds(write, &rule->rule))
			continue;
		cf_judged(write, rule->rule.id);
		if (said || (decided_by_person(write) &&
					 cf_row_judged_by(&write->old, rule->rule.id)))
			continue;			/* the person knew this reason */
		rank = rank_of(desk->urgencies, given);
		if (rank > rank_of(desk->urgencies, urgency))
			urgency = given;
		if (rank > ordinary)
			reasons = lappend(reasons, rule->reason);
	}
	cf_rules_set(write, CF_URGENCY, urgency);
	if (as_new || reasons != NIL)
	{
		cf_set_texts(&write->row, CF_URGENT_REASONS, reasons);
		cf_rules_refresh(write, CF_URGENT_REASONS);
	}
}

void
cf_find_missing(CfWrite *write)
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
