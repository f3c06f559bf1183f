/*
 * kpi_parts.c -- clocks and history of a case being counted
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "base/array.h"
#include "figures/kpi_parts.h"
#include "figures/kpi_rules.h"
#include "store/engine_table.h"

/* a clock or a stay; without what is NULL */
static void
add_part(CfCount *count, const char *kind, Datum code, Datum department,
		 bool no_department, int place, const int64 *seconds,
		 const int64 *rule_id)
{
	Datum		values[CF_PART_COLUMNS];
	bool		nulls[CF_PART_COLUMNS] = {0};

	if (!cf_asked(count, CF_COUNT_PARTS))
		return;
	values[CF_PART_KIND] = CStringGetTextDatum(kind);
	values[CF_PART_CODE] = code;
	values[CF_PART_DEPARTMENT] = department;
	nulls[CF_PART_DEPARTMENT] = no_department;
	values[CF_PART_PLACE] = Int32GetDatum(place);
	values[CF_PART_SECONDS] = Int64GetDatum(seconds ? *seconds : 0);
	nulls[CF_PART_SECONDS] = seconds == NULL;
	values[CF_PART_RULE_ID] = Int64GetDatum(rule_id ? *rule_id : 0);
	nulls[CF_PART_RULE_ID] = rule_id == NULL;
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
	int64		rule_id;

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
	rule_id = DatumGetInt64(slot_getattr(slot, CF_CL_RULE_ID + 1, &isnull));
	add_part(count, "clock", metric, department, no_department, place,
			 timed ? &taken : NULL, isnull ? NULL : &rule_id);
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

/* a stay in a state ended; *came_at is when it began */
static void
count_stay(CfCount *count, Jsonb *changes, TimestampTz at,
		   TimestampTz *came_at)
{
	CfChange	state = cf_change_of(changes, "state");
	JsonbValue *before = state.before;

	if (before != NULL && before->type == jbvString)
	{
		int64		stayed = cf_seconds_of(at - *came_at);
		text	   *left = cstring_to_text_with_len(before->val.string.val,
													before->val.string.len);

		add_part(count, "state", PointerGetDatum(left),
				 cf_value(&count->row, CF_DEPARTMENT),
				 !cf_has(count, CF_DEPARTMENT), STAY_ENDED, &stayed, NULL);
	}
	if (state.named)
		*came_at = at;
}

/*
 * cf_count_events -- what its history tells of a case: whether it changed its
 * class or department, its stays in states, and what became of the decisions
 * of rules
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
	CfDecided	decided = {0};

	if (cf_asked(count, CF_COUNT_RULES) && cf_has(count, CF_JUDGED_BY))
		count->rules = cf_ids_of_array(cf_value(&count->row, CF_JUDGED_BY));
	if (!cf_has(count, CF_EVENT_COUNT) || cf_number(count, CF_EVENT_COUNT) > 1)
		cf_key_scan_seek(scan, count->id);
	else
		scan = NULL;
	while (scan != NULL && cf_key_scan_next(scan))
	{
		bool		isnull;
		Datum		changes = slot_getattr(scan->slot, CF_EV_CHANGES + 1,
										   &isnull);
		Jsonb	   *jsonb = isnull ? NULL : DatumGetJsonbP(changes);
		CfChange	category;

		if (cf_asked(count, CF_COUNT_RULES))
			cf_count_decisions(count, scan->slot, jsonb, &decided);
		if (jsonb == NULL)
			continue;
		category = cf_change_of(jsonb, "category");
		reclassified |= category.before != NULL;
		/* with its first category a case gets the level of that, too */
		if (!category.named)
			reclassified |= cf_change_of(jsonb, "level").before != NULL;
		rerouted |= cf_change_of(jsonb, "department").before != NULL;
		if (cf_asked(count, CF_COUNT_PARTS))
			count_stay(count, jsonb,
					   DatumGetTimestampTz(slot_getattr(scan->slot,
														CF_EV_AT + 1,
														&isnull)), &came_at);
	}
	if (count->joined)
		return;
	figures[CF_F_RECLASSIFIED] = reclassified;
	figures[CF_F_REROUTED] = rerouted;
	figures[CF_F_ACCURATE] = !reclassified && !rerouted;
}
