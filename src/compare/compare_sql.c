/*
 * compare_sql.c -- what two policies make of the cases of a period, for SQL:
 * sums, the list of cases, and the load of departments
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "compare/compare.h"
#include "desk/desk_cache.h"
#include "desk/query.h"

/* how many cases had one value before and have the other one now */
typedef struct Pair
{
	const char *attribute;
	const char *was;			/* or NULL, as the next */
	const char *becomes;
} Pair;

typedef struct Sum
{
	Pair		pair;			/* hash key */
	char		status;
	int			rank;			/* of the attribute */
	bool		changed;
	int64		cases;
} Sum;

static uint32
hash_of_text(const char *text)
{
	return text ? hash_bytes((const unsigned char *) text, strlen(text)) : 0;
}

static uint32
hash_of_pair(const Pair *pair)
{
	return hash_combine(hash_combine(hash_of_text(pair->attribute),
									 hash_of_text(pair->was)),
						hash_of_text(pair->becomes));
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

#define SH_PREFIX sum
#define SH_ELEMENT_TYPE Sum
#define SH_KEY_TYPE Pair
#define SH_KEY pair
#define SH_HASH_KEY(tb, k) hash_of_pair(&(k))
#define SH_EQUAL(tb, a, b) \
	(strcmp((a).attribute, (b).attribute) == 0 && \
	 same_text((a).was, (b).was) && same_text((a).becomes, (b).becomes))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct DayOf
{
	const char *department;		/* or NULL */
	DateADT		day;
} DayOf;

typedef struct Load
{
	DayOf		key;			/* hash key */
	char		status;
	int64		cases[CF_SIDE_COUNT];
} Load;

#define SH_PREFIX load
#define SH_ELEMENT_TYPE Load
#define SH_KEY_TYPE DayOf
#define SH_KEY key
#define SH_HASH_KEY(tb, k) \
	hash_combine(hash_of_text((k).department), murmurhash32((uint32) (k).day))
#define SH_EQUAL(tb, a, b) \
	((a).day == (b).day && same_text((a).department, (b).department))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct Telling
{
	CfComparison comparison;	/* first */
	ReturnSetInfo *result;
	MemoryContext cxt;
	struct sum_hash *sums;
	struct load_hash *loads;
	bool		unchanged;		/* the list has what stays the same, too */
	const CfPastCase *past;		/* that is told about */
	bool		changed;		/* it has another value anywhere */
	int64		changed_cases;
} Telling;

/*
 * One value of a case on both sides.  "word" is what the sums say of it; NULL:
 * they name the values.
 */
typedef void (*Teller) (Telling *telling, int rank, const char *attribute,
						const char *was, const char *becomes, bool changed,
						const char *word);

/* what became of a clock; NULL where the side has none */
static void
tell_life(Telling *telling, Teller teller, int rank, const char *metric,
		  const CfClockLife *was, const CfClockLife *becomes)
{
	const char *outcome = was ? was->outcome : NULL;
	const char *other = becomes ? becomes->outcome : NULL;
	int			steps = was ? was->escalations : 0;
	int			other_steps = becomes ? becomes->escalations : 0;

	teller(telling, rank, psprintf("outcome %s", metric), outcome, other,
		   !same_text(outcome, other), NULL);
	teller(telling, rank + 1, psprintf("escalations %s", metric),
		   psprintf("%d", steps), psprintf("%d", other_steps),
		   steps != other_steps, NULL);
}

static void
tell_clock(Telling *telling, Teller teller, const CfOutcomeClock *was,
		   const CfOutcomeClock *becomes)
{
	const char *metric = was ? was->metric : becomes->metric;
	bool		both = was != NULL && becomes != NULL;
	int			rank = cf_attribute_count;

	teller(telling, rank, psprintf("target %s", metric),
		   was ? was->target : NULL, becomes ? becomes->target : NULL,
		   !both || !same_text(was->target, becomes->target), NULL);
	teller(telling, rank + 1, psprintf("deadline %s", metric),
		   was ? pstrdup(timestamptz_to_str(was->due_at)) : NULL,
		   becomes ? pstrdup(timestamptz_to_str(becomes->due_at)) : NULL,
		   !both || was->due_at != becomes->due_at,
		   !was ? "new" : !becomes ? "none" :
		   was->due_at < becomes->due_at ? "later" :
		   was->due_at > becomes->due_at ? "earlier" : "same");
	tell_life(telling, teller, rank + 2, metric, was ? &was->life : NULL,
			  becomes ? &becomes->life : NULL);
}

/* all that both sides made of a case */
static void
tell_case(Telling *telling, Teller teller, const CfOutcome *was,
		  const CfOutcome *becomes)
{
	ListCell   *cell;

	for (int i = 0; i < cf_attribute_count; i++)
	{
		bool		changed = !same_text(was->values[i], becomes->values[i]);

		teller(telling, i, cf_attributes[i].name, was->values[i],
			   becomes->values[i], changed,
			   !cf_attributes[i].many ? NULL : changed ? "other" : "same");
	}
	foreach(cell, was->clocks)
	{
		CfOutcomeClock *clock = lfirst(cell);

		tell_clock(telling, teller, clock,
				   cf_outcome_clock(becomes, clock->metric));
	}
	foreach(cell, becomes->clocks)
	{
		CfOutcomeClock *clock = lfirst(cell);

		if (cf_outcome_clock(was, clock->metric) == NULL)
			tell_clock(telling, teller, NULL, clock);
	}
}

/* into the sums */
static void
add_pair(Telling *telling, int rank, const char *attribute, const char *was,
		 const char *becomes, bool changed, const char *word)
{
	Pair		pair = {attribute, word ? NULL : was, word ? word : becomes};
	bool		found;
	Sum		   *sum = sum_insert(telling->sums, pair, &found);

	telling->changed |= changed;
	if (!found)
	{
		MemoryContext caller = MemoryContextSwitchTo(telling->cxt);

		sum->pair.attribute = pstrdup(attribute);
		sum->pair.was = pair.was ? pstrdup(pair.was) : NULL;
		sum->pair.becomes = pair.becomes ? pstrdup(pair.becomes) : NULL;
		sum->rank = rank;
		sum->changed = changed;
		sum->cases = 0;
		MemoryContextSwitchTo(caller);
	}
	sum->cases++;
}

static void
add_case(CfComparison *comparison, const CfPastCase *past,
		 const CfOutcome *was, const CfOutcome *becomes)
{
	Telling    *telling = (Telling *) comparison;

	telling->changed = false;
	tell_case(telling, add_pair, was, becomes);
	if (telling->changed)
		telling->changed_cases++;
}

/* into the list */
static void
put_difference(Telling *telling, int rank, const char *attribute,
				const char *was, const char *becomes, bool changed,
				const char *word)
{
	Datum		values[5];
	bool		nulls[5] = {0};

	if (!changed && !telling->unchanged)
		return;
	values[0] = Int64GetDatum(telling->past->id);
	values[1] = TimestampTzGetDatum(telling->past->received_at);
	values[2] = CStringGetTextDatum(attribute);
	nulls[3] = was == NULL;
	values[3] = was ? CStringGetTextDatum(was) : (Datum) 0;
	nulls[4] = becomes == NULL;
	values[4] = becomes ? CStringGetTextDatum(becomes) : (Datum) 0;
	tuplestore_putvalues(telling->result->setResult,
						 telling->result->setDesc, values, nulls);
}

static void
put_case(CfComparison *comparison, const CfPastCase *past,
		  const CfOutcome *was, const CfOutcome *becomes)
{
	Telling    *telling = (Telling *) comparison;

	telling->past = past;
	tell_case(telling, put_difference, was, becomes);
}

/* sheets that joined a case add nothing to the load */
static void
add_load(Telling *telling, const CfRow *row, DateADT day, CfSide side)
{
	const char *department = cf_text(row, CF_DEPARTMENT);
	DayOf		key = {department, day};
	bool		found;
	Load	   *load;

	if (cf_is_joined(row))
		return;
	load = load_insert(telling->loads, key, &found);

	if (!found)
	{
		load->key.department = department == NULL ? NULL :
			MemoryContextStrdup(telling->cxt, department);
		memset(load->cases, 0, sizeof(load->cases));
	}
	load->cases[side]++;
}

static void
load_case(CfComparison *comparison, const CfPastCase *past,
		  const CfOutcome *was, const CfOutcome *becomes)
{
	Telling    *telling = (Telling *) comparison;
	DateADT		day = cf_day_of(comparison->desk, past->received_at);

	add_load(telling, &was->row, day, CF_SIDE_OLD);
	add_load(telling, &becomes->row, day, CF_SIDE_NEW);
}

static void
refuse_argument(const char *what, const char *detail, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("%s", what),
			 detail ? errdetail("%s", detail) : 0,
			 errhint("%s", hint)));
}

static void
check_period(FunctionCallInfo fcinfo, CfComparison *comparison)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a comparison needs the period of the cases"),
				 errhint("Name the first moment of receipt and the one after the last.")));
	comparison->since = PG_GETARG_TIMESTAMPTZ(1);
	comparison->until = PG_GETARG_TIMESTAMPTZ(2);
	if (comparison->since >= comparison->until)
		refuse_argument("the period to compare is empty",
						"The argument until is not after since.",
						"Name the first moment of receipt and the one after the last.");
}

static char *
schema_of_draft(CfDesk *desk, Name draft)
{
	static const Oid types[] = {NAMEOID, NAMEOID};
	NameData	name;
	Datum		values[2];

	namestrcpy(&name, desk->name);
	values[0] = NameGetDatum(&name);
	values[1] = NameGetDatum(draft);
	return cf_query_text(cf_query_first(cf_place_of_desk(desk),
										CF_QUERY_READ_ONLY | CF_QUERY_INSIDE,
										"SELECT complaint_flow.draft_schema($1, $2)::text",
										2, types, values), 1);
}

static void
read_arguments(FunctionCallInfo fcinfo, CfComparison *comparison)
{
	check_period(fcinfo, comparison);
	if (!PG_ARGISNULL(3))
		comparison->draft = schema_of_draft(comparison->desk,
											PG_GETARG_NAME(3));
	if (!PG_ARGISNULL(4))
	{
		char	   *people = text_to_cstring(PG_GETARG_TEXT_PP(4));

		comparison->people_then = strcmp(people, "then") == 0;
		if (!comparison->people_then && strcmp(people, "now") != 0)
			refuse_argument("the argument people is neither then nor now", NULL,
							"then: the people of the time when each case came in; now: today's.");
	}
	comparison->sample = PG_ARGISNULL(5) ? 1 : PG_GETARG_FLOAT8(5);
	/* not NaN either */
	if (!(comparison->sample > 0 && comparison->sample <= 1))
		refuse_argument("the sample is no part of the cases", NULL,
						"Name a number above 0 and at most 1: 0.1 judges every tenth case.");
	comparison->seconds = PG_ARGISNULL(6) ? 0 : PG_GETARG_INT32(6);
	if (!PG_ARGISNULL(6) &&
		(comparison->seconds < 1 || comparison->seconds > 86400))
		refuse_argument("the time that a comparison may take is not between 1 and 86400 seconds",
						NULL, "Leave the argument out to judge all cases.");
}

/* who may read all cases without personal data may compare them */
static void
check_right(CfDesk *desk)
{
	Oid			relid = get_relname_relid("fact_complaint", desk->schema);

	if (!OidIsValid(relid) ||
		pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("comparing policies of desk \"%s\" is not yours to do",
						desk->name),
				 errdetail("It needs the right to read view fact_complaint of the desk."),
				 errhint("Supervisors, managers, auditors and analysts have it, see grant_desk.")));
}

static void
begin_telling(FunctionCallInfo fcinfo, Telling *telling)
{
	memset(telling, 0, sizeof(Telling));
	telling->comparison.desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	check_right(telling->comparison.desk);
	read_arguments(fcinfo, &telling->comparison);
	InitMaterializedSRF(fcinfo, 0);
	telling->result = (ReturnSetInfo *) fcinfo->resultinfo;
	telling->cxt = CurrentMemoryContext;
}

static void
put_sum(Telling *telling, const char *attribute, const char *was,
		const char *becomes, bool changed, int64 cases)
{
	Datum		values[5];
	bool		nulls[5] = {0};

	values[0] = CStringGetTextDatum(attribute);
	nulls[1] = was == NULL;
	values[1] = was ? CStringGetTextDatum(was) : (Datum) 0;
	nulls[2] = becomes == NULL;
	values[2] = becomes ? CStringGetTextDatum(becomes) : (Datum) 0;
	values[3] = BoolGetDatum(changed);
	values[4] = Int64GetDatum(cases);
	tuplestore_putvalues(telling->result->setResult,
						 telling->result->setDesc, values, nulls);
}

/* how many cases there were, and what became of them */
static void
put_totals(Telling *telling)
{
	static const char *const words[CF_SKIPPED_COUNT] = {
		[CF_WAS_IMPORTED] = "passed over: imported",
		[CF_WAS_ERASED] = "passed over: erased",
		[CF_LACKS_HISTORY] = "passed over: no history",
		[CF_IS_LEFT_OUT] = "passed over: not in the sample"
	};
	CfComparison *comparison = &telling->comparison;

	put_sum(telling, "cases", NULL, "judged", false, comparison->judged);
	put_sum(telling, "cases", NULL, "changed", true, telling->changed_cases);
	for (int i = CF_IS_JUDGED + 1; i < CF_SKIPPED_COUNT; i++)
		if (comparison->skipped[i] > 0)
			put_sum(telling, "cases", NULL, words[i], false,
					comparison->skipped[i]);
	if (comparison->stopped_at != CF_NO_TIME)
		put_sum(telling, "stopped at", NULL,
				timestamptz_to_str(comparison->stopped_at), false,
				comparison->judged);
}

static int
compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* by attribute; what changed before what stayed, the most first */
static int
compare_sums(const void *a, const void *b)
{
	const Sum  *one = *(Sum *const *) a;
	const Sum  *other = *(Sum *const *) b;
	int			order = one->rank - other->rank;

	if (order == 0)
		order = strcmp(one->pair.attribute, other->pair.attribute);
	if (order == 0)
		order = other->changed - one->changed;
	if (order == 0 && one->cases != other->cases)
		order = one->cases > other->cases ? -1 : 1;
	if (order == 0)
		order = compare_texts(one->pair.was, other->pair.was);
	return order != 0 ? order :
		compare_texts(one->pair.becomes, other->pair.becomes);
}

PG_FUNCTION_INFO_V1(compare_policy);

/*
 * compare_policy(desk, since, until, draft, people, sample, seconds) -- how
 * many cases go from which value to which
 */
Datum
compare_policy(PG_FUNCTION_ARGS)
{
	Telling		telling;
	Sum		  **sorted;
	Sum		   *sum;
	sum_iterator iterator;
	int			count = 0;

	begin_telling(fcinfo, &telling);
	telling.sums = sum_create(telling.cxt, 256, NULL);
	telling.comparison.take = add_case;
	cf_compare(&telling.comparison);
	put_totals(&telling);
	sorted = palloc(telling.sums->members * sizeof(Sum *) + 1);
	sum_start_iterate(telling.sums, &iterator);
	while ((sum = sum_iterate(telling.sums, &iterator)) != NULL)
		sorted[count++] = sum;
	qsort(sorted, count, sizeof(Sum *), compare_sums);
	for (int i = 0; i < count; i++)
		put_sum(&telling, sorted[i]->pair.attribute, sorted[i]->pair.was,
				sorted[i]->pair.becomes, sorted[i]->changed,
				sorted[i]->cases);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(compared_cases);

/*
 * compared_cases(desk, since, until, draft, people, sample, seconds,
 * unchanged) -- each value that differs, or each, case by case
 */
Datum
compared_cases(PG_FUNCTION_ARGS)
{
	Telling		telling;

	begin_telling(fcinfo, &telling);
	telling.unchanged = !PG_ARGISNULL(7) && PG_GETARG_BOOL(7);
	telling.comparison.take = put_case;
	cf_compare(&telling.comparison);
	return (Datum) 0;
}

static int
compare_loads(const void *a, const void *b)
{
	const Load *one = *(Load *const *) a;
	const Load *other = *(Load *const *) b;

	if (one->key.day != other->key.day)
		return one->key.day < other->key.day ? -1 : 1;
	return compare_texts(one->key.department, other->key.department);
}

static void
put_load(Telling *telling, const Load *load)
{
	Datum		values[4];
	bool		nulls[4] = {0};

	values[0] = DateADTGetDatum(load->key.day);
	nulls[1] = load->key.department == NULL;
	values[1] = nulls[1] ? (Datum) 0 :
		CStringGetTextDatum(load->key.department);
	values[2] = Int64GetDatum(load->cases[CF_SIDE_OLD]);
	values[3] = Int64GetDatum(load->cases[CF_SIDE_NEW]);
	tuplestore_putvalues(telling->result->setResult,
						 telling->result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(compared_load);

/*
 * compared_load(desk, since, until, draft, people, sample, seconds) -- the
 * cases that departments get, day by day
 */
Datum
compared_load(PG_FUNCTION_ARGS)
{
	Telling		telling;
	Load	  **sorted;
	Load	   *load;
	load_iterator iterator;
	int			count = 0;

	begin_telling(fcinfo, &telling);
	telling.loads = load_create(telling.cxt, 256, NULL);
	telling.comparison.take = load_case;
	cf_compare(&telling.comparison);
	sorted = palloc(telling.loads->members * sizeof(Load *) + 1);
	load_start_iterate(telling.loads, &iterator);
	while ((load = load_iterate(telling.loads, &iterator)) != NULL)
		sorted[count++] = load;
	qsort(sorted, count, sizeof(Load *), compare_loads);
	for (int i = 0; i < count; i++)
		put_load(&telling, sorted[i]);
	return (Datum) 0;
}
