/*
 * kpi_reader.c -- opening the tables of cases to be counted
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/typcache.h"

#include "desk/desk_calendar.h"
#include "desk/desk_check.h"
#include "desk/query.h"
#include "figures/kpi_reader.h"
#include "rights/as_owner.h"
#include "store/store_columns.h"

static bool
open_entries(CfKpiReader *reader)
{
	static const char *const by_case[] = {"complaint_id"};
	static const char *const by_id[] = {"id"};
	CfEntryColumns *at = &reader->at;

	if (!cf_probe_open(&reader->investigation, reader->desk, "investigation",
					   1, by_case) ||
		!cf_probe_open(&reader->satisfaction, reader->desk, "satisfaction",
					   1, by_case) ||
		!cf_probe_open(&reader->execution, reader->desk, "execution",
					   1, by_case) ||
		!cf_probe_open(&reader->remedy, reader->desk, "remedy", 1, by_id))
		return false;
	at->investigation_id = cf_probe_column(&reader->investigation, "id",
										   INT8OID);
	at->conclusion = cf_probe_column(&reader->investigation, "conclusion",
									 TEXTOID);
	at->cause = cf_probe_column(&reader->investigation, "cause", TEXTOID);
	at->satisfaction_id = cf_probe_column(&reader->satisfaction, "id",
										  INT8OID);
	at->score = cf_probe_column(&reader->satisfaction, "score", INT4OID);
	at->remedy_id = cf_probe_column(&reader->execution, "remedy_id", INT8OID);
	at->amount = cf_probe_column(&reader->execution, "amount", NUMERICOID);
	at->currency = cf_probe_column(&reader->remedy, "currency", TEXTOID);
	return at->investigation_id > 0 && at->conclusion > 0 && at->cause > 0 &&
		at->satisfaction_id > 0 && at->score > 0 && at->remedy_id > 0 &&
		at->amount > 0 && at->currency > 0;
}

/* a table of the engine, whose columns are the template's, or KF010 */
static bool
open_stored(CfDesk *desk, CfProbe *probe, CfEngineTable table,
			const char *name, int nkeys, const char *const *keys)
{
	if (!cf_probe_open(probe, desk, name, nkeys, keys))
		return false;
	cf_stored_check_types(cf_stored_columns(desk, table, name),
						  RelationGetDescr(probe->rel));
	return true;
}

static bool
open_tables(CfKpiReader *reader)
{
	static const char *const case_key[] = {"id"};
	static const char *const clock_key[] = {
		"complaint_id", "metric", "cycle"
	};
	static const char *const event_key[] = {"complaint_id", "seq"};

	return cf_probe_open(&reader->complaint, reader->desk, "complaint",
						 1, case_key) &&
		open_stored(reader->desk, &reader->clock, CF_T_CLOCK, "clock",
					3, clock_key) &&
		open_stored(reader->desk, &reader->event, CF_T_EVENT,
					"complaint_event", 2, event_key) &&
		open_entries(reader);
}

static void
close_tables(CfKpiReader *reader)
{
	cf_probe_close(&reader->complaint);
	cf_probe_close(&reader->clock);
	cf_probe_close(&reader->event);
	cf_probe_close(&reader->investigation);
	cf_probe_close(&reader->satisfaction);
	cf_probe_close(&reader->execution);
	cf_probe_close(&reader->remedy);
}

/*
 * cf_kpi_is_direct -- can the desk's cases be counted without SQL?  Not where
 * a table is partitioned, somebody else's, or lacks an index or a column.
 */
bool
cf_kpi_is_direct(CfDesk *desk)
{
	CfKpiReader reader = {.desk = desk};
	bool		direct = open_tables(&reader);

	close_tables(&reader);
	return direct;
}

static void
read_state(CfQueryRow *row, void *arg)
{
	CfKpiReader *reader = arg;
	CfFinalState *state = palloc(sizeof(CfFinalState));
	char	   *resolution = cf_query_text(row, 2);

	state->code = cf_query_word(row, 1);
	state->ending = CF_ENDS_OTHERWISE;
	if (resolution == NULL || strcmp(resolution, "full") == 0)
		state->ending = CF_ENDS_FULLY;
	else if (strcmp(resolution, "part") == 0)
		state->ending = CF_ENDS_PARTLY;
	reader->final_states = lappend(reader->final_states, state);
}

static void
read_grade(CfQueryRow *row, void *arg)
{
	CfKpiReader *reader = arg;
	int			score = cf_query_int(row, 1);

	if (score >= 0 && score < lengthof(reader->satisfied))
		reader->satisfied[score] = cf_query_bool(row, 2);
}

static void
read_bucket(CfQueryRow *row, void *arg)
{
	CfKpiReader *reader = arg;
	CfClosingBucket *bucket = palloc0(sizeof(CfClosingBucket));

	bucket->position = cf_query_int(row, 1);
	if (bucket->position < 1 || bucket->position > CF_BUCKETS_MAX)
		return;
	bucket->within = cf_query_target(row, 2);
	reader->buckets = lappend(reader->buckets, bucket);
	reader->nfigures = CF_F_BUCKETS + bucket->position;
}

/* as the active snapshot shows it */
static void
load_policy(CfKpiReader *reader)
{
	reader->nfigures = CF_F_BUCKETS;
	cf_query_each(reader->desk, CF_QUERY_READ_ONLY,
				  "SELECT code, resolution FROM state WHERE kind = 'final'",
				  0, NULL, NULL, read_state, reader);
	cf_query_each(reader->desk, CF_QUERY_READ_ONLY,
				  "SELECT score, satisfied FROM satisfaction_grade",
				  0, NULL, NULL, read_grade, reader);
	cf_query_each(reader->desk, CF_QUERY_READ_ONLY,
				  "SELECT position, within FROM closing_bucket ORDER BY position",
				  0, NULL, NULL, read_bucket, reader);
}

/*
 * cf_kpi_reader_open -- a reader of cases as the active snapshot shows them,
 * or NULL where the desk's tables have to be read by SQL
 *
 * It lives in the current memory context, which has to outlive it.
 */
CfKpiReader *
cf_kpi_reader_open(CfDesk *desk)
{
	CfKpiReader *reader = palloc0(sizeof(CfKpiReader));

	reader->desk = desk;
	if (!open_tables(reader))
	{
		close_tables(reader);
		return NULL;
	}
	reader->type = cf_row_type(desk, reader->complaint.rel);
	reader->calendar = cf_calendar(desk, desk->calendar);
	reader->time_zone = CStringGetTextDatum(desk->time_zone);
	reader->part_type = cf_own_type("kpi_part");
	reader->part_desc = lookup_rowtype_tupdesc_copy(reader->part_type, -1);
	load_policy(reader);
	cf_probe_begin(&reader->complaint);
	cf_probe_begin(&reader->clock);
	cf_probe_begin(&reader->event);
	cf_probe_begin(&reader->investigation);
	cf_probe_begin(&reader->satisfaction);
	cf_probe_begin(&reader->execution);
	cf_probe_begin(&reader->remedy);
	return reader;
}

void
cf_kpi_reader_close(CfKpiReader *reader)
{
	close_tables(reader);
}

/* cf_desk_check_kpi -- the tables that only counting reads and writes */
void
cf_desk_check_kpi(CfDesk *desk)
{
	static const char *const counted[] = {
		"kpi_case", "investigation", "satisfaction", "execution", "remedy",
		"satisfaction_grade", "closing_bucket"
	};

	for (int i = 0; i < lengthof(counted); i++)
		cf_desk_check_use(desk, counted[i],
						  cf_table_of_owner(counted[i], desk->schema,
											desk->owner));
}
