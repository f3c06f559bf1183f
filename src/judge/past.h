/*
 * past.h -- what a case finds when it is judged once more, as of its receipt
 *
 * Rules read more than the case: its customer's other cases, and how many
 * others are about the same issue.  Whoever judges a case of the past says what
 * these were then, and writes nothing.
 */
#ifndef CF_PAST_H
#define CF_PAST_H

#include "case/worklist.h"
#include "case/write.h"

typedef struct CfPast
{
	/* cases of the customer, of CfCustomerCase, the latest first */
	List	   *(*cases) (struct CfPast *past, CfWrite *write);

	/* counted, totals and incident of the issue; a number for a new incident */
	void		(*issue) (struct CfPast *past, CfWrite *write,
						  CfIssue *issue);
} CfPast;

extern CfPast cf_no_past;

#endif							/* CF_PAST_H */
