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
#include "base/trigger.h"
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
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("%s", message),
			 errhint("%s", hint),
			 errtablecol(entry->row.rel,
						 cf_attno_of(entry->row.rel, "amount"))));
}

/* KF011 or KF012 unless the kind asks for just such an amount */
static void
check_amount(CfEntry *entry, bool has_amount)
{
	bool		isnull;
	Datum		amount = cf_entry_value(&entry->row, "amount", NUMERICOID,
										&isnull);

	if (!has_amount)
	{
		if (!isnull || !cf_entry_is_null(&entry->row, "currency"))
			bad_amount(entry, "this kind of remedy has no amount",
					   "Leave amount and currency out.");
		return;
	}
	cf_entry_require(&entry->row, "amount");
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
	char	   *currency = cf_entry_text(&entry->row, "currency");

	if (currency == NULL)
		cf_entry_set_text(&entry->row, "currency", entry->desk->currency);
	else if (strlen(currency) != 3 ||
			 strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a currency is three capital letters"),
				 errhint("Write a code of ISO 4217, for instance CNY."),
				 errtablecol(entry->row.rel,
							 cf_attno_of(entry->row.rel, "currency"))));
}

static CfGrant
grant_of(CfEntry *entry)
{
	char	   *currency = cf_entry_text(&entry->row, "currency");
	CfGrant		grant;
	bool		isnull;

	grant.kind = cf_entry_text(&entry->row, "kind");
	grant.amount = cf_entry_value(&entry->row, "amount", NUMERICOID, &isnull);
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
	cf_entry_set_text(&entry->row, "next_role", ladder.lowest);
}

static void
decide_remedy(CfEntry *entry)
{
	CfDesk	   *desk = entry->desk;
	CfCode	   *kind;
	CfGrant		grant;

	cf_entry_need_actor(entry, "a remedy");
	cf_entry_require(&entry->row, "kind");
	cf_entry_check_code(desk, &entry->row, "kind", desk->remedy_kinds,
						"remedy_kind");
	kind = cf_code(desk->remedy_kinds, cf_entry_text(&entry->row, "kind"));
	if (!kind->active)
		cf_unknown_code(entry->row.rel, cf_attno_of(entry->row.rel, "kind"),
						kind->code, "remedy_kind", desk->name, true);
	check_amount(entry, kind->attribute != NULL);
	if (kind->attribute != NULL)
		check_currency(entry);
	cf_entry_refuse_engine_column(entry, "status", "proposed");
	cf_entry_refuse_engine_column(entry, "next_role", NULL);
	cf_entry_refuse_engine_column(entry, "approvals", "0");
	cf_entry_refuse_engine_column(entry, "approved_at", NULL);
	cf_entry_refuse_engine_column(entry, "executed_at", NULL);
	grant = grant_of(entry);
	if (entry->actor == NULL || !cf_may_grant_alone(entry, &grant))
	{
		ask_approval(entry, &grant);
		return;
	}
	cf_entry_set_text(&entry->row, "status", "approved");
	cf_entry_set(&entry->row, "approved_at", TIMESTAMPTZOID,
				 TimestampTzGetDatum(entry->now));
}

static void
remedy_recorded(CfEntry *entry, CfEngineUpdate *update)
{
	update->subject = cf_entry_int64(&entry->row, "id");
	update->next_role = cf_entry_text(&entry->row, "next_role");
	update->activity = update->next_role ? "approval:asked" :
		psprintf("remedy:%s", cf_entry_text(&entry->row, "kind"));
}

/* the remedy that an execution names, and what became of it in this statement */
static CfQueryRow *
remedy_of(CfEntry *entry)
{
	return cf_entry_find(entry, "remedy_id",
						 "SELECT r.kind, r.amount, r.status,"
						 " EXISTS (SELECT FROM execution WHERE remedy_id = r.id),"
						 " EXISTS (SELECT FROM approval WHERE remedy_id = r.id"
						 "  AND decision = 'withdrawn')"
						 " FROM remedy r WHERE r.id = $1");
}

/* the amount that was approved, and no other */
static void
check_executed_amount(CfEntry *entry, CfQueryRow *remedy)
{
	bool		isnull;
	bool		none;
	Datum		executed = cf_entry_value(&entry->row, "amount", NUMERICOID,
										  &isnull);
	Datum		approved = cf_query_value(remedy, 2, NUMERICOID, &none);

	if (isnull && !none)
		cf_entry_set(&entry->row, "amount", NUMERICOID, approved);
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

	cf_entry_need_actor(entry, "the execution of a remedy");
	if (cf_query_bool(remedy, 4))
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("the remedy is executed already"),
				 errhint("Record another remedy for what is still to give."),
				 errtable(entry->row.rel)));
	if (strcmp(cf_query_word(remedy, 3), "approved") != 0 ||
		cf_query_bool(remedy, 5))
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("a remedy is executed after its last approval"),
				 errdetail("Its status is \"%s\".",
						   cf_query_bool(remedy, 5) ? "withdrawn" :
						   cf_query_text(remedy, 3)),
				 errhint("Column next_role of the remedy says whose approval is next."),
				 errtable(entry->row.rel)));
	check_executed_amount(entry, remedy);
}

static void
executed(CfEntry *entry, CfEngineUpdate *update)
{
	static const Oid types[] = {INT8OID, TIMESTAMPTZOID};
	CfQueryRow *remedy = remedy_of(entry);
	Datum		values[2];

	update->subject = cf_entry_int64(&entry->row, "remedy_id");
	update->activity = psprintf("execution:%s", cf_query_text(remedy, 1));
	values[0] = Int64GetDatum(update->subject);
	values[1] = TimestampTzGetDatum(update->at);
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE remedy SET status = 'executed', executed_at = $2"
					  " WHERE id = $1", 2, types, values, NULL);
}

const CfEntryKind cf_remedy_kinds[] = {
	{"remedy", NULL, NULL, false, decide_remedy, remedy_recorded},
	{"execution", "remedy", "remedy_id", true, decide_execution, executed},
	{NULL}
};
