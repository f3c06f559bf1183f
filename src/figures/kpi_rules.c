/*
 * kpi_rules.c -- rules that decided about a case being counted, and those that
 * people overruled
 *
 * What a rule said is looked up in rule_history, up to the version in which it
 * was overruled: what rules say today would change the figures of the past.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/qunique.h"

#include "base/array.h"
#include "case/worklist.h"
#include "desk/query.h"
#include "figures/kpi_rules.h"
#include "store/engine_table.h"

/* what people can overrule */
typedef enum Outcome
{
	OF_CATEGORY, OF_LEVEL, OF_URGENCY, OF_HANDLER, OUTCOMES
} Outcome;

/* a rule, from one version of the policy on */
typedef struct PastRule
{
	int64		id;
	int			from_version;
	bool		routes;
	char	   *said[OUTCOMES]; /* NULL: nothing about it */
	bool		predicts[OUTCOMES]; /* it took what the model said */
} PastRule;

static JsonbValue *
one_of_pair(JsonbValue *pair, int place)
{
	JsonbValue *value = getIthJsonbValueFromContainer(pair->val.binary.data,
													  place);

	return value == NULL || value->type == jbvNull ? NULL : value;
}

/* cf_change_of -- what an event changed in a column */
CfChange
cf_change_of(Jsonb *changes, const char *column)
{
	CfChange	change = {0};
	JsonbValue	pair;

	if (!JB_ROOT_IS_OBJECT(changes) ||
		getKeyJsonValueFromContainer(&changes->root, column, strlen(column),
									 &pair) == NULL)
		return change;
	change.named = true;
	if (pair.type != jbvBinary || !JsonContainerIsArray(pair.val.binary.data))
		return change;
	change.before = one_of_pair(&pair, 0);
	change.after = one_of_pair(&pair, 1);
	return change;
}

static bool
json_says(const JsonbValue *value, const char *word)
{
	return value != NULL && word != NULL && value->type == jbvString &&
		value->val.string.len == strlen(word) &&
		memcmp(value->val.string.val, word, strlen(word)) == 0;
}

static void
read_past_rule(CfQueryRow *row, void *arg)
{
	CfKpiReader *reader = arg;
	PastRule   *rule = palloc0(sizeof(PastRule));
	char	   *predicted = cf_query_text(row, 7);

	rule->id = cf_query_int64(row, 1);
	rule->from_version = cf_query_int(row, 2);
	rule->routes = cf_query_bool(row, 3);
	for (int i = OF_CATEGORY; i <= OF_URGENCY; i++)
		rule->said[i] = cf_query_text(row, 4 + i);
	rule->predicts[OF_CATEGORY] = predicted != NULL &&
		strcmp(predicted, "category") == 0;
	rule->predicts[OF_URGENCY] = predicted != NULL &&
		strcmp(predicted, "urgency") == 0;
	reader->past_rules = lappend(reader->past_rules, rule);
}

/* few cases need them, so they are read when the first one does */
static void
load_past_rules(CfKpiReader *reader)
{
	MemoryContext caller = MemoryContextSwitchTo(reader->cxt);

	cf_query_each(reader->desk, CF_QUERY_READ_ONLY,
				  "SELECT (content ->> 'id')::bigint, from_version,"
				  " table_name = 'routing_rule', content ->> 'category',"
				  " content ->> 'level', content ->> 'urgency',"
				  " content ->> 'takes_prediction'"
				  " FROM rule_history WHERE table_name IN"
				  " ('classification_rule', 'routing_rule') ORDER BY 1, 2",
				  0, NULL, NULL, read_past_rule, reader);
	reader->past_loaded = true;
	MemoryContextSwitchTo(caller);
}

/* the first of the rule's versions, or where it would stand */
static int
first_version(List *rules, int64 id)
{
	int			low = 0;
	int			high = list_length(rules);

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (((PastRule *) list_nth(rules, middle))->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* did the rule say what people took away, in any version up to this one? */
static bool
said_so(CfKpiReader *reader, int64 id, int version,
		JsonbValue *const *taken)
{
	if (!reader->past_loaded)
		load_past_rules(reader);
	for (int i = first_version(reader->past_rules, id);
		 i < list_length(reader->past_rules); i++)
	{
		PastRule   *rule = list_nth(reader->past_rules, i);

		if (rule->id != id || rule->from_version > version)
			return false;
		if (rule->routes)
			return taken[OF_HANDLER] != NULL;
		for (int j = OF_CATEGORY; j <= OF_URGENCY; j++)
			if (taken[j] != NULL &&
				(rule->predicts[j] || json_says(taken[j], rule->said[j])))
				return true;
	}
	return false;
}

static bool
is_reassignment(TupleTableSlot *event)
{
	bool		isnull;
	Datum		activity = slot_getattr(event, CF_EV_ACTIVITY + 1, &isnull);

	return cf_says(activity, isnull, "rerouted") ||
		cf_says(activity, isnull, "handed_over") ||
		cf_says(activity, isnull, "handover:accepted");
}

/* the handler that a person took the case from; one who took it up is none */
static JsonbValue *
handler_before(Jsonb *changes)
{
	CfChange	owner = cf_change_of(changes, "owner");
	JsonbValue *department;

	if (owner.named)
		return owner.before;
	department = cf_change_of(changes, "department").before;
	return department != NULL ? department :
		cf_change_of(changes, "handler_role").before;
}

/*
 * What a person took away in an event.  The classification is a person's from
 * the first mark on; what rules do to it later has reasons of urgency.
 */
static bool
find_taken(TupleTableSlot *event, Jsonb *changes, CfDecided *decided,
		   JsonbValue **taken)
{
	CfChange	category = cf_change_of(changes, "category");
	CfChange	category_by = cf_change_of(changes, "category_by");

	memset(taken, 0, OUTCOMES * sizeof(JsonbValue *));
	decided->by_person |= json_says(category_by.after, "person");
	if (decided->by_person)
	{
		taken[OF_CATEGORY] = category.before;
		if (!category.named)
			taken[OF_LEVEL] = cf_change_of(changes, "level").before;
		if (cf_change_of(changes, "urgent_reasons").after == NULL)
			taken[OF_URGENCY] = cf_change_of(changes, "urgency").before;
	}
	if (is_reassignment(event) &&
		!cf_change_of(changes, "accused_staff").named)
		taken[OF_HANDLER] = handler_before(changes);
	for (int i = 0; i < OUTCOMES; i++)
		if (taken[i] != NULL)
			return true;
	return false;
}

/*
 * cf_count_decisions -- which rules decided in an event, and which of those in
 * force before a person overruled in it; "changes" is NULL for the first one
 */
void
cf_count_decisions(CfCount *count, TupleTableSlot *event, Jsonb *changes,
				   CfDecided *decided)
{
	bool		as_before;
	bool		isnull;
	Datum		judged_by = slot_getattr(event, CF_EV_JUDGED_BY + 1,
										 &as_before);
	List	   *rules = as_before ? decided->rules :
		cf_ids_of_array(judged_by);
	JsonbValue *taken[OUTCOMES];

	if (changes != NULL && find_taken(event, changes, decided, taken))
	{
		Datum		version = slot_getattr(event, CF_EV_RULES_VERSION + 1,
										   &isnull);
		JsonbValue *handler = taken[OF_HANDLER];
		ListCell   *cell;

		foreach(cell, decided->rules)
		{
			int64		id = *(int64 *) lfirst(cell);

			/* where another rule routed the case, no person did */
			taken[OF_HANDLER] = cf_has_id(rules, id) ? handler : NULL;
			if (said_so(count->reader, id, DatumGetInt32(version), taken))
				count->overruled = cf_add_id(count->overruled, id);
		}
	}
	if (as_before)
		return;
	count->rules = list_concat(count->rules, rules);
	decided->rules = rules;
}

static int
compare_ids(const void *a, const void *b)
{
	int64		left = DatumGetInt64(*(const Datum *) a);
	int64		right = DatumGetInt64(*(const Datum *) b);

	return left < right ? -1 : left > right;
}

/* cf_rules_counted -- bigint[] of their numbers, each once, in order */
Datum
cf_rules_counted(List *rules)
{
	int			count = list_length(rules);
	Datum	   *ids = palloc((count + 1) * sizeof(Datum));
	ListCell   *cell;

	foreach(cell, rules)
		ids[foreach_current_index(cell)] =
			Int64GetDatum(*(int64 *) lfirst(cell));
	if (count > 1)
	{
		qsort(ids, count, sizeof(Datum), compare_ids);
		count = qunique(ids, count, sizeof(Datum), compare_ids);
	}
	return cf_array(INT8OID, ids, count);
}
