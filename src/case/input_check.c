/*
 * input_check.c -- what a client may write into a case
 *
 * Codes are trimmed, of full-width and zero-width space too, and looked up;
 * times must be possible; texts have a length; columns of the engine are left
 * alone.  On update only what changed is checked: a row that was accepted once
 * stays writable.
 *
 * The table has no CHECK constraints for these: PostgreSQL would read and plan
 * them anew for every statement, and quote the whole row when it refuses one.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/input_check.h"
#include "desk/codes.h"
#include "desk/unknown_code.h"
#include "row/sequence_check.h"
#include "row/trim.h"
#include "row/value_check.h"

/* codes, trimmed and never empty; looked up where there is a table */
static const struct
{
	CfColumn	column;
	size_t		table;			/* offset of the HTAB in CfDesk, 0: none */
	const char *table_name;
	bool		must_be_active;
	bool		optional;		/* nothing is looked up in an empty table */
}			codes[] = {
	{CF_CHANNEL, offsetof(CfDesk, channels), "channel", true},
	{CF_RECEIVED_BY, offsetof(CfDesk, staff), "staff", true},
	{CF_ACCUSED_STAFF, offsetof(CfDesk, staff), "staff", false},
	{CF_CATEGORY, offsetof(CfDesk, categories), "category", true},
	{CF_LEVEL, offsetof(CfDesk, levels), "level", false},
	{CF_URGENCY, offsetof(CfDesk, urgencies), "urgency", false},
	{CF_STATE, offsetof(CfDesk, states), "state", false},
	{CF_OWNER, offsetof(CfDesk, staff), "staff", false},
	{CF_DEPARTMENT, offsetof(CfDesk, departments), "department", true},
	{CF_HANDLER_ROLE, offsetof(CfDesk, roles), "staff_role", false},
	{CF_UPDATED_BY, offsetof(CfDesk, staff), "staff", false},
	{CF_COMPLAINANT_GROUP, offsetof(CfDesk, groups), "complainant_group", false, true},
	{CF_CUSTOMER_TIER, offsetof(CfDesk, tiers), "customer_tier", false, true},
	{CF_CURRENCY, 0, NULL, false},
	{CF_VALIDITY, 0, NULL, false}
};

/* CfStaff does not begin with a CfCode */
static bool
is_active(int i, CfCode *found)
{
	if (codes[i].table == offsetof(CfDesk, staff))
		return ((CfStaff *) found)->active;
	return found->active;
}

static void
refuse_code(CfWrite *write, CfColumn column, const char *code,
			const char *table, bool inactive)
{
	cf_unknown_code(write->desk, write->rel, write->type->attno[column], code,
					table, inactive);
}

static void
check_code(CfWrite *write, int i)
{
	CfColumn	column = codes[i].column;
	HTAB	   *table;
	char	   *code;
	CfCode	   *found;

	cf_set(&write->row, column, cf_trimmed(cf_value(&write->row, column)));
	if (!cf_changed(write, column))
		return;
	code = cf_text(&write->row, column);
	if (code[0] == '\0')
		cf_refuse_column(write, column, ERRCODE_CF_INVALID_VALUE,
						 psprintf("column \"%s\" is blank",
								  cf_columns[column].name),
						 "Leave it out, or send NULL, where nothing is known.");
	if (codes[i].table == 0)
		return;
	table = *(HTAB **) ((char *) write->desk + codes[i].table);
	if (codes[i].optional && hash_get_num_entries(table) == 0)
		return;
	found = cf_code(table, code);
	if (found == NULL)
		refuse_code(write, column, code, codes[i].table_name, false);
	/* imported cases may use codes that are no longer active */
	if (codes[i].must_be_active && !is_active(i, found) && !write->importing)
		refuse_code(write, column, code, codes[i].table_name, true);
}

/* each element is a code, if the desk lists risks at all */
static void
check_risks(CfWrite *write)
{
	Datum	   *risks;
	bool	   *nulls;
	int			count;

	if (cf_is_null(&write->row, CF_RISKS) || !cf_changed(write, CF_RISKS) ||
		hash_get_num_entries(write->desk->risks) == 0)
		return;
	deconstruct_array(DatumGetArrayTypeP(cf_value(&write->row, CF_RISKS)),
					  TEXTOID, -1, false, TYPALIGN_INT, &risks, &nulls,
					  &count);
	for (int i = 0; i < count; i++)
	{
		char	   *risk = nulls[i] ? "" : TextDatumGetCString(risks[i]);

		if (cf_code(write->desk->risks, risk) == NULL)
			refuse_code(write, CF_RISKS, risk, "risk", false);
	}
}

/* what is short enough for any column need not be looked at more closely */
static void
check_lengths(CfWrite *write)
{
	CfRow	   *row = &write->row;
	TupleDesc	desc = write->type->desc;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (!row->nulls[i] && att->attlen == -1 &&
			toast_raw_datum_size(row->values[i]) > CF_LIST_MAX &&
			(write->insert || !cf_same(row, &write->old, i)))
			cf_check_size(write->rel, i + 1, row->values[i],
						  cf_longest_text(NameStr(att->attname)));
	}
}

static void
check_time(CfWrite *write, CfColumn column, TimestampTz latest)
{
	if (!cf_is_null(&write->row, column) && cf_changed(write, column))
		cf_check_time(write->rel, write->type->attno[column],
					  cf_time(&write->row, column), latest);
}

static void
check_times(CfWrite *write)
{
	TimestampTz tolerance = write->desk->clock_tolerance;

	if (cf_is_null(&write->row, CF_RECEIVED_AT))
		cf_refuse_column(write, CF_RECEIVED_AT, ERRCODE_CF_VALUE_REQUIRED,
						 "a complaint needs the time of its receipt",
						 "Leave received_at out: the present time is taken.");
	check_time(write, CF_RECEIVED_AT, write->now + tolerance);
	check_time(write, CF_OCCURRED_AT,
			   cf_time(&write->row, CF_RECEIVED_AT) + tolerance);
}

static void
check_amount(CfWrite *write)
{
	Numeric		amount;
	Datum		zero = NumericGetDatum(int64_to_numeric(0));

	if (cf_is_null(&write->row, CF_AMOUNT) || !cf_changed(write, CF_AMOUNT))
		return;
	amount = DatumGetNumeric(cf_value(&write->row, CF_AMOUNT));
	if (numeric_is_nan(amount) || numeric_is_inf(amount))
		cf_refuse_column(write, CF_AMOUNT, ERRCODE_CF_INVALID_VALUE,
						 "amount is not a number", NULL);
	cf_check_amount(write->rel, write->type->attno[CF_AMOUNT], amount);
	if (DatumGetBool(DirectFunctionCall2(numeric_lt, NumericGetDatum(amount),
										 zero)))
		cf_refuse_column(write, CF_AMOUNT, ERRCODE_CF_INVALID_VALUE,
						 "amount is negative",
						 "Send the amount at stake without a sign.");
}

static void
check_currency(CfWrite *write)
{
	char	   *currency = cf_text(&write->row, CF_CURRENCY);

	if (currency != NULL && cf_changed(write, CF_CURRENCY) &&
		(strlen(currency) != 3 ||
		 strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3))
		cf_refuse_column(write, CF_CURRENCY, ERRCODE_CF_INVALID_VALUE,
						 "currency is not a code of three capital letters",
						 "Send the code of ISO 4217, for instance CNY.");
}

/* an erasure emptied its texts, and nobody has to write them again */
static bool
was_erased(CfWrite *write)
{
	return !write->insert && cf_is_erased(&write->old);
}

static void
check_validity(CfWrite *write)
{
	CfRow	   *row = &write->row;

	if (cf_is_null(row, CF_VALIDITY))
		return;
	if (cf_changed(write, CF_VALIDITY) &&
		!cf_text_is(row, CF_VALIDITY, "valid") &&
		!cf_text_is(row, CF_VALIDITY, "invalid"))
		cf_refuse_column(write, CF_VALIDITY, ERRCODE_CF_INVALID_VALUE,
						 "validity is neither \"valid\" nor \"invalid\"",
						 "Leave it NULL until the complaint is verified.");
	if (!cf_says_something(row, CF_VALIDITY_REASON) &&
		(cf_changed(write, CF_VALIDITY) || !was_erased(write)))
		cf_refuse_column(write, CF_VALIDITY_REASON, ERRCODE_CF_VALUE_REQUIRED,
						 "validity needs a reason",
						 "Set validity_reason in the same statement.");
}

static void
check_number(CfWrite *write)
{
	CfRow	   *row = &write->row;

	if (cf_is_null(row, CF_ID) || cf_int64(row, CF_ID) <= 0)
		cf_refuse_column(write, CF_ID, ERRCODE_CF_INVALID_VALUE,
						 "the number of a complaint is positive",
						 "Leave id out: the next number is taken.");
	if (write->insert)
		cf_check_new_number(write->rel, cf_int64(row, CF_ID));
}

/* without a channel and words there is no complaint */
static void
check_told(CfWrite *write)
{
	CfRow	   *row = &write->row;

	if (cf_is_null(row, CF_CHANNEL))
		cf_refuse_column(write, CF_CHANNEL, ERRCODE_CF_VALUE_REQUIRED,
						 "a complaint needs a channel",
						 psprintf("Table \"%s.channel\" lists them.",
								  write->desk->name));
	if (!cf_says_something(row, CF_TITLE) &&
		!cf_says_something(row, CF_DESCRIPTION) && !was_erased(write))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a complaint needs a title or a description"),
				 errdetail("Both are empty or hold only white space."),
				 errtablecol(write->rel, write->type->attno[CF_DESCRIPTION])));
}

/*
 * cf_check_input -- refuse what cannot be, trim what is a code
 *
 * Throws KF008, KF011, KF012.  Changes write->row only by trimming.
 */
void
cf_check_input(CfWrite *write)
{
	CfRow	   *row = &write->row;

	check_lengths(write);
	if (!write->hypothetical)
		check_number(write);
	for (int i = 0; i < lengthof(codes); i++)
		if (!cf_is_null(row, codes[i].column))
			check_code(write, i);
	check_risks(write);
	if (!write->hypothetical)
		check_told(write);
	check_times(write);
	check_amount(write);
	check_currency(write);
	check_validity(write);
}
