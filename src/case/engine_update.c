/*
 * engine_update.c -- the engine's own statements on cases and entries
 *
 * The triggers that such a statement fires ask here why it is made.  What the
 * desk's own triggers write meanwhile does not count as the engine's.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/moment.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "desk/actor.h"
#include "desk/query.h"

/* the engine's statement that runs now, and what it does to a case */
static const CfEngineUpdate *current = NULL;

/* depth of the triggers that this statement itself fires; 0: there is none */
static int	engine_depth = 0;

/*
 * cf_engine_update -- a change of a case by nobody of the staff, at the time
 * of this statement, unless the caller says otherwise
 */
CfEngineUpdate
cf_engine_update(CfDesk *desk, CfEngineUpdateKind kind, const char *activity)
{
	CfEngineUpdate update = {0};

	update.kind = kind;
	update.activity = activity;
	update.at = update.now = cf_statement_time();
	update.db_role = cf_db_role(desk);
	update.promise = CF_NO_TIME;
	return update;
}

/*
 * cf_engine_execute -- a statement of the engine on cases and entries, which
 * may write what clients may not
 *
 * "update" is what it does to cases, or NULL.  Returns the number of rows.
 */
int64
cf_engine_execute(CfDesk *desk, const CfEngineUpdate *update, const char *sql,
				  int nargs, const Oid *types, const Datum *values,
				  const char *nulls)
{
	const CfEngineUpdate *outer = current;
	int			outer_depth = engine_depth;
	int64		rows = 0;

	current = update;
	engine_depth = cf_trigger_depth() + 1;
	PG_TRY();
	{
		rows = cf_query_execute(desk, sql, nargs, types, values, nulls);
	}
	PG_FINALLY();
	{
		current = outer;
		engine_depth = outer_depth;
	}
	PG_END_TRY();
	return rows;
}

/* cf_update_cases -- rows of complaint, by SQL with one parameter */
int64
cf_update_cases(CfDesk *desk, const CfEngineUpdate *update, const char *sql,
				Oid type, Datum value)
{
	return cf_engine_execute(desk, update, sql, 1, &type, &value, NULL);
}

/* cf_update_case -- one case, whose columns its triggers change; 0: none */
int64
cf_update_case(CfDesk *desk, const CfEngineUpdate *update, int64 id)
{
	return cf_update_cases(desk, update,
						   "UPDATE complaint SET updated_at = updated_at"
						   " WHERE id = $1",
						   INT8OID, Int64GetDatum(id));
}

/* cf_touch_cases -- the same of all cases in a bigint[]; how many there are */
int64
cf_touch_cases(CfDesk *desk, const CfEngineUpdate *update, Datum ids)
{
	return cf_update_cases(desk, update,
						   "UPDATE complaint SET updated_at = updated_at"
						   " WHERE id = ANY ($1)",
						   INT8ARRAYOID, ids);
}

/* cf_engine_writes -- in a trigger: the engine's own statement fired it */
bool
cf_engine_writes(void)
{
	return engine_depth > 0 && cf_trigger_depth() == engine_depth;
}

/*
 * cf_engine_update_of_trigger -- what the engine's statement that fired this
 * trigger does to the case; NULL: a client wrote
 */
const CfEngineUpdate *
cf_engine_update_of_trigger(void)
{
	return cf_engine_writes() ? current : NULL;
}
