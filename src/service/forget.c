/*
 * forget.c -- rows about cases that are no longer kept (forget_cases)
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "case/engine_update.h"
#include "desk/desk_cache.h"

PG_FUNCTION_INFO_V1(forget_rows);

/*
 * forget_rows(desk, part, past) -- removes the rows of table "part" that
 * belong to cases of table "past"; how many there were
 *
 * A statement of the engine, which triggers that keep rows let pass.
 */
Datum
forget_rows(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	char	   *sql = psprintf("DELETE FROM %s"
							   " WHERE complaint_id IN (SELECT id FROM %s)",
							   quote_identifier(NameStr(*PG_GETARG_NAME(1))),
							   quote_identifier(NameStr(*PG_GETARG_NAME(2))));

	PG_RETURN_INT64(cf_engine_execute(desk, NULL, sql, 0, NULL, NULL, NULL));
}
