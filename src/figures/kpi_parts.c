/*
 * kpi_parts.c -- clocks and history of a case being counted
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "figures/kpi_parts.h"
#include "store/engine_table.h"

/* a clock or a stay; without seconds where "seconds" is NULL */
static void
add_part(CfCount *count, const char *kind, Datum code, Datum department,
		 bool no_department, int place, const int64 *seconds)
{
	Datum		values[CF_PART_COLUMNS];
	bool		nulls[CF_PART_COLUMNS] = {0};

	values[CF_PART_KIND] = CStringGetTextDatum(kind);
	values[CF_PART_CODE] = code;
	values[CF_PART_DEPARTMENT] = department;
	nulls[CF_PART_DEPARTMENT] = no_department;
	values[CF_PART_PLACE] = Int32GetDatum(place);
	values[CF_PART_SECONDS] = Int64GetDatum(seconds ? *seconds : 0);
	nulls[CF_PART_SECONDS] = seconds == NULL;
	count->parts = lappend(count->parts,
						   heap_form_tuple(count->reader->part_desc, values,
										   nulls));
}

/* places in the figures of kpi_part_sum where a clock counts */
enum
{
	PLACE_MET = 1, PLACE_LATE, PLACE_OVERDUE, PLACE_RUNNING, PLACE_CANCELLED
};

/* the same of a stay */
#define STAY_ENDED 1

static int
place_of(TupleTableSlot *slot)
{
	bool		open;
	bool		not_breached;
	Datum		outcome = slot_getattr(slot, CF_CL_OUTCOME + 1, &open);

	if (cf_says(outcome, open, "met"))
		return PLACE_MET;
	if (cf_says(outcome, open, "late"))
		return PLACE_LATE;
	if (cf_says(outcome, open, "cancelled"))
		return PLACE_CANCELLED;
	(void) slot_getattr(slot, CF_CL_BREACHED_AT + 1, &not_breached);
	return not_breached ? PLACE_RUNNING : PLACE_OVERDUE;
}

/* how long a clock ran; false where it did not stop */
static bool
time_taken(TupleTableSlot *slot, int64 *seconds)
{
	bool		isnull;
	TimestampTz started_at;
	TimestampTz stopped_at;

	started_at = DatumGetTimestampTz(slot_getattr(slot, CF_CL_STARTED_AT + 1,
												  &isnull));
	stopped_at = DatumGetTimestampTz(slot_getattr(slot, CF_CL_STOPPED_AT + 1,
												  &isnull));
	if (isnull)
		return false;
	*seconds = cf_seconds_of(stopped_at - started_at);
	return true;
}

/* what met the clock of the first response is one, contact or not */
static void
note_response(CfCount *count, TupleTableSlot *slot)
{
	bool		isnull;
	Datum		metric = slot_getattr(slot, CF_CL_METRIC + 1, &isnull);
	TimestampTz at;

	if (!cf_says(metric, isnull, "first_response"))
		return;
	at = DatumGetTimestampTz(slot_getattr(slot, CF_CL_STOPPED_AT + 1,
										  &isnull));
	if (!isnull)
		count->met_at = Min(count->met_at, at);
}

static void
count_clock(CfCount *count, TupleTableSlot *slot)
{
	int64	   *figures = count->figures;
	int			place = place_of(slot);
	bool		isnull;
	bool		no_department;
	Datum		metric;
	Datum		department = slot_getattr(slot, CF_CL_DEPARTMENT + 1,
										  &no_department);
	int64		taken;
	bool		timed = place <= PLACE_LATE && time_taken(slot, &taken);

	figures[CF_F_PROMISES_MET] += place == PLACE_MET;
	figures[CF_F_PROMISES_LATE] += place == PLACE_LATE;
	figures[CF_F_PROMISES_OVERDUE] += place == PLACE_OVERDUE;
	figures[CF_F_PROMISES_CANCELLED] += place == PLACE_CANCELLED;
	if (!count->joined &&
		DatumGetInt32(slot_getattr(slot, CF_CL_STEP + 1, &isnull)) > 0)
		figures[CF_F_ESCALATED] = 1;
	if (place <= PLACE_LATE)
		note_response(count, slot);
	if (no_department && cf_has(count, CF_DEPARTMENT))
	{
		department = cf_value(&count->row, CF_DEPARTMENT);
		no_department = false;
	}
	metric = slot_getattr(slot, CF_CL_METRIC + 1, &isnull);
	if (isnull)
		return;
	add_part(count, "clock", metric, department, no_department, place,
			 timed ? &taken : NULL);
}

/* cf_count_clocks -- the clocks of a case, by metric and cycle */
void
cf_count_clocks(CfCount *count)
{
	CfKeyScan  *scan = &count->reader->scans[CF_KPI_CLOCK];

	cf_key_scan_seek(scan, count->id);
	while (cf_key_scan_next(scan))
		count_clock(count, scan->slot);
}

/*
 * The value of a column before a change: NULL where the change does not name
 * it, where it was NULL, and where it is no pair.  *named: is it named?
 */
static JsonbValue *
value_before(Jsonb *changes, const char *column, JsonbValue *pair, bool *named)
{
	JsonbValue *before;

	*named = JB_ROOT_IS_OBJECT(changes) &&
		getKeyJsonValueFromContainer(&changes->root, column, strlen(column),
									 pair) != NULL;
	if (!*named || pair->type != jbvBinary ||
		!JsonContainerIsArray(pair->val.binary.data))
		return NULL;
	before = getIthJsonbValueFromContainer(pair->val.binary.data, 0);
	return before == NULL || before->type == jbvNull ? NULL : before;
}

/* a stay in a state ended; *came_at is when it began */
static void
count_stay(CfCount *count, Jsonb *changes, TimestampTz at,
		   TimestampTz *came_at)
{
	JsonbValue	pair;
	bool		changed;
	JsonbValue *left = value_before(changes, "state", &pair, &changed);

	if (left != NULL && left->type == jbvString)
	{
		int64		stayed = cf_seconds_of(at - *came_at);
		text	   *state = cstring_to_text_with_len(left->val.string.val,
													 left->val.string.len);

		add_part(count, "state", PointerGetDatum(state),
				 cf_value(&count->row, CF_DEPARTMENT),
				 !cf_has(count, CF_DEPARTMENT), STAY_ENDED, &stayed);
	}
	if (changed)
		*came_at = at;
}

/*
 * cf_count_events -- what its history tells of a case: whether it changed its
 * class or department, and its stays in states
 *
 * The first event of a case has no changes: one alone need not be read.
 */
void
cf_count_events(CfCount *count)
{
	CfKeyScan  *scan = &count->reader->scans[CF_KPI_EVENT];
	int64	   *figures = count->figures;
	TimestampTz came_at = count->received_at;
	bool		reclassified = false;
	bool		rerouted = false;

	if (!cf_has(count, CF_EVENT_COUNT) || cf_number(count, CF_EVENT_COUNT) > 1)
		cf_key_scan_seek(scan, count->id);
	else
		scan = NULL;
	while (scan != NULL && cf_key_scan_next(scan))
	{
		bool		isnull;
		bool		named;
		JsonbValue	pair;
		Datum		changes = slot_getattr(scan->slot, CF_EV_CHANGES + 1,
										   &isnull);
		Jsonb	   *jsonb;

		if (isnull)
			continue;
		jsonb = DatumGetJsonbP(changes);
		reclassified |= value_before(jsonb, "category", &pair, &named) != NULL;
		/* with its first category a case gets the level of that, too */
		if (!named)
			reclassified |= value_before(jsonb, "level", &pair, &named) != NULL;
		rerouted |= value_before(jsonb, "department", &pair, &named) != NULL;
		count_stay(count, jsonb,
				   DatumGetTimestampTz(slot_getattr(scan->slot, CF_EV_AT + 1,
													&isnull)), &came_at);
	}
	if (count->joined)
		return;
	figures[CF_F_RECLASSIFIED] = reclassified;
	figures[CF_F_REROUTED] = rerouted;
	figures[CF_F_ACCURATE] = !reclassified && !rerouted;
}
