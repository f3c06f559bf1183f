/*
 * desk_load.h -- filling a desk from its tables
 */
#ifndef CF_DESK_LOAD_H
#define CF_DESK_LOAD_H

#include "desk/desk.h"

extern void cf_desk_load(CfDesk *desk);

#endif							/* CF_DESK_LOAD_H */
