/*
 * clock_row.c -- clocks to and from their table
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "clock/clock_row.h"

static TimestampTz
stored_time(CfStored *stored, int column)
{
	return stored->nulls[column] ? CF_NO_TIME :
		DatumGetTimestampTz(stored->values[column]);
}

static char *
stored_text(CfStored *stored, int column)
{
	return stored->nulls[column] ? NULL :
		TextDatumGetCString(stored->values[column]);
}

static CfClock *
from_stored(CfStored *stored)
{
	CfClock    *clock = palloc0(sizeof(CfClock));

	clock->stored = stored;
	clock->metric = stored_text(stored, CF_CL_METRIC);
	clock->cycle = DatumGetInt32(stored->values[CF_CL_CYCLE]);
	clock->rule_id = DatumGetInt64(stored->values[CF_CL_RULE_ID]);
	clock->started_at = stored_time(stored, CF_CL_STARTED_AT);
	if (!stored->nulls[CF_CL_TARGET])
		clock->target = DatumGetCfTargetP(stored->values[CF_CL_TARGET]);
	clock->calendar = stored_text(stored, CF_CL_CALENDAR);
	clock->due_at = stored_time(stored, CF_CL_DUE_AT);
	clock->original_due_at = stored_time(stored, CF_CL_ORIGINAL_DUE_AT);
	clock->warn_at = stored_time(stored, CF_CL_WARN_AT);
	clock->provisional = DatumGetBool(stored->values[CF_CL_PROVISIONAL]);
	clock->paused_at = stored_time(stored, CF_CL_PAUSED_AT);
	if (!stored->nulls[CF_CL_PAUSES])
		clock->pauses = stored->values[CF_CL_PAUSES];
	clock->warned_at = stored_time(stored, CF_CL_WARNED_AT);
	clock->breached_at = stored_time(stored, CF_CL_BREACHED_AT);
	clock->step = DatumGetInt32(stored->values[CF_CL_STEP]);
	clock->next_at = stored_time(stored, CF_CL_NEXT_AT);
	clock->stopped_at = stored_time(stored, CF_CL_STOPPED_AT);
	clock->outcome = stored_text(stored, CF_CL_OUTCOME);
	if (!stored->nulls[CF_CL_SUBJECT])
		clock->subject = DatumGetInt64(stored->values[CF_CL_SUBJECT]);
	clock->department = stored_text(stored, CF_CL_DEPARTMENT);
	if (!stored->nulls[CF_CL_DEADLINE_ENTRY])
		clock->deadline_entry = DatumGetInt64(stored->values[CF_CL_DEADLINE_ENTRY]);
	return clock;
}

/* cf_clocks_load -- the clocks of the case, by metric and cycle */
List *
cf_clocks_load(CfWrite *write)
{
	CfStoreTable *table = cf_store_open(write->desk, write->direct,
										CF_T_CLOCK);
	Datum		key = cf_value(&write->row, CF_ID);
	List	   *clocks = NIL;
	ListCell   *cell;

	foreach(cell, cf_store_find(table, &key, 1))
		clocks = lappend(clocks, from_stored(lfirst(cell)));
	cf_store_close(table);
	return clocks;
}

static void
put(Datum *values, bool *nulls, int column, Datum value, bool isnull)
{
	values[column] = value;
	nulls[column] = isnull;
}

static void
put_time(Datum *values, bool *nulls, int column, TimestampTz time)
{
	put(values, nulls, column, TimestampTzGetDatum(time), time == CF_NO_TIME);
}

static void
put_text(Datum *values, bool *nulls, int column, const char *text)
{
	put(values, nulls, column, text ? CStringGetTextDatum(text) : (Datum) 0,
		text == NULL);
}

static void
save(CfStoreTable *table, CfWrite *write, CfClock *clock)
{
	Datum		values[CF_CL_COLUMNS];
	bool		nulls[CF_CL_COLUMNS] = {0};

	values[CF_CL_COMPLAINT_ID] = cf_value(&write->row, CF_ID);
	values[CF_CL_METRIC] = CStringGetTextDatum(clock->metric);
	values[CF_CL_CYCLE] = Int32GetDatum(clock->cycle);
	values[CF_CL_RULE_ID] = Int64GetDatum(clock->rule_id);
	put_time(values, nulls, CF_CL_STARTED_AT, clock->started_at);
	put(values, nulls, CF_CL_TARGET, PointerGetDatum(clock->target),
		clock->target == NULL);
	values[CF_CL_CALENDAR] = CStringGetTextDatum(clock->calendar);
	put_time(values, nulls, CF_CL_DUE_AT, clock->due_at);
	put_time(values, nulls, CF_CL_ORIGINAL_DUE_AT, clock->original_due_at);
	put_time(values, nulls, CF_CL_WARN_AT, clock->warn_at);
	values[CF_CL_PROVISIONAL] = BoolGetDatum(clock->provisional);
	put_time(values, nulls, CF_CL_PAUSED_AT, clock->paused_at);
	put(values, nulls, CF_CL_PAUSES, clock->pauses, clock->pauses == 0);
	put_time(values, nulls, CF_CL_WARNED_AT, clock->warned_at);
	put_time(values, nulls, CF_CL_BREACHED_AT, clock->breached_at);
	values[CF_CL_STEP] = Int32GetDatum(clock->step);
	put_time(values, nulls, CF_CL_NEXT_AT, clock->next_at);
	put_time(values, nulls, CF_CL_STOPPED_AT, clock->stopped_at);
	put_text(values, nulls, CF_CL_OUTCOME, clock->outcome);
	put(values, nulls, CF_CL_SUBJECT, Int64GetDatum(clock->subject),
		clock->subject == 0);
	put_text(values, nulls, CF_CL_DEPARTMENT, clock->department);
	put(values, nulls, CF_CL_DEADLINE_ENTRY, Int64GetDatum(clock->deadline_entry),
		clock->deadline_entry == 0);
	if (clock->stored != NULL)
		cf_store_update(table, clock->stored, values, nulls);
	else
		cf_store_insert(table, values, nulls);
}

/* cf_clocks_save -- write the clocks that changed */
void
cf_clocks_save(CfWrite *write, CfClocks *clocks)
{
	CfStoreTable *table = NULL;
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (!clock->changed)
			continue;
		if (table == NULL)
			table = cf_store_open(write->desk, write->direct, CF_T_CLOCK);
		save(table, write, clock);
	}
	if (table != NULL)
		cf_store_close(table);
}
