/*
 * bisect.h -- working on many rows when some of them fail
 */
#ifndef CF_BISECT_H
#define CF_BISECT_H

#include "utils/elog.h"

#include "job/job.h"

/* the work, and how its rows are named in job_failure */
typedef struct CfBisection
{
	const char *kind;			/* as in job_failure */
	/* on these rows, in one subtransaction; returns how much was done */
	int64		(*work) (CfJob *job, const Datum *subjects, int count,
						 void *arg);
	char	   *(*name) (Datum subject);
	Datum		(*named) (const char *name);	/* the subject of a name */
	void	   *arg;
} CfBisection;

extern int64 cf_bisect(CfJob *job, const CfBisection *bisection,
					   const Datum *subjects, int count);
extern int64 cf_bisect_all(CfJob *job, const CfBisection *bisection,
						   int (*list) (CfJob *job, void *arg,
										Datum **subjects));
extern int64 cf_bisect_again(CfJob *job, const CfBisection *bisection);
extern void cf_forget_failures(CfJob *job, const char *kind);

/* cases by number */
extern char *cf_name_of_case(Datum id);
extern Datum cf_case_named(const char *subject);

#endif							/* CF_BISECT_H */
