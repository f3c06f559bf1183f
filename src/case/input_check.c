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

#include "base/compat.h"
#include "base/errors.h"
#include "case/input_check.h"
#include "row/sequence_check.h"
#include "history/rewind.h"
#include "row/value_check.h"

/* columns whose text is long */
static const CfColumn long_texts[] = {
	CF_DESCRIPTION, CF_REMEDY_SOUGHT, CF_EVIDENCE, CF_REASON,
	CF_VALIDITY_REASON, CF_RISKS
};

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

/* length of the white space or invisible character at p, 0 for others */
static int
blank_at(const char *p, const char *end)
{
	const unsigned char *u = (const unsigned char *) p;

	if (u[0] <= ' ')
		return 1;
	if (u[0] == 0xC2 && end - p >= 2 && (u[1] == 0xA0 || u[1] == 0xAD))
		return 2;				/* no-break space, soft hyphen */
	if (u[0] == 0xCD && end - p >= 2 && u[1] == 0x8F)
		return 2;				/* grapheme joiner */
	if (end - p < 3)
		return 0;
	if (u[0] == 0xE1 && ((u[1] == 0x85 && (u[2] == 0x9F || u[2] == 0xA0)) ||
						 (u[1] == 0xA0 && u[2] == 0x8E)))
		return 3;				/* Hangul fillers, Mongolian vowel separator */
	if (u[0] == 0xE2 && u[1] == 0x80 && u[2] >= 0x80 && u[2] <= 0x8F)
		return 3;				/* spaces of all widths, zero-width, marks */
	if (u[0] == 0xE2 && u[1] == 0x80 && u[2] >= 0xA8 && u[2] <= 0xAF)
		return 3;				/* separators, embeddings, narrow space */
	if (u[0] == 0xE2 && u[1] == 0x81 && u[2] >= 0x9F && u[2] <= 0xAF)
		return 3;				/* mathematical space, word joiner, operators */
	if (u[0] == 0xE2 && u[1] == 0xA0 && u[2] == 0x80)
		return 3;				/* braille without dots */
	if (u[0] == 0xE3 && u[1] == 0x80 && u[2] == 0x80)
		return 3;				/* full-width space */
	if ((u[0] == 0xE3 && u[1] == 0x85 && u[2] == 0xA4) ||
		(u[0] == 0xEF && u[1] == 0xBE && u[2] == 0xA0))
		return 3;				/* Hangul filler, full and half width */
	if (u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF)
		return 3;				/* byte order mark */
	return 0;
}

bool
cf_blank(const char *text, int len)
{
	const char *end = text + len;

	while (text < end)
	{
		int			step = blank_at(text, end);

		if (step == 0)
			return false;
		text += step;
	}
	return true;
}

/*
 * cf_trimmed -- a text without white space at both ends
 *
 * Returns the datum itself when there is none.
 */
Datum
cf_trimmed(Datum text)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(text);
	const char *start = VARDATA_ANY(value);
	const char *end = start + VARSIZE_ANY_EXHDR(value);
	const char *from = start;
	const char *to = start;
	int			step;

	while (from < end && (step = blank_at(from, end)) > 0)
		from += step;
	/* UTF-8 is read forwards: remember the end of the last visible one */
	for (const char *p = from; p < end;)
	{
		step = blank_at(p, end);
		if (step == 0)
		{
			step = pg_mblen(p);
			to = p + step;
		}
		p += step;
	}
	if (from == start && to == end)
		return PointerGetDatum(value);
	if (to < from)
		to = from;
	return PointerGetDatum(cstring_to_text_with_len(from, to - from));
}

/*
 * cf_unknown_code -- refuse a code that "table" does not hold, or holds as
 * not active
 */
void
cf_unknown_code(Relation rel, AttrNumber attno, const char *code,
				const char *table, const char *schema, bool inactive)
{
	const char *column = NameStr(TupleDescAttr(RelationGetDescr(rel),
											   attno - 1)->attname);
	int			shown = pg_mbcliplen(code, strlen(code), CF_CODE_LEN - 1);

	ereport(ERROR,
			(errcode(ERRCODE_CF_UNKNOWN_CODE),
			 inactive ?
			 errmsg("%s \"%s\" is not active", column, code) :
			 errmsg("unknown %s \"%.*s%s\"", column, shown, code,
					code[shown] == '\0' ? "" : "..."),
			 inactive ?
			 errdetail("Table \"%s.%s\" says so.", schema, table) :
			 errdetail("Table \"%s.%s\" has no such code.", schema, table),
			 inactive ?
			 errhint("Use another code, or make this one active again.") :
			 errhint("Add the code to the table, or use one that is there."),
			 errtablecol(rel, attno)));
}

/* a time that somebody sent: finite, not before 1900, not in the future */
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

/* an amount of money, a number: not so large that sums of it no longer fit */
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
 * cf_lies_before -- a fact lies before another one, told by whatever clocks
 *
 * The other one may lie ahead of our own clock, which may have been set back.
 */
bool
cf_lies_before(TimestampTz at, TimestampTz other, TimestampTz now,
			   int64 tolerance)
{
	return at < Min(other, now) - tolerance;
}

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

/* cf_longest_text -- bytes that a column of complaint may have, an own one too */
Size
cf_longest_text(const char *column)
{
	for (int i = 0; i < lengthof(long_texts); i++)
		if (strcmp(cf_columns[long_texts[i]].name, column) == 0)
			return CF_LONG_TEXT_MAX;
	for (int i = 0; i < CF_COLUMN_COUNT; i++)
		if (strcmp(cf_columns[i].name, column) == 0)
			return CF_SHORT_TEXT_MAX;
	return CF_LONG_TEXT_MAX;
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
