/*
 * sweep.c -- the job that flags what stayed silent
 *
 * Candidates are read once, without a lock.  Then their cases are locked in
 * batches, skipping those that somebody works on; the complaint's triggers
 * look at the clocks under that lock.  A run that is killed has done nothing,
 * two runs at once share the work, a late run does what is due by then.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "complaint.h"
#include "customer.h"
#include "desk.h"
#include "errors.h"
#include "issue.h"
#include "owner.h"
#include "repeat.h"
#include "store.h"
#include "trigger_util.h"

/* cases a run; the rest is the next run's */
#define RUN_LIMIT 50000
#define BATCH 500

static ArrayType *
read_ids(CfDesk *desk, const char *sql, int nargs, const Oid *types,
		 const Datum *values)
{
	CfOwnerScope scope;
	MemoryContext caller = CurrentMemoryContext;
	Datum		array;
	bool		isnull;

	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	SPI_execute_plan(cf_kept_plan(desk, sql, nargs, types),
					 unconstify(Datum *, values), NULL, false, 1);
	array = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1,
						  &isnull);
	if (!isnull)
	{
		MemoryContext spi_cxt = MemoryContextSwitchTo(caller);

		array = PointerGetDatum(PG_DETOAST_DATUM_COPY(array));
		MemoryContextSwitchTo(spi_cxt);
	}
	SPI_finish();
	cf_owner_end(&scope);
	return isnull ? NULL : DatumGetArrayTypeP(array);
}

/* let the triggers look at the cases, in batches; returns how many changed */
static int64
touch(CfDesk *desk, const CfAct *act, ArrayType *ids)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	int64		changed = 0;

	if (ids == NULL)
		return 0;
	deconstruct_array(ids, INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &elements, &nulls, &count);
	for (int from = 0; from < count; from += BATCH)
	{
		ArrayType  *batch = construct_array(elements + from,
											Min(BATCH, count - from),
											INT8OID, sizeof(int64),
											FLOAT8PASSBYVAL,
											TYPALIGN_DOUBLE);

		changed += cf_update_case(desk, act,
								  "UPDATE complaint SET updated_at = updated_at"
								  " WHERE id = ANY (ARRAY(SELECT id FROM complaint"
								  " WHERE id = ANY ($1) ORDER BY id"
								  " FOR NO KEY UPDATE SKIP LOCKED))",
								  INT8ARRAYOID, PointerGetDatum(batch));
		CHECK_FOR_INTERRUPTS();
	}
	return changed;
}

static void
begin_act(CfAct *act, CfActKind kind, const char *activity, TimestampTz at)
{
	memset(act, 0, sizeof(CfAct));
	act->kind = kind;
	act->activity = activity;
	act->at = act->now = at;
	act->promise = CF_NO_TIME;
	act->db_role = GetUserNameFromId(GetUserId(), false);
}

static void
note_run(CfDesk *desk, const char *job, TimestampTz started, int64 rows)
{
	static const Oid types[] = {TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID,
		INT8OID};
	Datum		values[4];

	values[0] = CStringGetTextDatum(job);
	values[1] = TimestampTzGetDatum(started);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[3] = Int64GetDatum(rows);
	cf_owner_execute(desk,
					 "INSERT INTO job_run (job, started_at, finished_at, rows)"
					 " VALUES ($1, $2, $3, $4) ON CONFLICT (job) DO UPDATE"
					 " SET started_at = excluded.started_at,"
					 " finished_at = excluded.finished_at,"
					 " rows = excluded.rows",
					 4, types, values, NULL);
}

PG_FUNCTION_INFO_V1(run_clocks);

/*
 * run_clocks(desk, as_of) -- number of cases whose clocks were flagged
 */
Datum
run_clocks(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk;
	TimestampTz as_of = PG_GETARG_TIMESTAMPTZ(1);
	TimestampTz started = GetCurrentTimestamp();
	Oid			type = TIMESTAMPTZOID;
	Datum		value = TimestampTzGetDatum(as_of);
	ArrayType  *ids;
	CfAct		act;
	int64		changed;

	if (RecoveryInProgress())
		PG_RETURN_INT64(0);
	desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	cf_desk_check_owner(desk);
	/* it would stand in the history, before which no later event can lie */
	if (TIMESTAMP_NOT_FINITE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("clocks cannot be looked at from an infinite time"),
				 errhint("Leave as_of out: the present time is taken.")));
	/* waits for counters, so before any case is locked */
	cf_settle_left(desk);
	cf_settle_calls(desk);
	cf_settle_changes(desk);
	begin_act(&act, CF_ACT_SWEEP, NULL, as_of);
	ids = read_ids(desk,
				   "SELECT array_agg(DISTINCT complaint_id) FROM"
				   " (SELECT complaint_id FROM clock WHERE next_at < $1"
				   " ORDER BY next_at LIMIT " CppAsString2(RUN_LIMIT) ") due",
				   1, &type, &value);
	changed = touch(desk, &act, ids);
	note_run(desk, "run_clocks", started, changed);
	PG_RETURN_INT64(changed);
}

static int64
recompute(CfDesk *desk, const char *reason, bool only_provisional)
{
	const char *sql = only_provisional ?
		"SELECT array_agg(DISTINCT complaint_id) FROM clock"
		" WHERE provisional AND outcome IS NULL" :
		"SELECT array_agg(DISTINCT complaint_id) FROM clock"
		" WHERE outcome IS NULL";
	CfAct		act;

	begin_act(&act, CF_ACT_RECOMPUTE, "recomputed",
			  GetCurrentStatementStartTimestamp());
	act.reason = reason;
	return touch(desk, &act, read_ids(desk, sql, 0, NULL, NULL));
}

PG_FUNCTION_INFO_V1(recompute_clocks);

/*
 * recompute_clocks(desk, reason, only_provisional) -- deadlines of open
 * clocks anew, from the rules and calendars of today
 */
Datum
recompute_clocks(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));

	cf_desk_check_owner(desk);
	PG_RETURN_INT64(recompute(desk, text_to_cstring(PG_GETARG_TEXT_PP(1)),
							  PG_GETARG_BOOL(2)));
}

/* without the desk's copy: its settings may not be there yet */
static bool
any_provisional(Oid schema)
{
	Oid			owner = cf_owner_of_desk(schema);
	CfOwnerScope scope;
	bool		any;

	(void) cf_table_of_owner("clock", schema, owner);
	cf_owner_begin(&scope, get_namespace_name(schema), owner);
	SPI_connect();
	SPI_execute("SELECT FROM clock WHERE provisional AND outcome IS NULL",
				false, 1);
	any = SPI_processed > 0;
	SPI_finish();
	cf_owner_end(&scope);
	return any;
}

PG_FUNCTION_INFO_V1(settle_deadlines);

/*
 * settle_deadlines() -- AFTER STATEMENT trigger of calendar_year and
 * calendar_hours: deadlines that waited for them are provisional no longer
 */
Datum
settle_deadlines(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "settle_deadlines",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE);
	Oid			schema = RelationGetNamespace(trigger->tg_relation);

	if (any_provisional(schema))
		recompute(cf_desk_open(schema), "calendar filled in", true);
	return PointerGetDatum(NULL);
}
