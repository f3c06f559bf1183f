/*
 * desk_load.h -- filling a desk from its tables
 */
#ifndef CF_DESK_LOAD_H
#define CF_DESK_LOAD_H

#include "desk/desk.h"
#include "desk/result.h"

/* takes one row; runs in the desk's memory */
typedef void (*CfDeskReader) (CfDesk *desk, CfQueryRow *row, void *arg);

extern void cf_desk_each(CfDesk *desk, const char *sql, CfDeskReader reader,
						 void *arg);
extern void cf_desk_load(CfDesk *desk);

#endif							/* CF_DESK_LOAD_H */
