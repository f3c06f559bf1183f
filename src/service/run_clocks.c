/*
 * run_clocks.c -- the job that flags what stayed silent
 *
 * Candidates are read once, without a lock.  Then their cases are locked in
 * batches, skipping those that somebody works on; the complaint's triggers
 * look at the clocks under that lock.  A run that is killed has done nothing,
 * two runs at once share the work, a late run does what is due by then.  A
 * case that cannot be written is named, and the others are flagged.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "rights/as_owner.h"
#include "rights/elsewhere.h"
#include "service/customer_change.h"
#include "settle/left_to_job.h"

/* cases a run; the rest is the next run's */
#define RUN_LIMIT 50000
/* cases a subtransaction: of these a run should have less than 64 */
#define BATCH 1000

/* no job of its own: run_clocks tries again what it could not do */
#define RECOMPUTING "recompute_clocks"

#define TOUCH \
	"UPDATE complaint SET updated_at = updated_at" \
	" WHERE id = ANY (ARRAY(SELECT id FROM complaint" \
	" WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE"

/* those that nobody has; a clock that is due stays due */
static int64
touch(CfJob *job, const Datum *cases, int count, void *arg)
{
	return cf_update_cases(job->desk, arg, TOUCH " SKIP LOCKED))",
						   INT8ARRAYOID, cf_array(INT8OID, cases, count));
}

/*
 * All of them, or an error: there is no other note of them.  An error at once:
 * the run holds other cases, for which who has this one may wait.
 */
static int64
touch_or_fail(CfJob *job, const Datum *cases, int count, void *arg)
{
	return cf_update_cases(job->desk, arg, TOUCH " NOWAIT))", INT8ARRAYOID,
						   cf_array(INT8OID, cases, count));
}

/*
 * Those that nobody has; the others are left to run_clocks, by name: who
 * writes policy waits for nobody who works on a case.
 */
static int64
touch_free(CfJob *job, const Datum *cases, int count, void *arg)
{
	static const Oid types[] = {INT8ARRAYOID, TIMESTAMPTZOID};
	Datum		values[] = {
		cf_array(INT8OID, cases, count), TimestampTzGetDatum(job->at)
	};
	bool		isnull;
	CfQueryRow *row = cf_query_row(job->desk,
								   "WITH free AS MATERIALIZED (SELECT id FROM complaint WHERE id = ANY ($1)"
								   "  ORDER BY id FOR NO KEY UPDATE SKIP LOCKED),"
								   " held AS (INSERT INTO job_failure AS f (job, kind, subject, complaint_id,"
								   "   sqlstate, message, since, last_at, retry_at)"
								   "  SELECT '" RECOMPUTING "', 'case', h.id, h.id, '55P03', 'the case was locked', $2, $2, $2"
								   "  FROM (SELECT unnest($1) EXCEPT SELECT id FROM free) AS h (id)"
								   "  ON CONFLICT (job, kind, subject) DO UPDATE SET retry_at = least(f.retry_at, $2))"
								   " SELECT array_agg(id) FROM free",
								   2, types, values);
	Datum		unheld = cf_query_value(row, 1, INT8ARRAYOID, &isnull);

	return isnull ? 0 :
		cf_update_cases(job->desk, arg, TOUCH "))", INT8ARRAYOID, unheld);
}

static CfBisection
round_of(const CfEngineUpdate *update)
{
	CfBisection round = {"case", touch, cf_name_of_case, cf_case_named};

	round.arg = unconstify(CfEngineUpdate *, update);
	return round;
}

/* let the triggers look at the cases, in batches; returns how many changed */
static int64
touch_all(CfJob *job, const CfBisection *round, const Datum *cases, int count)
{
	int64		changed = 0;

	for (int from = 0; from < count; from += BATCH)
		changed += cf_bisect(job, round, cases + from,
							 Min(BATCH, count - from));
	return changed;
}

/* of a run of a job, at its time */
static CfEngineUpdate
update_at(CfJob *job, CfEngineUpdateKind kind, const char *activity)
{
	CfEngineUpdate update = cf_engine_update(job->desk, kind, activity);

	update.at = update.now = job->at;
	return update;
}

/*
 * Settles what other transactions postponed rather than wait for a lock.  It
 * waits for counters, so it comes before any case is locked; a counter that is
 * locked for long is no reason not to look at the clocks.  Returns whether it
 * gave up on something.
 */
static bool
settle(CfJob *job)
{
	static void (*const steps[]) (CfJob *) = {
		cf_settle_left, cf_settle_calls, cf_settle_changes
	};
	bool		gave_up = false;

	for (int i = 0; i < lengthof(steps); i++)
	{
		steps[i] (job);
		gave_up |= job->gave_up;
		job->gave_up = false;
	}
	return gave_up;
}

/* the deadlines that could not be computed anew before */
static void
recompute_again(CfJob *job)
{
	CfJob		other = *job;
	CfEngineUpdate update = update_at(job, CF_UPDATE_RECOMPUTE, "recomputed");
	CfBisection round = round_of(&update);

	update.reason = "tried again";
	round.work = touch_or_fail;
	other.name = RECOMPUTING;
	other.must_name = true;
	(void) cf_bisect_again(&other, &round);
}

static int64
look_at_clocks(CfJob *job)
{
	static const Oid types[] = {TIMESTAMPTZOID};
	Datum		value = TimestampTzGetDatum(job->at);
	CfEngineUpdate update = update_at(job, CF_UPDATE_RUN_CLOCKS, NULL);
	CfBisection round = round_of(&update);
	Datum	   *cases;
	int			count = cf_query_ids(job->desk,
									 "SELECT array_agg(DISTINCT complaint_id) FROM"
									 " (SELECT complaint_id FROM clock WHERE next_at < $1"
	/* they would fill the limit, and fail again */
									 "  AND complaint_id NOT IN (SELECT f.complaint_id FROM job_failure f"
									 "   WHERE f.job = 'run_clocks' AND f.kind = 'case')"
									 " ORDER BY next_at LIMIT " CppAsString2(RUN_LIMIT) ") due",
									 1, types, &value, &cases);
	int64		changed = touch_all(job, &round, cases, count);

	return changed + cf_bisect_again(job, &round);
}

typedef struct Run
{
	const char *desk;
	TimestampTz as_of;
	int64		changed;
} Run;

static void
run(void *arg)
{
	Run		   *self = arg;
	TimestampTz started = GetCurrentTimestamp();
	CfDesk	   *desk = cf_desk_open_named(self->desk);
	CfJob		job;
	bool		gave_up;

	cf_desk_check_owner(desk);
	/* it would stand in the history, before which no later event can lie */
	if (TIMESTAMP_NOT_FINITE(self->as_of))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("clocks cannot be looked at from an infinite time"),
				 errhint("Leave as_of out: the present time is taken.")));
	cf_job_begin(&job, desk, "run_clocks", self->as_of);
	gave_up = settle(&job);
	self->changed = look_at_clocks(&job);
	recompute_again(&job);
	job.gave_up |= gave_up;
	cf_job_end(&job, started, self->changed);
}

PG_FUNCTION_INFO_V1(run_clocks);

/*
 * run_clocks(desk, as_of) -- number of cases whose clocks were flagged
 */
CF_WHERE_THE_DESK_IS(run_clocks)
{
	Run			self = {
		NameStr(*PG_GETARG_NAME(0)), PG_GETARG_TIMESTAMPTZ(1), 0
	};

	if (RecoveryInProgress())
		PG_RETURN_INT64(0);
	if (!cf_job_attempt(self.desk, "run_clocks", run, &self))
		PG_RETURN_INT64(0);
	PG_RETURN_INT64(self.changed);
}

static int64
recompute(CfDesk *desk, const char *reason, bool only_provisional)
{
	const char *sql = only_provisional ?
		"SELECT array_agg(DISTINCT complaint_id) FROM clock"
		" WHERE provisional AND outcome IS NULL" :
		"SELECT array_agg(DISTINCT complaint_id) FROM clock"
		" WHERE outcome IS NULL";
	CfEngineUpdate update = cf_engine_update(desk, CF_UPDATE_RECOMPUTE,
											 "recomputed");
	CfBisection round = round_of(&update);
	CfJob		job;
	Datum	   *cases;
	int			count;
	int64		changed;

	update.reason = reason;
	cf_job_begin(&job, desk, RECOMPUTING, update.at);
	job.must_name = true;
	round.work = touch_free;
	count = cf_query_ids(desk, sql, 0, NULL, NULL, &cases);
	changed = touch_all(&job, &round, cases, count);
	cf_job_tell(&job);
	return changed;
}

PG_FUNCTION_INFO_V1(recompute_clocks);

/*
 * recompute_clocks(desk, reason, only_provisional) -- deadlines of open
 * clocks anew, from the rules and calendars of today
 */
CF_WHERE_THE_DESK_IS(recompute_clocks)
{
	CfDesk	   *desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));

	cf_desk_check_owner(desk);
	PG_RETURN_INT64(recompute(desk, text_to_cstring(PG_GETARG_TEXT_PP(1)),
							  PG_GETARG_BOOL(2)));
}

/* without the desk's cache: its settings may not be there yet */
static bool
any_provisional(Oid schema)
{
	CfQueryPlace place = cf_place_of_schema(schema);

	(void) cf_table_of_owner("clock", schema, place.user);
	return cf_query_run(place, CF_QUERY_ONCE | CF_QUERY_FIRST,
						"SELECT FROM clock WHERE provisional AND outcome IS NULL",
						0, NULL, NULL, NULL, NULL, NULL) > 0;
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
