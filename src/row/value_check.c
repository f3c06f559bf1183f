/*
 * value_check.c -- limits of texts, lists, times and amounts
 *
 * Texts are measured in bytes, which is cheap.  Long texts would slow down
 * reports, messages and the scan for keywords for everybody; times in a far
 * future would make reports fail that compute with them.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/bounds.h"
#include "base/errors.h"
#include "base/template.h"
#include "row/value_check.h"

/* columns of customers by which they are searched, and which lists show */
static const char *const short_texts[] = {
	"name", "phone", "email", "address", "tier", "complainant_group",
	"external_ref"
};

/* columns of complaint whose text is long */
static const char *const long_texts[] = {
	"description", "remedy_sought", "evidence", "reason", "validity_reason",
	"risks"
};

static Size
limit_of(Form_pg_attribute column, Size limit)
{
	for (int i = 0; i < lengthof(short_texts); i++)
		if (strcmp(NameStr(column->attname), short_texts[i]) == 0)
			return CF_SHORT_TEXT_MAX;
	return limit;
}

static void
check_list(Relation rel, Form_pg_attribute column, Datum value)
{
	ArrayType  *list = DatumGetArrayTypeP(value);
	int			count = ArrayGetNItems(ARR_NDIM(list), ARR_DIMS(list));

	if (count > CF_LIST_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("list in column \"%s\" is too long",
						NameStr(column->attname)),
				 errdetail("It has %d elements, at most %d are allowed.",
						   count, CF_LIST_MAX),
				 errtablecol(rel, column->attnum)));
	if ((Pointer) list != DatumGetPointer(value))
		pfree(list);
}

/* cf_check_size -- KF011 for a value, not NULL, of more bytes than that */
void
cf_check_size(Relation rel, AttrNumber attno, Datum value, Size limit)
{
	Form_pg_attribute column = TupleDescAttr(RelationGetDescr(rel), attno - 1);
	Size		size = toast_raw_datum_size(value) - VARHDRSZ;

	if (size > limit)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("value of column \"%s\" is too long",
						NameStr(column->attname)),
				 errdetail("It has %zu bytes, at most %zu are allowed.",
						   size, limit),
				 errhint("Keep files outside and name them in evidence."),
				 errtablecol(rel, attno)));
	/* an element has four bytes at least, of its length */
	if (size > CF_LIST_MAX && OidIsValid(get_element_type(column->atttypid)))
		check_list(rel, column, value);
}

/* a value that has not changed may exceed a limit that came later */
static bool
is_old(TupleDesc desc, int i, Datum value, HeapTuple old)
{
	Form_pg_attribute column = TupleDescAttr(desc, i);
	bool		isnull;
	Datum		before = old == NULL ? (Datum) 0 :
		heap_getattr(old, i + 1, desc, &isnull);

	return old != NULL && !isnull &&
		datum_image_eq(before, value, column->attbyval, column->attlen);
}

static void
check_day(Relation rel, AttrNumber attno, DateADT day)
{
	TimestampTz at = DATE_IS_NOBEGIN(day) ? DT_NOBEGIN :
		DATE_IS_NOEND(day) ? DT_NOEND :
		Min(day, CF_LAST_DAY + 1) * USECS_PER_DAY;

	cf_check_time(rel, attno, at, CF_LAST_DAY * USECS_PER_DAY);
}

static void
check_interval(Relation rel, AttrNumber attno, const Interval *interval)
{
	double		days = (double) interval->month * DAYS_PER_MONTH +
		interval->day + (double) interval->time / USECS_PER_DAY;

	if (days >= -CF_DAYS_MAX && days <= CF_DAYS_MAX)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("interval in column \"%s\" is too long",
					NameStr(TupleDescAttr(RelationGetDescr(rel),
										  attno - 1)->attname)),
			 errdetail("At most %d days are allowed.", CF_DAYS_MAX),
			 errtablecol(rel, attno)));
}

/* short enough for every column: most values need no further check */
static bool
is_ordinary(Form_pg_attribute column, Datum value)
{
	switch (column->atttypid)
	{
		case TIMESTAMPTZOID:
		case DATEOID:
		case INTERVALOID:
			return false;
		default:
			return column->attlen != -1 ||
				toast_raw_datum_size(value) <= CF_LIST_MAX;
	}
}

static void
check_value(Relation rel, Form_pg_attribute column, Datum value, Size limit)
{
	AttrNumber	attno = column->attnum;

	switch (column->atttypid)
	{
		case TIMESTAMPTZOID:
			cf_check_time(rel, attno, DatumGetTimestampTz(value),
						  CF_LAST_DAY * USECS_PER_DAY);
			break;
		case DATEOID:
			check_day(rel, attno, DatumGetDateADT(value));
			break;
		case INTERVALOID:
			check_interval(rel, attno, DatumGetIntervalP(value));
			break;
		default:
			cf_check_size(rel, attno, value, limit_of(column, limit));
	}
}

/*
 * cf_check_values -- the limits of all columns of a row, the owner's own too
 *
 * "old" is the old version of the row, NULL for a new row.
 */
void
cf_check_values(Relation rel, HeapTuple row, HeapTuple old, Size limit)
{
	TupleDesc	desc = RelationGetDescr(rel);
	Datum	   *values = palloc(desc->natts * sizeof(Datum));
	bool	   *nulls = palloc(desc->natts * sizeof(bool));

	heap_deform_tuple(row, desc, values, nulls);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (!nulls[i] && !column->attisdropped &&
			!is_ordinary(column, values[i]) &&
			!is_old(desc, i, values[i], old))
			check_value(rel, column, values[i], limit);
	}
	pfree(values);
	pfree(nulls);
}

/* cf_check_time -- KF011 unless it lies between 1900 and "latest" */
void
cf_check_time(Relation rel, AttrNumber attno, TimestampTz value,
			  TimestampTz latest)
{
	const TimestampTz earliest = INT64CONST(-3155673600000000);	/* 1900 */
	const char *name = NameStr(TupleDescAttr(RelationGetDescr(rel),
											 attno - 1)->attname);

	if (TIMESTAMP_NOT_FINITE(value) || value < earliest)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("impossible time in column \"%s\"", name),
				 errdetail("The time is %s.",
						   TIMESTAMP_NOT_FINITE(value) ? "infinite" :
						   "before the year 1900"),
				 errtablecol(rel, attno)));
	if (value > latest)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("time in column \"%s\" is too late", name),
				 errdetail("It is %s, the latest possible time is %s.",
						   pstrdup(timestamptz_to_str(value)),
						   pstrdup(timestamptz_to_str(latest))),
				 errhint("Check the clock and the time zone of the application."),
				 errtablecol(rel, attno)));
}

/* cf_check_amount -- KF011 for an amount so large that sums would overflow */
void
cf_check_amount(Relation rel, AttrNumber attno, Numeric amount)
{
	Datum		limit = NumericGetDatum(int64_to_numeric(CF_AMOUNT_LIMIT));
	Datum		value = NumericGetDatum(amount);

	if (!DatumGetBool(DirectFunctionCall2(numeric_lt,
										  DirectFunctionCall1(numeric_abs, value),
										  limit)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("amount is too large"),
				 errdetail("An amount is below " INT64_FORMAT ".",
						   CF_AMOUNT_LIMIT),
				 errhint("Check whether it is a number of something else."),
				 errtablecol(rel, attno)));
	if (DatumGetInt32(DirectFunctionCall1(numeric_min_scale, value)) >
		CF_AMOUNT_DECIMALS)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("amount has too many decimals"),
				 errdetail("An amount has up to %d decimals.",
						   CF_AMOUNT_DECIMALS),
				 errhint("Round it."),
				 errtablecol(rel, attno)));
}

/*
 * cf_lies_before -- is a fact earlier than another one?
 *
 * Their clocks may differ by "tolerance".  The other one may be ahead of our
 * clock, which may have been set back.
 */
bool
cf_lies_before(TimestampTz at, TimestampTz other, TimestampTz now,
			   int64 tolerance)
{
	return at < Min(other, now) - tolerance;
}

/* cf_longest_text -- bytes that a column of complaint may have */
Size
cf_longest_text(const char *column)
{
	static const CfTemplateColumn *columns = NULL;
	static int	count;

	if (columns == NULL)
		columns = cf_template("complaint", &count);
	for (int i = 0; i < lengthof(long_texts); i++)
		if (strcmp(long_texts[i], column) == 0)
			return CF_LONG_TEXT_MAX;
	for (int i = 0; i < count; i++)
		if (strcmp(columns[i].name, column) == 0)
			return CF_SHORT_TEXT_MAX;
	return CF_LONG_TEXT_MAX;
}
