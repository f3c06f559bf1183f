/*
 * customer_change.c -- a customer's name or address is corrected
 *
 * Messages go to the address that stands in the customer's row when they are
 * read, and many may write that row.  So each change of it is kept in
 * customer_change, with who made it, and the customer's open cases get an
 * event that names it.  The old and the new value stand in customer_change
 * alone, where an erasure finds them by the customer; the event holds a salted
 * hash of them.
 *
 * A correction holds the customer's row, which somebody who works on a case
 * may need next.  So no case is waited for: one that somebody else has locked
 * stands in waiting_change until run_clocks.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/query.h"
#include "history/canonical.h"
#include "history/canonical_json.h"
#include "message/message.h"
#include "service/customer_change.h"
#include "settle/left_to_job.h"

#define ACTIVITY "customer_changed"

/* by which the customer is addressed */
static const char *const watched[] = {
	"name", "phone", "email", "address", "language"
};

/* one correction, as customer_change has it */
typedef struct Change
{
	int64		id;
	TimestampTz at;
	char	   *actor;			/* or NULL */
	char	   *db_role;
	Datum		columns;		/* text[] */
	Datum		hash;
} Change;

/* {"phone": [old, new]} and the names; NULL when the address is the same */
static Jsonb *
changes_of(TriggerData *trigger, List **names)
{
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	CfJson		json = {0};

	*names = NIL;
	for (int i = 0; i < lengthof(watched); i++)
	{
		int			attno = SPI_fnumber(desc, watched[i]);
		Form_pg_attribute att;
		Datum		values[2];
		bool		nulls[2];

		if (attno <= 0)
			continue;
		att = TupleDescAttr(desc, attno - 1);
		values[0] = SPI_getbinval(trigger->tg_trigtuple, desc, attno,
								  &nulls[0]);
		values[1] = SPI_getbinval(trigger->tg_newtuple, desc, attno,
								  &nulls[1]);
		if (nulls[0] == nulls[1] &&
			(nulls[0] || datum_image_eq(values[0], values[1], att->attbyval,
										att->attlen)))
			continue;
		*names = lappend(*names, unconstify(char *, watched[i]));
		cf_push_key(&json, watched[i]);
		cf_push_json(&json, WJB_BEGIN_ARRAY, NULL);
		for (int j = 0; j < 2; j++)
			cf_push_datum(&json, WJB_ELEM, att->atttypid, values[j],
						  nulls[j]);
		cf_push_json(&json, WJB_END_ARRAY, NULL);
	}
	return cf_json_end(&json);
}

/* the change as a row of customer_change, which numbers it */
static void
keep_change(CfDesk *desk, Change *change, int64 customer, Jsonb *changes)
{
	static const Oid types[] = {INT8OID, TIMESTAMPTZOID, TEXTOID, NAMEOID,
	TEXTARRAYOID, JSONBOID, BYTEAOID, BYTEAOID};
	Datum		values[8];
	char	   *text = JsonbToCString(NULL, &changes->root, VARSIZE(changes));
	bytea	   *salt = cf_new_salt();
	NameData	db_role;

	change->hash = PointerGetDatum(cf_salted_hash(salt, text, strlen(text)));
	namestrcpy(&db_role, change->db_role);
	values[0] = Int64GetDatum(customer);
	values[1] = TimestampTzGetDatum(change->at);
	/* NULL from the empty text: a found row cannot come without a number */
	values[2] = CStringGetTextDatum(change->actor ? change->actor : "");
	values[3] = NameGetDatum(&db_role);
	values[4] = change->columns;
	values[5] = JsonbPGetDatum(changes);
	values[6] = PointerGetDatum(salt);
	values[7] = change->hash;
	change->id = cf_query_int64(cf_query_row(desk,
											 "INSERT INTO customer_change (customer_id, recorded_at,"
											 " recorded_by, db_role, columns, changes, salt, hash)"
											 " VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8)"
											 " RETURNING id", 8, types, values), 1);
}

static void
begin_update(CfDesk *desk, CfEngineUpdate *update, const Change *change)
{
	CfJson		json = {0};

	cf_push_key(&json, "id");
	cf_push_datum(&json, WJB_VALUE, INT8OID, Int64GetDatum(change->id),
				  false);
	cf_push_time(&json, "recorded_at", change->at);
	cf_push_key(&json, "columns");
	cf_push_datum(&json, WJB_VALUE, TEXTARRAYOID, change->columns, false);
	cf_push_key(&json, "hash");
	cf_push_datum(&json, WJB_VALUE, BYTEAOID, change->hash, false);
	*update = cf_engine_update(desk, CF_UPDATE_ENTRY, ACTIVITY);
	update->at = change->at;
	update->actor = change->actor;
	update->keeps_updated_by = true;	/* any agent may correct a customer */
	update->db_role = change->db_role;
	update->table = "customer_change";
	update->public_columns = cf_json_end(&json);
}

static void
tell_cases(CfDesk *desk, const Change *change, Datum ids)
{
	CfEngineUpdate update;

	begin_update(desk, &update, change);
	cf_touch_cases(desk, &update, ids);
}

/* open cases: those that nobody else has, the others are left to the job */
static void
tell_open_cases(CfDesk *desk, const Change *change, int64 customer)
{
	static const Oid types[] = {INT8OID, INT8ARRAYOID, INT8OID};
	Datum		values[3];
	Datum	   *cases;
	int			count;

	values[0] = Int64GetDatum(customer);
	count = cf_query_ids(desk,
						 "SELECT array_agg(id) FROM"
						 " (SELECT c.id FROM complaint c JOIN state s ON s.code = c.state"
						 "  WHERE c.customer_id = $1 AND s.kind <> 'final'"
						 "  ORDER BY c.id FOR NO KEY UPDATE OF c SKIP LOCKED) locked",
						 1, types, values, &cases);
	values[1] = cf_array(INT8OID, cases, count);
	values[2] = Int64GetDatum(change->id);
	cf_query_execute(desk,
					 "INSERT INTO waiting_change (complaint_id, change_id)"
					 " SELECT c.id, $3 FROM complaint c JOIN state s ON s.code = c.state"
					 " WHERE c.customer_id = $1 AND s.kind <> 'final'"
					 " AND c.id <> ALL ($2)", 3, types, values, NULL);
	if (count > 0)
		tell_cases(desk, change, values[1]);
}

PG_FUNCTION_INFO_V1(record_customer);

/*
 * record_customer() -- AFTER ROW trigger of customer: a change of the address
 *
 * What the engine erases is no correction, and what an import corrects is of
 * the past.
 */
Datum
record_customer(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "record_customer",
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_UPDATE);
	Relation	rel = trigger->tg_relation;
	CfDesk	   *desk;
	CfStaff    *actor;
	Change		change = {0};
	List	   *names;
	Jsonb	   *changes = changes_of(trigger, &names);
	int64		customer;
	bool		isnull;

	if (changes == NULL || cf_engine_writes())
		return PointerGetDatum(NULL);
	desk = cf_desk_after(rel);
	if (cf_importing(desk))
		return PointerGetDatum(NULL);
	actor = cf_actor(desk, NULL);
	customer = DatumGetInt64(SPI_getbinval(trigger->tg_newtuple,
										   RelationGetDescr(rel),
										   cf_typed_attno(rel, "id", INT8OID),
										   &isnull));
	/* when the row is locked: a statement may have waited for that */
	change.at = GetCurrentTimestamp();
	change.actor = actor ? actor->code : NULL;
	change.db_role = cf_db_role(desk);
	change.columns = cf_array_of_texts(names);
	keep_change(desk, &change, customer, changes);
	tell_open_cases(desk, &change, customer);
	return PointerGetDatum(NULL);
}

/* the first change that waits for a case; false when none does */
static bool
next_waiting(CfDesk *desk, int64 case_id, Change *change)
{
	CfQueryRow *found = cf_query_by_id(desk,
									   "SELECT h.id, h.recorded_at, h.recorded_by,"
									   " h.db_role::text, h.columns, h.hash"
									   " FROM waiting_change w"
									   " JOIN customer_change h ON h.id = w.change_id"
									   " WHERE w.complaint_id = $1 ORDER BY h.id LIMIT 1",
									   case_id);
	bool		isnull;

	if (found == NULL)
		return false;
	change->id = cf_query_int64(found, 1);
	change->at = cf_query_time(found, 2);
	change->actor = cf_query_text(found, 3);
	change->db_role = cf_query_text(found, 4);
	change->columns = cf_query_value(found, 5, TEXTARRAYOID, &isnull);
	change->hash = cf_query_value(found, 6, BYTEAOID, &isnull);
	return true;
}

/* a case whose customer was changed while somebody else had it */
static int64
settle_case(CfDesk *desk, int64 case_id)
{
	static const Oid types[] = {INT8OID, INT8OID};
	Change		change;
	int64		told = 0;

	if (cf_query_by_id(desk, "SELECT FROM complaint WHERE id = $1"
					   " FOR NO KEY UPDATE SKIP LOCKED", case_id) == NULL)
		return 0;
	for (; next_waiting(desk, case_id, &change); told++)
	{
		Datum		values[] = {
			Int64GetDatum(case_id), Int64GetDatum(change.id)
		};

		cf_query_execute(desk, "DELETE FROM waiting_change"
						 " WHERE complaint_id = $1 AND change_id = $2", 2,
						 types, values, NULL);
		tell_cases(desk, &change, cf_array(INT8OID, values, 1));
	}
	return told;
}

static int64
settle_some(CfJob *job, const Datum *cases, int count, void *arg)
{
	int64		told = 0;

	for (int i = 0; i < count; i++)
		told += settle_case(job->desk, DatumGetInt64(cases[i]));
	return told;
}

/* cf_settle_changes -- of customers whose case somebody else had; in a job */
void
cf_settle_changes(CfJob *job)
{
	static const CfBisection round = {
		"change", settle_some, cf_name_of_case, cf_case_named
	};

	cf_settle_left_cases(job, "waiting_change", &round);
}
