/*
 * complete_row.c -- a row as the program that writes it means it
 *
 * Many programs name all columns, and send NULL for what nobody filled in.
 * PostgreSQL takes that literally and refuses it where the column is NOT NULL.
 * Here it means the default, and later, in a statement that names the whole
 * row, the value that is there.  A column that may be NULL keeps the NULL: it
 * can be meant.  Times come back cut to milliseconds from programs that know
 * no others.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/partition.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "rewrite/rewriteHandler.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/trigger.h"
#include "row/complete_row.h"

static bool
has_default(Form_pg_attribute column)
{
	return column->attnotnull && !column->attisdropped &&
		!column->attgenerated &&
		(column->atthasdef || column->attidentity != '\0');
}

/*
 * The default of a column that must have a value, or NULL.  The numbers of a
 * partition's rows come from the whole table.
 */
static Node *
find_default(Relation rel, AttrNumber attno)
{
	Form_pg_attribute column = TupleDescAttr(RelationGetDescr(rel), attno - 1);
	Relation	parent;
	AttrNumber	above;
	Node	   *expr = NULL;

	if (has_default(column))
		return build_column_default(rel, attno);
	if (!rel->rd_rel->relispartition || !column->attnotnull ||
		column->attisdropped || column->attgenerated)
		return NULL;
	parent = table_open(get_partition_parent(RelationGetRelid(rel), true),
						AccessShareLock);
	above = get_attnum(RelationGetRelid(parent), NameStr(column->attname));
	if (above != InvalidAttrNumber)
		expr = find_default(parent, above);
	table_close(parent, NoLock);
	return expr;
}

/* as PostgreSQL would have computed it, with the writer's rights */
static Datum
compute_default(Relation rel, AttrNumber attno, Node *expr, bool *isnull)
{
	EState	   *estate = CreateExecutorState();
	MemoryContext caller = MemoryContextSwitchTo(estate->es_query_cxt);
	ExprState  *state = ExecPrepareExpr((Expr *) expr, estate);
	Datum		value;
	Form_pg_attribute column = TupleDescAttr(RelationGetDescr(rel), attno - 1);

	value = ExecEvalExprSwitchContext(state, GetPerTupleExprContext(estate),
									  isnull);
	MemoryContextSwitchTo(caller);
	if (!*isnull)
		value = datumCopy(value, column->attbyval, column->attlen);
	FreeExecutorState(estate);
	return value;
}

/* cf_complete_parts -- of a new row, by attribute number - 1 */
void
cf_complete_parts(Relation rel, Datum *values, bool *nulls)
{
	for (int i = 0; i < RelationGetDescr(rel)->natts; i++)
	{
		Node	   *expr = nulls[i] ? find_default(rel, i + 1) : NULL;

		if (expr != NULL)
			values[i] = compute_default(rel, i + 1, expr, &nulls[i]);
	}
}

/* cf_complete_row -- the new row, or the one that it becomes */
HeapTuple
cf_complete_row(Relation rel, HeapTuple row)
{
	TupleDesc	desc = RelationGetDescr(rel);

	if (!HeapTupleHasNulls(row))
		return row;
	for (int attno = 1; attno <= desc->natts; attno++)
	{
		Node	   *expr = heap_attisnull(row, attno, desc) ?
			find_default(rel, attno) : NULL;
		Datum		value;
		bool		isnull;

		if (expr == NULL)
			continue;
		value = compute_default(rel, attno, expr, &isnull);
		row = heap_modify_tuple_by_cols(row, desc, 1, &attno, &value, &isnull);
	}
	return row;
}

static bool
is_unchanged_time(Form_pg_attribute column, Datum sent, Datum before)
{
	return column->atttypid == TIMESTAMPTZOID &&
		cf_is_same_time(DatumGetTimestampTz(sent),
						DatumGetTimestampTz(before)) &&
		sent != before;
}

/* does an update name every column that it may, but for the key? */
static bool
is_whole_row(Relation rel, const Bitmapset *named)
{
	TupleDesc	desc = RelationGetDescr(rel);
	Bitmapset  *key = RelationGetIndexAttrBitmap(rel,
												 INDEX_ATTR_BITMAP_PRIMARY_KEY);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);
		int			member = i + 1 - FirstLowInvalidHeapAttributeNumber;

		if (!column->attisdropped && !column->attgenerated &&
			!bms_is_member(member, named) && !bms_is_member(member, key))
			return false;
	}
	return true;
}

/* the row that takes the place of another */
static HeapTuple
keep_parts(Relation rel, HeapTuple row, HeapTuple old, const Bitmapset *named)
{
	TupleDesc	desc = RelationGetDescr(rel);
	bool		whole = is_whole_row(rel, named);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);
		int			attno = i + 1;
		bool		was_null;
		bool		isnull;
		Datum		before;
		Datum		sent;

		if (column->atttypid != TIMESTAMPTZOID && !has_default(column))
			continue;
		before = heap_getattr(old, attno, desc, &was_null);
		sent = heap_getattr(row, attno, desc, &isnull);
		if (!was_null && (isnull ? whole && has_default(column) :
						  is_unchanged_time(column, sent, before)))
			row = heap_modify_tuple_by_cols(row, desc, 1, &attno, &before,
											&was_null);
	}
	return row;
}

/* cf_complete_trigger_row -- the row of a BEFORE ROW trigger */
HeapTuple
cf_complete_trigger_row(TriggerData *trigger)
{
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		return cf_complete_row(trigger->tg_relation, trigger->tg_trigtuple);
	return keep_parts(trigger->tg_relation, trigger->tg_newtuple,
					  trigger->tg_trigtuple, trigger->tg_updatedcols);
}
