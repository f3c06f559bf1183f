/*
 * compare_sql.c -- what two policies make of the cases of a period, for SQL:
 * sums, the list of cases, and the load of departments
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/errors.h"
#include "compare/compare.h"
#include "compare/tally.h"
#include "desk/desk_cache.h"
#include "desk/query.h"

typedef struct Telling
{
	CfComparison comparison;	/* first */
	ReturnSetInfo *result;
	CfTally    *tally;
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
		   !cf_same_text(outcome, other), NULL);
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
		   !both || !cf_same_text(was->target, becomes->target), NULL);
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
		bool		changed = !cf_same_text(was->values[i], becomes->values[i]);

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
	CfPair		pair = {attribute, word ? NULL : was, word ? word : becomes};

	telling->changed |= changed;
	cf_tally_pair(telling->tally, &pair, rank, changed);
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
	if (!cf_is_joined(row))
		cf_tally_load(telling->tally, cf_text(row, CF_DEPARTMENT), day, side);
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
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a comparison needs a desk"),
				 errhint("complaint_flow.desks() lists the desks of this database.")));
	telling->comparison.desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	check_right(telling->comparison.desk);
	read_arguments(fcinfo, &telling->comparison);
	InitMaterializedSRF(fcinfo, 0);
	telling->result = (ReturnSetInfo *) fcinfo->resultinfo;
	telling->tally = cf_tally();
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

PG_FUNCTION_INFO_V1(compare_policy);

/*
 * compare_policy(desk, since, until, draft, people, sample, seconds) -- how
 * many cases go from which value to which
 */
Datum
compare_policy(PG_FUNCTION_ARGS)
{
	Telling		telling;
	CfSum	  **sums;
	int			count;

	begin_telling(fcinfo, &telling);
	telling.comparison.take = add_case;
	cf_compare(&telling.comparison);
	put_totals(&telling);
	sums = cf_tally_sums(telling.tally, &count);
	for (int i = 0; i < count; i++)
		put_sum(&telling, sums[i]->pair.attribute, sums[i]->pair.was,
				sums[i]->pair.becomes, sums[i]->changed, sums[i]->cases);
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

static void
put_load(Telling *telling, const CfLoad *load)
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
	CfLoad	  **loads;
	int			count;

	begin_telling(fcinfo, &telling);
	telling.comparison.take = load_case;
	cf_compare(&telling.comparison);
	loads = cf_tally_loads(telling.tally, &count);
	for (int i = 0; i < count; i++)
		put_load(&telling, loads[i]);
	return (Datum) 0;
}
