/*
 * past.c -- a case that stands alone finds nothing
 */
#include "postgres.h"

#include "desk/policy.h"
#include "judge/past.h"

static List *
no_cases(CfPast *past, CfWrite *write)
{
	return NIL;
}

static void
no_counts(CfPast *past, CfWrite *write, CfIssue *issue)
{
	issue->reserved_incident = 1;
	issue->totals = palloc0((list_length(write->desk->policy->frequencies) +
							 1) * sizeof(int64));
}

CfPast		cf_no_past = {no_cases, no_counts};
