/*
 * desk_read.c -- reading a desk's tables while its copy is made
 */
#include "postgres.h"

#include "desk/desk_read.h"
#include "desk/query.h"

/* cf_desk_watch -- a change of this table makes the copy stale */
void
cf_desk_watch(CfDesk *desk, Oid relid)
{
	MemoryContext caller = MemoryContextSwitchTo(desk->cxt);

	desk->tables = list_append_unique_oid(desk->tables, relid);
	MemoryContextSwitchTo(caller);
}

typedef struct Reading
{
	CfDesk	   *desk;
	CfDeskReader reader;
	void	   *arg;
} Reading;

static void
read_row(CfQueryRow *row, void *arg)
{
	Reading    *reading = arg;
	MemoryContext caller = MemoryContextSwitchTo(reading->desk->cxt);

	reading->reader(reading->desk, row, reading->arg);
	MemoryContextSwitchTo(caller);
}

/* cf_desk_each -- each row of a query, as it is committed by now */
void
cf_desk_each(CfDesk *desk, const char *sql, CfDeskReader reader, void *arg)
{
	Reading		reading = {desk, reader, arg};

	cf_query_each(desk, CF_QUERY_LATEST | CF_QUERY_ONCE, sql, 0, NULL, NULL,
				  read_row, &reading);
}
