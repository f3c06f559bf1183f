/*
 * desk_load.h -- checking a desk, and filling it from its tables
 */
#ifndef CF_DESK_LOAD_H
#define CF_DESK_LOAD_H

#include "desk.h"

extern void cf_desk_check(CfDesk *desk);
extern void cf_desk_load(CfDesk *desk);

#endif							/* CF_DESK_LOAD_H */
