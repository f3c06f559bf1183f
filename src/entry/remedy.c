/*
 * remedy.c -- entries that give the customer something: remedies and their
 * execution (SPEC R26, R27)
 *
 * Who may grant a remedy alone grants it by recording it; all others propose
 * it, and approval.c takes it up the ladder.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "entry/authority.h"
#include "entry/remedy.h"
#include "row/value_check.h"

static Datum
zero(void)
{
	return DirectFunctionCall1(int4_numeric, Int32GetDatum(0));
}

static void
bad_amount(CfEntry *entry, const char *message, const char *hint)
{
	cf_refuse_row(&entry->row, "amount", ERRCODE_CF_INVALID_VALUE, message,
				  hint);
}

/* KF011 or KF012 unless the kind asks for just such an amount */
static void
check_amount(CfEntry *entry, bool has_amount)
{
	bool		isnull;
	Datum		amount = cf_field_value(&entry->row, "amount", NUMERICOID,
										&isnull);

	if (!has_amount)
	{
		if (!isnull || !cf_field_is_null(&entry->row, "currency"))
			bad_amount(entry, "this kind of remedy has no amount",
					   "Leave amount and currency out.");
		return;
	}
	cf_field_require(&entry->row, "amount");
	if (numeric_is_nan(DatumGetNumeric(amount)) ||
		numeric_is_inf(DatumGetNumeric(amount)) ||
		!DatumGetBool(DirectFunctionCall2(numeric_gt, amount, zero())))
		bad_amount(entry, "the amount of a remedy is greater than zero",
				   "Write what it is worth in money.");
	cf_check_amount(entry->row.rel, cf_attno_of(entry->row.rel, "amount"),
					DatumGetNumeric(amount));
}

/* that of the desk where not given */
static void
check_currency(CfEntry *entry)
{
	char	   *currency = cf_field_text(&entry->row, "currency");

	if (currency == NULL)
		cf_field_set_text(&entry->row, "currency", entry->desk->currency);
	else if (strlen(currency) != 3 ||
			 strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
		cf_refuse_row(&entry->row, "currency", ERRCODE_CF_INVALID_VALUE,
					  "a currency is three capital letters",
					  "Write a code of ISO 4217, for instance CNY.");
}

static CfGrant
grant_of(CfEntry *entry)
{
	char	   *currency = cf_field_text(&entry->row, "currency");
	CfGrant		grant;
	bool		isnull;

	grant.kind = cf_field_text(&entry->row, "kind");
	grant.amount = cf_field_value(&entry->row, "amount", NUMERICOID, &isnull);
	if (isnull)
		grant.amount = zero();
	grant.home_currency = currency == NULL ||
		strcmp(currency, entry->desk->currency) == 0;
	return grant;
}

/* the first rung above the person; somebody on the ladder must suffice */
static void
ask_approval(CfEntry *entry, const CfGrant *grant)
{
	int			above = entry->actor ? entry->actor->rank + 1 : PG_INT32_MIN;
	CfLadder	ladder = cf_ladder(entry->desk, grant, above, PG_INT32_MAX);

	if (!ladder.covered)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("nobody above may grant this remedy"),
				 errdetail("No role that approves has the authority for its kind and amount."),
				 errhint("View remedy_authority shows who may grant what; a row of table authority changes it."),
				 errtable(entry->row.rel)));
	cf_field_set_text(&entry->row, "next_role", ladder.lowest);
}

static void
decide_remedy(CfEntry *entry)
{
	CfCode	   *kind = cf_code(entry->desk->remedy_kinds,
							   cf_field_text(&entry->row, "kind"));
	CfGrant		grant;

	check_amount(entry, kind->attribute != NULL);
	if (kind->attribute != NULL)
		check_currency(entry);
	grant = grant_of(entry);
	if (entry->actor == NULL || !cf_may_grant_alone(entry, &grant))
	{
		ask_approval(entry, &grant);
		return;
	}
	cf_field_set_text(&entry->row, "status", "approved");
	cf_field_set(&entry->row, "approved_at", TIMESTAMPTZOID,
				 TimestampTzGetDatum(entry->now));
}

static void
remedy_recorded(CfEntry *entry, CfEngineUpdate *update)
{
	update->next_role = cf_field_text(&entry->row, "next_role");
	if (update->next_role != NULL)
		update->activity = "approval:asked";
}

/* the remedy that an execution names; rows of the same statement count */
static CfQueryRow *
remedy_of(CfEntry *entry)
{
	return cf_entry_find(entry, "remedy_id",
						 "SELECT r.kind, r.amount, r.status,"
						 " EXISTS (SELECT FROM execution WHERE remedy_id = r.id),"
						 " EXISTS (SELECT FROM approval WHERE remedy_id = r.id"
						 "  AND decision = 'withdrawn'),"
						 " EXISTS (SELECT FROM remedy o"
						 "  WHERE o.complaint_id = r.complaint_id"
						 "  AND o.alternative = r.alternative AND o.id <> r.id"
						 "  AND o.status IN ('proposed', 'approved', 'executed'))"
						 " FROM remedy r WHERE r.id = $1");
}

/* the amount that was approved, and no other */
static void
check_executed_amount(CfEntry *entry, CfQueryRow *remedy)
{
	bool		isnull;
	bool		none;
	Datum		executed = cf_field_value(&entry->row, "amount", NUMERICOID,
										  &isnull);
	Datum		approved = cf_query_value(remedy, 2, NUMERICOID, &none);

	if (isnull && !none)
		cf_field_set(&entry->row, "amount", NUMERICOID, approved);
	else if (!isnull &&
			 (none || !DatumGetBool(DirectFunctionCall2(numeric_eq, executed,
														approved))))
		bad_amount(entry, "a remedy is executed with the amount that was approved",
				   "Leave the amount out; for another amount record another remedy.");
}

static void
decide_execution(CfEntry *entry)
{
	CfQueryRow *remedy = remedy_of(entry);
	bool		withdrawn = cf_query_bool(remedy, 5);

	if (cf_query_bool(remedy, 4))
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_GUARD_NOT_MET,
					  "the remedy is executed already",
					  "Record another remedy for what is still to give.");
	if (strcmp(cf_query_word(remedy, 3), "approved") != 0 || withdrawn)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("a remedy is executed after its last approval"),
				 errdetail("Its status is \"%s\".",
						   withdrawn ? "withdrawn" : cf_query_text(remedy, 3)),
				 errhint("Column next_role of the remedy says whose approval is next."),
				 errtable(entry->row.rel)));
	if (cf_query_bool(remedy, 6))
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_GUARD_NOT_MET,
					  "the remedy is one of several, and the customer has not picked it",
					  "Record the customer's answer in table contact, with chosen_remedy.");
	check_executed_amount(entry, remedy);
}

static void
executed(CfEntry *entry, CfEngineUpdate *update)
{
	static const Oid types[] = {INT8OID, TIMESTAMPTZOID};
	CfQueryRow *remedy = remedy_of(entry);
	Datum		values[] = {
		Int64GetDatum(cf_field_int64(&entry->row, "remedy_id")),
		TimestampTzGetDatum(update->at)
	};

	update->subject = DatumGetInt64(values[0]);
	update->activity = psprintf("execution:%s", cf_query_text(remedy, 1));
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE remedy SET status = 'executed', executed_at = $2"
					  " WHERE id = $1", 2, types, values, NULL);
}

const CfEntryKind cf_remedy_kinds[] = {
	{
		.table = "remedy",
		.columns = {
			{"kind", CF_IS_REQUIRED | CF_IS_CODE | CF_IS_ACTIVE, "remedy_kind"},
			{"status", CF_SET_BY_ENGINE, "proposed"},
			{"next_role", CF_SET_BY_ENGINE},
			{"approvals", CF_SET_BY_ENGINE, "0"},
			{"approved_at", CF_SET_BY_ENGINE},
			{"executed_at", CF_SET_BY_ENGINE}
		},
		.needs_actor = "a remedy",
		.decide = decide_remedy,
		.activity = "remedy",
		.activity_column = "kind",
		.has_clocks = true,
		.effect = remedy_recorded
	},
	{
		.table = "execution",
		.parents = {{"remedy", "remedy_id"}},
		.after_end = true,
		.needs_actor = "the execution of a remedy",
		.decide = decide_execution,
		.effect = executed
	},
	{NULL}
};
