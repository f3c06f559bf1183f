/*
 * write.c -- one write of a case: who makes it, what it says, when it counts
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/write.h"
#include "desk/actor.h"

/*
 * cf_refuse_column -- the error for a value that the client may not write
 *
 * "hint" may be NULL.
 */
void
cf_refuse_column(CfWrite *write, CfColumn column, int sqlstate,
				 const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("%s", message),
			 hint ? errhint("%s", hint) : 0,
			 errtablecol(write->rel, write->type->attno[column])));
}

/* cf_is_named -- does the statement name the column? */
bool
cf_is_named(const CfWrite *write, CfColumn column)
{
	return bms_is_member(write->type->attno[column] -
						 FirstLowInvalidHeapAttributeNumber,
						 write->set_columns);
}

/*
 * cf_set_by_client -- did the client itself give a column its value?
 *
 * Some programs write whole rows back, and with them what others wrote
 * before.  Such a statement names columns of the engine, which nothing else
 * does; then only a value that differs from the stored one counts.
 */
bool
cf_set_by_client(CfWrite *write, CfColumn column)
{
	if (cf_changed(write, column))
		return true;
	if (!cf_is_named(write, column))
		return false;
	for (int other = 0; other < CF_COLUMN_COUNT; other++)
		if (cf_writers[other] == CF_BY_ENGINE && cf_is_named(write, other))
			return false;
	return true;
}

bool
cf_classification_changed(CfWrite *write)
{
	return cf_changed(write, CF_CATEGORY) || cf_changed(write, CF_LEVEL) ||
		cf_changed(write, CF_URGENCY);
}

bool
cf_handler_changed(CfWrite *write)
{
	return cf_changed(write, CF_OWNER) || cf_changed(write, CF_DEPARTMENT) ||
		cf_changed(write, CF_HANDLER_ROLE);
}

/*
 * cf_reason_given -- the statement itself set a reason that says something
 *
 * It may be the same as that of the change before.  In a whole row that is
 * written back it is then only taken for one where something is decided.
 */
bool
cf_reason_given(CfWrite *write)
{
	return cf_says_something(&write->row, CF_REASON) &&
		(cf_set_by_client(write, CF_REASON) ||
		 (cf_is_named(write, CF_REASON) &&
		  (cf_changed(write, CF_STATE) || cf_classification_changed(write) ||
		   cf_handler_changed(write))));
}

/* cf_find_actor -- who writes: named in updated_by, or by the session */
void
cf_find_actor(CfWrite *write)
{
	char	   *named = NULL;

	if (cf_set_by_client(write, CF_UPDATED_BY))
		named = cf_text(&write->row, CF_UPDATED_BY);
	write->actor = cf_actor(write->desk, named);
}

/* cf_local_receipt -- when the case was received, by the desk's time zone */
struct pg_tm
cf_local_receipt(const CfWrite *write)
{
	pg_tz	   *zone = pg_tzset(write->desk->time_zone);
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz;

	if (zone == NULL ||
		timestamp2tm(cf_time(&write->row, CF_RECEIVED_AT), &tz, &tm, &fsec,
					 NULL, zone) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BAD_CALENDAR),
				 errmsg("time zone \"%s\" of desk \"%s\" is not known",
						write->desk->time_zone, write->desk->name),
				 errhint("Correct desk.time_zone; pg_timezone_names lists the names.")));
	return tm;
}

/*
 * cf_write_time -- when the write counts: time never runs backwards within a case
 *
 * The application's clock, by which it was received, may be ahead of ours, and
 * ours may have been set back.
 */
TimestampTz
cf_write_time(const CfWrite *write)
{
	TimestampTz at = Max(write->now, cf_time(&write->row, CF_RECEIVED_AT));

	return write->insert ? at : Max(at, cf_time(&write->old, CF_UPDATED_AT));
}

/* cf_fact_time -- when what the engine records happened; after the receipt */
TimestampTz
cf_fact_time(const CfWrite *write)
{
	return Max(write->engine_update->at, cf_time(&write->row, CF_RECEIVED_AT));
}

/*
 * cf_event_actor -- the person of the event of a stamped row, or NULL
 *
 * It is the one in updated_by, unless the engine's update keeps another person
 * there: whoever stands in updated_by may see the case, whatever the row filter
 * says.
 */
char *
cf_event_actor(const CfWrite *write)
{
	return write->engine_update != NULL && write->engine_update->keeps_updated_by ?
		unconstify(char *, write->engine_update->actor) :
		cf_text(&write->row, CF_UPDATED_BY);
}

/* cf_separated -- the update makes a joined sheet a case of its own */
bool
cf_separated(const CfWrite *write)
{
	return !write->insert && cf_is_joined(&write->old) &&
		!cf_is_joined(&write->row);
}
