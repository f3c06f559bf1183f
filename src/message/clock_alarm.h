/*
 * clock_alarm.h -- messages about clocks that run_clocks flags
 */
#ifndef CF_CLOCK_ALARM_H
#define CF_CLOCK_ALARM_H

#include "clock/clock.h"

extern const char *cf_alarm_activity(CfClocks *clocks);
extern List *cf_alarm_names(const CfClocks *clocks);
extern List *cf_alarm_notes(CfClocks *clocks);
extern void cf_alarms_hand_over(CfWrite *write, CfClocks *clocks);
extern void cf_alarms_announce(CfWrite *write, CfClocks *clocks);

#endif							/* CF_CLOCK_ALARM_H */
