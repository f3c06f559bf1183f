/*
 * kpi_reader.h -- the tables of cases, opened to be counted, and what of the
 * desk's policy counting needs
 *
 * For kpi_reader.c, kpi_case.c, kpi_parts.c and kpi_rules.c.
 */
#ifndef CF_KPI_READER_H
#define CF_KPI_READER_H

#include "fmgr.h"
#include "utils/array.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "case/row_type.h"
#include "figures/case_scan.h"
#include "figures/key_scan.h"
#include "figures/kpi_figure.h"
#include "time/calendar.h"

/* resolution of a final state; everything else resolves nothing */
typedef enum CfEnding
{
	CF_ENDS_OTHERWISE, CF_ENDS_FULLY, CF_ENDS_PARTLY
} CfEnding;

typedef struct CfFinalState
{
	char	   *code;
	CfEnding	ending;
} CfFinalState;

typedef struct CfClosingBucket
{
	int			position;
	CfTarget   *within;			/* NULL: however long */
} CfClosingBucket;

/* tables that are read along with complaint */
typedef enum CfKpiTable
{
	CF_KPI_CLOCK, CF_KPI_EVENT, CF_KPI_INVESTIGATION, CF_KPI_SATISFACTION,
	CF_KPI_EXECUTION, CF_KPI_REMEDY, CF_KPI_TABLES
} CfKpiTable;

/* columns of tables of entries, which may have any order */
typedef enum CfKpiColumn
{
	CF_KPI_INVESTIGATION_ID, CF_KPI_CONCLUSION, CF_KPI_CAUSE,
	CF_KPI_SATISFACTION_ID, CF_KPI_SCORE, CF_KPI_REMEDY_ID, CF_KPI_AMOUNT,
	CF_KPI_CURRENCY, CF_KPI_COLUMNS
} CfKpiColumn;

/* what is asked about a case, beside its dimensions and whether it is open */
#define CF_COUNT_FIGURES 1		/* all figures, and times */
#define CF_COUNT_PARTS 2
#define CF_COUNT_RULES 4
#define CF_COUNT_ALL 7

typedef struct CfKpiReader
{
	MemoryContext cxt;
	CfDesk	   *desk;
	int			asked;			/* CF_COUNT_..., the rest is left out */
	CfRowType  *type;			/* of complaint */
	CfCaseScan	cases;
	CfKeyScan	scans[CF_KPI_TABLES];
	AttrNumber	columns[CF_KPI_COLUMNS];

	CfCalendar *calendar;
	Datum		time_zone;		/* text */
	pg_tz	   *zone;			/* NULL: it may be an abbreviation */
	List	   *final_states;	/* of CfFinalState */
	List	   *buckets;		/* of CfClosingBucket, by position */
	int			nfigures;		/* with the buckets */
	bool		satisfied[6];	/* by score */
	List	   *past_rules;		/* of PastRule, by id; see kpi_rules.c */
	bool		past_loaded;
	Oid			part_type;
	TupleDesc	part_desc;
} CfKpiReader;

/* one case being counted */
typedef struct CfCount
{
	CfKpiReader *reader;
	int64		id;
	CfRow		row;			/* in the slot of complaint */
	TimestampTz received_at;
	CfFinalState *ending;		/* NULL: open, or joined */
	bool		joined;			/* no complaint of its own */
	TimestampTz met_at;			/* clock first_response; DT_NOEND: was not */
	int64		figures[CF_FIGURES_MAX];
	List	   *parts;			/* of HeapTuple */
	List	   *rules;			/* of int64 *, that decided; may repeat */
	List	   *overruled;		/* of these, by people */
} CfCount;

/* is a text this word? */
static inline bool
cf_says(Datum value, bool isnull, const char *word)
{
	text	   *said;

	if (isnull)
		return false;
	said = DatumGetTextPP(value);
	return VARSIZE_ANY_EXHDR(said) == strlen(word) &&
		memcmp(VARDATA_ANY(said), word, strlen(word)) == 0;
}

/* the row that a scan is at: a column of a table of entries */
static inline Datum
cf_entry_column(const CfKpiReader *reader, CfKpiTable table,
				CfKpiColumn column, bool *isnull)
{
	return slot_getattr(reader->scans[table].slot, reader->columns[column],
						isnull);
}

static inline bool
cf_column_says(CfCount *count, CfColumn column, const char *word)
{
	return cf_says(cf_value(&count->row, column),
				   cf_is_null(&count->row, column), word);
}

/* is this asked? */
static inline bool
cf_asked(CfCount *count, int what)
{
	return (count->reader->asked & what) != 0;
}

static inline bool
cf_has(CfCount *count, CfColumn column)
{
	return !cf_is_null(&count->row, column);
}

static inline int
cf_number(CfCount *count, CfColumn column)
{
	return cf_has(count, column) ?
		DatumGetInt32(cf_value(&count->row, column)) : 0;
}

/* whole seconds of a time in microseconds, as SQL rounds them */
static inline int64
cf_seconds_of(int64 time)
{
	return (time >= 0 ? time + USECS_PER_SEC / 2 : time - USECS_PER_SEC / 2) /
		USECS_PER_SEC;
}

extern void cf_desk_check_kpi(CfDesk *desk);
extern bool cf_kpi_is_direct(CfDesk *desk);
extern CfKpiReader *cf_kpi_reader_open(CfDesk *desk, int asked);
extern void cf_kpi_reader_close(CfKpiReader *reader);
extern bool cf_kpi_case_scan_open(CfKeyScan *scan, CfDesk *desk);
extern bool cf_kpi_case_scan_find(CfKeyScan *scan, CfDesk *desk, int64 id);
extern int	cf_kpi_cases(ArrayType *array, Datum **cases);

#endif							/* CF_KPI_READER_H */
