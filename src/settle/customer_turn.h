/*
 * customer_turn.h -- taking in a customer's complaints one after the other
 */
#ifndef CF_CUSTOMER_TURN_H
#define CF_CUSTOMER_TURN_H

#include "case/worklist.h"

extern void cf_lock_customers(CfDesk *desk, bool direct,
							  const CfWorklist *worklist);

#endif							/* CF_CUSTOMER_TURN_H */
