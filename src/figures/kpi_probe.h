/*
 * kpi_probe.h -- the rows of one case after another in a table, by index
 *
 * For reading many cases: table, index and scan are opened once, and cases
 * that follow each other are read without searching the index anew: seek them
 * in ascending order.  Rows are those that the active snapshot shows, as in
 * SQL; nobody's rights are asked.
 */
#ifndef CF_KPI_PROBE_H
#define CF_KPI_PROBE_H

#include "access/genam.h"
#include "access/relscan.h"
#include "executor/tuptable.h"
#include "utils/rel.h"

#include "desk/desk.h"

typedef enum CfProbeRow
{
	CF_ROW_NONE,				/* the next one is to be fetched */
	CF_ROW_WAITS,				/* fetched, of the key sought or a later one */
	CF_ROW_HANDED_OUT
} CfProbeRow;

typedef struct CfProbe
{
	Relation	rel;			/* NULL: not opened */
	Relation	index;
	AttrNumber	key;			/* column searched */
	IndexScanDesc scan;			/* NULL: not begun */
	MemoryContext cxt;			/* of the scan */
	TupleTableSlot *slot;		/* the row, after cf_probe_next */
	CfProbeRow	row;
	bool		started;		/* something was sought */
	bool		ended;			/* no row of a later key either */
	int64		sought;
	int64		found;			/* key of the row in slot */
} CfProbe;

extern bool cf_probe_open(CfProbe *probe, CfDesk *desk, const char *table,
						  int nkeys, const char *const *keys);
extern AttrNumber cf_probe_column(CfProbe *probe, const char *name, Oid type);
extern void cf_probe_begin(CfProbe *probe);
extern void cf_probe_seek(CfProbe *probe, int64 key);
extern bool cf_probe_next(CfProbe *probe);
extern void cf_probe_close(CfProbe *probe);

#endif							/* CF_KPI_PROBE_H */
