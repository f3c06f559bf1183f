/*
 * verify.c -- finding events and rows that were changed behind the engine
 *
 * Every event's hash is computed anew from its content and the hash before;
 * then the row is taken back through all changes, and what is left must be
 * what the first event saw.  Whoever can write every table of the desk can
 * still rewrite a whole chain: the digest that leaves the database by the
 * outbox is against that.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "desk/desk_cache.h"
#include "desk/result.h"
#include "history/canonical.h"
#include "history/event.h"
#include "history/rewind.h"
#include "rights/as_owner.h"

/* cases read at once */
#define BATCH 200

/* an event as stored, with what belongs to it */
typedef struct StoredEvent
{
	CfEvent		event;
	bytea	   *hash;
} StoredEvent;

typedef struct Report
{
	ReturnSetInfo *result;
	int64		complaint_id;
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

static void
read_event(HeapTuple tuple, TupleDesc desc, StoredEvent *stored)
{
	CfEvent    *event = &stored->event;
	bool		isnull;
	Datum		value;

	memset(stored, 0, sizeof(StoredEvent));
	event->complaint_id = cf_query_int64(&(CfQueryRow) {desc, tuple}, 1);
	event->seq = cf_query_int(&(CfQueryRow) {desc, tuple}, 2);
	event->at = DatumGetTimestampTz(cf_query_needed(&(CfQueryRow) {desc, tuple}, 3,
													 TIMESTAMPTZOID));
	event->activity = cf_query_word(&(CfQueryRow) {desc, tuple}, 4);
	event->actor = cf_query_text(&(CfQueryRow) {desc, tuple}, 5);
	event->db_role = cf_query_word(&(CfQueryRow) {desc, tuple}, 6);
	event->rules_version = cf_query_int(&(CfQueryRow) {desc, tuple}, 7);
	value = cf_query_value(&(CfQueryRow) {desc, tuple}, 8, INT8ARRAYOID, &isnull);
	event->judged_by = isnull ? NULL : DatumGetArrayTypeP(value);
	value = cf_query_value(&(CfQueryRow) {desc, tuple}, 9, JSONBOID, &isnull);
	event->changes = isnull ? NULL : DatumGetJsonbP(value);
	value = cf_query_value(&(CfQueryRow) {desc, tuple}, 10, BYTEAOID, &isnull);
	event->personal_hash = isnull ? NULL : DatumGetByteaPP(value);
	stored->hash = DatumGetByteaPP(cf_query_needed(&(CfQueryRow) {desc, tuple}, 11, BYTEAOID));
	value = cf_query_value(&(CfQueryRow) {desc, tuple}, 12, JSONBOID, &isnull);
	event->personal = isnull ? NULL : DatumGetJsonbP(value);
}

static bool
same_bytes(const bytea *a, const bytea *b)
{
	return a != NULL && b != NULL &&
		VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
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
	text = JsonbToCString(NULL, &event->personal->root,
						  VARSIZE(event->personal));
	if (!same_bytes(event->personal_hash,
					cf_salted_hash(DatumGetByteaPP(cf_value(row, CF_SALT)),
								   text, strlen(text))))
		tell(report, event->seq, "personal values of the event were changed");
}

/* the chain from the first event to the head on the row */
static void
check_chain(Report *report, const CfRow *row, StoredEvent *events, int count)
{
	bytea	   *previous = cf_no_salt();
	int			expected = 1;

	for (int i = 0; i < count; i++)
	{
		CfEvent    *event = &events[i].event;

		if (event->seq != expected)
			tell(report, expected, "event is missing");
		else if (!same_bytes(cf_event_hash(event, previous), events[i].hash))
			tell(report, event->seq, "event was changed");
		check_personal(report, row, &events[i]);
		previous = events[i].hash;
		expected = event->seq + 1;
	}
	if (cf_is_null(row, CF_EVENT_COUNT) || cf_is_null(row, CF_HEAD_HASH))
		tell(report, 0, "the case has lost the head of its history");
	else if (DatumGetInt32(cf_value(row, CF_EVENT_COUNT)) != expected - 1)
		tell(report, expected, "number of events differs from the case");
	else if (!same_bytes(DatumGetByteaPP(cf_value(row, CF_HEAD_HASH)),
						 previous))
		tell(report, expected - 1, "hash of the last event differs from the case");
}

/* columns that an erasure emptied, out of its changes, are as good as NULL */
static void
forget_erased(CfRewind *past, Jsonb *changes)
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
			cf_rewind_forget(past, &name);
}

/* what an erasure left is what it said that it left */
static void
check_erasure(Report *report, CfRewind *past, CfEvent *event)
{
	forget_erased(past, event->changes);
	if (!same_bytes(cf_json_row_digest(cf_rewind_row(past, false),
									   cf_no_salt()),
					event->personal_hash))
		tell(report, event->seq,
			 "the case was changed outside of its history, before or after the erasure");
}

/*
 * The row, taken back through its changes, is what the first event saw, or
 * what an erasure left.
 */
static void
check_row(Report *report, CfRow *row, StoredEvent *events, int count)
{
	CfRewind		past;
	bytea	   *digest;
	bool		erased = false;

	cf_rewind_begin(&past, row);
	for (int i = count - 1; i >= 0; i--)
	{
		Jsonb	   *parts[2];

		if (strcmp(events[i].event.activity, CF_ERASURE) == 0)
		{
			check_erasure(report, &past, &events[i].event);
			erased = true;
		}
		parts[0] = events[i].event.changes;
		parts[1] = events[i].event.personal;
		for (int part = 0; part < 2; part++)
		{
			char	   *differs = parts[part] == NULL ? NULL :
				cf_rewind_undo(&past, parts[part]);

			if (differs != NULL)
				tell(report, events[i].event.seq,
					 psprintf("column \"%s\" is not what the event made it",
							  differs));
		}
	}
	if (erased != cf_is_erased(row))
		tell(report, 0, erased ? "the case was written again after its erasure" :
			 "personal data was removed outside of the history");
	/* what the first event saw of an erased case cannot be known any more */
	if (erased || cf_is_erased(row))
		return;
	digest = cf_json_row_digest(cf_rewind_row(&past, false),
								DatumGetByteaPP(cf_value(row, CF_SALT)));
	if (!same_bytes(digest, events[0].event.personal_hash))
		tell(report, 1, "the case was changed outside of its history");
}

static void
check_case(Report *report, CfRow *row, StoredEvent *events, int count)
{
	if (count == 0)
	{
		tell(report, 0, "the case has no history");
		return;
	}
	check_chain(report, row, events, count);
	check_row(report, row, events, count);
}

/* the events of the cases from one id to another, in order */
static StoredEvent *
read_events(int64 from, int64 to, int *count)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[2];
	StoredEvent *events;

	values[0] = Int64GetDatum(from);
	values[1] = Int64GetDatum(to);
	SPI_execute_with_args("SELECT e.complaint_id, e.seq, e.at, e.activity,"
						  " e.actor, e.db_role, e.rules_version, e.judged_by,"
						  " e.changes, e.personal_hash, e.hash, p.changes"
						  " FROM complaint_event e"
						  " LEFT JOIN complaint_event_personal p"
						  " USING (complaint_id, seq)"
						  " WHERE e.complaint_id BETWEEN $1 AND $2"
						  " ORDER BY e.complaint_id, e.seq",
						  2, types, values, NULL, true, 0);
	*count = SPI_processed;
	events = palloc((*count + 1) * sizeof(StoredEvent));
	for (int i = 0; i < *count; i++)
		read_event(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, &events[i]);
	return events;
}

/* one batch of cases behind "last"; false when there is none */
static bool
check_batch(Report *report, CfRowType *type, int64 *last)
{
	Oid			types[] = {INT8OID};
	Datum		value = Int64GetDatum(*last);
	SPITupleTable *rows;
	uint64		nrows;
	StoredEvent *events;
	int			nevents;
	int			next = 0;
	CfRow	   *cases;

	SPI_execute_with_args("SELECT c FROM complaint c WHERE id > $1"
						  " ORDER BY id LIMIT " CppAsString2(BATCH),
						  1, types, &value, NULL, true, 0);
	rows = SPI_tuptable;
	nrows = SPI_processed;
	if (nrows == 0)
		return false;
	cases = palloc(nrows * sizeof(CfRow));
	for (uint64 i = 0; i < nrows; i++)
		cf_row_read_result(&cases[i], type, rows->vals[i], rows->tupdesc);
	*last = DatumGetInt64(cf_value(&cases[nrows - 1], CF_ID));
	events = read_events(DatumGetInt64(cf_value(&cases[0], CF_ID)), *last,
						 &nevents);
	for (uint64 i = 0; i < nrows; i++)
	{
		int			first;

		report->complaint_id = DatumGetInt64(cf_value(&cases[i], CF_ID));
		while (next < nevents &&
			   events[next].event.complaint_id < report->complaint_id)
			next++;
		first = next;
		while (next < nevents &&
			   events[next].event.complaint_id == report->complaint_id)
			next++;
		check_case(report, &cases[i], events + first, next - first);
	}
	return true;
}

/* events whose case is gone */
static void
check_orphans(Report *report)
{
	SPI_execute("SELECT e.complaint_id, min(e.seq) FROM complaint_event e"
				" WHERE NOT EXISTS (SELECT FROM complaint c"
				" WHERE c.id = e.complaint_id)"
				" GROUP BY e.complaint_id ORDER BY e.complaint_id", true, 0);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		report->complaint_id = cf_query_int64(&(CfQueryRow) {SPI_tuptable->tupdesc, SPI_tuptable->vals[i]}, 1);
		tell(report, 0, "the case was removed, its history is there");
	}
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
	Report		report = {(ReturnSetInfo *) fcinfo->resultinfo, 0};
	CfOwnerScope scope;
	Relation	rel;
	CfRowType  *type;
	int64		last = PG_INT64_MIN;
	bool		more = true;

	InitMaterializedSRF(fcinfo, 0);
	rel = table_open(desk->complaint_relid, AccessShareLock);
	type = cf_row_type(desk, rel);
	/* the lock stays: rows are read as this type */
	table_close(rel, NoLock);
	cf_owner_begin(&scope, desk->name, GetUserId());
	while (more)
	{
		SPI_connect();
		more = check_batch(&report, type, &last);
		SPI_finish();
		CHECK_FOR_INTERRUPTS();
	}
	SPI_connect();
	check_orphans(&report);
	SPI_finish();
	cf_owner_end(&scope);
	return (Datum) 0;
}
