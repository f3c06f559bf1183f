/*
 * customer_turn.h -- taking in a customer's complaints one after the other
 */
#ifndef CF_CUSTOMER_TURN_H
#define CF_CUSTOMER_TURN_H

#include "case/worklist.h"

/* customers of a statement's new cases, each once, by number */
typedef struct CfCustomers
{
	int			count;
	Datum	   *ids;
	bool	   *several;		/* more than one of the cases is theirs */
} CfCustomers;

extern CfCustomers cf_customers_of(const CfWorklist *worklist);
extern bool cf_has_several(const CfCustomers *customers, int64 customer);
extern void cf_lock_customers(CfDesk *desk, bool direct,
							  const CfCustomers *customers, bool wait);

#endif							/* CF_CUSTOMER_TURN_H */
