/*
 * store_sql.c -- the engine's own rows by SQL, as the desk's owner
 *
 * For tables that the owner has changed, and where the table whose trigger
 * fired is a shard, see store.h.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "desk/query.h"
#include "store/store_sql.h"
#include "store/store_table.h"

static const char *
column_name(CfStoreTable *store, AttrNumber attno)
{
	TupleDesc	desc = RelationGetDescr(store->rel);

	return quote_identifier(NameStr(TupleDescAttr(desc, attno - 1)->attname));
}

/* only the template's columns: a desk may have added its own behind them */
static void
append_columns(CfStoreTable *store, StringInfo sql)
{
	for (int i = 0; i < store->info->ncolumns; i++)
		appendStringInfo(sql, "%s%s", i ? ", " : "",
						 column_name(store, i + 1));
}

/* " WHERE key1 = $n AND ..." for the first nkeys key columns */
static void
append_where(CfStoreTable *store, StringInfo sql, int nkeys, int first_param)
{
	for (int i = 0; i < nkeys; i++)
		appendStringInfo(sql, "%s %s = $%d", i == 0 ? " WHERE" : " AND",
						 column_name(store, store->info->key[i]),
						 first_param + i);
}

/* run SQL whose parameters are columns, then the keys of "old" */
static void
run_sql(CfStoreTable *store, const char *sql, Datum *values, bool *nulls,
		CfStored *old)
{
	TupleDesc	desc = RelationGetDescr(store->rel);
	int			ncolumns = values ? store->info->ncolumns : 0;
	int			nkeys = old ? store->info->nkeys : 0;
	Oid			types[CF_CL_COLUMNS + 3];
	Datum		args[CF_CL_COLUMNS + 3];
	char		argnulls[CF_CL_COLUMNS + 3];

	for (int i = 0; i < ncolumns; i++)
	{
		types[i] = TupleDescAttr(desc, i)->atttypid;
		args[i] = values[i];
		argnulls[i] = nulls[i] ? 'n' : ' ';
	}
	for (int i = 0; i < nkeys; i++)
	{
		int			column = store->info->key[i] - 1;

		types[ncolumns + i] = TupleDescAttr(desc, column)->atttypid;
		args[ncolumns + i] = old->values[column];
		argnulls[ncolumns + i] = ' ';
	}
	cf_query_execute(store->desk, sql, ncolumns + nkeys, types, args,
					 argnulls);
}

void
cf_store_insert_by_sql(CfStoreTable *store, Datum *values, bool *nulls)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s (", store->info->name);
	append_columns(store, &sql);
	appendStringInfoString(&sql, ") VALUES (");
	for (int i = 0; i < store->info->ncolumns; i++)
		appendStringInfo(&sql, "%s$%d", i ? ", " : "", i + 1);
	appendStringInfoChar(&sql, ')');
	run_sql(store, sql.data, values, nulls, NULL);
}

void
cf_store_update_by_sql(CfStoreTable *store, CfStored *old, Datum *values,
					   bool *nulls)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "UPDATE %s SET ", store->info->name);
	for (int i = 0; i < store->info->ncolumns; i++)
		appendStringInfo(&sql, "%s%s = $%d", i ? ", " : "",
						 column_name(store, i + 1), i + 1);
	append_where(store, &sql, store->info->nkeys, store->info->ncolumns + 1);
	run_sql(store, sql.data, values, nulls, old);
}

void
cf_store_delete_by_sql(CfStoreTable *store, CfStored *old)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "DELETE FROM %s", store->info->name);
	append_where(store, &sql, store->info->nkeys, 1);
	run_sql(store, sql.data, NULL, NULL, old);
}

/* cf_stored_row -- a copy of a row, whose first columns are the template's */
CfStored *
cf_stored_row(CfStoreTable *store, HeapTuple tuple, TupleDesc desc)
{
	CfStored   *row = palloc(sizeof(CfStored));

	row->tuple = heap_copytuple(tuple);
	row->values = palloc(desc->natts * sizeof(Datum));
	row->nulls = palloc(desc->natts * sizeof(bool));
	heap_deform_tuple(row->tuple, desc, row->values, row->nulls);
	cf_stored_check_nulls(store->columns, row->nulls);
	return row;
}

/* rows that a query finds */
typedef struct Finding
{
	CfStoreTable *store;
	List	   *rows;			/* of CfStored */
} Finding;

static void
read_row(CfQueryRow *row, void *arg)
{
	Finding    *finding = arg;

	cf_stored_check_types(finding->store->columns, row->desc);
	finding->rows = lappend(finding->rows,
							cf_stored_row(finding->store, row->tuple, row->desc));
}

/* cf_store_find_by_sql -- see cf_store_find */
List *
cf_store_find_by_sql(CfStoreTable *store, const Datum *key, int nkeys)
{
	TupleDesc	desc = RelationGetDescr(store->rel);
	Finding		finding = {store, NIL};
	StringInfoData sql;
	Oid			types[3];

	for (int i = 0; i < nkeys; i++)
		types[i] = TupleDescAttr(desc, store->info->key[i] - 1)->atttypid;
	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	append_columns(store, &sql);
	appendStringInfo(&sql, " FROM %s", store->info->name);
	append_where(store, &sql, nkeys, 1);
	cf_query_each(store->desk, CF_QUERY_LATEST | CF_QUERY_ONCE, sql.data,
				  nkeys, types, key, read_row, &finding);
	return finding.rows;
}
