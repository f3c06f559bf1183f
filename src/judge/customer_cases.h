/*
 * customer_cases.h -- cases as they are now, whatever the snapshot of the transaction shows
 */
#ifndef CF_CUSTOMER_CASES_H
#define CF_CUSTOMER_CASES_H

#include "base/compat.h"
#include "case/row_type.h"
#include "rights/as_owner.h"

typedef struct CfCustomerCase
{
	CfRow		row;
	int64		id;
	bool		open;
	bool		joinable;		/* the later case may join it */
} CfCustomerCase;

extern List *cf_cases_of_customer(CfDesk *desk, bool direct, int64 customer);
extern CfCustomerCase *cf_case_by_id(CfDesk *desk, int64 id);
extern int64 cf_case_of_sheet(CfDesk *desk, bool direct, int64 id);
pg_noreturn extern void cf_joined_meanwhile(int64 id);
extern void cf_begin_look(CfDesk *desk, CfOwnerScope *scope, const char *sql,
						  int64 first, int64 second);
extern void cf_end_look(CfOwnerScope *scope);

#endif							/* CF_CUSTOMER_CASES_H */
