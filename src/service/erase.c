/*
 * erase.c -- erasing a customer's personal data (SPEC R7)
 *
 * The cases are locked first, in the order of their numbers, as everybody
 * does; then the customer's row, so that no new case comes in meanwhile; then
 * the cases that came in until then.  Who files a new case may hold an older
 * one, so from the customer on nobody is waited for: the erasure is refused
 * and has to be run again.
 *
 * Each case gets an event that says what was emptied and holds a digest of
 * what is left; the salt goes with the data, so that nobody can try out what
 * the remaining hashes were made of.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "history/canonical.h"
#include "rights/as_owner.h"
#include "rights/elsewhere.h"
#include "row/trim.h"

typedef struct Erasure
{
	CfDesk	   *desk;
	int64		customer_id;
	const char *reason;
	bool		open_cases;
	CfStaff    *actor;			/* or NULL */
	TimestampTz now;
	Datum		ids;			/* int8[], the customer's cases */
} Erasure;

/* the rows that a query with one parameter gives, or locks */
static int64
count_rows(Erasure *erasure, const char *sql, Oid type, Datum value)
{
	return cf_query_execute(erasure->desk, sql, 1, &type, &value, NULL);
}

static bool
has_erasing_role(Erasure *erasure)
{
	return count_rows(erasure,
					  "SELECT FROM desk WHERE $1 = ANY (erasure_roles)",
					  TEXTOID, CStringGetTextDatum(erasure->actor->role)) > 0;
}

/* the owner acts, and has not named somebody else as the actor */
static bool
is_owner(Erasure *erasure)
{
	CfStaff    *actor = erasure->actor;

	return has_privs_of_role(GetUserId(), erasure->desk->owner) &&
		(actor == NULL || actor->login == GetUserId());
}

static void
check_authority(Erasure *erasure)
{
	erasure->actor = cf_actor(erasure->desk, NULL);
	if (is_owner(erasure) ||
		(erasure->actor != NULL && has_erasing_role(erasure)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_NOT_AUTHORISED),
			 errmsg("erasing personal data needs another role"),
			 errdetail("The actor is %s; desk.erasure_roles says who may, and the owner of the desk.",
					   erasure->actor ? erasure->actor->code : "not known"),
			 errhint("Set complaint_flow.actor, or ask a supervisor.")));
}

/* what SQL with the owner's rights is about to touch is the owner's */
static void
check_tables(CfDesk *desk)
{
	static const char *const tables[] = {
		"customer", "personal_column", "erasure"
	};

	for (int i = 0; i < lengthof(tables); i++)
		(void) cf_table_of_owner(tables[i], desk->schema, desk->owner);
}

static void
check_customer(Erasure *erasure)
{
	if (cf_query_by_id(erasure->desk, "SELECT FROM customer WHERE id = $1",
					   erasure->customer_id) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("customer " INT64_FORMAT " does not exist",
						erasure->customer_id),
				 errhint("Name the id of a row in table \"%s.customer\".",
						 erasure->desk->name)));
}

/* the customer's cases that are committed by now, whatever the snapshot */
static void
find_cases(Erasure *erasure)
{
	static const Oid types[] = {INT8OID};
	Datum		id = Int64GetDatum(erasure->customer_id);
	CfQueryRow *found = cf_query_row_latest(erasure->desk,
											"SELECT coalesce(array_agg(id), '{}')"
											" FROM complaint WHERE customer_id = $1",
											1, types, &id);

	erasure->ids = cf_query_needed(found, 1, INT8ARRAYOID);
}

static void
lock_all(Erasure *erasure)
{
	Datum		customer = Int64GetDatum(erasure->customer_id);
	ArrayType  *ids;

	(void) count_rows(erasure,
					  "SELECT FROM complaint WHERE customer_id = $1"
					  " ORDER BY id FOR NO KEY UPDATE", INT8OID, customer);
	if (count_rows(erasure,
				   "SELECT FROM customer WHERE id = $1"
				   " FOR UPDATE SKIP LOCKED", INT8OID, customer) == 1)
	{
		find_cases(erasure);
		ids = DatumGetArrayTypeP(erasure->ids);
		if (count_rows(erasure,
					   "SELECT FROM complaint WHERE id = ANY ($1)"
					   " ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
					   INT8ARRAYOID, erasure->ids) ==
			ArrayGetNItems(ARR_NDIM(ids), ARR_DIMS(ids)))
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("somebody else is writing about customer " INT64_FORMAT,
					erasure->customer_id),
			 errdetail("Nothing was erased."),
			 errhint("Run the erasure again.")));
}

static void
check_open_cases(Erasure *erasure)
{
	static const Oid types[] = {INT8ARRAYOID};
	char	   *list;

	if (erasure->open_cases)
		return;
	list = cf_query_text(cf_query_row(erasure->desk,
									  "SELECT string_agg(c.id::text, ', ' ORDER BY c.id)"
									  " FROM complaint c JOIN state s ON s.code = c.state"
									  " WHERE c.id = ANY ($1) AND s.kind <> 'final'",
									  1, types, &erasure->ids), 1);
	if (list != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_IN_USE),
				 errmsg("customer " INT64_FORMAT " has open cases",
						erasure->customer_id),
				 errdetail("They are: %s.", list),
				 errhint("Bring them to an end first, or call erase_customer with open_cases => true: nobody can call the customer any more.")));
}

static void
check_detached_table(CfQueryRow *row, void *arg)
{
	Erasure    *erasure = arg;
	char	   *table = cf_query_word(row, 1);

	if (count_rows(erasure,
				   psprintf("SELECT FROM %s WHERE customer_id = $1", table),
				   INT8OID, Int64GetDatum(erasure->customer_id)) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_IN_USE),
				 errmsg("customer " INT64_FORMAT " has cases in table %s, which is not attached",
						erasure->customer_id, table),
				 errdetail("Nothing was erased."),
				 errhint("Attach the table to complaint, erase, and detach it again; or call complaint_flow.forget_cases() if its cases are no longer needed.")));
}

/* cases that complaint does not show now would keep their texts */
static void
check_detached_cases(Erasure *erasure)
{
	static const Oid types[] = {NAMEOID};
	NameData	schema;
	Datum		value = NameGetDatum(&schema);

	namestrcpy(&schema, erasure->desk->name);
	cf_query_each(erasure->desk, CF_QUERY_SNAPSHOT,
				  "SELECT format('%I.%I', $1, relname)"
				  " FROM complaint_flow.detached_cases($1) AS d"
				  " JOIN pg_class ON oid = d",
				  1, types, &value, check_detached_table, erasure);
}

static int64
erase_cases(Erasure *erasure)
{
	CfEngineUpdate update = cf_engine_update(erasure->desk, CF_UPDATE_ERASE,
											 CF_ERASURE);

	update.actor = erasure->actor ? erasure->actor->code : NULL;
	return cf_touch_cases(erasure->desk, &update, erasure->ids);
}

/* a statement of the engine, which triggers that keep rows let pass */
static void
execute_erasing(Erasure *erasure, const char *sql)
{
	static const Oid types[] = {INT8OID, INT8ARRAYOID};
	Datum		values[2];

	values[0] = Int64GetDatum(erasure->customer_id);
	values[1] = erasure->ids;
	cf_engine_execute(erasure->desk, NULL, sql, 2, types, values, NULL);
}

static void
take_statement(CfQueryRow *row, void *arg)
{
	List	  **statements = arg;

	*statements = lappend(*statements, cf_query_word(row, 1));
}

/* everything else that personal_column names, the customer's row among it */
static void
erase_rows(Erasure *erasure)
{
	static const Oid types[] = {NAMEOID};
	NameData	schema;
	Datum		value = NameGetDatum(&schema);
	List	   *statements = NIL;
	ListCell   *cell;

	execute_erasing(erasure,
					"DELETE FROM complaint_event_personal"
					" WHERE complaint_id = ANY ($2) AND $1 IS NOT NULL");
	namestrcpy(&schema, erasure->desk->name);
	cf_query_each(erasure->desk, CF_QUERY_SNAPSHOT,
				  "SELECT statement"
				  " FROM complaint_flow.erasing_statements($1) AS statement",
				  1, types, &value, take_statement, &statements);
	foreach(cell, statements)
		execute_erasing(erasure, lfirst(cell));
}

static void
note_erasure(Erasure *erasure, int64 cases)
{
	static const Oid types[] = {TIMESTAMPTZOID, TEXTOID, NAMEOID, INT8OID,
	TEXTOID, INT8OID};
	const char *actor = erasure->actor ? erasure->actor->code : "";
	NameData	db_role;
	Datum		values[] = {
		TimestampTzGetDatum(erasure->now), CStringGetTextDatum(actor),
		NameGetDatum(&db_role), Int64GetDatum(erasure->customer_id),
		CStringGetTextDatum(erasure->reason), Int64GetDatum(cases)
	};
	char		nulls[] = "      ";

	namestrcpy(&db_role, cf_db_role(erasure->desk));
	nulls[1] = erasure->actor ? ' ' : 'n';
	cf_query_execute(erasure->desk,
					 "INSERT INTO erasure (at, actor, db_role, customer_id,"
					 " reason, cases) VALUES ($1, $2, $3, $4, $5, $6)",
					 6, types, values, nulls);
}

PG_FUNCTION_INFO_V1(erase_customer);

/*
 * erase_customer(desk, customer_id, reason, open_cases) -- number of cases
 * that held personal data
 */
CF_WHERE_THE_DESK_IS(erase_customer)
{
	Erasure		erasure = {0};
	text	   *reason;
	int64		cases;

	/* not strict: doing nothing in silence could pass for an erasure */
	for (int i = 0; i < PG_NARGS(); i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_CF_VALUE_REQUIRED),
					 errmsg("erasing personal data needs desk, customer and reason")));
	reason = PG_GETARG_TEXT_PP(2);
	erasure.desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	erasure.customer_id = PG_GETARG_INT64(1);
	erasure.reason = text_to_cstring(reason);
	erasure.open_cases = PG_GETARG_BOOL(3);
	erasure.now = GetCurrentStatementStartTimestamp();
	check_authority(&erasure);
	if (cf_blank(VARDATA_ANY(reason), VARSIZE_ANY_EXHDR(reason)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("erasing personal data needs a reason"),
				 errhint("Say on whose request or by which rule; name nobody.")));
	check_tables(erasure.desk);
	check_customer(&erasure);
	lock_all(&erasure);
	check_open_cases(&erasure);
	check_detached_cases(&erasure);
	cases = erase_cases(&erasure);
	erase_rows(&erasure);
	note_erasure(&erasure, cases);
	PG_RETURN_INT64(cases);
}
