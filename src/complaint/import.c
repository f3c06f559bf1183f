/*
 * import.c -- history comes in as it was (SPEC R10)
 *
 * The owner writes columns that are otherwise the engine's.  No rule judges
 * them, but what cannot have been is refused: it would make every report
 * wrong that reads them.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/input_check.h"
#include "complaint/import.h"
#include "complaint/new_case.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "judge/classify.h"
#include "judge/judged_by.h"
#include "row/value_check.h"

/* what happened between the receipt and now */
static void
check_fact_time(CfWrite *write, CfColumn column)
{
	AttrNumber	attno = write->type->attno[column];
	TimestampTz value;

	if (cf_is_null(&write->row, column))
		return;
	value = DatumGetTimestampTz(cf_value(&write->row, column));
	cf_check_time(write->rel, attno, value,
				  write->now + write->desk->clock_tolerance);
	if (value < DatumGetTimestampTz(cf_value(&write->row, CF_RECEIVED_AT)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("time in column \"%s\" lies before the receipt of the complaint",
						cf_columns[column].name),
				 errhint("Correct the time, or leave it out where it is not known."),
				 errtablecol(write->rel, attno)));
}

static void
check_count(CfWrite *write, CfColumn column)
{
	if (!cf_is_null(&write->row, column) &&
		DatumGetInt32(cf_value(&write->row, column)) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("column \"%s\" cannot be negative",
						cf_columns[column].name),
				 errtablecol(write->rel, write->type->attno[column])));
}

static void
check_facts(CfWrite *write)
{
	char	   *state = cf_text(&write->row, CF_STATE);

	check_fact_time(write, CF_FIRST_RESPONSE_AT);
	check_fact_time(write, CF_LAST_CONTACT_AT);
	check_fact_time(write, CF_CLOSED_AT);
	check_count(write, CF_CONTACT_COUNT);
	check_count(write, CF_ATTEMPT_COUNT);
	check_count(write, CF_REOPEN_COUNT);
	if (state != NULL && !cf_is_final(write->desk, state) &&
		!cf_is_null(&write->row, CF_CLOSED_AT))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a complaint in state \"%s\" is not closed",
						state),
				 errdetail("Column closed_at has a value."),
				 errhint("Name a final state, or leave closed_at out."),
				 errtablecol(write->rel, write->type->attno[CF_CLOSED_AT])));
}

/* of our own form: the digits behind the prefix and the date, else NULL */
static const char *
own_number(CfWrite *write, const char *sheet_no)
{
	const char *prefix = write->desk->sheet_prefix;
	const char *digits;

	if (strncmp(sheet_no, prefix, strlen(prefix)) != 0)
		return NULL;
	sheet_no += strlen(prefix);
	if (strspn(sheet_no, "0123456789") != 8 || sheet_no[8] != '-')
		return NULL;
	digits = sheet_no + 9;
	if (strlen(digits) < 6 || strlen(digits) > 18 ||
		strspn(digits, "0123456789") != strlen(digits))
		return NULL;
	return digits;
}

/*
 * An old number of our own form could be given again, to a new case whose id
 * is that number: ids pass it over.  One that is a million ahead will not be
 * reached on its day.
 */
static void
pass_over_number(CfWrite *write)
{
	static const Oid types[] = {INT8OID};
	const char *digits = own_number(write,
									cf_text(&write->row, CF_SHEET_NO));
	Datum		number;

	if (digits == NULL)
		return;
	number = Int64GetDatum(strtoi64(digits, NULL, 10));
	if (number == cf_value(&write->row, CF_ID))
		return;
	/* step by step, since others take numbers meanwhile */
	(void) cf_query_execute(write->desk,
							"SELECT count(nextval(seq)) FROM"
							" (SELECT pg_get_serial_sequence('complaint', 'id')::regclass AS seq) s,"
							" coalesce(pg_sequence_last_value(seq), 0) AS stands,"
							" generate_series(stands + 1, least($1, stands + 1000000))"
							" WHERE $1 <= stands + 1000000",
							1, types, &number, NULL);
}

/*
 * cf_import -- a case of the past
 *
 * Only what makes it a case of this desk is added: number, priority, stamps
 * and the first event.
 */
void
cf_import(CfWrite *write, CfDecision *decision)
{
	CfRow	   *row = &write->row;

	cf_check_input(write);
	check_facts(write);
	if (cf_is_null(row, CF_SHEET_NO))
		cf_number_sheet(write);
	else
		pass_over_number(write);
	if (cf_is_null(row, CF_STATE))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("an imported complaint needs its state"),
				 errtablecol(write->rel, write->type->attno[CF_STATE])));
	if (cf_is_null(row, CF_URGENCY))
		cf_set_text(row, CF_URGENCY, write->desk->default_urgency);
	if (cf_is_null(row, CF_LEVEL))
		cf_set_text(row, CF_LEVEL, write->desk->default_level);
	/* rules of today do not overrule what people decided then */
	if (!cf_is_null(row, CF_CATEGORY) && cf_is_null(row, CF_CATEGORY_BY))
		cf_set_text(row, CF_CATEGORY_BY, "person");
	if (cf_is_null(row, CF_CONTACT_COUNT))
		cf_set(row, CF_CONTACT_COUNT, Int32GetDatum(0));
	if (cf_is_null(row, CF_ATTEMPT_COUNT))
		cf_set(row, CF_ATTEMPT_COUNT, Int32GetDatum(0));
	if (cf_is_null(row, CF_REOPEN_COUNT))
		cf_set(row, CF_REOPEN_COUNT, Int32GetDatum(0));
	cf_prioritise(write);
	cf_set(row, CF_IMPORTED_AT, TimestampTzGetDatum(write->now));
	cf_save_judged_by(write);
	cf_stamp(write, "imported", NIL, &decision->event);
}
