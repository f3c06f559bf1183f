/*
 * example_check.c -- examples: what is written into them, and those that the
 * policy has to pass
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/trigger.h"
#include "desk/query.h"
#include "policy/example_check.h"
#include "rights/as_owner.h"
#include "row/table_row.h"

PG_FUNCTION_INFO_V1(check_example);

/* schemas of desks, for the end of the transaction */
static List *concerned = NIL;

/* a query inside the desk, as its owner: who writes may not act for others */
static void
ask(CfQueryPlace place, const char *sql, int nargs, const Oid *types,
	const Datum *values)
{
	CfOwnerScope scope;

	cf_owner_begin(&scope, NULL, place.user);
	cf_query_run(place, CF_QUERY_INSIDE | CF_QUERY_ONCE, sql, nargs, types,
				 values, NULL, NULL, NULL);
	cf_owner_end(&scope);
}

/*
 * check_example(table) -- AFTER ROW trigger of example, example_step and
 * expectation: refuses what could never be tried
 *
 * Not in the transaction that makes the desk: the examples of a pack are right.
 */
Datum
check_example(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "check_example",
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	Relation	rel = trigger->tg_relation;
	CfTableRow	row = cf_trigger_row(trigger);
	CfQueryPlace place = cf_place_of_table(rel);
	Oid			types[] = {TEXTOID, rel->rd_rel->reltype};
	Datum		values[] = {
		CStringGetTextDatum(place.name),
		heap_copy_tuple_as_datum(row.tuple, RelationGetDescr(rel))
	};

	cf_examples_concerned(place.schema);
	/* a text alone may be any; examples of a pack come with their desk */
	if (rel->rd_createSubid != InvalidSubTransactionId ||
		(strcmp(trigger->tg_trigger->tgargs[0], "example") == 0 &&
		 cf_field_is_null(&row, "facts")))
		return PointerGetDatum(NULL);
	ask(place, psprintf("SELECT complaint_flow.check_%s_row($1::name, to_jsonb($2))",
						trigger->tg_trigger->tgargs[0]), 2, types, values);
	return PointerGetDatum(NULL);
}

/*
 * cf_examples_concerned -- policy or examples of a desk changed: required
 * examples are tried at the end of the transaction
 */
void
cf_examples_concerned(Oid schema)
{
	MemoryContext caller = MemoryContextSwitchTo(TopTransactionContext);

	concerned = list_append_unique_oid(concerned, schema);
	MemoryContextSwitchTo(caller);
}

/* throws KF016; a desk that is gone by now asks for nothing */
static void
try_required(Oid schema)
{
	static const Oid types[] = {TEXTOID};
	CfQueryPlace place;
	Datum		name;

	if (get_attnum(get_relname_relid("example", schema),
				   "required") == InvalidAttrNumber)
		return;
	place = cf_place_of_schema(schema);
	(void) cf_table_of_owner("example", schema, place.user);
	name = CStringGetTextDatum(place.name);
	(void) cf_table_of_owner("desk", schema, place.user);
	if (cf_query_first(place, CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
					   "SELECT FROM example WHERE required", 0, NULL,
					   NULL) == NULL)
		return;
	/* who changes examples waits for who changes policy, and sees it then */
	cf_query_run(place, CF_QUERY_ONCE, "SELECT FROM desk FOR NO KEY UPDATE",
				 0, NULL, NULL, NULL, NULL, NULL);
	ask(place, "SELECT complaint_flow.require_examples($1::name)", 1, types,
		&name);
}

/*
 * A deferred trigger would not do: parts of the engine write policy as
 * restricted operations, in which nothing may be deferred.
 */
static void
at_end_of_transaction(XactEvent event, void *arg)
{
	List	   *schemas = concerned;
	ListCell   *cell;

	concerned = NIL;
	if (schemas == NIL || (event != XACT_EVENT_PRE_COMMIT &&
						   event != XACT_EVENT_PRE_PREPARE))
		return;
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach(cell, schemas)
		try_required(lfirst_oid(cell));
	PopActiveSnapshot();
}

void
cf_example_check_init(void)
{
	RegisterXactCallback(at_end_of_transaction, NULL);
}
