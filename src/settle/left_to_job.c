/*
 * left_to_job.c -- what statements left to the job
 *
 * Taking in a complaint never waits for somebody who works on a case, nor for
 * a counter while it holds a case itself.  What it could not do stands in
 * tables such as issue_moved and waiting_call.  The job does it here; one case
 * that cannot be written does not keep the others waiting.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"

#include "base/array.h"
#include "desk/query.h"
#include "judge/customer_cases.h"
#include "settle/batch.h"
#include "settle/issue_counter.h"
#include "settle/late_repeat.h"
#include "settle/left_to_job.h"

/* count these issues; of "issues" only key and day are used */
static int64
settle_again(CfJob *job, const Datum *subjects, int count, void *arg)
{
	CfWorklist *worklist = cf_worklist_create(CurrentMemoryContext);
	List	   *batches = job->desk->policy->batches;
	List	   *issues = NIL;

	for (int i = 0; i < count; i++)
	{
		CfIssue    *left = (CfIssue *) DatumGetPointer(subjects[i]);
		CfIssue    *issue = cf_worklist_issue(worklist, left->key, left->day,
											  true);

		issue->more_than = left->more_than;
		if (batches != NIL)
			issue->notify = ((CfBatchRule *) linitial(batches))->notify;
		issues = lappend(issues, issue);
	}
	cf_settle_issues(job->desk, false, worklist, issues, job);
	return count;
}

/* 2026-03-02 and the key of the issue */
static char *
name_of_issue(Datum subject)
{
	CfIssue    *issue = (CfIssue *) DatumGetPointer(subject);
	int			year;
	int			month;
	int			day;

	j2date(issue->day + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	return psprintf("%04d-%02d-%02d %s", year, month, day, issue->key);
}

/*
 * cf_settle_left -- what others could not count; at the start of a job
 *
 * Issues that cannot be settled are tried again with the others, each time.
 */
void
cf_settle_left(CfJob *job)
{
	static const CfBisection round = {"issue", settle_again, name_of_issue};
	CfWorklist *worklist = cf_worklist_create(CurrentMemoryContext);
	List	   *issues = cf_left_issues(job->desk, worklist);
	Datum	   *subjects = palloc((list_length(issues) + 1) * sizeof(Datum));
	ListCell   *cell;

	foreach(cell, issues)
		subjects[foreach_current_index(cell)] = PointerGetDatum(lfirst(cell));
	(void) cf_bisect(job, &round, subjects, list_length(issues));
	cf_forget_failures(job, "issue");
	cf_forget_failures(job, "member");
}

/*
 * cf_settle_left_cases -- cases that statements left to run_clocks in a table;
 * those that failed before are tried again when it is time for that
 */
void
cf_settle_left_cases(CfJob *job, const char *table, const CfBisection *round)
{
	static const Oid types[] = {TEXTOID};
	char	   *sql = psprintf("SELECT array_agg(DISTINCT complaint_id ORDER BY complaint_id)"
							   " FROM %s WHERE complaint_id NOT IN"
							   " (SELECT f.complaint_id FROM job_failure f"
							   "  WHERE f.job = 'run_clocks' AND f.kind = $1)",
							   table);
	Datum		kind = CStringGetTextDatum(round->kind);
	Datum	   *cases;
	int			count = cf_query_ids(job->desk, sql, 1, types, &kind, &cases);

	(void) cf_bisect(job, round, cases, count);
	(void) cf_bisect_again(job, round);
}

/* those of these sheets that nobody has: locked, and off the list */
static int
take_waiting(CfDesk *desk, Datum sheets, Datum **taken)
{
	static const Oid types[] = {INT8ARRAYOID};
	int			count = cf_query_ids(desk,
									 "SELECT array_agg(id) FROM"
									 " (SELECT w.complaint_id AS id FROM waiting_call w"
									 "  JOIN complaint c ON c.id = w.complaint_id"
									 "  WHERE w.complaint_id = ANY ($1)"
									 "  ORDER BY 1 FOR NO KEY UPDATE SKIP LOCKED) taken",
									 1, types, &sheets, taken);
	Datum		ids = cf_array(INT8OID, *taken, count);

	if (count > 0)
		cf_query_execute(desk,
						 "DELETE FROM waiting_call WHERE complaint_id = ANY ($1)",
						 1, types, &ids, NULL);
	return count;
}

/* the calls of these sheets */
static int64
settle_some(CfJob *job, const Datum *sheets, int count, void *arg)
{
	CfWorklist *worklist = cf_worklist_create(CurrentMemoryContext);
	Datum	   *taken;
	int			ntaken = take_waiting(job->desk,
									  cf_array(INT8OID, sheets, count),
									  &taken);

	for (int i = 0; i < ntaken; i++)
	{
		CfCustomerCase *sheet = cf_case_by_id(job->desk,
											  DatumGetInt64(taken[i]));

		/* a person may have made it a case of its own meanwhile */
		if (sheet != NULL && cf_is_joined(&sheet->row))
			cf_note_call(worklist, &sheet->row);
	}
	cf_worklist_apply_effects(worklist, job->desk);
	return ntaken;
}

/* cf_settle_calls -- calls whose case somebody else had; in a job */
void
cf_settle_calls(CfJob *job)
{
	static const CfBisection round = {
		"call", settle_some, cf_name_of_case, cf_case_named
	};

	cf_settle_left_cases(job, "waiting_call", &round);
}
