/*
 * case_scan.h -- the rows of one case after another, also where complaint is
 * partitioned
 */
#ifndef CF_CASE_SCAN_H
#define CF_CASE_SCAN_H

#include "access/tupconvert.h"

#include "figures/key_scan.h"

/* a table that holds cases: complaint or a partition of it */
typedef struct CfCasePart
{
	CfKeyScan	scan;
	TupleConversionMap *map;	/* to complaint's columns; NULL: the same */
} CfCasePart;

typedef struct CfCaseScan
{
	Relation	rel;			/* complaint; NULL: not opened */
	CfCasePart *parts;
	int			nparts;
	int			latest;			/* where a case was found last */
	TupleTableSlot *mapped;		/* a row as complaint has it */
} CfCaseScan;

extern bool cf_case_scan_open(CfCaseScan *cases, CfDesk *desk);
extern void cf_case_scan_begin(CfCaseScan *cases);
extern TupleTableSlot *cf_case_scan_find(CfCaseScan *cases, int64 id);
extern void cf_case_scan_close(CfCaseScan *cases);

#endif							/* CF_CASE_SCAN_H */
