/*
 * verify.c -- finding events and rows that were changed behind the engine
 *
 * Every event's hash is computed anew from its content and the hash before;
 * then the row is taken back through all changes, and what is left must be
 * what the first event saw.  Whoever can write every table of the desk can
 * still rewrite a whole chain; that is what the digest is for, which leaves
 * the database by the outbox.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "desk/desk_cache.h"
#include "desk/query.h"
#include "history/canonical.h"
#include "history/canonical_json.h"
#include "history/event.h"
#include "history/rewind.h"
#include "rights/as_owner.h"

/* cases read at once */
#define BATCH 200

/* an event as it is stored */
typedef struct StoredEvent
{
	CfEvent		event;
	bytea	   *hash;
} StoredEvent;

typedef struct Report
{
	ReturnSetInfo *result;
	CfDesk	   *desk;
	CfRowType  *type;
	List	   *cases;			/* of CfRow, of the present batch */
	int64		complaint_id;	/* of the case that is told about */
} Report;

static void
tell(Report *report, int seq, const char *problem)
{
	Datum		values[3];
	bool		nulls[3] = {0};

	values[0] = Int64GetDatum(report->complaint_id);
	values[1] = Int32GetDatum(seq);
	nulls[1] = seq == 0;
	values[2] = CStringGetTextDatum(problem);
	tuplestore_putvalues(report->result->setResult, report->result->setDesc,
						 values, nulls);
}

/* a copy of a column, or NULL */
static void *
copied(CfQueryRow *row, int column, Oid type)
{
	bool		isnull;
	Datum		value = cf_query_value(row, column, type, &isnull);

	return isnull ? NULL : PG_DETOAST_DATUM_COPY(value);
}

static void
read_event(CfQueryRow *row, void *arg)
{
	List	  **events = arg;
	StoredEvent *stored = palloc0(sizeof(StoredEvent));
	CfEvent    *event = &stored->event;

	event->complaint_id = cf_query_int64(row, 1);
	event->seq = cf_query_int(row, 2);
	event->at = DatumGetTimestampTz(cf_query_needed(row, 3, TIMESTAMPTZOID));
	event->activity = cf_query_word(row, 4);
	event->actor = cf_query_text(row, 5);
	event->db_role = cf_query_word(row, 6);
	event->rules_version = cf_query_int(row, 7);
	event->judged_by = copied(row, 8, INT8ARRAYOID);
	event->changes = copied(row, 9, JSONBOID);
	event->personal_hash = copied(row, 10, BYTEAOID);
	stored->hash =
		PG_DETOAST_DATUM_COPY(cf_query_needed(row, 11, BYTEAOID));
	event->personal = copied(row, 12, JSONBOID);
	*events = lappend(*events, stored);
}

static void
check_personal(Report *report, const CfRow *row, StoredEvent *stored)
{
	CfEvent    *event = &stored->event;
	char	   *text;

	if (cf_is_erased(row) || event->seq == 1)
		return;
	if (event->personal == NULL)
	{
		if (event->personal_hash != NULL)
			tell(report, event->seq, "personal values of the event were removed");
		return;
	}
	text = cf_json_text(event->personal);
	if (!cf_same_bytes(event->personal_hash,
					   cf_salted_hash(DatumGetByteaPP(cf_value(row, CF_SALT)),
									  text, strlen(text))))
		tell(report, event->seq, "personal values of the event were changed");
}

/* the chain from the first event to the head on the row */
static void
check_chain(Report *report, const CfRow *row, List *events)
{
	bytea	   *previous = cf_no_salt();
	int			expected = 1;
	ListCell   *cell;

	foreach(cell, events)
	{
		StoredEvent *stored = lfirst(cell);
		CfEvent    *event = &stored->event;

		if (event->seq != expected)
			tell(report, expected, "event is missing");
		else if (!cf_same_bytes(cf_event_hash(event, previous), stored->hash))
			tell(report, event->seq, "event was changed");
		check_personal(report, row, stored);
		previous = stored->hash;
		expected = event->seq + 1;
	}
	if (cf_is_null(row, CF_EVENT_COUNT) || cf_is_null(row, CF_HEAD_HASH))
		tell(report, 0, "the case has lost the head of its history");
	else if (cf_int(row, CF_EVENT_COUNT) != expected - 1)
		tell(report, expected, "number of events differs from the case");
	else if (!cf_same_bytes(DatumGetByteaPP(cf_value(row, CF_HEAD_HASH)),
							previous))
		tell(report, expected - 1, "hash of the last event differs from the case");
}

/* the columns that an erasure emptied: nobody knows what they held */
static void
forget_erased(CfRewind *rewind, Jsonb *changes)
{
	JsonbValue	room;
	JsonbValue *pair = changes == NULL ? NULL :
		getKeyJsonValueFromContainer(&changes->root, CF_ERASED_COLUMNS,
									 strlen(CF_ERASED_COLUMNS), &room);
	JsonbIterator *names;
	JsonbValue	name;
	JsonbIteratorToken token;

	if (pair == NULL || pair->type != jbvBinary)
		return;
	names = JsonbIteratorInit(pair->val.binary.data);
	while ((token = JsonbIteratorNext(&names, &name, false)) != WJB_DONE)
		if (token == WJB_ELEM && name.type == jbvString)
			cf_rewind_forget(rewind, &name);
}

/* what an erasure left is what its hash says */
static void
check_erasure(Report *report, CfRewind *rewind, CfEvent *event)
{
	forget_erased(rewind, event->changes);
	if (!cf_json_row_matches(cf_rewind_row(rewind, false), cf_no_salt(),
							 event->personal_hash))
		tell(report, event->seq,
			 "the case was changed outside of its history, before or after the erasure");
}

static void
undo(Report *report, CfRewind *rewind, int seq, Jsonb *changes)
{
	char	   *differs = changes ? cf_rewind_undo(rewind, changes) : NULL;

	if (differs != NULL)
		tell(report, seq,
			 psprintf("column \"%s\" is not what the event made it", differs));
}

/*
 * The row, taken back through its changes, is what the first event saw, or
 * what an erasure left.
 */
static void
check_row(Report *report, CfRow *row, List *events)
{
	CfRewind	rewind;
	bool		erased = false;
	StoredEvent *first;

	cf_rewind_begin(&rewind, row);
	for (int i = list_length(events) - 1; i >= 0; i--)
	{
		CfEvent    *event = &((StoredEvent *) list_nth(events, i))->event;

		if (strcmp(event->activity, CF_ERASURE) == 0)
		{
			check_erasure(report, &rewind, event);
			erased = true;
		}
		undo(report, &rewind, event->seq, event->changes);
		undo(report, &rewind, event->seq, event->personal);
	}
	if (erased != cf_is_erased(row))
		tell(report, 0, erased ? "the case was written again after its erasure" :
			 "personal data was removed outside of the history");
	/* what the first event saw of an erased case cannot be known any more */
	if (erased || cf_is_erased(row))
		return;
	first = linitial(events);
	if (!cf_json_row_matches(cf_rewind_row(&rewind, false),
							 DatumGetByteaPP(cf_value(row, CF_SALT)),
							 first->event.personal_hash))
		tell(report, 1, "the case was changed outside of its history");
}

static void
check_case(Report *report, CfRow *row, List *events)
{
	if (events == NIL)
	{
		tell(report, 0, "the case has no history");
		return;
	}
	check_chain(report, row, events);
	check_row(report, row, events);
}

static void
read_case(CfQueryRow *row, void *arg)
{
	Report	   *report = arg;
	CfRow	   *one = palloc(sizeof(CfRow));

	cf_row_read_result(one, report->type, row, 1);
	report->cases = lappend(report->cases, one);
}

/* all that is read, is read with the rights of the caller */
static void
query(Report *report, const char *sql, int nargs, const Datum *values,
	  CfRowReader reader, void *arg)
{
	static const Oid types[] = {INT8OID, INT8OID};

	cf_query_run(cf_place_of_caller(report->desk),
				 CF_QUERY_READ_ONLY | CF_QUERY_ONCE, sql, nargs, types,
				 values, NULL, reader, arg);
}

/* the events of the cases from one id to another, in order */
static List *
read_events(Report *report, int64 from, int64 to)
{
	Datum		values[] = {Int64GetDatum(from), Int64GetDatum(to)};
	List	   *events = NIL;

	query(report,
		  "SELECT e.complaint_id, e.seq, e.at, e.activity,"
		  " e.actor, e.db_role, e.rules_version, e.judged_by,"
		  " e.changes, e.personal_hash, e.hash, p.changes"
		  " FROM complaint_event e"
		  " LEFT JOIN complaint_event_personal p"
		  " USING (complaint_id, seq)"
		  " WHERE e.complaint_id BETWEEN $1 AND $2"
		  " ORDER BY e.complaint_id, e.seq", 2, values, read_event, &events);
	return events;
}

/* one batch of cases behind "last"; false when there is none */
static bool
check_batch(Report *report, int64 *last)
{
	Datum		value = Int64GetDatum(*last);
	List	   *events;
	int			next = 0;
	ListCell   *cell;

	report->cases = NIL;
	query(report,
		  "SELECT c FROM complaint c WHERE id > $1"
		  " ORDER BY id LIMIT " CppAsString2(BATCH), 1, &value, read_case,
		  report);
	if (report->cases == NIL)
		return false;
	*last = cf_int64(llast(report->cases), CF_ID);
	events = read_events(report, cf_int64(linitial(report->cases), CF_ID),
						 *last);
	foreach(cell, report->cases)
	{
		CfRow	   *row = lfirst(cell);
		List	   *own = NIL;

		report->complaint_id = cf_int64(row, CF_ID);
		for (; next < list_length(events); next++)
		{
			StoredEvent *stored = list_nth(events, next);

			if (stored->event.complaint_id > report->complaint_id)
				break;
			if (stored->event.complaint_id == report->complaint_id)
				own = lappend(own, stored);
		}
		check_case(report, row, own);
	}
	return true;
}

static void
tell_orphan(CfQueryRow *row, void *arg)
{
	Report	   *report = arg;

	report->complaint_id = cf_query_int64(row, 1);
	tell(report, 0, "the case was removed, its history is there");
}

/* a table of cases that complaint does not show now */
static void
leave_out(CfQueryRow *row, void *arg)
{
	StringInfo	sql = arg;
	char	   *table = cf_query_word(row, 1);

	appendStringInfo(sql, " AND NOT EXISTS (SELECT FROM %s d"
					 " WHERE d.id = e.complaint_id)", table);
	ereport(WARNING,
			(errmsg("cases in table %s were not verified", table),
			 errhint("It is not attached to complaint.")));
}

/* events whose case is gone */
static void
check_orphans(Report *report)
{
	NameData	schema;
	Datum		value = NameGetDatum(&schema);
	static const Oid types[] = {NAMEOID};
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql,
						   "SELECT DISTINCT e.complaint_id FROM complaint_event e"
						   " WHERE NOT EXISTS (SELECT FROM complaint c"
						   " WHERE c.id = e.complaint_id)");
	namestrcpy(&schema, report->desk->name);
	cf_query_run(cf_place_of_caller(report->desk),
				 CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
				 "SELECT format('%I.%I', $1, relname)"
				 " FROM complaint_flow.detached_cases($1) AS d"
				 " JOIN pg_class ON oid = d"
				 " WHERE has_table_privilege(oid, 'SELECT')",
				 1, types, &value, NULL, leave_out, &sql);
	appendStringInfoString(&sql, " ORDER BY e.complaint_id");
	query(report, sql.data, 0, NULL, tell_orphan, report);
}

PG_FUNCTION_INFO_V1(verify_chains);

/*
 * verify_chains(desk) -- one row for each thing that is wrong with events and
 * rows of cases; verify_history compares contacts and entries, too
 *
 * Reads with the rights of the caller.
 */
Datum
verify_chains(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	Report		report = {(ReturnSetInfo *) fcinfo->resultinfo, desk};
	MemoryContext batch = AllocSetContextCreate(CurrentMemoryContext,
												"complaint_flow verify",
												ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	CfOwnerScope scope;
	Relation	rel;
	int64		last = PG_INT64_MIN;

	InitMaterializedSRF(fcinfo, 0);
	rel = table_open(desk->complaint_relid, AccessShareLock);
	report.type = cf_row_type(desk, rel);
	/* the lock stays: rows are read as this type */
	table_close(rel, NoLock);
	/* output functions of the desk's own types run under a pinned path */
	cf_owner_begin(&scope, desk->name, GetUserId());
	caller = MemoryContextSwitchTo(batch);
	while (check_batch(&report, &last))
	{
		MemoryContextReset(batch);
		CHECK_FOR_INTERRUPTS();
	}
	check_orphans(&report);
	MemoryContextSwitchTo(caller);
	cf_owner_end(&scope);
	MemoryContextDelete(batch);
	return (Datum) 0;
}
