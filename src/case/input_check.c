/*
 * input_check.c -- what a client may write into a case
 *
 * Codes are trimmed, of full-width and zero-width space too, and looked up;
 * times must be possible; texts have a length.  On update only what changed
 * is checked: a row that was accepted once stays writable.
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

/* entries of staff have a head of their own */
static bool
is_active(int i, CfCode *found)
{
	if (codes[i].table == offsetof(CfDesk, staff))
		return ((CfStaff *) found)->active;
	return found->active;
}

static void
check_code(CfWrite *write, int i)
{
	CfColumn	column = codes[i].column;
	AttrNumber	attno = write->type->attno[column];
	HTAB	   *table;
	char	   *code;
	CfCode	   *found;

	cf_set(&write->row, column, cf_trimmed(cf_value(&write->row, column)));
	if (!cf_changed(write, column))
		return;
	code = cf_text(&write->row, column);
	if (code[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("column \"%s\" is blank", cf_columns[column].name),
				 errhint("Leave it out, or send NULL, where nothing is known."),
				 errtablecol(write->rel, attno)));
	if (codes[i].table == 0)
		return;
	table = *(HTAB **) ((char *) write->desk + codes[i].table);
	if (codes[i].optional && hash_get_num_entries(table) == 0)
		return;
	found = cf_code(table, code);
	if (found == NULL)
		cf_unknown_code(write->rel, attno, code, codes[i].table_name,
						write->desk->name, false);
	/* history may name what was active then */
	if (codes[i].must_be_active && !is_active(i, found) &&
		!write->importing)
		cf_unknown_code(write->rel, attno, code, codes[i].table_name,
						write->desk->name, true);
}

/* every one of a list of codes, if there is a list of them */
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
			cf_unknown_code(write->rel, write->type->attno[CF_RISKS], risk,
							"risk", write->desk->name, false);
	}
}

/* what is short enough for any column need not be looked at more closely */
static void
check_lengths(CfWrite *write)
{
	CfRow	   *row = &write->row;
	TupleDesc	desc = write->type->desc;

	for (int i = 0; i < desc->natts; i++)
		if (!row->nulls[i] && TupleDescAttr(desc, i)->attlen == -1 &&
			toast_raw_datum_size(row->values[i]) > CF_LIST_MAX &&
			(write->insert || !cf_same(row, &write->old, i)))
			cf_check_size(write->rel, i + 1, row->values[i],
						  cf_longest_text(NameStr(TupleDescAttr(desc, i)->attname)));
}

static bool
says_something(CfWrite *write, CfColumn column)
{
	struct varlena *value;

	if (cf_is_null(&write->row, column))
		return false;
	value = PG_DETOAST_DATUM_PACKED(cf_value(&write->row, column));
	return !cf_blank(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

static void
check_times(CfWrite *write)
{
	TimestampTz latest = write->now + write->desk->clock_tolerance;

	if (cf_is_null(&write->row, CF_RECEIVED_AT))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a complaint needs the time of its receipt"),
				 errhint("Leave received_at out: the present time is taken."),
				 errtablecol(write->rel, write->type->attno[CF_RECEIVED_AT])));
	if (cf_changed(write, CF_RECEIVED_AT))
		cf_check_time(write->rel, write->type->attno[CF_RECEIVED_AT],
					  DatumGetTimestampTz(cf_value(&write->row, CF_RECEIVED_AT)),
					  latest);
	if (!cf_is_null(&write->row, CF_OCCURRED_AT) &&
		cf_changed(write, CF_OCCURRED_AT))
		cf_check_time(write->rel, write->type->attno[CF_OCCURRED_AT],
					  DatumGetTimestampTz(cf_value(&write->row, CF_OCCURRED_AT)),
					  DatumGetTimestampTz(cf_value(&write->row, CF_RECEIVED_AT)) +
					  write->desk->clock_tolerance);
}

/*
 * The table's own CHECK constraints would refuse the same values, but with a
 * message that quotes the whole row, personal data and all.
 */
static void
check_amount(CfWrite *write)
{
	AttrNumber	attno = write->type->attno[CF_AMOUNT];
	Numeric		amount;

	if (cf_is_null(&write->row, CF_AMOUNT) || !cf_changed(write, CF_AMOUNT))
		return;
	amount = DatumGetNumeric(cf_value(&write->row, CF_AMOUNT));
	if (numeric_is_nan(amount) || numeric_is_inf(amount))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("amount is not a number"),
				 errtablecol(write->rel, attno)));
	cf_check_amount(write->rel, attno, amount);
	if (DatumGetBool(DirectFunctionCall2(numeric_lt, NumericGetDatum(amount),
										 DirectFunctionCall1(int4_numeric,
															 Int32GetDatum(0)))))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("amount is negative"),
				 errhint("Send the amount at stake without a sign."),
				 errtablecol(write->rel, attno)));
}

static void
check_currency(CfWrite *write)
{
	char	   *currency = cf_text(&write->row, CF_CURRENCY);

	if (currency != NULL && cf_changed(write, CF_CURRENCY) &&
		(strlen(currency) != 3 ||
		 strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("currency is not a code of three capital letters"),
				 errhint("Send the code of ISO 4217, for instance CNY."),
				 errtablecol(write->rel, write->type->attno[CF_CURRENCY])));
}

/* its texts were emptied, and nobody has to write them again */
static bool
was_erased(CfWrite *write)
{
	return !write->insert && cf_is_erased(&write->old);
}

static void
check_validity(CfWrite *write)
{
	char	   *validity = cf_text(&write->row, CF_VALIDITY);

	if (validity == NULL)
		return;
	if (cf_changed(write, CF_VALIDITY) &&
		strcmp(validity, "valid") != 0 && strcmp(validity, "invalid") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("validity is neither \"valid\" nor \"invalid\""),
				 errhint("Leave it NULL until the complaint is verified."),
				 errtablecol(write->rel, write->type->attno[CF_VALIDITY])));
	if (!says_something(write, CF_VALIDITY_REASON) &&
		(cf_changed(write, CF_VALIDITY) || !was_erased(write)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("validity needs a reason"),
				 errhint("Set validity_reason in the same statement."),
				 errtablecol(write->rel,
							 write->type->attno[CF_VALIDITY_REASON])));
}

/*
 * cf_check_input -- refuse what cannot be, trim what is a code
 *
 * Throws KF008, KF011, KF012.  Changes write->row only by trimming.
 */
void
cf_check_input(CfWrite *write)
{
	check_lengths(write);
	if (cf_is_null(&write->row, CF_ID) ||
		DatumGetInt64(cf_value(&write->row, CF_ID)) <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("the number of a complaint is positive"),
				 errhint("Leave id out: the next number is taken."),
				 errtablecol(write->rel, write->type->attno[CF_ID])));
	if (write->insert)
		cf_check_new_number(write->rel,
							DatumGetInt64(cf_value(&write->row, CF_ID)));
	for (int i = 0; i < lengthof(codes); i++)
		if (!cf_is_null(&write->row, codes[i].column))
			check_code(write, i);
	check_risks(write);
	if (cf_is_null(&write->row, CF_CHANNEL))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a complaint needs a channel"),
				 errhint("Table \"%s.channel\" lists them.",
						 write->desk->name),
				 errtablecol(write->rel, write->type->attno[CF_CHANNEL])));
	if (!says_something(write, CF_TITLE) &&
		!says_something(write, CF_DESCRIPTION) && !was_erased(write))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a complaint needs a title or a description"),
				 errdetail("Both are empty or hold only white space."),
				 errtablecol(write->rel, write->type->attno[CF_DESCRIPTION])));
	check_times(write);
	check_amount(write);
	check_currency(write);
	check_validity(write);
}
