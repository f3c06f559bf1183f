/*
 * store_table.h -- an engine table that is open
 */
#ifndef CF_STORE_TABLE_H
#define CF_STORE_TABLE_H

#include "nodes/execnodes.h"
#include "utils/rel.h"

#include "desk/desk.h"
#include "store/engine_table.h"
#include "store/store_columns.h"

typedef struct CfTableInfo
{
	const char *name;
	int			ncolumns;
	int			nkeys;			/* the first columns of a unique index */
	AttrNumber	key[3];
	RegProcedure equal[3];
} CfTableInfo;

struct CfStoreTable
{
	CfDesk	   *desk;
	const CfTableInfo *info;
	const CfStoredColumns *columns;
	Relation	rel;
	LOCKMODE	release;		/* when it is closed */
	bool		direct;
	MemoryContext cxt;			/* in which it was opened */
	EState	   *estate;			/* the rest only for direct writes */
	ResultRelInfo *result;
	bool		described;		/* its indexes, by store_index.h */
	TupleTableSlot *slot;
	TupleTableSlot *old_slot;
};

#endif							/* CF_STORE_TABLE_H */
