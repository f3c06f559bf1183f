/*
 * state_change.c -- a case comes into another state
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/timestamp.h"

#include "desk/codes.h"
#include "desk/query.h"
#include "judge/decide.h"
#include "judge/route.h"
#include "judge/state_change.h"
#include "judge/transition.h"
#include "row/value_check.h"

static void
count_reopening(CfWrite *write)
{
	int			before = cf_is_null(&write->old, CF_REOPEN_COUNT) ? 0 :
		cf_int(&write->old, CF_REOPEN_COUNT);

	cf_set(&write->row, CF_REOPEN_COUNT, Int32GetDatum(before + 1));
	cf_follow_facts(write);
}

/* a case that was over, or is reopened, needs an owner who is there */
static bool
begins_again(CfWrite *write, const CfTransition *transition)
{
	return (transition->reopens ||
			cf_is_final(write->desk, cf_text(&write->old, CF_STATE))) &&
		!cf_is_final(write->desk, cf_text(&write->row, CF_STATE)) &&
		!cf_handler_changed(write);
}

/* cf_enter_state -- what else changes when a transition was taken */
void
cf_enter_state(CfWrite *write, const CfTransition *transition)
{
	if (transition->reopens)
		count_reopening(write);
	if (cf_is_joined(&write->old))
		cf_separate(write);
	else if (begins_again(write, transition))
		cf_route_again(write);
	if (cf_is_final(write->desk, cf_text(&write->row, CF_STATE)))
		cf_set(&write->row, CF_CLOSED_AT,
			   TimestampTzGetDatum(cf_write_time(write)));
	else
		cf_set_null(&write->row, CF_CLOSED_AT);
}

/* when the case came into the state that it has */
static TimestampTz
came_at(CfWrite *write)
{
	static const Oid types[] = {INT8OID};
	Datum		id = cf_value(&write->old, CF_ID);

	return cf_query_time(cf_query_row(write->desk,
									  "SELECT max(at) FROM complaint_event"
									  " WHERE complaint_id = $1"
									  " AND activity LIKE 'state:%'",
									  1, types, &id), 1);
}

/* a fact from before the case came into its state does not move it any more */
static bool
is_past(CfWrite *write, const char *to, TimestampTz at)
{
	return cf_text_is(&write->row, CF_STATE, to) ||
		cf_lies_before(at, came_at(write), write->now, 0);
}

/*
 * cf_may_move -- would an action rule that follows a fact move the case?
 *
 * "refused" tells whether it stays because no transition lets it pass.
 */
bool
cf_may_move(CfWrite *write, const char *to, TimestampTz at, bool *refused)
{
	CfStaff    *actor = write->actor;

	*refused = false;
	if (is_past(write, to, at))
		return false;
	write->actor = NULL;
	*refused = cf_free_transition(write, to) == NULL;
	write->actor = actor;
	return !*refused;
}

/*
 * cf_move -- an action rule moves the case to another state, by a transition
 * that asks for nobody's role
 *
 * False when it stays, because the case has changed since the rule was asked.
 */
bool
cf_move(CfWrite *write)
{
	char	   *to = write->engine_update->detail;
	CfTransition *transition;

	if (is_past(write, to, write->engine_update->at))
		return false;
	transition = cf_free_transition(write, to);
	if (transition == NULL)
		return false;
	cf_set_text(&write->row, CF_STATE, to);
	cf_set_text(&write->row, CF_REASON, write->engine_update->reason);
	cf_enter_state(write, transition);
	return true;
}
