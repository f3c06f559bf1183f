/*
 * import.c -- cases of the past come in as they were (SPEC R10)
 *
 * The owner writes columns that are otherwise the engine's.  No rule judges
 * them, but what cannot have happened is refused: it would falsify every
 * report that reads it.
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
#include "judge/rules.h"
#include "row/value_check.h"

static const CfColumn counts[] = {
	CF_CONTACT_COUNT, CF_ATTEMPT_COUNT, CF_REOPEN_COUNT
};

/* what happened between the receipt and now */
static void
check_fact_time(CfWrite *write, CfColumn column)
{
	if (cf_is_null(&write->row, column))
		return;
	cf_check_time(write->rel, write->type->attno[column],
				  cf_time(&write->row, column),
				  write->now + write->desk->clock_tolerance);
	if (cf_time(&write->row, column) < cf_time(&write->row, CF_RECEIVED_AT))
		cf_refuse_column(write, column, ERRCODE_CF_INVALID_VALUE,
						 psprintf("time in column \"%s\" lies before the receipt of the complaint",
								  cf_columns[column].name),
						 "Correct the time, or leave it out where it is not known.");
}

static void
check_count(CfWrite *write, CfColumn column)
{
	if (!cf_is_null(&write->row, column) && cf_int(&write->row, column) < 0)
		cf_refuse_column(write, column, ERRCODE_CF_INVALID_VALUE,
						 psprintf("column \"%s\" cannot be negative",
								  cf_columns[column].name), NULL);
}

static void
check_facts(CfWrite *write)
{
	char	   *state = cf_text(&write->row, CF_STATE);

	check_fact_time(write, CF_FIRST_RESPONSE_AT);
	check_fact_time(write, CF_LAST_CONTACT_AT);
	check_fact_time(write, CF_CLOSED_AT);
	for (int i = 0; i < lengthof(counts); i++)
		check_count(write, counts[i]);
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

/* the digits behind prefix and date of a number of our own form, else NULL */
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
 * A number of our own form would be given once more, to the new case whose id
 * is that number: so the sequence skips it.  One that is a million ahead is
 * left: the sequence will not get there on that day.
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
		cf_refuse_column(write, CF_STATE, ERRCODE_CF_VALUE_REQUIRED,
						 "an imported complaint needs its state", NULL);
	if (cf_is_null(row, CF_URGENCY))
		cf_set_text(row, CF_URGENCY, write->desk->default_urgency);
	if (cf_is_null(row, CF_LEVEL))
		cf_set_text(row, CF_LEVEL, write->desk->default_level);
	/* rules of today do not overrule what people decided then */
	if (!cf_is_null(row, CF_CATEGORY) && cf_is_null(row, CF_CATEGORY_BY))
		cf_set_text(row, CF_CATEGORY_BY, "person");
	for (int i = 0; i < lengthof(counts); i++)
		if (cf_is_null(row, counts[i]))
			cf_set(row, counts[i], Int32GetDatum(0));
	cf_prioritise(write);
	cf_set(row, CF_IMPORTED_AT, TimestampTzGetDatum(write->now));
	cf_save_judged_by(write);
	cf_stamp(write, "imported", NIL, &decision->event);
}
