/*
 * event.c -- one event of a case's history, and its place in the chain
 *
 * An event follows from the row before and after: the BEFORE trigger builds
 * it to put its hash into the row, the AFTER trigger takes it from there or
 * builds it again, and writes it.  The first event has no changes; the values
 * it covers are those of the row with all later changes undone.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/cryptohash.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "desk/actor.h"
#include "history/canonical.h"
#include "history/canonical_json.h"
#include "history/event.h"
#include "store/store.h"

/* "column": [old, new] */
static void
push_change(CfJson *json, const CfRow *old, const CfRow *row,
			int index)
{
	Form_pg_attribute att = TupleDescAttr(row->type->desc, index);

	cf_push_key(json, NameStr(att->attname));
	cf_push_json(json, WJB_BEGIN_ARRAY, NULL);
	cf_push_datum(json, WJB_ELEM, att->atttypid, old->values[index],
				  old->nulls[index]);
	cf_push_datum(json, WJB_ELEM, att->atttypid, row->values[index],
				  row->nulls[index]);
	cf_push_json(json, WJB_END_ARRAY, NULL);
}

/* "remedy": [{...}]; one value alone is never taken for a column's change */
static void
push_entry(CfJson *json, const char *table, Jsonb *row)
{
	JsonbValue	value;

	cf_push_key(json, table);
	cf_push_json(json, WJB_BEGIN_ARRAY, NULL);
	value.type = jbvBinary;
	value.val.binary.data = &row->root;
	value.val.binary.len = VARSIZE(row) - VARHDRSZ;
	cf_push_json(json, WJB_ELEM, &value);
	cf_push_json(json, WJB_END_ARRAY, NULL);
}

/* "clocks": [null, [note, ...]] */
static void
push_notes(CfJson *json, const char *key, List *notes)
{
	ListCell   *cell;

	cf_push_key(json, key);
	cf_push_json(json, WJB_BEGIN_ARRAY, NULL);
	cf_push_datum(json, WJB_ELEM, TEXTOID, (Datum) 0, true);
	cf_push_json(json, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, notes)
		cf_push_string(json, WJB_ELEM, lfirst(cell));
	cf_push_json(json, WJB_END_ARRAY, NULL);
	cf_push_json(json, WJB_END_ARRAY, NULL);
}

static List *
personal_names(CfRowType *type)
{
	List	   *names = NIL;
	int			attno = -1;

	while ((attno = bms_next_member(type->personal, attno)) >= 0)
		names = lappend(names, NameStr(TupleDescAttr(type->desc,
													 attno - 1)->attname));
	return names;
}

static bool
is_erasure(CfWrite *write)
{
	return write->engine_update != NULL &&
		write->engine_update->kind == CF_UPDATE_ERASE;
}

/* a reason that a client does not give is gone from the row */
static bool
is_reason_again(CfWrite *write, int index)
{
	return write->engine_update == NULL && !write->row.nulls[index] &&
		index == cf_index(&write->row, CF_REASON);
}

static void
collect_changes(CfWrite *write, List *notes, CfEvent *event)
{
	CfJson		open = {0};
	CfJson		personal = {0};
	CfRowType  *type = write->type;
	const CfEngineUpdate *update = write->engine_update;

	for (int i = 0; i < type->desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(type->desc, i);

		if (att->attisdropped || att->attgenerated ||
			bms_is_member(att->attnum, type->unrecorded) ||
			(cf_same(&write->old, &write->row, i) && !is_reason_again(write, i)))
			continue;
		push_change(bms_is_member(att->attnum, type->personal) ?
					&personal : &open, &write->old, &write->row, i);
	}
	if (notes != NIL)
		push_notes(&open, "clocks", notes);
	if (is_erasure(write))
		push_notes(&open, CF_ERASED_COLUMNS, personal_names(type));
	if (update != NULL && update->public_columns != NULL)
		push_entry(&open, update->table, update->public_columns);
	if (update != NULL && update->personal_columns != NULL)
		push_entry(&personal, update->table, update->personal_columns);
	event->changes = cf_json_end(&open);
	event->personal = cf_json_end(&personal);
}

/*
 * cf_event_of_write -- the event that a write makes
 *
 * write->row must be complete but for event_count and head_hash; "notes" are
 * texts about clocks for the event's changes.
 */
void
cf_event_of_write(CfWrite *write, const char *activity, List *notes,
				  CfEvent *event)
{
	CfRow	   *row = &write->row;
	bytea	   *salt = cf_is_null(row, CF_SALT) ? NULL :
		DatumGetByteaPP(cf_value(row, CF_SALT));

	memset(event, 0, sizeof(CfEvent));
	event->complaint_id = cf_int64(row, CF_ID);
	event->seq = write->insert ? 1 : cf_int(&write->old, CF_EVENT_COUNT) + 1;
	event->at = cf_time(row, CF_UPDATED_AT);
	event->activity = activity;
	event->actor = cf_event_actor(write);
	event->db_role = write->engine_update ? write->engine_update->db_role :
		cf_db_role(write->desk);
	event->rules_version = cf_int(row, CF_RULES_VERSION);
	if (write->insert || !cf_column_same(row, &write->old, CF_JUDGED_BY))
		event->judged_by = cf_is_null(row, CF_JUDGED_BY) ? NULL :
			DatumGetArrayTypeP(cf_value(row, CF_JUDGED_BY));
	if (write->insert)
	{
		event->personal_hash = write->digest ? write->digest :
			cf_row_digest(row, salt, NULL);
		return;
	}
	collect_changes(write, notes, event);
	if (is_erasure(write))
	{
		/* of what is left, so that it can be verified from here on */
		event->personal = NULL;
		event->personal_hash = cf_row_digest(row, cf_no_salt(),
											 write->type->personal);
		return;
	}
	if (event->personal != NULL && salt != NULL)
	{
		char	   *text = cf_json_text(event->personal);

		event->personal_hash = cf_salted_hash(salt, text, strlen(text));
	}
}

/* a text, or nothing for NULL */
static void
append_text(StringInfo buf, const char *text)
{
	cf_append_bytes(buf, text ? text : "", text ? strlen(text) : 0);
}

static void
append_number(StringInfo buf, int64 value)
{
	uint64		network = pg_hton64((uint64) value);

	cf_append_bytes(buf, &network, sizeof(network));
}

/*
 * cf_event_hash -- SHA-256 of the hash of the event before and the content of
 * this one
 */
bytea *
cf_event_hash(const CfEvent *event, const bytea *previous)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_number(&buf, event->complaint_id);
	append_number(&buf, event->seq);
	append_number(&buf, event->at);
	append_text(&buf, event->activity);
	append_text(&buf, event->actor);
	append_text(&buf, event->db_role);
	append_number(&buf, event->rules_version);
	if (event->judged_by != NULL)
		cf_canonical_value(&buf, INT8ARRAYOID,
						   PointerGetDatum(event->judged_by));
	append_text(&buf, event->changes ? cf_json_text(event->changes) : NULL);
	if (event->personal_hash != NULL)
		cf_append_bytes(&buf, VARDATA_ANY(event->personal_hash),
						VARSIZE_ANY_EXHDR(event->personal_hash));
	return cf_salted_hash(previous, buf.data, buf.len);
}

/* the hash that a write's event is chained to */
static bytea *
previous_head(CfWrite *write)
{
	if (write->insert)
		return cf_no_salt();
	return DatumGetByteaPP(cf_value(&write->old, CF_HEAD_HASH));
}

/*
 * cf_stamp -- the last step of the BEFORE trigger: who wrote when, the number
 * of the event and its hash; fills in the event
 */
void
cf_stamp(CfWrite *write, const char *activity, List *notes, CfEvent *event)
{
	CfRow	   *row = &write->row;
	TimestampTz at = cf_write_time(write);
	const CfEngineUpdate *update = write->engine_update;

	if (write->insert)
		cf_set(row, CF_SALT, PointerGetDatum(cf_new_salt()));
	cf_set(row, CF_UPDATED_AT, TimestampTzGetDatum(at));
	if (update == NULL)
		cf_set_text(row, CF_UPDATED_BY, cf_actor_code(write));
	else if (update->keeps_updated_by)
		cf_copy(row, &write->old, CF_UPDATED_BY);
	else
		cf_set_text(row, CF_UPDATED_BY, update->actor);
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
	Datum		stored = cf_value(&write->row, CF_HEAD_HASH);

	if (!cf_same_bytes(cf_event_hash(event, previous_head(write)),
					   DatumGetByteaPP(stored)))
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				 errmsg("complaint " INT64_FORMAT " was changed after the engine had decided about it",
						event->complaint_id),
				 errdetail("A BEFORE trigger of the table has a name that sorts after that of the engine."),
				 errhint("Rename that trigger so that it comes first."),
				 errtable(write->rel)));
}

/*
 * cf_check_recorded -- refuse to change a row that is not recorded yet: its
 * AFTER trigger has not fired
 *
 * "old" is the stored row.  Only a trigger of the statement that wrote it can
 * try to.
 */
void
cf_check_recorded(CfWrite *write, HeapTuple old)
{
	CfStoreTable *events;
	Datum		key[2];
	List	   *found;

	TransactionId writer = HeapTupleHeaderGetXmin(old->t_data);

	if (!TransactionIdIsCurrentTransactionId(writer))
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

static Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text ? CStringGetTextDatum(text) : (Datum) 0;
}

static Datum
pointer_or_null(void *pointer, bool *isnull)
{
	*isnull = pointer == NULL;
	return PointerGetDatum(pointer);
}

static void
store_personal(CfWrite *write, const CfEvent *event)
{
	CfStoreTable *table = cf_store_open(write->desk, write->direct,
										CF_T_EVENT_PERSONAL);
	Datum		values[CF_EP_COLUMNS];
	bool		nulls[CF_EP_COLUMNS] = {0};

	values[CF_EP_COMPLAINT_ID] = Int64GetDatum(event->complaint_id);
	values[CF_EP_SEQ] = Int32GetDatum(event->seq);
	values[CF_EP_CHANGES] = JsonbPGetDatum(event->personal);
	cf_store_insert(table, values, nulls);
	cf_store_close(table);
}

/* cf_event_store -- write the event; its hash stands in the case's row */
void
cf_event_store(CfWrite *write, const CfEvent *event)
{
	CfStoreTable *table = cf_store_open(write->desk, write->direct,
										CF_T_EVENT);
	Datum		values[CF_EV_COLUMNS];
	bool		nulls[CF_EV_COLUMNS] = {0};
	NameData	db_role;

	namestrcpy(&db_role, event->db_role);
	values[CF_EV_COMPLAINT_ID] = Int64GetDatum(event->complaint_id);
	values[CF_EV_SEQ] = Int32GetDatum(event->seq);
	values[CF_EV_AT] = TimestampTzGetDatum(event->at);
	values[CF_EV_ACTIVITY] = CStringGetTextDatum(event->activity);
	values[CF_EV_ACTOR] = text_or_null(event->actor, &nulls[CF_EV_ACTOR]);
	values[CF_EV_DB_ROLE] = NameGetDatum(&db_role);
	values[CF_EV_RULES_VERSION] = Int32GetDatum(event->rules_version);
	values[CF_EV_JUDGED_BY] = pointer_or_null(event->judged_by,
											  &nulls[CF_EV_JUDGED_BY]);
	values[CF_EV_CHANGES] = pointer_or_null(event->changes,
											&nulls[CF_EV_CHANGES]);
	values[CF_EV_PERSONAL_HASH] = pointer_or_null(event->personal_hash,
												  &nulls[CF_EV_PERSONAL_HASH]);
	values[CF_EV_HASH] = cf_value(&write->row, CF_HEAD_HASH);
	cf_store_insert(table, values, nulls);
	cf_store_close(table);
	if (event->personal != NULL)
		store_personal(write, event);
}
