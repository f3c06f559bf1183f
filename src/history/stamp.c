/*
 * stamp.c -- the stamps of a case, and the head of its chain of events
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "utils/datum.h"
#include "utils/timestamp.h"

#include "history/canonical.h"
#include "history/stamp.h"
#include "store/store.h"

/* what the hash of a write's event continues */
static bytea *
previous_head(CfWrite *write)
{
	if (write->insert)
		return cf_no_salt();
	return DatumGetByteaPP(cf_value(&write->old, CF_HEAD_HASH));
}

/*
 * cf_stamp -- stamps, event number and head of the chain: the last touch of a
 * row; fills in the event
 */
void
cf_stamp(CfWrite *write, const char *activity, List *notes, CfEvent *event)
{
	CfRow	   *row = &write->row;
	TimestampTz at = cf_moment(write);
	const char *actor = write->engine_update && write->engine_update->aside ?
		cf_text(&write->old, CF_UPDATED_BY) :
		write->engine_update ? write->engine_update->actor :
		write->actor ? write->actor->code : NULL;

	if (write->insert)
		cf_set(row, CF_SALT, PointerGetDatum(cf_new_salt()));
	cf_set(row, CF_UPDATED_AT, TimestampTzGetDatum(at));
	cf_set_text(row, CF_UPDATED_BY, actor);
	cf_event_of_write(write, activity, notes, event);
	cf_set(row, CF_EVENT_COUNT, Int32GetDatum(event->seq));
	cf_set(row, CF_HEAD_HASH,
		   PointerGetDatum(cf_event_hash(event, previous_head(write))));
}

/*
 * cf_check_head -- is the event the one whose hash cf_stamp put into the row?
 *
 * It is not when the row was changed after the BEFORE trigger; its history
 * could never be verified.
 */
void
cf_check_head(CfWrite *write, const CfEvent *event)
{
	Datum		hash = PointerGetDatum(cf_event_hash(event,
													 previous_head(write)));

	if (!datum_image_eq(hash, cf_value(&write->row, CF_HEAD_HASH), false, -1))
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				 errmsg("complaint " INT64_FORMAT " was changed after the engine had decided about it",
						event->complaint_id),
				 errdetail("A BEFORE trigger of the table has a name that sorts after that of the engine."),
				 errhint("Rename that trigger so that it comes first."),
				 errtable(write->rel)));
}

/*
 * cf_check_recorded -- refuse to change a row that waits for its AFTER trigger
 *
 * "old" is the stored row.  Only a trigger of the statement that wrote it can
 * come in between.
 */
void
cf_check_recorded(CfWrite *write, HeapTuple old)
{
	CfStoreTable *events;
	Datum		key[2];
	List	   *found;

	if (!TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(old->t_data)))
		return;
	key[0] = cf_value(&write->old, CF_ID);
	key[1] = cf_value(&write->old, CF_EVENT_COUNT);
	events = cf_store_open(write->desk, write->direct, CF_T_EVENT);
	found = cf_store_find(events, key, 2);
	cf_store_close(events);
	if (found == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				 errmsg("complaint " INT64_FORMAT " is still being written by the statement that fired this trigger",
						DatumGetInt64(key[0])),
				 errhint("Change the row itself in the BEFORE trigger, or use a constraint trigger that is initially deferred."),
				 errtable(write->rel)));
}
