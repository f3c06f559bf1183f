/*
 * clock_due.h -- what the job run_clocks finds due
 */
#ifndef CF_CLOCK_DUE_H
#define CF_CLOCK_DUE_H

#include "clock/clock.h"

extern void cf_clocks_find_due(CfWrite *write, CfClocks *clocks);

#endif							/* CF_CLOCK_DUE_H */
