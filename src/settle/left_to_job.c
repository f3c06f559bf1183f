/*
 * left_to_job.c -- what statements left to the job
 *
 * Who takes in a complaint waits for nobody who works on a case, and for no
 * counter where it holds a case.  What it could not do stands in issue_moved
 * and waiting_call, and is done here, going round what cannot be written.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/datetime.h"

#include "desk/query.h"
#include "job/bisect.h"
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

/* these sheets taken off the list and locked, where nobody has them; int8[] */
static Datum
take_waiting(CfDesk *desk, Datum sheets, bool *isnull)
{
	static const Oid types[] = {INT8ARRAYOID};
	CfQueryRow *found = cf_query_row(desk,
									 "SELECT array_agg(id) FROM"
									 " (SELECT w.complaint_id AS id FROM waiting_call w"
									 "  JOIN complaint c ON c.id = w.complaint_id"
									 "  WHERE w.complaint_id = ANY ($1)"
									 "  ORDER BY 1 FOR NO KEY UPDATE SKIP LOCKED) taken",
									 1, types, &sheets);
	Datum		ids = cf_query_value(found, 1, INT8ARRAYOID, isnull);

	if (!*isnull)
		cf_query_execute(desk,
						 "DELETE FROM waiting_call WHERE complaint_id = ANY ($1)",
						 1, types, &ids, NULL);
	return ids;
}

static int
read_sheets(Datum array, Datum **ids)
{
	int			count;

	deconstruct_array(DatumGetArrayTypeP(array), INT8OID, sizeof(int64),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, ids, NULL, &count);
	return count;
}

/* the calls of these sheets */
static int64
settle_some(CfJob *job, const Datum *sheets, int count, void *arg)
{
	CfWorklist *worklist = cf_worklist_create(CurrentMemoryContext);
	bool		isnull;
	Datum		taken = take_waiting(job->desk,
									 PointerGetDatum(construct_array(unconstify(Datum *, sheets),
																	 count, INT8OID,
																	 sizeof(int64),
																	 FLOAT8PASSBYVAL,
																	 TYPALIGN_DOUBLE)),
									 &isnull);
	Datum	   *ids;
	int			ntaken = isnull ? 0 : read_sheets(taken, &ids);
	ListCell   *cell;

	for (int i = 0; i < ntaken; i++)
	{
		CfCustomerCase *sheet = cf_case_by_id(job->desk,
											  DatumGetInt64(ids[i]));

		/* a person may have made it a case of its own meanwhile */
		if (sheet != NULL && cf_is_joined(&sheet->row))
			cf_note_call(worklist, &sheet->row);
	}
	foreach(cell, worklist->effects)
	{
		CfEffect   *effect = lfirst(cell);

		effect->apply(job->desk, effect->case_id, effect->data);
	}
	return ntaken;
}

/* cf_settle_calls -- calls whose case somebody else had; in a job */
void
cf_settle_calls(CfJob *job)
{
	static const CfBisection round = {
		"call", settle_some, cf_name_of_case, cf_case_named
	};
	bool		isnull;
	Datum		waiting = cf_query_value(cf_query_row(job->desk,
													  "SELECT array_agg(complaint_id ORDER BY complaint_id)"
													  " FROM waiting_call WHERE complaint_id NOT IN"
													  " (SELECT f.complaint_id FROM job_failure f"
													  "  WHERE f.job = 'run_clocks' AND f.kind = 'call')",
													  0, NULL, NULL),
										 1, INT8ARRAYOID, &isnull);
	Datum	   *sheets;
	int			count = isnull ? 0 : read_sheets(waiting, &sheets);

	(void) cf_bisect(job, &round, sheets, count);
	(void) cf_bisect_again(job, &round);
}
