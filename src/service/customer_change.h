/*
 * customer_change.h -- a customer's name or address is corrected
 */
#ifndef CF_CUSTOMER_CHANGE_H
#define CF_CUSTOMER_CHANGE_H

#include "job/job.h"

extern void cf_settle_changes(CfJob *job);

#endif							/* CF_CUSTOMER_CHANGE_H */
