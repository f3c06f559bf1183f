/*
 * clock_row.h -- clocks to and from their table
 */
#ifndef CF_CLOCK_ROW_H
#define CF_CLOCK_ROW_H

#include "clock/clock.h"

extern List *cf_clocks_load(CfWrite *write);
extern void cf_clocks_save(CfWrite *write, CfClocks *clocks);

#endif							/* CF_CLOCK_ROW_H */
