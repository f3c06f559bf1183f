/*
 * kpi_reader.c -- opening the tables of cases to be counted
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/qunique.h"
#include "utils/builtins.h"
#include "utils/typcache.h"

#include "base/array.h"
#include "desk/desk_calendar.h"
#include "desk/desk_check.h"
#include "desk/query.h"
#include "figures/kpi_reader.h"
#include "rights/as_owner.h"
#include "store/store_columns.h"

/* a table, and the columns of the index by which it is read */
typedef struct Table
{
	const char *name;
	CfEngineTable engine_table; /* its columns are checked, KF010 */
	int			nkeys;
	const char *keys[3];
} Table;

#define NO_ENGINE_TABLE ((CfEngineTable) -1)

static const Table tables[CF_KPI_TABLES] = {
	[CF_KPI_CLOCK] = {"clock", CF_T_CLOCK, 3, {"complaint_id", "metric", "cycle"}},
	[CF_KPI_EVENT] = {"complaint_event", CF_T_EVENT, 2, {"complaint_id", "seq"}},
	[CF_KPI_INVESTIGATION] = {"investigation", NO_ENGINE_TABLE, 1, {"complaint_id"}},
	[CF_KPI_SATISFACTION] = {"satisfaction", NO_ENGINE_TABLE, 1, {"complaint_id"}},
	[CF_KPI_EXECUTION] = {"execution", NO_ENGINE_TABLE, 1, {"complaint_id"}},
	[CF_KPI_REMEDY] = {"remedy", NO_ENGINE_TABLE, 1, {"id"}}
};

typedef struct Column
{
	CfKpiTable	table;
	const char *name;
	Oid			type;
} Column;

static const Column columns[CF_KPI_COLUMNS] = {
	[CF_KPI_INVESTIGATION_ID] = {CF_KPI_INVESTIGATION, "id", INT8OID},
	[CF_KPI_CONCLUSION] = {CF_KPI_INVESTIGATION, "conclusion", TEXTOID},
	[CF_KPI_CAUSE] = {CF_KPI_INVESTIGATION, "cause", TEXTOID},
	[CF_KPI_SATISFACTION_ID] = {CF_KPI_SATISFACTION, "id", INT8OID},
	[CF_KPI_SCORE] = {CF_KPI_SATISFACTION, "score", INT4OID},
	[CF_KPI_REMEDY_ID] = {CF_KPI_EXECUTION, "remedy_id", INT8OID},
	[CF_KPI_AMOUNT] = {CF_KPI_EXECUTION, "amount", NUMERICOID},
	[CF_KPI_CURRENCY] = {CF_KPI_REMEDY, "currency", TEXTOID}
};

/* false where a table, an index or a column is not the template's */
static bool
open_tables(CfKpiReader *reader)
{
	if (!cf_case_scan_open(&reader->cases, reader->desk))
		return false;
	for (int i = 0; i < CF_KPI_TABLES; i++)
	{
		const Table *table = &tables[i];
		CfKeyScan  *scan = &reader->scans[i];

		if (!cf_key_scan_open(scan, reader->desk, table->name, table->nkeys,
							  table->keys))
			return false;
		if (table->engine_table != NO_ENGINE_TABLE)
			cf_stored_check_types(cf_stored_columns(reader->desk,
													table->engine_table,
													table->name),
								  RelationGetDescr(scan->rel));
	}
	for (int i = 0; i < CF_KPI_COLUMNS; i++)
	{
		reader->columns[i] =
			cf_key_scan_column(&reader->scans[columns[i].table],
							   columns[i].name, columns[i].type);
		if (reader->columns[i] == 0)
			return false;
	}
	return true;
}

static void
close_tables(CfKpiReader *reader)
{
	cf_case_scan_close(&reader->cases);
	for (int i = 0; i < CF_KPI_TABLES; i++)
		cf_key_scan_close(&reader->scans[i]);
}

/*
 * cf_kpi_case_scan_open -- of the rows of kpi_case, by case; false where they
 * are to be found by SQL.  As cf_key_scan_open.
 */
bool
cf_kpi_case_scan_open(CfKeyScan *scan, CfDesk *desk)
{
	static const char *const key[] = {"complaint_id"};

	if (!cf_key_scan_open(scan, desk, "kpi_case", 1, key))
		return false;
	cf_stored_check_types(cf_stored_columns(desk, CF_T_KPI_CASE, "kpi_case"),
						  RelationGetDescr(scan->rel));
	return true;
}

/* cf_kpi_case_scan_find -- what a case counted last: all of it, in the slot */
bool
cf_kpi_case_scan_find(CfKeyScan *scan, CfDesk *desk, int64 id)
{
	cf_key_scan_seek(scan, id);
	if (!cf_key_scan_next(scan))
		return false;
	slot_getallattrs(scan->slot);
	cf_stored_check_nulls(cf_stored_columns(desk, CF_T_KPI_CASE, "kpi_case"),
						  scan->slot->tts_isnull);
	return true;
}

/*
 * cf_kpi_is_direct -- can the desk's cases be counted without SQL?  Not where
 * a table is somebody else's, or lacks an index or a column.
 */
bool
cf_kpi_is_direct(CfDesk *desk)
{
	CfKpiReader reader = {.desk = desk};
	CfKeyScan	held = {0};
	bool		direct = open_tables(&reader) &&
		cf_kpi_case_scan_open(&held, desk);

	cf_key_scan_close(&held);
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
cf_kpi_reader_open(CfDesk *desk, int asked)
{
	CfKpiReader *reader = palloc0(sizeof(CfKpiReader));

	reader->cxt = CurrentMemoryContext;
	reader->desk = desk;
	reader->asked = asked;
	if (!open_tables(reader))
	{
		close_tables(reader);
		return NULL;
	}
	reader->type = cf_row_type(desk, reader->cases.rel);
	reader->calendar = cf_calendar(desk, desk->calendar);
	reader->time_zone = CStringGetTextDatum(desk->time_zone);
	/* no abbreviation has a slash */
	if (strchr(desk->time_zone, '/') != NULL)
		reader->zone = pg_tzset(desk->time_zone);
	reader->part_type = cf_own_type("kpi_part");
	reader->part_desc = lookup_rowtype_tupdesc_copy(reader->part_type, -1);
	load_policy(reader);
	cf_case_scan_begin(&reader->cases);
	for (int i = 0; i < CF_KPI_TABLES; i++)
		cf_key_scan_begin(&reader->scans[i]);
	return reader;
}

void
cf_kpi_reader_close(CfKpiReader *reader)
{
	close_tables(reader);
}

static int
compare_cases(const void *a, const void *b)
{
	int64		left = DatumGetInt64(*(const Datum *) a);
	int64		right = DatumGetInt64(*(const Datum *) b);

	return left < right ? -1 : left > right;
}

/*
 * cf_kpi_cases -- numbers of cases in ascending order, each once: twice would
 * be counted twice.  NULLs are passed over.
 */
int
cf_kpi_cases(ArrayType *array, Datum **cases)
{
	int			given = cf_array_elements(PointerGetDatum(array), INT8OID,
										  cases);

	qsort(*cases, given, sizeof(Datum), compare_cases);
	return given == 0 ? 0 : qunique(*cases, given, sizeof(Datum),
									compare_cases);
}

/* cf_desk_check_kpi -- the tables that only counting reads and writes */
void
cf_desk_check_kpi(CfDesk *desk)
{
	static const char *const counted[] = {
		"kpi_case", "investigation", "satisfaction", "execution", "remedy",
		"satisfaction_grade", "closing_bucket", "rule_history"
	};

	for (int i = 0; i < lengthof(counted); i++)
		cf_desk_check_use(desk, counted[i],
						  cf_table_of_owner(counted[i], desk->schema,
											desk->owner));
}
