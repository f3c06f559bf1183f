/*
 * key_scan.h -- the rows of one case after another in a table, by index
 *
 * For reading many cases: table, index and scan are opened once, and cases
 * that follow each other are read without searching the index anew: seek them
 * in ascending order.  Rows are those that the active snapshot shows, as in
 * SQL; nobody's rights are asked.
 */
#ifndef CF_KEY_SCAN_H
#define CF_KEY_SCAN_H

#include "access/genam.h"
#include "access/relscan.h"
#include "executor/tuptable.h"
#include "utils/rel.h"

#include "desk/desk.h"

typedef enum CfScanRow
{
	CF_ROW_NONE,				/* the next one is to be fetched */
	CF_ROW_WAITS,				/* fetched, of the key sought or a later one */
	CF_ROW_HANDED_OUT
} CfScanRow;

typedef struct CfKeyScan
{
	Relation	rel;			/* NULL: not opened */
	Relation	index;
	AttrNumber	key;			/* column searched */
	IndexScanDesc index_scan;	/* NULL: not begun */
	MemoryContext cxt;			/* of the scan */
	TupleTableSlot *slot;		/* the row, after cf_key_scan_next */
	CfScanRow	row;
	bool		started;		/* something was sought */
	bool		ended;			/* no row of a later key either */
	int64		sought;
	int64		found;			/* key of the row in slot */
} CfKeyScan;

extern bool cf_key_scan_open(CfKeyScan *scan, CfDesk *desk, const char *table,
							 int nkeys, const char *const *keys);
extern bool cf_key_scan_open_table(CfKeyScan *scan, CfDesk *desk, Oid relid,
								   int nkeys, const char *const *keys);
extern AttrNumber cf_key_scan_column(CfKeyScan *scan, const char *name,
									 Oid type);
extern void cf_key_scan_begin(CfKeyScan *scan);
extern void cf_key_scan_seek(CfKeyScan *scan, int64 key);
extern bool cf_key_scan_next(CfKeyScan *scan);
extern void cf_key_scan_close(CfKeyScan *scan);

#endif							/* CF_KEY_SCAN_H */
