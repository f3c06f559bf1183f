/*
 * write.c -- one write of a case: who makes it, what it says, when it counts
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "case/write.h"
#include "desk/actor.h"

/*
 * cf_said -- does the statement itself say what stands in a column?
 *
 * A program that writes whole rows back also sends what others wrote before.
 * It is known by the columns of the engine, which nobody else names; then
 * only another value than before says something.
 */
bool
cf_said(CfWrite *write, CfColumn column)
{
	if (cf_changed(write, column))
		return true;
	if (!cf_set_by_statement(write, column))
		return false;
	for (int other = 0; other < CF_COLUMN_COUNT; other++)
		if (cf_columns[other].writer == CF_BY_ENGINE &&
			cf_set_by_statement(write, other))
			return false;
	return true;
}

void
cf_find_actor(CfWrite *write)
{
	char	   *named = NULL;

	if (cf_said(write, CF_UPDATED_BY))
		named = cf_text(&write->row, CF_UPDATED_BY);
	write->actor = cf_actor(write->desk, named);
}

/*
 * cf_moment -- when the write counts: time never runs backwards within a case
 *
 * The application's clock, by which it was received, may be ahead of ours, and
 * ours may have been set back.
 */
TimestampTz
cf_moment(const CfWrite *write)
{
	TimestampTz at = Max(write->now,
						 DatumGetTimestampTz(cf_value(&write->row,
													  CF_RECEIVED_AT)));

	return write->insert ? at :
		Max(at, DatumGetTimestampTz(cf_value(&write->old, CF_UPDATED_AT)));
}

/* cf_fact_time -- of the fact that an act records: not before the receipt */
TimestampTz
cf_fact_time(const CfWrite *write)
{
	return Max(write->engine_update->at,
			   DatumGetTimestampTz(cf_value(&write->row, CF_RECEIVED_AT)));
}

/*
 * cf_who_acts -- the person of the event of a stamped row, or NULL
 *
 * Who acts aside is not the one who changed the case last: a row filter shows
 * the case to that one.
 */
char *
cf_who_acts(const CfWrite *write)
{
	return write->engine_update != NULL && write->engine_update->aside ?
		unconstify(char *, write->engine_update->actor) :
		cf_text(&write->row, CF_UPDATED_BY);
}

bool
cf_joins(const CfWrite *write)
{
	return cf_is_joined(&write->row);
}

/* cf_separated -- the update makes a joined sheet a case of its own */
bool
cf_separated(const CfWrite *write)
{
	return !write->insert && cf_is_joined(&write->old) && !cf_joins(write);
}
