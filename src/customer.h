/*
 * customer.h -- a customer's name or address is corrected
 */
#ifndef CF_CUSTOMER_H
#define CF_CUSTOMER_H

#include "desk.h"

extern void cf_settle_changes(CfDesk *desk);

#endif							/* CF_CUSTOMER_H */
