/*
 * clock_effect.h -- what a write does to the clocks of its case
 */
#ifndef CF_CLOCK_EFFECT_H
#define CF_CLOCK_EFFECT_H

#include "clock/clock.h"

extern void cf_clocks_at_intake(CfWrite *write, CfClocks *clocks,
								bool choose);
extern void cf_clocks_at_update(CfWrite *write, CfClocks *clocks);
extern bool cf_clocks_changed(CfClocks *clocks);
extern void cf_clocks_show(CfWrite *write, CfClocks *clocks);
extern CfStanding cf_standing(List *clocks, const char *department);

#endif							/* CF_CLOCK_EFFECT_H */
