/*
 * change.h -- what a client may change in a case
 */
#ifndef CF_CHANGE_H
#define CF_CHANGE_H

#include "case/write.h"

extern void cf_check_update(CfWrite *write);
extern const char *cf_activity_of_update(CfWrite *write);

#endif							/* CF_CHANGE_H */
