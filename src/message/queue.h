/*
 * queue.h -- the narrow table of open cases in the order of service
 */
#ifndef CF_QUEUE_H
#define CF_QUEUE_H

#include "clock/clock.h"

extern char *cf_audience(CfDesk *desk, const CfRow *row);
extern void cf_queue_follow(CfWrite *write, const CfClocks *clocks);

#endif							/* CF_QUEUE_H */
