/*
 * authority.c -- who may grant what: alone, and on the ladder above
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "desk/query.h"
#include "entry/authority.h"
#include "rights/as_owner.h"

#define COVERS "up_to IS NULL OR ($3 AND $2 <= up_to)"

/* the rungs whose ranks lie between the two, both included */
CfLadder
cf_ladder(CfDesk *desk, const CfGrant *grant, int from_rank, int to_rank)
{
	static const Oid types[] = {
		TEXTOID, NUMERICOID, BOOLOID, INT4OID, INT4OID
	};
	Datum		values[] = {
		CStringGetTextDatum(grant->kind), grant->amount,
		BoolGetDatum(grant->home_currency), Int32GetDatum(from_rank),
		Int32GetDatum(to_rank)
	};
	CfLadder	ladder;
	CfQueryRow *found;

	found = cf_query_row(desk,
						 "SELECT (array_agg(role ORDER BY role_rank))[1],"
						 " (array_agg(role ORDER BY role_rank DESC))[1],"
						 " bool_or(" COVERS "), coalesce(min(role_rank), 0)::bigint"
						 " FROM remedy_authority"
						 " WHERE remedy_kind = $1 AND approves"
						 " AND role_rank BETWEEN $4 AND $5",
						 5, types, values);
	ladder.lowest = cf_query_text(found, 1);
	ladder.highest = cf_query_text(found, 2);
	ladder.covered = cf_query_bool(found, 3);
	ladder.lowest_rank = cf_query_int64(found, 4);
	return ladder;
}

#define LOCK_TURN "SELECT FROM grant_turn WHERE staff = $1 FOR NO KEY UPDATE"

/*
 * One grant of a person at a time, until its transaction ends; the lock comes
 * after that of the case.  A row of a table that is the engine's alone: nobody
 * else can hold it.
 */
static void
take_turn(CfDesk *desk, Datum staff)
{
	static const Oid types[] = {TEXTOID};

	if (cf_query_execute(desk, LOCK_TURN, 1, types, &staff, NULL) == 0 &&
		cf_query_execute(desk,
						 "INSERT INTO grant_turn VALUES ($1)"
						 " ON CONFLICT DO NOTHING",
						 1, types, &staff, NULL) == 0)
		(void) cf_query_execute(desk, LOCK_TURN, 1, types, &staff, NULL);
}

/*
 * What the person granted alone on this local day, with this one, stays
 * within the free amount.  The day is that of the writing: recorded_at is the
 * client's.
 */
static bool
within_day(CfEntry *entry, const CfGrant *grant, Datum per_day)
{
	static const Oid types[] = {
		TEXTOID, NUMERICOID, NUMERICOID, TIMESTAMPTZOID
	};
	Datum		values[] = {
		CStringGetTextDatum(entry->actor->code), grant->amount, per_day,
		TimestampTzGetDatum(entry->now)
	};

	take_turn(entry->desk, values[0]);
	return cf_query_bool(cf_query_row_latest(entry->desk,
											 "SELECT coalesce(sum(r.amount), 0) + $2 <= $3"
											 " FROM remedy r, desk d"
											 " WHERE r.recorded_by = $1 AND r.approvals = 0"
											 " AND r.status IN ('approved', 'executed')"
											 " AND r.currency = d.currency"
											 " AND r.approved_at > $4 - interval '2 days'"
											 " AND date_trunc('day', r.approved_at, d.time_zone)"
											 " = date_trunc('day', $4, d.time_zone)",
											 4, types, values), 1);
}

/* cf_may_grant_alone -- within the actor's own authority? */
bool
cf_may_grant_alone(CfEntry *entry, const CfGrant *grant)
{
	static const Oid types[] = {TEXTOID, NUMERICOID, BOOLOID, TEXTOID};
	Datum		values[] = {
		CStringGetTextDatum(grant->kind), grant->amount,
		BoolGetDatum(grant->home_currency),
		CStringGetTextDatum(entry->actor->role)
	};
	CfQueryRow *own;
	Datum		per_day;
	bool		unlimited;

	own = cf_query_row(entry->desk,
					   "SELECT " COVERS ", per_day FROM remedy_authority"
					   " WHERE remedy_kind = $1 AND role = $4",
					   4, types, values);
	if (own == NULL || !cf_query_bool(own, 1))
		return false;
	per_day = cf_query_value(own, 2, NUMERICOID, &unlimited);
	if (unlimited)
		return true;
	return grant->home_currency && within_day(entry, grant, per_day);
}

PG_FUNCTION_INFO_V1(check_authority);

/*
 * check_authority() -- AFTER ROW trigger of authority: no kind of remedy needs
 * more than four approvals
 */
Datum
check_authority(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "check_authority",
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	Relation	rel = trigger->tg_relation;
	CfQueryRow *high;

	(void) cf_table_of_owner("remedy_kind", RelationGetNamespace(rel),
							 rel->rd_rel->relowner);
	high = cf_query_first(cf_place_of_table(rel), CF_QUERY_ONCE,
						  "SELECT remedy_kind FROM remedy_authority WHERE approves"
						  " GROUP BY remedy_kind HAVING count(*) > 4"
						  " ORDER BY remedy_kind LIMIT 1", 0, NULL, NULL);
	if (high != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("remedy \"%s\" would need more than four approvals",
						cf_query_text(high, 1)),
				 errdetail("A ladder has at most four roles that approve."),
				 errhint("Set approves to false for a role that only grants on its own."),
				 cf_errcolumn(rel, "approves")));
	return PointerGetDatum(NULL);
}
