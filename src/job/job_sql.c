/*
 * job_sql.c -- job.c and bisect.c for jobs written in SQL
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "base/compat.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "job/bisect.h"
#include "rights/as_owner.h"
#include "rights/elsewhere.h"
#include "rights/enter_desk.h"

PG_FUNCTION_INFO_V1(cf_call_job);
PG_FUNCTION_INFO_V1(cf_job_may_run);
PG_FUNCTION_INFO_V1(cf_note_job_run);
PG_FUNCTION_INFO_V1(cf_go_round_sql);
PG_FUNCTION_INFO_V1(cf_job_states);

typedef struct Call
{
	FunctionCallInfo fcinfo;
	Datum		result;
} Call;

static void
call(void *arg)
{
	Call	   *self = arg;

	self->result = cf_call_as_owner(self->fcinfo);
}

/* cf_call_job -- a job in SQL: f_as_owner, as cf_call_as_owner calls it */
CF_WHERE_THE_DESK_IS(cf_call_job)
{
	Call		self = {fcinfo};

	if (RecoveryInProgress() ||
		!cf_job_attempt(NameStr(*PG_GETARG_NAME(0)),
						get_func_name(fcinfo->flinfo->fn_oid), call, &self))
		PG_RETURN_INT64(0);
	return self.result;
}

/* a part of a job, called inside the desk by its owner */
static void
begin_part(CfJob *job, FunctionCallInfo fcinfo, TimestampTz at)
{
	CfDesk	   *desk;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("desk and job must not be null")));
	cf_require_inside(NameStr(*PG_GETARG_NAME(0)));
	desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	cf_desk_check_owner(desk);
	cf_job_begin(job, desk, text_to_cstring(PG_GETARG_TEXT_PP(1)), at);
}

/*
 * job_may_run(desk, job) -- false on a standby, and while there is another run
 */
Datum
cf_job_may_run(PG_FUNCTION_ARGS)
{
	CfJob		job;

	if (RecoveryInProgress())
		PG_RETURN_BOOL(false);
	begin_part(&job, fcinfo, GetCurrentTimestamp());
	PG_RETURN_BOOL(cf_job_lock(&job));
}

/* note_job_run(desk, job, started_at, rows) */
Datum
cf_note_job_run(PG_FUNCTION_ARGS)
{
	CfJob		job;

	begin_part(&job, fcinfo, GetCurrentTimestamp());
	job.gave_up = PG_ARGISNULL(3);
	cf_job_end(&job, PG_GETARG_TIMESTAMPTZ(2),
			   job.gave_up ? 0 : PG_GETARG_INT64(3));
	PG_RETURN_VOID();
}

/* a statement for some of its subjects */
typedef struct Statement
{
	const char *text;
	const char *subjects;
	Datum		left_out;		/* text[]: those that failed before */
} Statement;

/* what a statement returns: a copy in the caller's memory */
typedef struct Answer
{
	Datum		value;
	bool		isnull;
} Answer;

static void
read_answer(CfQueryRow *row, void *arg)
{
	Answer	   *answer = arg;
	Oid			type = TupleDescAttr(row->desc, 0)->atttypid;

	if (type != INT8OID && type != TEXTARRAYOID)
		elog(ERROR, "a job returned another type");
	answer->value = cf_query_value(row, 1, type, &answer->isnull);
	if (!answer->isnull && type == TEXTARRAYOID)
		answer->value = PointerGetDatum(PG_DETOAST_DATUM_COPY(answer->value));
}

/* $1: time, $2: text[] of subjects or NULL, $3: text[] of those left out */
static Datum
value_of(CfJob *job, const char *text, Datum subjects, Datum left_out,
		 bool *isnull)
{
	static const Oid types[] = {TIMESTAMPTZOID, TEXTARRAYOID, TEXTARRAYOID};
	CfQueryPlace nowhere = {InvalidOid, NULL, job->desk->owner};
	Datum		values[3];
	Answer		answer = {.isnull = true};

	values[0] = TimestampTzGetDatum(job->at);
	values[1] = subjects;
	values[2] = left_out;
	if (cf_query_run(nowhere, CF_QUERY_ONCE, text, 3, types, values,
					 subjects == (Datum) 0 ? " n " : NULL, read_answer,
					 &answer) != 1)
		elog(ERROR, "a job did not return its one row");
	*isnull = answer.isnull;
	return answer.value;
}

static int64
run_for(CfJob *job, const Datum *subjects, int count, void *arg)
{
	Statement  *statement = arg;
	bool		isnull;
	Datum		done = value_of(job, statement->text,
								count == 0 ? (Datum) 0 :
								cf_array(TEXTOID, subjects, count),
								statement->left_out, &isnull);

	return isnull ? 0 : DatumGetInt64(done);
}

/* all subjects of the statement */
static int
list_all(CfJob *job, void *arg, Datum **subjects)
{
	Statement  *statement = arg;
	bool		isnull;
	Datum		array = value_of(job, statement->subjects, (Datum) 0,
								 statement->left_out, &isnull);

	return isnull ? 0 : cf_array_elements(array, TEXTOID, subjects);
}

static char *
name_of_text(Datum subject)
{
	return TextDatumGetCString(subject);
}

static Datum
text_named(const char *subject)
{
	return CStringGetTextDatum(subject);
}

static Datum
those_left_out(CfJob *job, const char *kind)
{
	static const Oid types[] = {TEXTOID, TEXTOID};
	Datum		values[2];
	bool		isnull;

	values[0] = CStringGetTextDatum(job->name);
	values[1] = CStringGetTextDatum(kind);
	return cf_query_value(cf_query_row(job->desk,
									   "SELECT coalesce(array_agg(subject::text), '{}')"
									   " FROM job_failure WHERE job = $1 AND kind = $2",
									   2, types, values),
						  1, TEXTARRAYOID, &isnull);
}

/*
 * go_round(desk, job, kind, statement, subjects, as_of) -- run a statement of
 * a job so that it passes over what cannot be written
 *
 * The statement returns one bigint, how much it did.  It has as parameters
 * $1 the time, $2 the subjects to which it is to do it, NULL: all, and $3
 * those that it leaves out.  "subjects" returns them all, as text[].  NULL
 * when the run waited for locks in vain.
 */
Datum
cf_go_round_sql(PG_FUNCTION_ARGS)
{
	Statement	statement = {
		text_to_cstring(PG_GETARG_TEXT_PP(3)),
		text_to_cstring(PG_GETARG_TEXT_PP(4))
	};
	CfBisection	bisection = {
		text_to_cstring(PG_GETARG_TEXT_PP(2)), run_for, name_of_text,
		text_named, &statement
	};
	CfJob		job;
	int64		done;

	begin_part(&job, fcinfo, PG_GETARG_TIMESTAMPTZ(5));
	statement.left_out = those_left_out(&job, bisection.kind);
	done = cf_bisect_all(&job, &bisection, list_all);
	statement.left_out = cf_array(TEXTOID, NULL, 0);
	done += cf_bisect_again(&job, &bisection);
	if (job.gave_up || job.table_locked)
		PG_RETURN_NULL();
	PG_RETURN_INT64(done);
}

static void
put_row(CfQueryRow *row, void *arg)
{
	tuplestore_puttuple(((ReturnSetInfo *) arg)->setResult, row->tuple);
}

/*
 * job_states(desk) -- tables job_run and job_wait, for who may read it
 *
 * Read as the owner, so that nothing of the owner's runs with the caller's
 * rights.  Works for desks with damage elsewhere.
 */
Datum
cf_job_states(PG_FUNCTION_ARGS)
{
	Oid			schema;
	Oid			owner = cf_desk_owner_named(NameStr(*PG_GETARG_NAME(0)),
											&schema);
	Oid			relid = cf_table_of_owner("job_run", schema, owner);
	CfQueryPlace place = {schema, get_namespace_name(schema), owner};

	(void) cf_table_of_owner("job_wait", schema, owner);
	if (pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) != ACLCHECK_OK ||
		cf_schema_aclcheck(schema, GetUserId(), ACL_USAGE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, "job_run");
	InitMaterializedSRF(fcinfo, 0);
	cf_query_run(place, CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
				 "SELECT job::text, started_at::timestamptz, finished_at::timestamptz,"
				 " rows::bigint, failing::bigint,"
				 " (SELECT min(w.at)::timestamptz FROM job_wait w WHERE w.job = r.job)"
				 " FROM job_run r",
				 0, NULL, NULL, NULL, put_row, fcinfo->resultinfo);
	PG_RETURN_NULL();
}
