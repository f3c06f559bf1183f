/*
 * compare.h -- judging cases of the past by two policies
 */
#ifndef CF_COMPARE_H
#define CF_COMPARE_H

#include "compare/outcome.h"
#include "compare/policies.h"

/* what is compared, and how much of it */
typedef struct CfComparison
{
	CfDesk	   *desk;
	TimestampTz since;
	TimestampTz until;
	const char *draft;			/* its schema, or NULL */
	bool		people_then;
	double		sample;			/* part of the cases, above 0 and at most 1 */
	int			seconds;		/* 0: as long as it takes */

	/* takes what both sides made of a case */
	void		(*take) (struct CfComparison *comparison,
						 const CfPastCase *past, const CfOutcome *was,
						 const CfOutcome *becomes);

	/* what came of it */
	int64		judged;
	int64		skipped[CF_SKIPPED_COUNT];
	TimestampTz stopped_at;		/* receipt at which the time was over, or
								 * CF_NO_TIME */
} CfComparison;

extern void cf_compare(CfComparison *comparison);

#endif							/* CF_COMPARE_H */
