/*
 * outcome.c -- what one side makes of a case of the past
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "base/array.h"
#include "compare/outcome.h"
#include "complaint/new_case.h"
#include "desk/codes.h"
#include "desk/text_model.h"
#include "model/model_format.h"

const CfAttribute cf_attributes[] = {
	{"category", CF_CATEGORY, false, false},
	{"level", CF_LEVEL, false, false},
	{"urgency", CF_URGENCY, false, false},
	{"urgent_reasons", CF_URGENT_REASONS, true, false},
	{"department", CF_DEPARTMENT, false, false},
	{"handler_role", CF_HANDLER_ROLE, false, false},
	{"owner", CF_OWNER, false, false},
	{"issue_key", CF_ISSUE_KEY, false, true},
	{"frequency", CF_FREQUENCY, false, false},
	{"batch", CF_INCIDENT_ID, false, false},
	{"repeat_kind", CF_REPEAT_KIND, false, false},
	{"missing", CF_MISSING, true, false},
	{"triage", CF_TRIAGE, true, false}
};
const int	cf_attribute_count = lengthof(cf_attributes);

static const char *
joined_texts(Datum array)
{
	StringInfoData text;
	ListCell   *cell;
	List	   *texts = cf_texts_of_array(array);

	initStringInfo(&text);
	foreach(cell, texts)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoString(&text, "; ");
		appendStringInfoString(&text, lfirst(cell));
	}
	return text.data;
}

/* a sheet that joined a case is handled there, whoever has that case by now */
static bool
is_handled_elsewhere(const CfRow *row, CfColumn column)
{
	return (column == CF_OWNER || column == CF_DEPARTMENT ||
			column == CF_HANDLER_ROLE) && cf_is_joined(row);
}

static const char *
value_of(const CfRow *row, const CfAttribute *attribute)
{
	if (cf_is_null(row, attribute->column) ||
		is_handled_elsewhere(row, attribute->column))
		return NULL;
	/* each side numbers its incidents */
	if (attribute->column == CF_INCIDENT_ID)
		return "yes";
	return attribute->is_list ?
		joined_texts(cf_value(row, attribute->column)) :
		cf_text(row, attribute->column);
}

/* the clocks that run from the receipt, and what became of them */
static void
take_clocks(CfOutcome *outcome, CfDesk *desk, CfDesk *then,
			const CfClocks *clocks, const CfPastCase *past)
{
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);
		CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);
		CfOutcomeClock *taken = palloc0(sizeof(CfOutcomeClock));

		taken->metric = pstrdup(clock->metric);
		taken->rule = pstrdup(rule->rule.name);
		if (clock->target != NULL)
		{
			char		text[CF_TARGET_LEN];

			cf_target_format(clock->target, text);
			taken->target = pstrdup(text);
		}
		taken->due_at = clock->due_at;
		taken->life = cf_clock_live(desk, then, clock, past);
		outcome->clocks = lappend(outcome->clocks, taken);
	}
}

static CfScans *
begin_scans(void)
{
	CfScans    *scans = palloc0(sizeof(CfScans));

	scans->cxt = CurrentMemoryContext;
	return scans;
}

static bool
same_model(const CfTextModel *a, const CfTextModel *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->id != b->id || a->sure_from != b->sure_from ||
		a->model->ncodes != b->model->ncodes)
		return false;
	/* codes that are not for cases any more are left out */
	for (int i = 0; i < a->model->ncodes; i++)
		if (a->codes[i] == NULL || b->codes[i] == NULL ?
			a->codes[i] != b->codes[i] : strcmp(a->codes[i], b->codes[i]) != 0)
			return false;
	return true;
}

/* cf_same_models -- do models say the same of a text under both policies? */
bool
cf_same_models(CfDesk *a, CfDesk *b, Relation rel)
{
	CfRowType  *one = cf_row_type(a, rel);
	CfRowType  *other = cf_row_type(b, rel);

	for (int i = 0; i < CF_PREDICTS_COUNT; i++)
		if (one->asks_model[i] != other->asks_model[i] ||
			!same_model(a->models[i], b->models[i]))
			return false;
	return true;
}

static void
take_values(CfOutcome *outcome, const CfOutcome *other)
{
	outcome->values = palloc(cf_attribute_count * sizeof(char *));
	for (int i = 0; i < cf_attribute_count; i++)
	{
		const CfAttribute *attribute = &cf_attributes[i];

		/* where a sheet joins, the same column is another value */
		outcome->values[i] = other != NULL &&
			cf_column_same(&outcome->row, &other->row, attribute->column) &&
			cf_column_same(&outcome->row, &other->row, CF_REPEAT_KIND) ?
			other->values[i] : value_of(&outcome->row, attribute);
	}
}

/*
 * cf_judge_past -- judge a case as if it came in when it did, under the policy
 * of a desk; "then" has the one that judged it
 *
 * "other" is what another policy made of the same case, or NULL.  Where it has
 * guesses the models are not asked again.
 */
CfOutcome *
cf_judge_past(CfWorld *world, CfDesk *desk, CfDesk *then, Relation rel,
			  const CfPastCase *past, const CfOutcome *other)
{
	CfOutcome  *outcome = palloc0(sizeof(CfOutcome));
	CfClocks	clocks = {0};
	CfWrite		write = {0};

	world->now = past;
	world->counter = NULL;
	write.desk = desk;
	write.rel = rel;
	write.type = cf_row_type(desk, rel);
	write.insert = true;
	write.past = &world->past;
	write.now = past->at;
	write.actor = past->actor ? cf_staff(desk, past->actor) : NULL;
	write.guesses = other ? other->guesses : NULL;
	write.scans = outcome->scans = other ? other->scans : begin_scans();
	cf_row_copy(&write.row, write.type, &past->row);
	cf_judge_new_case(&write, &clocks);
	cf_world_count(world, &write);
	outcome->row = write.row;
	outcome->guesses = write.guesses;
	take_values(outcome, other);
	take_clocks(outcome, desk, then, &clocks, past);
	return outcome;
}

/* cf_outcome_clock -- of a metric, or NULL */
CfOutcomeClock *
cf_outcome_clock(const CfOutcome *outcome, const char *metric)
{
	ListCell   *cell;

	foreach(cell, outcome->clocks)
	{
		CfOutcomeClock *clock = lfirst(cell);

		if (strcmp(clock->metric, metric) == 0)
			return clock;
	}
	return NULL;
}
