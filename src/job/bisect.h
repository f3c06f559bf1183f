/*
 * bisect.h -- doing something to many rows when some cannot be written
 */
#ifndef CF_BISECT_H
#define CF_BISECT_H

#include "utils/elog.h"

#include "job/job.h"

/* what is done, and how the things are called to which it is done */
typedef struct CfBisection
{
	const char *kind;			/* as in job_failure */
	/* to all of these in one go; returns how many things were done */
	int64		(*work) (CfJob *job, const Datum *subjects, int count,
						 void *arg);
	char	   *(*name) (Datum subject);
	Datum		(*named) (const char *subject); /* the way back */
	void	   *arg;
} CfBisection;

extern int64 cf_bisect(CfJob *job, const CfBisection *round,
						 const Datum *subjects, int count);
extern int64 cf_bisect_all(CfJob *job, const CfBisection *round,
							 int (*list) (CfJob *job, void *arg,
										  Datum **subjects));
extern int64 cf_bisect_again(CfJob *job, const CfBisection *round);
extern void cf_forget_failures(CfJob *job, const char *kind);

/* cases by number */
extern char *cf_name_of_case(Datum id);
extern Datum cf_case_named(const char *subject);

#endif							/* CF_BISECT_H */
