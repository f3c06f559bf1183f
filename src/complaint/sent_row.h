/*
 * sent_row.h -- columns that a client sends and does not decide
 */
#ifndef CF_SENT_ROW_H
#define CF_SENT_ROW_H

#include "case/write.h"

extern void cf_check_computed(CfWrite *write);

#endif							/* CF_SENT_ROW_H */
