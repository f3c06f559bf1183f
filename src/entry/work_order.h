/*
 * work_order.h -- entries that ask others to act: work orders and their
 * answers, response teams, freezes of accounts (SPEC R28)
 */
#ifndef CF_WORK_ORDER_H
#define CF_WORK_ORDER_H

#include "entry/entry.h"

extern const CfEntryKind cf_work_order_kinds[];

#endif							/* CF_WORK_ORDER_H */
