/*
 * kpi_write.c -- sums added to the tables of sums, without SQL
 *
 * As INSERT ... ON CONFLICT DO UPDATE, which looks for the key, inserts
 * speculatively and checks the key once more.  Here a table is locked against
 * everybody else who writes it, so a sum that is not found is not there.  If
 * the lock cannot be had at once, or the table is not as the template made
 * it, SQL has to write it.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/dependency.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/template.h"
#include "figures/figure_array.h"
#include "figures/histogram_sql.h"
#include "figures/kpi_write.h"
#include "store/store.h"

/* a period, and codes */
#define KEYS_MAX (1 + CF_CODES_MAX)

/* id, key, figures and histograms */
#define COLUMNS_MAX (1 + KEYS_MAX + 1 + CF_HISTOGRAMS_MAX)

/* where the columns of a table of sums stand, from 0 */
typedef struct Layout
{
	CfEngineTable table;
	int			first_key;		/* behind the id, if there is one */
	int			period;
	int			figures;		/* behind the key; then histograms */
} Layout;

static const Layout layouts[] = {
	[CF_OF_DAY] = {CF_T_KPI_DAY_SUM, 1, 1, 7},
	[CF_OF_WEEK] = {CF_T_KPI_WEEK_SUM, 1, 1, 4},
	[CF_OF_MONTH] = {CF_T_KPI_MONTH_SUM, 1, 1, 4},
	[CF_OF_DIMENSION] = {CF_T_KPI_BY_SUM, 1, 2, 4},
	[CF_OF_PART] = {CF_T_KPI_PART_SUM, 1, 2, 6},
	[CF_OF_ISSUE] = {CF_T_KPI_ISSUE_SUM, 0, 0, 2},
	[CF_OF_RULE] = {CF_T_KPI_RULE_SUM, 0, 0, 2}
};

#define SUM_TABLES lengthof(layouts)

typedef struct SumTable
{
	bool		tried;			/* to open it */
	const Layout *layout;
	CfStoreTable *store;		/* NULL: SQL has to write it */
	Relation	rel;
	Oid			sequence;		/* of the id */
	Relation	index;			/* of the key */
	IndexScanDesc scan;
	ScanKeyData scankeys[KEYS_MAX];
	TupleTableSlot *slot;		/* a sum that was found */
} SumTable;

struct CfSumWriter
{
	MemoryContext cxt;
	CfDesk	   *desk;
	SumTable	tables[SUM_TABLES];
};

/* cf_sum_writer_open -- in the current context, which has to outlive it */
CfSumWriter *
cf_sum_writer_open(CfDesk *desk)
{
	CfSumWriter *writer = palloc0(sizeof(CfSumWriter));

	writer->cxt = CurrentMemoryContext;
	writer->desk = desk;
	return writer;
}

static bool
has_columns_of_template(Relation rel, const char *name)
{
	TupleDesc	desc = RelationGetDescr(rel);
	int			count;
	const CfTemplateColumn *columns = cf_template(name, &count);

	if (desc->natts != count)
		return false;
	for (int i = 0; i < count; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (att->attisdropped || att->attgenerated != '\0' ||
			(columns[i].needed && !att->attnotnull) ||
			att->atttypid != cf_template_type(&columns[i]) ||
			strcmp(NameStr(att->attname), columns[i].name) != 0)
			return false;
	}
	return true;
}

/* as the owner's SQL would write it: nothing filters or adds rows */
static bool
is_plain(CfDesk *desk, Relation rel)
{
	Form_pg_class form = rel->rd_rel;

	return form->relkind == RELKIND_RELATION &&
		form->relowner == desk->owner && !form->relforcerowsecurity &&
		rel->rd_rules == NULL;
}

/* does a unique b-tree hold exactly the key, a NULL at most once? */
static bool
is_of_key(Relation index, const Layout *layout)
{
	Form_pg_index form = index->rd_index;
	int			nkeys = layout->figures - layout->first_key;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid ||
		!form->indisunique || !form->indimmediate || form->indcheckxmin ||
		form->indnkeyatts != nkeys ||
		RelationGetIndexPredicate(index) != NIL ||
		(!form->indnullsnotdistinct && !form->indisprimary))
		return false;
	for (int i = 0; i < nkeys; i++)
	{
		int			column = form->indkey.values[i] - 1;

		if (column < layout->first_key || column >= layout->figures)
			return false;
	}
	return true;
}

static Relation
find_index(Relation rel, const Layout *layout)
{
	ListCell   *cell;

	foreach(cell, RelationGetIndexList(rel))
	{
		Relation	index = index_open(lfirst_oid(cell), RowExclusiveLock);

		if (is_of_key(index, layout))
			return index;
		index_close(index, NoLock);
	}
	return NULL;
}

static RegProcedure
equality_of(Oid type)
{
	switch (type)
	{
		case DATEOID:
			return F_DATE_EQ;
		case INT8OID:
			return F_INT8EQ;
		default:
			return F_TEXTEQ;
	}
}

static void
begin_scan(SumTable *table)
{
	int			nkeys = IndexRelationGetNumberOfKeyAttributes(table->index);

	for (int i = 0; i < nkeys; i++)
	{
		AttrNumber	attno = table->index->rd_index->indkey.values[i];
		Oid			type = TupleDescAttr(RelationGetDescr(table->rel),
										 attno - 1)->atttypid;

		ScanKeyEntryInitialize(&table->scankeys[i], 0, i + 1,
							   BTEqualStrategyNumber, InvalidOid,
							   table->index->rd_indcollation[i],
							   equality_of(type), (Datum) 0);
	}
	/* the newest versions, of which nobody else makes any */
	table->scan = cf_index_beginscan(table->rel, table->index, SnapshotSelf,
									 nkeys);
	table->slot = table_slot_create(table->rel, NULL);
}

/* can the sums be written here? */
static bool
prepare(CfSumWriter *writer, SumTable *table, const char *name)
{
	Oid			relid = get_relname_relid(name, writer->desk->schema);

	if (!OidIsValid(relid) || get_rel_relkind(relid) != RELKIND_RELATION)
		return false;
	table->rel = table_open(relid, AccessShareLock);
	if (!ConditionalLockRelation(table->rel, ShareRowExclusiveLock) ||
		!is_plain(writer->desk, table->rel) ||
		!has_columns_of_template(table->rel, name))
		return false;
	if (table->layout->first_key > 0)
	{
		if (!TupleDescAttr(RelationGetDescr(table->rel), 0)->attidentity)
			return false;
		table->sequence = cf_identity_sequence(table->rel, 1);
	}
	table->index = find_index(table->rel, table->layout);
	return table->index != NULL;
}

static void
open_table(CfSumWriter *writer, SumTable *table, const CfSumRow *row)
{
	MemoryContext caller = MemoryContextSwitchTo(writer->cxt);

	table->tried = true;
	table->layout = &layouts[row->table];
	if (prepare(writer, table, row->name))
	{
		table->store = cf_store_open(writer->desk, true, table->layout->table);
		if (cf_store_can_lock(table->store))
			begin_scan(table);
		else
		{
			cf_store_close(table->store);
			table->store = NULL;
		}
	}
	MemoryContextSwitchTo(caller);
}

/* the values of a sum as a row of its table, but for the id */
static void
values_of(const Layout *layout, const CfSumRow *row, Datum *values,
		  bool *nulls)
{
	int			code = 0;

	memset(nulls, 0, COLUMNS_MAX * sizeof(bool));
	for (int i = layout->first_key; i < layout->figures; i++)
	{
		if (i == layout->period)
			values[i] = DateADTGetDatum(row->period);
		else
		{
			values[i] = row->codes[code];
			nulls[i] = row->nulls[code++];
		}
	}
	if (row->table == CF_OF_RULE)
		values[layout->period + 1] =
			DirectFunctionCall1(int8in,
								CStringGetDatum(TextDatumGetCString(row->codes[0])));
	values[layout->figures] = row->figures;
	memcpy(&values[layout->figures + 1], row->histograms,
		   row->nhistograms * sizeof(Datum));
}

static bool
find(CfSumWriter *writer, SumTable *table, const Datum *values,
	 const bool *nulls)
{
	int			nkeys = IndexRelationGetNumberOfKeyAttributes(table->index);
	MemoryContext caller;
	bool		found;

	for (int i = 0; i < nkeys; i++)
	{
		int			column = table->index->rd_index->indkey.values[i] - 1;

		table->scankeys[i].sk_argument = nulls[column] ? (Datum) 0 :
			values[column];
		table->scankeys[i].sk_flags = nulls[column] ?
			SK_ISNULL | SK_SEARCHNULL : 0;
	}
	/* a b-tree scan allocates what it needs when it first needs it */
	caller = MemoryContextSwitchTo(writer->cxt);
	index_rescan(table->scan, table->scankeys, nkeys, NULL, 0);
	found = index_getnext_slot(table->scan, ForwardScanDirection, table->slot);
	MemoryContextSwitchTo(caller);
	return found;
}

static Datum
figures_sum(Datum a, Datum b)
{
	return PointerGetDatum(cf_figures_sum(DatumGetArrayTypeP(a),
										  DatumGetArrayTypeP(b)));
}

static Datum
histogram_sum(Datum a, Datum b)
{
	return PointerGetDatum(cf_histogram_sum(DatumGetHistogramP(a),
											DatumGetHistogramP(b)));
}

/* add to the row that was found what "values" say */
static void
raise_sum(SumTable *table, int nhistograms, Datum *values, bool *nulls)
{
	int			figures = table->layout->figures;
	CfStored	old;
	bool		should_free;

	slot_getallattrs(table->slot);
	old.tuple = ExecFetchSlotHeapTuple(table->slot, false, &should_free);
	old.values = table->slot->tts_values;
	old.nulls = table->slot->tts_isnull;
	/* the id, or else a column of the key, which is the same */
	values[0] = old.values[0];
	values[figures] = figures_sum(old.values[figures], values[figures]);
	for (int i = figures + 1; i <= figures + nhistograms; i++)
		values[i] = histogram_sum(old.values[i], values[i]);
	cf_store_update(table->store, &old, values, nulls);
}

/*
 * cf_sum_write -- add a sum to the one of its key, or insert it
 *
 * False when SQL has to do it.  What it allocates is left in the current
 * context.
 */
bool
cf_sum_write(CfSumWriter *writer, const CfSumRow *row)
{
	SumTable   *table = &writer->tables[row->table];
	Datum		values[COLUMNS_MAX];
	bool		nulls[COLUMNS_MAX];

	if (!table->tried)
		open_table(writer, table, row);
	if (table->store == NULL)
		return false;
	values_of(table->layout, row, values, nulls);
	if (find(writer, table, values, nulls))
		raise_sum(table, row->nhistograms, values, nulls);
	else
	{
		if (table->layout->first_key > 0)
			values[0] = Int64GetDatum(nextval_internal(table->sequence, false));
		cf_store_insert(table->store, values, nulls);
	}
	return true;
}

void
cf_sum_writer_close(CfSumWriter *writer)
{
	for (int i = 0; i < SUM_TABLES; i++)
	{
		SumTable   *table = &writer->tables[i];

		if (table->scan != NULL)
		{
			ExecDropSingleTupleTableSlot(table->slot);
			index_endscan(table->scan);
		}
		if (table->store != NULL)
			cf_store_close(table->store);
		if (table->index != NULL)
			index_close(table->index, NoLock);
		if (table->rel != NULL)
			table_close(table->rel, NoLock);
	}
}
