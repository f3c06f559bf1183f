/*
 * job.c -- a run of a job: its lock, and its record
 *
 * A job locks its row of job_lock, which only the desk's owner can lock.  A run
 * that finds it locked does nothing but note the wait in job_wait.  What
 * fails, or waits for long, is reported once to desk.fallback_role.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "base/subtransaction.h"
#include "desk/query.h"
#include "job/job.h"
#include "rights/as_owner.h"
#include "rights/enter_desk.h"

/* for each lock; rows that cannot be locked are left to the next run */
#define LOCK_TIMEOUT "1s"
/* a job that waits longer than this for its lock is reported */
#define REPORT_WAIT_AFTER "10 minutes"
/* numbers that a message names; the others are in job_failure */
#define NAMED_IN_MESSAGE "20"

void
cf_job_begin(CfJob *job, CfDesk *desk, const char *name, TimestampTz at)
{
	memset(job, 0, sizeof(CfJob));
	job->desk = desk;
	job->name = name;
	job->at = at;
}

static int64
execute(CfJob *job, const char *sql)
{
	static const Oid types[] = {TEXTOID, TIMESTAMPTZOID};
	Datum		values[2];

	values[0] = CStringGetTextDatum(job->name);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	return cf_query_execute(job->desk, sql, 2, types, values, NULL);
}

static void
tell(void *arg)
{
	execute(arg,
			"WITH found AS (UPDATE job_failure SET told = true"
			"  WHERE job = $1 AND NOT told"
			/* deadlocks and timeouts mostly succeed when tried again */
			"  AND (attempts >= 3 OR sqlstate !~ '^(40|55P03)') RETURNING *)"
			" INSERT INTO outbox (created_at, complaint_id, topic, audience, dedup_key, content)"
			" SELECT $2, CASE WHEN count(*) = 1 THEN min(complaint_id) END, 'job_failed',"
			"  (SELECT 'role ' || fallback_role FROM desk LIMIT 1),"
			"  concat_ws('/', 'job_failed', job, kind, min(subject), sqlstate, (min(since) AT TIME ZONE 'UTC')::date),"
			"  jsonb_build_object('job', job, 'kind', kind, 'count', count(*), 'sqlstate', sqlstate,"
			"   'reason', message, 'which', array_to_string((array_agg(subject ORDER BY length(subject), subject))"
			"[1:" NAMED_IN_MESSAGE "], ', '))"
			" FROM found GROUP BY job, kind, sqlstate, message"
			" ORDER BY min(subject) ON CONFLICT (dedup_key) DO NOTHING");
	execute(arg,
			"INSERT INTO outbox (created_at, topic, audience, dedup_key, content)"
			" SELECT $2, 'job_waits', (SELECT 'role ' || fallback_role FROM desk LIMIT 1),"
			"  'job_waits/' || $1 || '/' || extract(epoch FROM min(at)),"
			"  jsonb_build_object('job', $1, 'since', min(at))"
			" FROM job_wait WHERE job = $1 HAVING min(at) <= $2 - interval '" REPORT_WAIT_AFTER "'"
			" ON CONFLICT (dedup_key) DO NOTHING");
}

/*
 * cf_job_tell -- report failures and long waits as messages
 *
 * A failure to write the outbox does not stop the job: the next run reports.
 */
void
cf_job_tell(CfJob *job)
{
	ErrorData  *error = cf_try(tell, job);

	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("job \"%s\" of desk \"%s\" could not tell what it cannot do",
						job->name, job->desk->name),
				 errhint("Tables job_run and job_failure say it; see why table outbox cannot be written.")));
}

/* a row of its own: the run that has the lock may have written all others */
#define NOTE_WAIT \
	"INSERT INTO job_wait (job, at) VALUES ($1, $2) ON CONFLICT DO NOTHING"

#define LOCK "SELECT FROM job_lock WHERE job = $1 FOR UPDATE SKIP LOCKED"

/*
 * cf_try_lock -- lock a row of job_lock until the transaction ends; false when
 * it is locked
 */
bool
cf_try_lock(CfDesk *desk, const char *name)
{
	static const Oid types[] = {TEXTOID};
	Datum		value = CStringGetTextDatum(name);

	if (cf_query_execute(desk, LOCK, 1, types, &value, NULL) > 0)
		return true;
	/* nobody has locked it before, or somebody removed it */
	return cf_query_execute(desk,
							"INSERT INTO job_lock SELECT $1 WHERE NOT EXISTS"
							" (SELECT FROM job_lock WHERE job = $1)"
							" ON CONFLICT DO NOTHING",
							1, types, &value, NULL) > 0;
}

/*
 * cf_job_lock -- keep out other runs of the job until the transaction ends;
 * false when there is one
 */
bool
cf_job_lock(CfJob *job)
{
	if (cf_try_lock(job->desk, job->name))
		return true;
	execute(job, NOTE_WAIT);
	cf_job_tell(job);
	return false;
}

/*
 * cf_job_end -- record the run, and report failures
 *
 * The row of job_run is left alone where another run has it locked.
 */
void
cf_job_end(CfJob *job, TimestampTz started, int64 rows)
{
	static const Oid types[] = {TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID,
		INT8OID};
	Datum		values[4];

	execute(job,
			"INSERT INTO job_run (job) SELECT $1 WHERE $2 IS NOT NULL"
			" AND NOT EXISTS (SELECT FROM job_run WHERE job = $1)"
			" ON CONFLICT DO NOTHING");
	values[0] = CStringGetTextDatum(job->name);
	values[1] = TimestampTzGetDatum(started);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[3] = Int64GetDatum(rows);
	cf_query_execute(job->desk,
					 "UPDATE job_run SET started_at = $2, finished_at = $3, rows = $4,"
					 " failing = (SELECT count(*) FROM job_failure WHERE job = $1)"
					 " WHERE job = (SELECT job FROM job_run WHERE job = $1"
					 " FOR NO KEY UPDATE SKIP LOCKED)",
					 4, types, values, NULL);
	cf_job_tell(job);
	if (job->gave_up || job->table_locked)
		execute(job, NOTE_WAIT);
	else
		execute(job, "DELETE FROM job_wait WHERE job = $1 AND at < $2");
}

/*
 * Notes a wait where the desk could not be opened; false where the caller may
 * not run its jobs.
 */
static bool
note_locked_desk(const char *desk, const char *job)
{
	static const Oid types[] = {TEXTOID, TIMESTAMPTZOID};
	Datum		values[2];
	CfQueryPlace place = {.name = desk};

	place.user = cf_desk_owner_named(desk, &place.schema);
	if (!has_privs_of_role(GetUserId(), place.user))
		return false;
	(void) cf_table_of_owner("job_wait", place.schema, place.user);
	values[0] = CStringGetTextDatum(job);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	cf_query_run(place, CF_QUERY_ONCE, NOTE_WAIT, 2, types, values, NULL, NULL,
				 NULL);
	return true;
}

/*
 * cf_job_attempt -- a run of a job, with a timeout for locks
 *
 * Returns false, and notes the wait, where somebody has locked a table.
 */
bool
cf_job_attempt(const char *desk, const char *job, void (*run) (void *arg),
			   void *arg)
{
	int			guc_level = NewGUCNestLevel();
	ErrorData  *error;

	(void) set_config_option("lock_timeout", LOCK_TIMEOUT, PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	error = cf_try(run, arg);
	if (error != NULL &&
		(error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE ||
		 !note_locked_desk(desk, job)))
		ReThrowError(error);
	if (error != NULL)
		ereport(WARNING,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("job \"%s\" of desk \"%s\" waited for a lock in vain",
						job, desk),
				 errhint("Table job_wait says since when; pg_locks shows who has it.")));
	AtEOXact_GUC(false, guc_level);
	return error == NULL;
}
