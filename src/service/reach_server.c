/*
 * reach_server.c -- a server that keeps silent holds nobody up
 *
 * dblink and postgres_fdw of PostgreSQL 16 and later connect without libpq's
 * own timeout: a machine that takes connections and never speaks would be
 * waited for without end.  They can be cancelled, though.
 */
#include "postgres.h"

#include "commands/defrem.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timeout.h"

#include "base/errors.h"

PG_FUNCTION_INFO_V1(cf_reach_server);

/* where the server has no connect_timeout, in seconds */
#define PATIENCE	5

static volatile sig_atomic_t out_of_patience = false;

/* called in a signal handler */
static void
cancel(void)
{
	out_of_patience = true;
	InterruptPending = true;
	QueryCancelPending = true;
}

static TimeoutId
patience_timeout(void)
{
	static TimeoutId id = MAX_TIMEOUTS;

	if (id == MAX_TIMEOUTS)
		id = RegisterTimeout(USER_TIMEOUT, cancel);
	return id;
}

/* connect_timeout in seconds; as in libpq, 0 is no limit */
static int
patience_with(const char *server)
{
	ListCell   *cell;

	foreach(cell, GetForeignServerByName(server, false)->options)
	{
		DefElem    *option = lfirst(cell);

		if (strcmp(option->defname, "connect_timeout") == 0)
			return pg_strtoint32(defGetString(option));
	}
	return PATIENCE;
}

static void
run(const char *statement)
{
	SPI_connect();
	if (SPI_execute(statement, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not run \"%s\"", statement);
	SPI_finish();
}

static void
run_within(const char *statement, int seconds)
{
	MemoryContext context = CurrentMemoryContext;
	TimeoutId	timeout = patience_timeout();

	out_of_patience = false;
	enable_timeout_after(timeout, Min(seconds, INT_MAX / 1000) * 1000);
	PG_TRY();
	{
		run(statement);
		disable_timeout(timeout, false);
		/* it may have come too late by a moment */
		CHECK_FOR_INTERRUPTS();
	}
	PG_CATCH();
	{
		disable_timeout(timeout, false);
		if (!out_of_patience)
			PG_RE_THROW();
		/* it may have failed by itself at the same moment */
		QueryCancelPending = false;
		if (geterrcode() != ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
		ereport(ERROR,
				(errcode(ERRCODE_CF_NO_COMPANY),
				 errmsg("the server gives no answer"),
				 errdetail_plural("It was waited for %d second.",
								  "It was waited for %d seconds.", seconds,
								  seconds),
				 errhint("Look at the other server, and at the network; option connect_timeout of the foreign server says how long to wait.")));
	}
	PG_END_TRY();
}

/* reach_server(server, statement) */
Datum
cf_reach_server(PG_FUNCTION_ARGS)
{
	const char *statement = text_to_cstring(PG_GETARG_TEXT_PP(1));
	int			seconds = patience_with(NameStr(*PG_GETARG_NAME(0)));

	if (seconds > 0)
		run_within(statement, seconds);
	else
		run(statement);
	PG_RETURN_VOID();
}
