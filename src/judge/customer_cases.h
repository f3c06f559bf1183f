/*
 * customer_cases.h -- the cases of a customer as they are now
 */
#ifndef CF_CUSTOMER_CASES_H
#define CF_CUSTOMER_CASES_H

#include "base/compat.h"
#include "case/row_type.h"
#include "case/worklist.h"

/* of a customer, the latest; older ones are not looked at */
#define CF_CASES_MAX 20

typedef struct CfCustomerCase
{
	CfRow		row;
	int64		id;
	bool		open;
	CfSameMatterRule *rule;		/* that makes it the matter of a later case */
	bool		joinable;		/* the later case may join it */
} CfCustomerCase;

extern void cf_look_begin(CfWorklist *worklist);
extern bool cf_look_holds(const CfWorklist *worklist);
extern List *cf_cases_of_customer(CfDesk *desk, bool direct, int64 customer);
extern CfCustomerCase *cf_case_by_id(CfDesk *desk, int64 id);
extern int64 cf_case_of_sheet(CfDesk *desk, bool direct, int64 id);
pg_noreturn extern void cf_refuse_joined_meanwhile(int64 id);

#endif							/* CF_CUSTOMER_CASES_H */
