/*
 * desk_read.h -- reading a desk's tables while its copy is made
 */
#ifndef CF_DESK_READ_H
#define CF_DESK_READ_H

#include "desk/desk.h"
#include "desk/result.h"

/* takes one row; runs in the desk's memory */
typedef void (*CfDeskReader) (CfDesk *desk, CfQueryRow *row, void *arg);

extern void cf_desk_each(CfDesk *desk, const char *sql, CfDeskReader reader,
						 void *arg);
extern void cf_desk_watch(CfDesk *desk, Oid relid);

#endif							/* CF_DESK_READ_H */
