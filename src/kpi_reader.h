/*
 * kpi_reader.h -- the tables of cases, opened to be counted, and what of the
 * desk's policy counting needs; for kpi_reader.c and kpi_count.c
 */
#ifndef CF_KPI_READER_H
#define CF_KPI_READER_H

#include "fmgr.h"

#include "calendar.h"
#include "kpi_count.h"
#include "kpi_probe.h"
#include "row_type.h"
#include "target.h"

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

/* columns of tables that may have any order */
typedef struct CfEntryColumns
{
	AttrNumber	investigation_id;
	AttrNumber	conclusion;
	AttrNumber	cause;
	AttrNumber	satisfaction_id;
	AttrNumber	score;
	AttrNumber	remedy_id;
	AttrNumber	amount;
	AttrNumber	currency;
} CfEntryColumns;

struct CfKpiReader
{
	CfDesk	   *desk;
	CfRowType  *type;			/* of complaint */
	CfProbe		complaint;
	CfProbe		clock;
	CfProbe		event;
	CfProbe		investigation;
	CfProbe		satisfaction;
	CfProbe		execution;
	CfProbe		remedy;
	CfEntryColumns at;

	CfCalendar *calendar;
	Datum		time_zone;		/* text */
	List	   *final_states;	/* of CfFinalState */
	List	   *buckets;		/* of CfClosingBucket, by position */
	int			nfigures;		/* with the buckets */
	bool		satisfied[6];	/* by score */
	Oid			part_type;
	TupleDesc	part_desc;
};

#endif							/* CF_KPI_READER_H */
