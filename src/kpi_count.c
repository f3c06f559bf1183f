/*
 * kpi_count.c -- what a case counts in the sums at this moment
 *
 * View kpi_now of the desk defines it, in SQL; this says the same ten times
 * faster.  kpi_verify compares the two.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "deadline.h"
#include "kpi_reader.h"
#include "store.h"
#include "worktime.h"

#define INITIAL_PARTS 16

/* one case being counted */
typedef struct Count
{
	CfKpiReader *reader;
	int64		id;
	CfRow		row;			/* in the slot of complaint */
	TimestampTz received_at;
	int64		figures[CF_FIGURES_MAX];
	Datum	   *parts;
	int			nparts;
	int			parts_room;
} Count;

/* is a text this word? */
static bool
says(Datum value, bool isnull, const char *word)
{
	text	   *said;

	if (isnull)
		return false;
	said = DatumGetTextPP(value);
	return VARSIZE_ANY_EXHDR(said) == strlen(word) &&
		memcmp(VARDATA_ANY(said), word, strlen(word)) == 0;
}

static bool
column_says(Count *count, CfColumn column, const char *word)
{
	return says(cf_value(&count->row, column),
				cf_is_null(&count->row, column), word);
}

static bool
has(Count *count, CfColumn column)
{
	return !cf_is_null(&count->row, column);
}

static int
number(Count *count, CfColumn column)
{
	return has(count, column) ? DatumGetInt32(cf_value(&count->row, column)) : 0;
}

/* whole seconds of a time in microseconds, as SQL rounds them */
static int64
seconds_of(int64 time)
{
	return (time >= 0 ? time + USECS_PER_SEC / 2 : time - USECS_PER_SEC / 2) /
		USECS_PER_SEC;
}

/* a clock or a stay; without seconds where "seconds" is NULL */
static void
add_part(Count *count, const char *kind, Datum code, Datum department,
		 bool no_department, int place, const int64 *seconds)
{
	Datum		values[CF_PART_COLUMNS];
	bool		nulls[CF_PART_COLUMNS] = {0};

	values[CF_PART_KIND] = CStringGetTextDatum(kind);
	values[CF_PART_CODE] = code;
	values[CF_PART_DEPARTMENT] = department;
	nulls[CF_PART_DEPARTMENT] = no_department;
	values[CF_PART_PLACE] = Int32GetDatum(place);
	values[CF_PART_SECONDS] = Int64GetDatum(seconds ? *seconds : 0);
	nulls[CF_PART_SECONDS] = seconds == NULL;
	if (count->nparts == count->parts_room)
	{
		count->parts_room *= 2;
		count->parts = repalloc(count->parts,
								count->parts_room * sizeof(Datum));
	}
	count->parts[count->nparts++] =
		HeapTupleGetDatum(heap_form_tuple(count->reader->part_desc, values,
										  nulls));
}

/* a moment of the case after its receipt; false where there is none */
static bool
time_until(Count *count, CfColumn column, Datum *values, bool *nulls,
		   int elapsed, int business)
{
	TimestampTz at;

	nulls[elapsed] = nulls[business] = !has(count, column);
	if (nulls[elapsed])
		return false;
	at = DatumGetTimestampTz(cf_value(&count->row, column));
	values[elapsed] = Int64GetDatum(seconds_of(at - count->received_at));
	values[business] =
		Int64GetDatum(seconds_of(cf_business_time_between(count->reader->calendar,
														  count->received_at,
														  at, NULL)));
	return true;
}

static void
count_times(Count *count, Datum *values, bool *nulls)
{
	int64	   *figures = count->figures;

	if (time_until(count, CF_FIRST_RESPONSE_AT, values, nulls,
				   CF_KS_FIRST_RESPONSE, CF_KS_FIRST_RESPONSE_BUSINESS))
	{
		figures[CF_F_RESPONDED] = 1;
		figures[CF_F_FIRST_RESPONSE] =
			DatumGetInt64(values[CF_KS_FIRST_RESPONSE]);
		figures[CF_F_FIRST_RESPONSE_BUSINESS] =
			DatumGetInt64(values[CF_KS_FIRST_RESPONSE_BUSINESS]);
	}
	if (time_until(count, CF_CLOSED_AT, values, nulls,
				   CF_KS_RESOLUTION, CF_KS_RESOLUTION_BUSINESS))
	{
		figures[CF_F_ENDED] = 1;
		figures[CF_F_RESOLUTION] = DatumGetInt64(values[CF_KS_RESOLUTION]);
		figures[CF_F_RESOLUTION_BUSINESS] =
			DatumGetInt64(values[CF_KS_RESOLUTION_BUSINESS]);
	}
}

/* the first bucket whose time the end kept */
static void
count_bucket(Count *count)
{
	TimestampTz closed_at;
	ListCell   *cell;

	if (!has(count, CF_CLOSED_AT))
		return;
	closed_at = DatumGetTimestampTz(cf_value(&count->row, CF_CLOSED_AT));
	foreach(cell, count->reader->buckets)
	{
		CfClosingBucket *bucket = lfirst(cell);

		if (bucket->within == NULL ||
			closed_at <= cf_deadline(count->reader->calendar,
									 count->received_at, bucket->within,
									 NULL))
		{
			count->figures[CF_F_BUCKETS + bucket->position - 1] = 1;
			return;
		}
	}
}

static CfFinalState *
final_state(Count *count)
{
	ListCell   *cell;

	foreach(cell, count->reader->final_states)
	{
		CfFinalState *state = lfirst(cell);

		if (column_says(count, CF_STATE, state->code))
			return state;
	}
	return NULL;
}

/* the latest conclusion and its cause */
static void
count_investigations(Count *count)
{
	CfProbe    *probe = &count->reader->investigation;
	CfEntryColumns *at = &count->reader->at;
	int64	   *figures = count->figures;
	CfFinalState *state = final_state(count);
	int64		latest = PG_INT64_MIN;
	bool		partly = false;

	cf_probe_seek(probe, count->id);
	while (cf_probe_next(probe))
	{
		bool		isnull;
		bool		no_cause;
		Datum		conclusion = slot_getattr(probe->slot, at->conclusion,
											  &isnull);
		int64		id;

		if (isnull)
			continue;
		id = DatumGetInt64(slot_getattr(probe->slot, at->investigation_id,
										&isnull));
		if (id < latest)
			continue;
		latest = id;
		(void) slot_getattr(probe->slot, at->cause, &no_cause);
		partly = says(conclusion, false, "partly");
		figures[CF_F_INVESTIGATED] = 1;
		figures[CF_F_UPHELD] = partly || says(conclusion, false, "upheld");
		figures[CF_F_CAUSE_IDENTIFIED] = !no_cause;
	}
	figures[CF_F_STILL_OPEN] = state == NULL;
	figures[CF_F_CLOSED] = state != NULL;
	if (state != NULL && state->ending == CF_ENDS_FULLY)
		figures[partly ? CF_F_RESOLVED_PARTLY : CF_F_RESOLVED_FULLY] = 1;
	if (state != NULL && state->ending == CF_ENDS_PARTLY)
		figures[CF_F_RESOLVED_PARTLY] = 1;
}

/* the latest score */
static void
count_satisfaction(Count *count)
{
	CfProbe    *probe = &count->reader->satisfaction;
	CfEntryColumns *at = &count->reader->at;
	int64		latest = PG_INT64_MIN;

	cf_probe_seek(probe, count->id);
	while (cf_probe_next(probe))
	{
		bool		isnull;
		int64		id = DatumGetInt64(slot_getattr(probe->slot,
													at->satisfaction_id,
													&isnull));
		int			score;

		if (id < latest)
			continue;
		latest = id;
		score = DatumGetInt32(slot_getattr(probe->slot, at->score, &isnull));
		count->figures[CF_F_SCORED] = 1;
		count->figures[CF_F_SCORE_SUM] = score;
		count->figures[CF_F_SATISFIED] = score >= 0 &&
			score < lengthof(count->reader->satisfied) &&
			count->reader->satisfied[score];
	}
}

/* an amount in hundredths */
static int64
cents(Datum amount)
{
	Datum		hundred = NumericGetDatum(int64_to_numeric(100));

	return DatumGetInt64(DirectFunctionCall1(numeric_int8,
											 DirectFunctionCall2(numeric_mul,
																 amount,
																 hundred)));
}

static void
count_remedies(Count *count)
{
	CfProbe    *execution = &count->reader->execution;
	CfProbe    *remedy = &count->reader->remedy;
	CfEntryColumns *at = &count->reader->at;

	cf_probe_seek(execution, count->id);
	while (cf_probe_next(execution))
	{
		bool		isnull;
		Datum		id = slot_getattr(execution->slot, at->remedy_id, &isnull);
		Datum		currency;
		Datum		amount;

		cf_probe_seek(remedy, DatumGetInt64(id));
		if (!cf_probe_next(remedy))
			continue;
		count->figures[CF_F_REMEDIES]++;
		currency = slot_getattr(remedy->slot, at->currency, &isnull);
		if (!says(currency, isnull, count->reader->desk->currency))
			continue;
		amount = slot_getattr(execution->slot, at->amount, &isnull);
		if (!isnull)
			count->figures[CF_F_COST] += cents(amount);
	}
}

static void
count_clock(Count *count, TupleTableSlot *slot)
{
	int64	   *figures = count->figures;
	bool		open;
	bool		isnull;
	bool		breached;
	bool		no_department;
	Datum		outcome = slot_getattr(slot, CF_CL_OUTCOME + 1, &open);
	Datum		department = slot_getattr(slot, CF_CL_DEPARTMENT + 1,
										  &no_department);
	bool		met = says(outcome, open, "met");
	bool		late = says(outcome, open, "late");
	bool		cancelled = says(outcome, open, "cancelled");
	int64		taken;

	(void) slot_getattr(slot, CF_CL_BREACHED_AT + 1, &isnull);
	breached = !isnull;
	figures[CF_F_PROMISES_MET] += met;
	figures[CF_F_PROMISES_LATE] += late;
	figures[CF_F_PROMISES_OVERDUE] += open && breached;
	figures[CF_F_PROMISES_CANCELLED] += cancelled;
	if (DatumGetInt32(slot_getattr(slot, CF_CL_STEP + 1, &isnull)) > 0)
		figures[CF_F_ESCALATED] = 1;
	if (no_department && has(count, CF_DEPARTMENT))
	{
		department = cf_value(&count->row, CF_DEPARTMENT);
		no_department = false;
	}
	taken = DatumGetTimestampTz(slot_getattr(slot, CF_CL_STOPPED_AT + 1,
											 &isnull));
	if (!isnull)
		taken = seconds_of(taken -
						   DatumGetTimestampTz(slot_getattr(slot, CF_CL_STARTED_AT + 1,
															&isnull)));
	else
		met = late = false;
	add_part(count, "clock", slot_getattr(slot, CF_CL_METRIC + 1, &isnull),
			 department, no_department,
			 says(outcome, open, "met") ? 1 : says(outcome, open, "late") ? 2 :
			 cancelled ? 5 : breached ? 3 : 4,
			 met || late ? &taken : NULL);
}

static void
count_clocks(Count *count)
{
	CfProbe    *probe = &count->reader->clock;

	cf_probe_seek(probe, count->id);
	while (cf_probe_next(probe))
		count_clock(count, probe->slot);
}

/*
 * The value of a column before a change: NULL where the change does not name
 * it, where it was NULL, and where it is no pair.  *named: is it named?
 */
static JsonbValue *
value_before(Jsonb *changes, const char *column, JsonbValue *pair, bool *named)
{
	JsonbValue *before;

	*named = JB_ROOT_IS_OBJECT(changes) &&
		getKeyJsonValueFromContainer(&changes->root, column, strlen(column),
									 pair) != NULL;
	if (!*named || pair->type != jbvBinary ||
		!JsonContainerIsArray(pair->val.binary.data))
		return NULL;
	before = getIthJsonbValueFromContainer(pair->val.binary.data, 0);
	return before == NULL || before->type == jbvNull ? NULL : before;
}

/* a stay in a state ended; *came_at is when it began */
static void
count_stay(Count *count, Jsonb *changes, TimestampTz at, TimestampTz *came_at)
{
	JsonbValue	pair;
	bool		changed;
	JsonbValue *left = value_before(changes, "state", &pair, &changed);

	if (left != NULL && left->type == jbvString)
	{
		int64		stayed = seconds_of(at - *came_at);
		text	   *state = cstring_to_text_with_len(left->val.string.val,
													 left->val.string.len);

		add_part(count, "state", PointerGetDatum(state),
				 cf_value(&count->row, CF_DEPARTMENT),
				 !has(count, CF_DEPARTMENT), 1, &stayed);
	}
	if (changed)
		*came_at = at;
}

/* the first event of a case has no changes: one alone need not be read */
static void
count_events(Count *count)
{
	CfProbe    *probe = &count->reader->event;
	int64	   *figures = count->figures;
	TimestampTz came_at = count->received_at;
	bool		reclassified = false;
	bool		rerouted = false;

	if (!has(count, CF_EVENT_COUNT) || number(count, CF_EVENT_COUNT) > 1)
		cf_probe_seek(probe, count->id);
	else
		probe = NULL;
	while (probe != NULL && cf_probe_next(probe))
	{
		bool		isnull;
		bool		named;
		JsonbValue	pair;
		Datum		changes = slot_getattr(probe->slot, CF_EV_CHANGES + 1,
										   &isnull);
		Jsonb	   *jsonb;

		if (isnull)
			continue;
		jsonb = DatumGetJsonbP(changes);
		reclassified |= value_before(jsonb, "category", &pair, &named) != NULL;
		reclassified |= value_before(jsonb, "level", &pair, &named) != NULL;
		rerouted |= value_before(jsonb, "department", &pair, &named) != NULL;
		count_stay(count, jsonb,
				   DatumGetTimestampTz(slot_getattr(probe->slot, CF_EV_AT + 1,
													&isnull)), &came_at);
	}
	figures[CF_F_RECLASSIFIED] = reclassified;
	figures[CF_F_REROUTED] = rerouted;
	figures[CF_F_ACCURATE] = !reclassified && !rerouted;
}

/* what the row of the case itself tells */
static void
count_row(Count *count)
{
	int64	   *figures = count->figures;

	figures[CF_F_RECEIVED] = 1;
	figures[CF_F_INVALID] = column_says(count, CF_VALIDITY, "invalid");
	figures[CF_F_CONTACTS] = number(count, CF_CONTACT_COUNT);
	figures[CF_F_ATTEMPTS] = number(count, CF_ATTEMPT_COUNT);
	figures[CF_F_REOPENED] = number(count, CF_REOPEN_COUNT) > 0;
	figures[CF_F_REOPENINGS] = number(count, CF_REOPEN_COUNT);
	figures[CF_F_REPEATS] = has(count, CF_REPEAT_OF);
	figures[CF_F_ESCALATED_COMPLAINTS] = column_says(count, CF_REPEAT_KIND,
													 "escalated");
	figures[CF_F_IN_BATCHES] = has(count, CF_INCIDENT_ID);
}

static void
copy_column(Count *count, CfColumn column, int place, Datum *values,
			bool *nulls)
{
	values[place] = cf_value(&count->row, column);
	nulls[place] = cf_is_null(&count->row, column);
}

static void
copy_dimensions(Count *count, Datum *values, bool *nulls)
{
	copy_column(count, CF_DEPARTMENT, CF_KS_DEPARTMENT, values, nulls);
	copy_column(count, CF_OWNER, CF_KS_OWNER, values, nulls);
	copy_column(count, CF_CATEGORY, CF_KS_CATEGORY, values, nulls);
	copy_column(count, CF_LEVEL, CF_KS_LEVEL, values, nulls);
	copy_column(count, CF_URGENCY, CF_KS_URGENCY, values, nulls);
	copy_column(count, CF_CHANNEL, CF_KS_CHANNEL, values, nulls);
	copy_column(count, CF_PRODUCT, CF_KS_PRODUCT, values, nulls);
	copy_column(count, CF_MERCHANT, CF_KS_MERCHANT, values, nulls);
	copy_column(count, CF_ISSUE_KEY, CF_KS_ISSUE_KEY, values, nulls);
}

/* the local day of a moment, as SQL says AT TIME ZONE: also abbreviations */
static Datum
local_day(Count *count, CfColumn column)
{
	return DirectFunctionCall1(timestamp_date,
							   DirectFunctionCall2(timestamptz_zone,
												   count->reader->time_zone,
												   cf_value(&count->row, column)));
}

static Datum
array_of_parts(Count *count)
{
	Oid			type = count->reader->part_type;

	if (count->nparts == 0)
		return PointerGetDatum(construct_empty_array(type));
	return PointerGetDatum(construct_array(count->parts, count->nparts, type,
										   -1, false, TYPALIGN_DOUBLE));
}

static Datum
array_of_figures(Count *count)
{
	Datum		figures[CF_FIGURES_MAX];

	for (int i = 0; i < count->reader->nfigures; i++)
		figures[i] = Int64GetDatum(count->figures[i]);
	return PointerGetDatum(construct_array(figures, count->reader->nfigures,
										   INT8OID, sizeof(int64),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/*
 * cf_kpi_read -- what a case counts, as a row of kpi_case; false when there
 * is no such case
 *
 * Values live until the next call, and not longer than the current memory
 * context.
 */
bool
cf_kpi_read(CfKpiReader *reader, int64 id, Datum *values, bool *nulls)
{
	Count		count = {.reader = reader, .id = id};

	cf_probe_seek(&reader->complaint, id);
	if (!cf_probe_next(&reader->complaint))
		return false;
	slot_getallattrs(reader->complaint.slot);
	count.row.type = reader->type;
	count.row.values = reader->complaint.slot->tts_values;
	count.row.nulls = reader->complaint.slot->tts_isnull;
	count.received_at = DatumGetTimestampTz(cf_value(&count.row,
													 CF_RECEIVED_AT));
	count.parts_room = INITIAL_PARTS;
	count.parts = palloc(count.parts_room * sizeof(Datum));

	memset(nulls, 0, CF_KS_COLUMNS * sizeof(bool));
	values[CF_KS_COMPLAINT_ID] = Int64GetDatum(id);
	values[CF_KS_DAY] = local_day(&count, CF_RECEIVED_AT);
	nulls[CF_KS_CLOSED_DAY] = !has(&count, CF_CLOSED_AT);
	if (has(&count, CF_CLOSED_AT))
		values[CF_KS_CLOSED_DAY] = local_day(&count, CF_CLOSED_AT);
	copy_dimensions(&count, values, nulls);
	count_row(&count);
	count_times(&count, values, nulls);
	count_bucket(&count);
	count_investigations(&count);
	count_satisfaction(&count);
	count_remedies(&count);
	count_clocks(&count);
	count_events(&count);
	values[CF_KS_FIGURES] = array_of_figures(&count);
	values[CF_KS_PARTS] = array_of_parts(&count);
	return true;
}
