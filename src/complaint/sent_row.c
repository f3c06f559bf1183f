/*
 * sent_row.c -- columns that a client sends and does not decide
 *
 * Programs save whole rows: with stamps of their own, with times cut to
 * milliseconds, and with what the row held when they read it a while ago.
 * None of that is a lie about the case.  What is stale is left out, and the
 * client is told; a value that the row never held is refused.
 *
 * event_count says which version of the row was read.  A client that sends it
 * back with an older one has also not decided level, state or owner where
 * they are as they were then.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "complaint/sent_row.h"
#include "desk/query.h"
#include "history/canonical_json.h"
#include "row/complete_row.h"

static void
refuse_computed(CfWrite *write, CfColumn column)
{
	static const char *const hints[CF_COLUMN_COUNT] = {
		[CF_FIRST_RESPONSE_AT] = "Insert the contact into table contact.",
		[CF_LAST_CONTACT_AT] = "Insert the contact into table contact.",
		[CF_CONTACT_COUNT] = "Insert the contact into table contact.",
		[CF_ATTEMPT_COUNT] = "Insert the contact into table contact.",
		[CF_PROMISED_AT] = "Insert a contact with next_contact_at.",
		[CF_DUE_AT] = "Deadlines follow from clock_rule and the calendars.",
		[CF_SLA_STATUS] = "The clocks and complaint_flow.run_clocks() set it.",
		[CF_PRIORITY] = "Priority follows from urgency and level.",
		[CF_URGENCY] = "Leave it out: rules decide it, also from what you name in risks; a person may change it afterwards, with a reason.",
		[CF_LEVEL] = "Leave it out: rules decide it; a person may change it afterwards, with a reason.",
		[CF_OWNER] = "Leave it out: routing rules choose the handler; a person may hand the case over afterwards.",
		[CF_STATE] = "Leave it out: a case begins in the initial state.",
		[CF_CLOSED_AT] = "Change state to a final one.",
		[CF_IMPORTED_AT] = "The owner brings in history with complaint_flow.importing.",
		[CF_SALT] = "Leave it out. Where the case had it, its personal data was erased since the row was read: read it again."
	};
	const char *hint = hints[column];

	if (!write->insert && cf_writers[column] == CF_AT_INTAKE)
		hint = "It is fixed when the case is received.";
	cf_refuse_column(write, column, ERRCODE_CF_COMPUTED_COLUMN,
					 psprintf("column \"%s\" of a complaint cannot be written%s",
							  cf_columns[column].name,
							  write->insert ? "" : " to another value"),
					 hint ? hint :
					 "The engine sets this column; leave it out.");
}

/* what other cases make of a case is given where it stands alone */
static bool
is_given(const CfWrite *write, CfColumn column)
{
	return write->hypothetical &&
		(column == CF_REPEAT_KIND || column == CF_INCIDENT_ID);
}

/* an empty text or list, by its size */
static bool
is_blank(Oid type, Datum value)
{
	switch (type)
	{
		case TEXTOID:
			return toast_raw_datum_size(value) == VARHDRSZ;
		case TEXTARRAYOID:
		case INT8ARRAYOID:
			return toast_raw_datum_size(value) == ARR_OVERHEAD_NONULLS(0);
		default:
			return false;
	}
}

/*
 * Forms send '' for what they do not show, and programs that know no NULL list
 * an empty one.
 */
static void
leave_out_blanks(CfWrite *write)
{
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
	{
		Oid			type = cf_columns[column].type;
		bool		is_list = type != TEXTOID;

		if (cf_is_null(&write->row, column) ||
			!is_blank(type, cf_value(&write->row, column)))
			continue;
		if (cf_writers[column] == CF_BY_ENGINE ||
			cf_writers[column] == CF_BY_DECISION ||
			(is_list && !write->insert && cf_is_null(&write->old, column)))
			cf_set_null(&write->row, column);
	}
}

/* a new row: nothing is decided yet */
static void
check_new(CfWrite *write)
{
	cf_set_null(&write->row, CF_UPDATED_AT);
	cf_set_null(&write->row, CF_EVENT_COUNT);
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
		if ((cf_writers[column] == CF_BY_ENGINE ||
			 cf_writers[column] == CF_BY_DECISION) &&
			!cf_is_null(&write->row, column) && !is_given(write, column))
			refuse_computed(write, column);
}

/* a time that went through milliseconds is the one that was there */
static void
keep_times(CfWrite *write)
{
	TupleDesc	desc = write->type->desc;

	for (int i = 0; i < desc->natts; i++)
	{
		if (TupleDescAttr(desc, i)->atttypid == TIMESTAMPTZOID &&
			!write->row.nulls[i] && !write->old.nulls[i] &&
			cf_is_same_time(DatumGetTimestampTz(write->row.values[i]),
							DatumGetTimestampTz(write->old.values[i])))
			write->row.values[i] = write->old.values[i];
	}
}

/*
 * A program that saves its object again without having read what became of it
 * sends NULL for all that was decided since.
 */
static void
keep_unread(CfWrite *write)
{
	static const CfColumn filled[] = {
		CF_CATEGORY, CF_CURRENCY, CF_COMPLAINANT_GROUP, CF_CUSTOMER_TIER
	};

	if (!cf_is_named(write, CF_EVENT_COUNT) ||
		!cf_is_null(&write->row, CF_EVENT_COUNT))
		return;
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
		if (cf_writers[column] == CF_BY_DECISION &&
			cf_is_null(&write->row, column))
			cf_copy(&write->row, &write->old, column);
	for (int i = 0; i < lengthof(filled); i++)
		if (cf_is_null(&write->row, filled[i]))
			cf_copy(&write->row, &write->old, filled[i]);
}

/* the event after which the row was read, 0: the latest, or nobody says */
static int
version_read(const CfWrite *write)
{
	int			version;

	if (cf_is_null(&write->row, CF_EVENT_COUNT))
		return 0;
	version = cf_int(&write->row, CF_EVENT_COUNT);
	return version < cf_int(&write->old, CF_EVENT_COUNT) ? Max(version, 0) : 0;
}

/* did the row hold a column's value until a later event changed it? */
static bool
held_after(CfWrite *write, CfColumn column, int version)
{
	static const char *const in_changes =
		"SELECT FROM %s WHERE complaint_id = $1 AND seq > $2"
		" AND (changes -> $3 -> 0 = $4"
		" OR $5 = date_trunc('milliseconds',"
		" CASE WHEN $5 IS NOT NULL THEN (changes -> $3 ->> 0)::timestamptz END))"
		" LIMIT 1";
	static const Oid types[] = {
		INT8OID, INT4OID, TEXTOID, JSONBOID, TIMESTAMPTZOID
	};
	CfRow	   *row = &write->row;
	bool		isnull = cf_is_null(row, column);
	bool		is_time = cf_columns[column].type == TIMESTAMPTZOID && !isnull;
	bool		is_personal = bms_is_member(row->type->attno[column],
											row->type->personal);
	JsonbValue *value = cf_json_of_datum(cf_columns[column].type,
										 cf_value(row, column), isnull);
	Datum		values[] = {
		cf_value(row, CF_ID), Int32GetDatum(version),
		CStringGetTextDatum(cf_columns[column].name),
		JsonbPGetDatum(JsonbValueToJsonb(value)),
		is_time ? DirectFunctionCall2(timestamptz_trunc,
									  CStringGetTextDatum("milliseconds"),
									  cf_value(row, column)) : (Datum) 0
	};
	const char	nulls[] = {' ', ' ', ' ', ' ', is_time ? ' ' : 'n', '\0'};

	return cf_query_execute(write->desk,
							psprintf(in_changes, is_personal ?
									 "complaint_event_personal" :
									 "complaint_event"),
							lengthof(types), types, values, nulls) > 0;
}

/* the head of the chain stands in no change */
static bool
was_head(CfWrite *write)
{
	static const Oid types[] = {INT8OID, BYTEAOID};
	Datum		values[] = {
		cf_value(&write->row, CF_ID), cf_value(&write->row, CF_HEAD_HASH)
	};

	return cf_query_execute(write->desk,
							"SELECT FROM complaint_event"
							" WHERE complaint_id = $1 AND hash = $2 LIMIT 1",
							lengthof(types), types, values, NULL) > 0;
}

/* whoever wrote the version that was read does not write this one */
static bool
was_writer(CfWrite *write, int version)
{
	static const Oid types[] = {INT8OID, INT4OID, TEXTOID};
	Datum		values[] = {
		cf_value(&write->row, CF_ID), Int32GetDatum(version),
		cf_value(&write->row, CF_UPDATED_BY)
	};

	return cf_query_execute(write->desk,
							"SELECT FROM complaint_event"
							" WHERE complaint_id = $1 AND seq = $2 AND actor = $3",
							lengthof(types), types, values, NULL) > 0;
}

/* what the client may write is the client's, unless it read an older version */
static bool
is_watched(CfColumn column, int version)
{
	switch (cf_writers[column])
	{
		case CF_BY_DECISION:
			return version > 0;
		case CF_BY_CLIENT:
			return version > 0 &&
				(column == CF_CATEGORY || column == CF_UPDATED_BY);
		default:
			return true;
	}
}

/* nobody decided it: it is as it was when the row was read */
static bool
is_stale(CfWrite *write, CfColumn column, int version)
{
	if (column == CF_HEAD_HASH)
		return was_head(write);
	if (column == CF_UPDATED_BY)
		return !cf_is_null(&write->row, column) && was_writer(write, version);
	return cf_writers[column] != CF_AT_INTAKE && cf_is_recorded(column) &&
		held_after(write, column,
				   cf_writers[column] == CF_BY_ENGINE ? 0 : version);
}

static void
tell_stale(CfWrite *write, List *columns)
{
	StringInfoData names;
	ListCell   *cell;

	initStringInfo(&names);
	foreach(cell, columns)
		appendStringInfo(&names, "%s\"%s\"", names.len > 0 ? ", " : "",
						 cf_columns[lfirst_int(cell)].name);
	ereport(NOTICE,
			(errcode(ERRCODE_CF_COMPUTED_COLUMN),
			 errmsg("complaint " INT64_FORMAT " was changed since it was read, and keeps %s",
					cf_int64(&write->old, CF_ID), names.data),
			 errdetail("The statement sends what an earlier version of the row held."),
			 errhint("To write only where nobody else has, add the event_count that was read to the condition.")));
}

/* the erasure was not meant to be undone by who had read the row before it */
static void
refuse_erased(CfWrite *write)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_COMPUTED_COLUMN),
			 errmsg("personal data of complaint " INT64_FORMAT " was erased since it was read",
					cf_int64(&write->old, CF_ID)),
			 errhint("Read the case again."),
			 errtable(write->rel)));
}

static void
check_changed(CfWrite *write)
{
	int			version = version_read(write);
	List	   *stale = version > 0 ? list_make1_int(CF_EVENT_COUNT) : NIL;

	if (version > 0 && cf_is_erased(&write->old))
		refuse_erased(write);
	keep_times(write);
	keep_unread(write);
	cf_copy(&write->row, &write->old, CF_UPDATED_AT);
	cf_copy(&write->row, &write->old, CF_EVENT_COUNT);
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
	{
		CfWriter	writer = cf_writers[column];

		if ((writer == CF_BY_ENGINE || writer == CF_AT_INTAKE) &&
			cf_is_null(&write->row, column))
			cf_copy(&write->row, &write->old, column);
		if (!is_watched(column, version) || !cf_changed(write, column))
			continue;
		if (is_stale(write, column, version))
		{
			cf_copy(&write->row, &write->old, column);
			if (column != CF_HEAD_HASH && column != CF_UPDATED_BY)
				stale = lappend_int(stale, column);
		}
		else if (writer == CF_BY_ENGINE || writer == CF_AT_INTAKE)
			refuse_computed(write, column);
	}
	if (stale != NIL)
		tell_stale(write, stale);
}

/*
 * cf_check_computed -- a client's value for a column of the engine is left out
 * where it is NULL, a stamp or stale, else refused with KF004
 */
void
cf_check_computed(CfWrite *write)
{
	leave_out_blanks(write);
	if (write->insert)
		check_new(write);
	else
		check_changed(write);
}
