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

/*
 * When the case came into the state that it has.  What one transaction writes
 * may all have the time at which it began.
 */
static TimestampTz
came_at(CfWrite *write)
{
	static const Oid types[] = {INT8OID};
	Datum		id = cf_value(&write->row, CF_ID);

	return cf_query_time(cf_query_row(write->desk,
									  "SELECT least(max(at), now())"
									  " FROM complaint_event"
									  " WHERE complaint_id = $1"
									  " AND activity LIKE 'state:%'",
									  1, types, &id), 1);
}

/*
 * cf_move_after -- the transition that the case takes by itself after what
 * was written happened, or NULL
 *
 * "words" are those of the entry, or NULL.  What happened before the case came
 * into its state does not move it any more, unless that came of the same entry.
 */
CfTransition *
cf_move_after(CfWrite *write, List *activities, const char *words)
{
	const CfEngineUpdate *update = write->engine_update;
	CfWrite		next = *write;
	CfTransition *transition;

	if (cf_is_null(&write->row, CF_STATE))
		return NULL;
	next.insert = false;
	next.old = write->row;
	transition = cf_transition_by_entry(&next, activities, words != NULL);
	if (transition != NULL && update != NULL &&
		update->kind != CF_UPDATE_STATE &&
		cf_lies_before(update->at, came_at(write), write->now, 0))
		return NULL;
	return transition;
}

/*
 * cf_move -- take the transition that follows from an entry
 *
 * False when the case stays, because it has changed since the entry was made.
 */
bool
cf_move(CfWrite *write)
{
	const CfEngineUpdate *update = write->engine_update;
	CfTransition *transition = cf_transition_by_entry(write, update->causes,
													  update->reason != NULL);

	if (transition == NULL ||
		strcmp(transition->to_state, update->detail) != 0)
		return false;
	cf_set_text(&write->row, CF_STATE, transition->to_state);
	cf_set_text(&write->row, CF_REASON,
				transition->reason_required ? update->reason : NULL);
	cf_enter_state(write, transition);
	return true;
}
