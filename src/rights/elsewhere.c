/*
 * elsewhere.c -- functions on a desk whose rows are on another node
 *
 * On the node that a client is connected to the desk may be shells only
 * (base/shard.c).  Then the function is called once more, in a query that
 * reads a table of the desk too: the distributed engine sends a query about
 * one node to that node as a whole, as the same role.  Policies of that table
 * would run with the caller's rights there: the guard looks at them first.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/shard.h"
#include "rights/elsewhere.h"
#include "rights/reader_guard.h"

PG_FUNCTION_INFO_V1(cf_desk_is_elsewhere);
PG_FUNCTION_INFO_V1(cf_rows_of);

static Oid *
types_of(FunctionCallInfo fcinfo)
{
	Oid		   *types;
	int			count;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	return types;
}

/* the desk of argument 0: its name, or its table "desk" */
static Oid
schema_of(FunctionCallInfo fcinfo)
{
	if (types_of(fcinfo)[0] == REGCLASSOID)
		return get_rel_namespace(PG_GETARG_OID(0));
	return get_namespace_oid(NameStr(*PG_GETARG_NAME(0)), true);
}

/* cf_belongs_elsewhere -- is argument 0 a desk whose rows are not here? */
bool
cf_belongs_elsewhere(FunctionCallInfo fcinfo)
{
	return cf_has_shards() && !PG_ARGISNULL(0) &&
		cf_is_elsewhere(schema_of(fcinfo));
}

/* a table of the desk that the role in use may read, at least in part */
static char *
readable_table(Oid schema, const char *desk)
{
	static const char *const tables[] = {"desk", "outbox"};

	for (int i = 0; i < lengthof(tables); i++)
	{
		Oid			relid = get_relname_relid(tables[i], schema);

		if (OidIsValid(relid) &&
			(pg_class_aclcheck(relid, GetUserId(),
							   ACL_SELECT) == ACLCHECK_OK ||
			 pg_attribute_aclcheck_all(relid, GetUserId(), ACL_SELECT,
									   ACLMASK_ANY) == ACLCHECK_OK))
		{
			cf_guard_relation(relid, desk);
			return quote_qualified_identifier(desk, tables[i]);
		}
	}
	ereport(ERROR,
			(errcode(ERRCODE_CF_NOT_AUTHORISED),
			 errmsg("desk \"%s\" is on another node, and you may read none of its tables here",
					desk),
			 errhint("The owner of the desk gives capacities by complaint_flow.grant_desk().")));
}

/*
 * The call as a query.  Argument 0 is a constant, since OIDs differ between
 * nodes; a table without rows counts, too.
 */
static char *
query_of(FunctionCallInfo fcinfo, const Oid *types)
{
	Oid			function = fcinfo->flinfo->fn_oid;
	Oid			schema = schema_of(fcinfo);
	char	   *desk = get_namespace_name(schema);
	const char *table = quote_qualified_identifier(desk, "desk");
	char	   *place = get_namespace_name(get_func_namespace(function));
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql,
					 "SELECT answer.* FROM (SELECT pg_catalog.count(*)"
					 " FROM (SELECT FROM %s LIMIT 1) AS one) AS place,"
					 " LATERAL %s(%s",
					 readable_table(schema, desk),
					 quote_qualified_identifier(place, get_func_name(function)),
					 types[0] == REGCLASSOID ?
					 psprintf("%s::pg_catalog.regclass", quote_literal_cstr(table)) :
					 psprintf("%s::pg_catalog.name", quote_literal_cstr(desk)));
	for (int i = 1; i < PG_NARGS(); i++)
		appendStringInfo(&sql, ", $%d", i);
	appendStringInfoString(&sql, ") AS answer");
	return sql.data;
}

/* the rows that SPI holds, as the caller wants them */
static void
return_rows(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	SPITupleTable *rows = SPI_tuptable;
	int			natts = rows->tupdesc->natts;
	Datum	   *values = palloc(natts * sizeof(Datum));
	bool	   *nulls = palloc(natts * sizeof(bool));

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	for (uint64 i = 0; i < rows->numvals; i++)
	{
		heap_deform_tuple(rows->vals[i], rows->tupdesc, values, nulls);
		tuplestore_putvalues(set->setResult, set->setDesc, values, nulls);
	}
}

/* the one value or row */
static Datum
return_one(FunctionCallInfo fcinfo)
{
	TupleDesc	desc = SPI_tuptable->tupdesc;
	HeapTuple	row = SPI_tuptable->vals[0];
	Datum		value;

	if (get_call_result_type(fcinfo, NULL, NULL) == TYPEFUNC_COMPOSITE)
		return PointerGetDatum(SPI_returntuple(row, desc));
	value = SPI_getbinval(row, desc, 1, &fcinfo->isnull);
	if (fcinfo->isnull)
		return (Datum) 0;
	return SPI_datumTransfer(value, TupleDescAttr(desc, 0)->attbyval,
							 TupleDescAttr(desc, 0)->attlen);
}

/* it was called while it is on its way: the query has stayed here */
static void
refuse_return(FunctionCallInfo fcinfo)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_NOT_DISTRIBUTED),
			 errmsg("function \"%s\" was not sent to the node of the desk",
					get_func_name(fcinfo->flinfo->fn_oid)),
			 errdetail("The distributed engine did not take the query."),
			 errhint("Call the function on the node that holds the desk.")));
}

/* cf_call_elsewhere -- the function that was called, on the desk's node */
Datum
cf_call_elsewhere(FunctionCallInfo fcinfo)
{
	static int	on_its_way = 0;

	int			nargs = PG_NARGS();
	Datum	   *values = palloc(nargs * sizeof(Datum));
	Oid		   *types = types_of(fcinfo);
	char	   *nulls = palloc(nargs);
	Datum		result = (Datum) 0;

	for (int i = 1; i < nargs; i++)
	{
		values[i - 1] = PG_GETARG_DATUM(i);
		nulls[i - 1] = PG_ARGISNULL(i) ? 'n' : ' ';
	}
	nulls[nargs - 1] = '\0';
	if (on_its_way > 0)
		refuse_return(fcinfo);
	on_its_way++;
	PG_TRY();
	{
		SPI_connect();
		if (SPI_execute_with_args(query_of(fcinfo, types), nargs - 1,
								  types + 1, values, nulls, false,
								  0) != SPI_OK_SELECT)
			elog(ERROR, "a function of a desk on another node could not be called");
	}
	PG_FINALLY();
	{
		on_its_way--;
	}
	PG_END_TRY();
	if (fcinfo->flinfo->fn_retset)
		return_rows(fcinfo);
	else if (SPI_processed == 0)
		fcinfo->isnull = true;
	else
		result = return_one(fcinfo);
	SPI_finish();
	return result;
}

/* is_elsewhere(desk) */
Datum
cf_desk_is_elsewhere(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(cf_belongs_elsewhere(fcinfo));
}

/* rows_of(relation) */
Datum
cf_rows_of(PG_FUNCTION_ARGS)
{
	Oid			shard = cf_shard_of(PG_GETARG_OID(0));

	PG_RETURN_OID(OidIsValid(shard) ? shard : PG_GETARG_OID(0));
}
