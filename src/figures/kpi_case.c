/*
 * kpi_case.c -- what a case counts in the sums at this moment
 *
 * View kpi_now of the desk defines it, in SQL; this says the same ten times
 * faster.  kpi_verify compares the two.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "figures/kpi_case.h"
#include "figures/kpi_parts.h"
#include "figures/kpi_rules.h"
#include "store/engine_table.h"
#include "time/deadline.h"
#include "time/worktime.h"

/*
 * A moment of the case, DT_NOEND where there is none; what is no moment was
 * written without the engine, and cannot be counted.
 */
static TimestampTz
moment(CfCount *count, CfColumn column)
{
	TimestampTz at;

	if (!cf_has(count, column))
		return DT_NOEND;
	at = DatumGetTimestampTz(cf_value(&count->row, column));
	if (TIMESTAMP_NOT_FINITE(at))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp cannot be infinite")));
	return at;
}

/* from the receipt to a moment; false where there is none */
static bool
time_until(CfCount *count, TimestampTz at, Datum *values, bool *nulls,
		   int elapsed, int business)
{
	int64		worked;

	nulls[elapsed] = nulls[business] = at == DT_NOEND;
	if (at == DT_NOEND)
		return false;
	values[elapsed] = Int64GetDatum(cf_seconds_of(at - count->received_at));
	worked = cf_business_time_between(count->reader->calendar,
									  count->received_at, at, NULL);
	values[business] = Int64GetDatum(cf_seconds_of(worked));
	return true;
}

static void
count_times(CfCount *count, Datum *values, bool *nulls)
{
	int64	   *figures = count->figures;
	TimestampTz contact_at = moment(count, CF_FIRST_RESPONSE_AT);

	if (time_until(count, count->joined ? DT_NOEND :
				   Min(contact_at, count->met_at), values, nulls,
				   CF_KS_FIRST_RESPONSE, CF_KS_FIRST_RESPONSE_BUSINESS))
	{
		figures[CF_F_RESPONDED] = 1;
		figures[CF_F_FIRST_RESPONSE] =
			DatumGetInt64(values[CF_KS_FIRST_RESPONSE]);
		figures[CF_F_FIRST_RESPONSE_BUSINESS] =
			DatumGetInt64(values[CF_KS_FIRST_RESPONSE_BUSINESS]);
	}
	if (time_until(count, count->joined ? DT_NOEND :
				   moment(count, CF_CLOSED_AT), values, nulls,
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
count_bucket(CfCount *count)
{
	TimestampTz closed_at;
	ListCell   *cell;

	if (count->joined || !cf_has(count, CF_CLOSED_AT))
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
final_state(CfCount *count)
{
	ListCell   *cell;

	foreach(cell, count->reader->final_states)
	{
		CfFinalState *state = lfirst(cell);

		if (cf_column_says(count, CF_STATE, state->code))
			return state;
	}
	return NULL;
}

/* the latest conclusion and its cause */
static void
count_investigations(CfCount *count)
{
	CfKpiReader *reader = count->reader;
	CfKeyScan  *scan = &reader->scans[CF_KPI_INVESTIGATION];
	int64	   *figures = count->figures;
	CfFinalState *state = count->ending;
	int64		latest = PG_INT64_MIN;
	bool		partly = false;

	cf_key_scan_seek(scan, count->id);
	while (cf_key_scan_next(scan))
	{
		bool		isnull;
		bool		no_cause;
		Datum		conclusion = cf_entry_column(reader, CF_KPI_INVESTIGATION,
												 CF_KPI_CONCLUSION, &isnull);
		int64		id;

		if (isnull)
			continue;
		id = DatumGetInt64(cf_entry_column(reader, CF_KPI_INVESTIGATION,
										   CF_KPI_INVESTIGATION_ID, &isnull));
		if (id < latest)
			continue;
		latest = id;
		(void) cf_entry_column(reader, CF_KPI_INVESTIGATION, CF_KPI_CAUSE,
							   &no_cause);
		partly = cf_says(conclusion, false, "partly");
		figures[CF_F_INVESTIGATED] = 1;
		figures[CF_F_UPHELD] = partly || cf_says(conclusion, false, "upheld");
		figures[CF_F_CAUSE_IDENTIFIED] = !no_cause;
	}
	if (state != NULL && state->ending == CF_ENDS_FULLY)
		figures[partly ? CF_F_RESOLVED_PARTLY : CF_F_RESOLVED_FULLY] = 1;
	if (state != NULL && state->ending == CF_ENDS_PARTLY)
		figures[CF_F_RESOLVED_PARTLY] = 1;
}

/* the latest score */
static void
count_satisfaction(CfCount *count)
{
	CfKpiReader *reader = count->reader;
	CfKeyScan  *scan = &reader->scans[CF_KPI_SATISFACTION];
	int64		latest = PG_INT64_MIN;

	cf_key_scan_seek(scan, count->id);
	while (cf_key_scan_next(scan))
	{
		bool		isnull;
		int64		id = DatumGetInt64(cf_entry_column(reader,
													   CF_KPI_SATISFACTION,
													   CF_KPI_SATISFACTION_ID,
													   &isnull));
		int			score;

		if (id < latest)
			continue;
		latest = id;
		/* the latest may say that the customer gave none */
		score = DatumGetInt32(cf_entry_column(reader, CF_KPI_SATISFACTION,
											  CF_KPI_SCORE, &isnull));
		if (isnull)
			score = 0;
		count->figures[CF_F_SCORED] = !isnull;
		count->figures[CF_F_SCORE_SUM] = score;
		count->figures[CF_F_SATISFIED] = score >= 0 &&
			score < lengthof(reader->satisfied) && reader->satisfied[score];
	}
}

/*
 * An amount in hundredths.  What is no possible amount came in before there
 * was a limit, or without the engine.
 */
static int64
cents(Datum amount)
{
	Datum		most = NumericGetDatum(int64_to_numeric(CF_AMOUNT_LIMIT));
	Datum		none = NumericGetDatum(int64_to_numeric(0));
	Datum		hundred = NumericGetDatum(int64_to_numeric(100));

	amount = DirectFunctionCall2(numeric_smaller, amount, most);
	amount = DirectFunctionCall2(numeric_larger, amount, none);
	return DatumGetInt64(DirectFunctionCall1(numeric_int8,
											 DirectFunctionCall2(numeric_mul,
																 amount,
																 hundred)));
}

static void
count_remedies(CfCount *count)
{
	CfKpiReader *reader = count->reader;
	CfKeyScan  *execution = &reader->scans[CF_KPI_EXECUTION];
	CfKeyScan  *remedy = &reader->scans[CF_KPI_REMEDY];

	cf_key_scan_seek(execution, count->id);
	while (cf_key_scan_next(execution))
	{
		bool		isnull;
		Datum		value = cf_entry_column(reader, CF_KPI_EXECUTION,
											CF_KPI_REMEDY_ID, &isnull);

		cf_key_scan_seek(remedy, DatumGetInt64(value));
		if (!cf_key_scan_next(remedy))
			continue;
		count->figures[CF_F_REMEDIES]++;
		value = cf_entry_column(reader, CF_KPI_REMEDY, CF_KPI_CURRENCY,
								&isnull);
		if (!cf_says(value, isnull, reader->desk->currency))
			continue;
		value = cf_entry_column(reader, CF_KPI_EXECUTION, CF_KPI_AMOUNT,
								&isnull);
		if (!isnull)
			count->figures[CF_F_COST] =
				cf_figure_sum(count->figures[CF_F_COST], cents(value));
	}
}

/* what the row of the case itself tells */
static void
count_row(CfCount *count)
{
	int64	   *figures = count->figures;

	figures[CF_F_RECEIVED] = 1;
	figures[CF_F_JOINED] = count->joined;
	figures[CF_F_STILL_OPEN] = count->ending == NULL && !count->joined;
	figures[CF_F_CLOSED] = count->ending != NULL;
	figures[CF_F_INVALID] = !count->joined &&
		cf_column_says(count, CF_VALIDITY, "invalid");
	figures[CF_F_CONTACTS] = cf_number(count, CF_CONTACT_COUNT);
	figures[CF_F_ATTEMPTS] = cf_number(count, CF_ATTEMPT_COUNT);
	figures[CF_F_REOPENED] = cf_number(count, CF_REOPEN_COUNT) > 0;
	figures[CF_F_REOPENINGS] = cf_number(count, CF_REOPEN_COUNT);
	figures[CF_F_REPEATS] = !count->joined && cf_has(count, CF_REPEAT_OF);
	figures[CF_F_ESCALATED_COMPLAINTS] = cf_column_says(count, CF_REPEAT_KIND,
														"escalated");
	figures[CF_F_IN_BATCHES] = cf_has(count, CF_INCIDENT_ID);
}

/* columns of the case that its row of kpi_case repeats */
static void
copy_dimensions(CfCount *count, Datum *values, bool *nulls)
{
	static const struct
	{
		CfColumn	from;
		int			to;
	}			copied[] = {
		{CF_DEPARTMENT, CF_KS_DEPARTMENT}, {CF_OWNER, CF_KS_OWNER},
		{CF_CATEGORY, CF_KS_CATEGORY}, {CF_LEVEL, CF_KS_LEVEL},
		{CF_URGENCY, CF_KS_URGENCY}, {CF_CHANNEL, CF_KS_CHANNEL},
		{CF_PRODUCT, CF_KS_PRODUCT}, {CF_MERCHANT, CF_KS_MERCHANT},
		{CF_ISSUE_KEY, CF_KS_ISSUE_KEY}
	};

	for (int i = 0; i < lengthof(copied); i++)
	{
		values[copied[i].to] = cf_value(&count->row, copied[i].from);
		nulls[copied[i].to] = cf_is_null(&count->row, copied[i].from);
	}
}

/* the local day of a moment, as SQL says AT TIME ZONE: also abbreviations */
static Datum
local_day(CfCount *count, CfColumn column)
{
	CfKpiReader *reader = count->reader;
	Datum		at = cf_value(&count->row, column);
	struct pg_tm tm;
	fsec_t		fsec;
	int			offset;

	if (reader->zone == NULL ||
		TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(at)) ||
		timestamp2tm(DatumGetTimestampTz(at), &offset, &tm, &fsec, NULL,
					 reader->zone) != 0)
		return DirectFunctionCall1(timestamp_date,
								   DirectFunctionCall2(timestamptz_zone,
													   reader->time_zone, at));
	return DateADTGetDatum(date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) -
						   POSTGRES_EPOCH_JDATE);
}

static Datum
array_of_parts(CfCount *count)
{
	int			nparts = list_length(count->parts);
	Datum	   *parts = palloc((nparts + 1) * sizeof(Datum));
	ListCell   *cell;

	foreach(cell, count->parts)
		parts[foreach_current_index(cell)] =
			HeapTupleGetDatum((HeapTuple) lfirst(cell));
	return PointerGetDatum(construct_array(parts, nparts,
										   count->reader->part_type, -1,
										   false, TYPALIGN_DOUBLE));
}

static Datum
array_of_figures(CfCount *count)
{
	Datum		figures[CF_FIGURES_MAX];

	for (int i = 0; i < count->reader->nfigures; i++)
		figures[i] = Int64GetDatum(count->figures[i]);
	return cf_array(INT8OID, figures, count->reader->nfigures);
}

/* what no other table of sums asks for */
static void
count_rest(CfCount *count, Datum *values, bool *nulls)
{
	count_times(count, values, nulls);
	count_bucket(count);
	count_investigations(count);
	count_satisfaction(count);
	count_remedies(count);
}

/*
 * cf_kpi_case -- what a case counts, as a row of kpi_case, as far as the
 * reader was asked; false when there is no such case
 *
 * Values live until the next call, and not longer than the current memory
 * context.
 */
bool
cf_kpi_case(CfKpiReader *reader, int64 id, Datum *values, bool *nulls)
{
	CfCount		count = {.reader = reader, .id = id};
	TupleTableSlot *complaint = cf_case_scan_find(&reader->cases, id);

	if (complaint == NULL)
		return false;
	count.row.type = reader->type;
	count.row.values = complaint->tts_values;
	count.row.nulls = complaint->tts_isnull;
	count.received_at = DatumGetTimestampTz(cf_value(&count.row,
													 CF_RECEIVED_AT));

	count.met_at = DT_NOEND;
	count.ending = final_state(&count);
	count.joined = count.ending != NULL &&
		cf_column_says(&count, CF_REPEAT_KIND, CF_JOINED);
	if (count.joined)
		count.ending = NULL;

	memset(nulls, 0, CF_KS_COLUMNS * sizeof(bool));
	values[CF_KS_COMPLAINT_ID] = Int64GetDatum(id);
	values[CF_KS_DAY] = local_day(&count, CF_RECEIVED_AT);
	nulls[CF_KS_CLOSED_DAY] = count.joined || !cf_has(&count, CF_CLOSED_AT);
	if (!nulls[CF_KS_CLOSED_DAY])
		values[CF_KS_CLOSED_DAY] = local_day(&count, CF_CLOSED_AT);
	copy_dimensions(&count, values, nulls);
	count_row(&count);
	if (reader->asked != 0)
	{
		cf_count_clocks(&count);
		cf_count_events(&count);
	}
	if (cf_asked(&count, CF_COUNT_FIGURES))
		count_rest(&count, values, nulls);
	else
		for (int i = CF_KS_FIRST_RESPONSE; i <= CF_KS_RESOLUTION_BUSINESS; i++)
			nulls[i] = true;
	values[CF_KS_FIGURES] = array_of_figures(&count);
	if (cf_asked(&count, CF_COUNT_PARTS))
		values[CF_KS_PARTS] = array_of_parts(&count);
	nulls[CF_KS_PARTS] = !cf_asked(&count, CF_COUNT_PARTS);
	if (cf_asked(&count, CF_COUNT_RULES))
	{
		values[CF_KS_RULES] = cf_rules_counted(count.rules);
		values[CF_KS_OVERRULED] = cf_rules_counted(count.overruled);
	}
	nulls[CF_KS_RULES] = nulls[CF_KS_OVERRULED] =
		!cf_asked(&count, CF_COUNT_RULES);
	return true;
}
