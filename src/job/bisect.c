/*
 * bisect.c -- working on many rows when some of them fail
 *
 * One subtransaction works on all rows.  When it fails, each half is tried
 * again, down to the single row that fails: that one is recorded in
 * job_failure, with the time when it is to be tried again.  Where nothing
 * fails this costs one subtransaction for all.
 *
 * Errors that are not caused by a row end the run: see cf_try.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "base/subtransaction.h"
#include "desk/query.h"
#include "job/bisect.h"

/* failures in a run; the rest is left to the next one */
#define FAILURES_A_RUN 1000
/* failures among the rows that are tried again */
#define FAILURES_AGAIN 100
/* each wait costs lock_timeout; enough to bisect very many rows */
#define WAITS_A_RUN 20

typedef struct Attempt
{
	CfJob	   *job;
	const CfBisection *bisection;
	const Datum *subjects;
	int			count;
	int64		done;
} Attempt;

static void
work(void *arg)
{
	Attempt    *attempt = arg;

	attempt->done = attempt->bisection->work(attempt->job, attempt->subjects,
											 attempt->count, attempt->bisection->arg);
}

/*
 * The text of an error, where it holds no personal data.  PostgreSQL's and our
 * own texts for these classes name tables, columns and constraints, and no
 * values; texts from an owner's trigger may hold anything.
 */
static char *
describe(const ErrorData *error)
{
	int			category = ERRCODE_TO_CATEGORY(error->sqlerrcode);
	bool		by_language = error->filename == NULL ||
		strncmp(error->filename, "pl", 2) == 0;

	if (!by_language && error->message != NULL &&
		(category == ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION ||
		 category == MAKE_SQLSTATE('K', 'F', '0', '0', '0') ||
		 error->sqlerrcode == ERRCODE_DATA_CORRUPTED ||
		 error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE ||
		 error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE ||
		 error->sqlerrcode == ERRCODE_T_R_DEADLOCK_DETECTED))
		return error->message;
	if (error->constraint_name != NULL)
		return psprintf("constraint \"%s\"", error->constraint_name);
	return "the text may hold personal data and is not kept";
}

static void
note_failure(CfJob *job, const CfBisection *bisection, Datum subject,
			 const ErrorData *error)
{
	static const Oid types[] = {
		TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, INT8OID
	};
	bool		is_case = bisection->name == cf_name_of_case ||
		strcmp(bisection->kind, "case") == 0;
	char	   *name = bisection->name(subject);
	Datum		values[7];

	job->failures++;
	if (job->name == NULL)
		return;
	values[0] = CStringGetTextDatum(job->name);
	values[1] = CStringGetTextDatum(bisection->kind);
	values[2] = CStringGetTextDatum(name);
	values[3] = CStringGetTextDatum(unpack_sql_state(error->sqlerrcode));
	values[4] = CStringGetTextDatum(describe(error));
	values[5] = TimestampTzGetDatum(job->at);
	values[6] = is_case ? cf_case_named(name) : (Datum) 0;
	cf_query_execute(job->desk,
					 "INSERT INTO job_failure AS f (job, kind, subject, sqlstate, message, since,"
					 " last_at, retry_at, complaint_id)"
					 " VALUES ($1, $2, $3, $4, $5, $6, $6, $6 + interval '1 minute', $7)"
					 " ON CONFLICT (job, kind, subject) DO UPDATE SET"
					 " since = CASE WHEN f.sqlstate = $4 THEN f.since ELSE $6 END,"
					 " told = f.told AND f.sqlstate = $4,"
					 " sqlstate = $4, message = $5, last_at = $6, attempts = f.attempts + 1,"
					 " retry_at = $6 + least(15, power(2, least(f.attempts, 4))) * interval '1 minute'",
					 7, types, values, is_case ? NULL : "      n");
}

/*
 * Has somebody locked a table of the desk, or waits for such a lock, so that
 * writers must wait?
 */
static bool
is_table_locked(CfDesk *desk)
{
	static const Oid types[] = {OIDOID};
	Datum		schema = ObjectIdGetDatum(desk->schema);

	return cf_query_execute(desk,
							"SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
							" WHERE l.locktype = 'relation' AND c.relnamespace = $1"
							" AND l.database = (SELECT d.oid FROM pg_database d"
							"  WHERE d.datname = current_database())"
							" AND l.pid IS DISTINCT FROM pg_backend_pid()"
							" AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock',"
							"  'ExclusiveLock', 'AccessExclusiveLock') LIMIT 1",
							1, types, &schema, NULL) > 0;
}

/*
 * A row that failed.  Where a table is locked nothing is wrong with the row:
 * the run notes that it waits, and the next one will find the row again.
 */
static void
leave(CfJob *job, const CfBisection *bisection, Datum subject,
	  const ErrorData *error)
{
	if (error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE &&
		job->name != NULL && !job->must_name && is_table_locked(job->desk))
		job->table_locked = true;
	else
		note_failure(job, bisection, subject, error);
}

/* tries all of them: NULL, or the error */
static ErrorData *
attempt(CfJob *job, const CfBisection *bisection, const Datum *subjects,
		int count, int64 *done)
{
	Attempt		now = {job, bisection, subjects, count, 0};
	ErrorData  *error = cf_try(work, &now);

	if (error == NULL)
		*done += now.done;
	else if (error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE &&
			 ++job->waits > WAITS_A_RUN)
		job->gave_up = true;
	return error;
}

/* cf_bisect -- work on all rows that do not fail; record the others */
int64
cf_bisect(CfJob *job, const CfBisection *bisection, const Datum *subjects,
		  int count)
{
	int			half = count / 2;
	int64		done = 0;
	ErrorData  *error;

	if (count == 0 || job->gave_up)
		return 0;
	CHECK_FOR_INTERRUPTS();
	error = attempt(job, bisection, subjects, count, &done);
	if (error == NULL)
		return done;
	if (count == 1)
		leave(job, bisection, subjects[0], error);
	FreeErrorData(error);
	if (count == 1 || job->gave_up || job->failures >= FAILURES_A_RUN)
		return 0;
	done += cf_bisect(job, bisection, subjects, half);
	return done + cf_bisect(job, bisection, subjects + half, count - half);
}

/*
 * cf_bisect_all -- the same where the work finds its rows by itself; "list"
 * returns them when something fails
 */
int64
cf_bisect_all(CfJob *job, const CfBisection *bisection,
			  int (*list) (CfJob *job, void *arg, Datum **subjects))
{
	int64		done = 0;
	ErrorData  *error = attempt(job, bisection, NULL, 0, &done);
	Datum	   *subjects;
	int			count;

	if (error == NULL)
		return done;
	count = list(job, bisection->arg, &subjects);
	/* no row can be the cause */
	if (count == 0)
		ReThrowError(error);
	FreeErrorData(error);
	return cf_bisect(job, bisection, subjects, count);
}

/*
 * cf_forget_failures -- remove failures that did not occur in this run, which
 * has tried all rows of the kind
 */
void
cf_forget_failures(CfJob *job, const char *kind)
{
	static const Oid types[] = {TEXTOID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[3];

	if (job->gave_up || job->table_locked || job->failures >= FAILURES_A_RUN)
		return;
	values[0] = CStringGetTextDatum(job->name);
	values[1] = CStringGetTextDatum(kind);
	values[2] = TimestampTzGetDatum(job->at);
	cf_query_execute(job->desk,
					 "DELETE FROM job_failure WHERE job = $1 AND kind = $2"
					 " AND last_at <> $3",
					 3, types, values, NULL);
}

/* the rows that are due to be tried again; returns how many */
static int
read_again(CfJob *job, const CfBisection *bisection, Datum **subjects)
{
	static const Oid types[] = {TEXTOID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[3];
	CfQueryRow *found;
	Datum		array;
	bool		isnull;
	int			count;

	values[0] = CStringGetTextDatum(job->name);
	values[1] = CStringGetTextDatum(bisection->kind);
	values[2] = TimestampTzGetDatum(job->at);
	found = cf_query_row(job->desk,
						 "SELECT array_agg(subject::text ORDER BY retry_at, subject)"
						 " FROM (SELECT subject, retry_at FROM job_failure"
						 "  WHERE job = $1 AND kind = $2 AND retry_at <= $3"
						 "  ORDER BY retry_at LIMIT " CppAsString2(FAILURES_A_RUN) ") due",
						 3, types, values);
	array = cf_query_value(found, 1, TEXTARRAYOID, &isnull);
	if (isnull)
		return 0;
	count = cf_array_elements(array, TEXTOID, subjects);
	for (int i = 0; i < count; i++)
		(*subjects)[i] = bisection->named(TextDatumGetCString((*subjects)[i]));
	return count;
}

/*
 * Removes the failures of rows that succeeded.  Others with the same error
 * will probably succeed, too: they become due at once.
 */
static void
forget(CfJob *job, const CfBisection *bisection, const Datum *subjects,
	   int count)
{
	static const Oid types[] = {
		TEXTOID, TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID
	};
	Datum	   *names = palloc(count * sizeof(Datum));
	Datum		values[4];

	for (int i = 0; i < count; i++)
		names[i] = CStringGetTextDatum(bisection->name(subjects[i]));
	values[0] = CStringGetTextDatum(job->name);
	values[1] = CStringGetTextDatum(bisection->kind);
	values[2] = cf_array(TEXTOID, names, count);
	values[3] = TimestampTzGetDatum(job->at);
	cf_query_execute(job->desk,
					 "WITH gone AS (DELETE FROM job_failure WHERE job = $1"
					 " AND kind = $2 AND subject = ANY ($3) RETURNING sqlstate)"
					 " UPDATE job_failure SET retry_at = $4 WHERE job = $1"
					 " AND kind = $2 AND subject <> ALL ($3) AND retry_at > $4"
					 " AND sqlstate IN (SELECT sqlstate FROM gone)",
					 4, types, values, NULL);
}

/*
 * cf_bisect_again -- work on rows that failed before and are due again
 *
 * Most of them fail again, so they are not bisected but tried one by one,
 * until a number of them has failed; the others have to wait.
 */
int64
cf_bisect_again(CfJob *job, const CfBisection *bisection)
{
	Datum	   *subjects;
	int			count = read_again(job, bisection, &subjects);
	int			until = job->failures + FAILURES_AGAIN;
	int64		done = 0;

	if (count == 0)
		return 0;
	if (count > 1 &&
		attempt(job, bisection, subjects, count, &done) == NULL)
	{
		forget(job, bisection, subjects, count);
		return done;
	}
	for (int i = 0; i < count && !job->gave_up && job->failures < until; i++)
	{
		ErrorData  *error = attempt(job, bisection, &subjects[i], 1, &done);

		CHECK_FOR_INTERRUPTS();
		if (error == NULL)
			forget(job, bisection, &subjects[i], 1);
		else
			leave(job, bisection, subjects[i], error);
	}
	return done;
}

char *
cf_name_of_case(Datum id)
{
	return psprintf(INT64_FORMAT, DatumGetInt64(id));
}

Datum
cf_case_named(const char *subject)
{
	return DirectFunctionCall1(int8in, CStringGetDatum(subject));
}
