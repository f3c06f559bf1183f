/*
 * example_check.c -- examples: what is written into them, and those that the
 * policy has to pass
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/at_commit.h"
#include "base/shard.h"
#include "base/trigger.h"
#include "desk/query.h"
#include "policy/example_check.h"
#include "rights/as_owner.h"
#include "row/table_row.h"

PG_FUNCTION_INFO_V1(check_example);

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

	cf_check_at_commit(cf_require_examples, place.schema);
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
 * cf_require_examples -- tries the required examples of a desk; throws KF016
 *
 * A desk that is gone by now asks for nothing.
 */
void
cf_require_examples(Oid schema)
{
	static const Oid types[] = {TEXTOID};
	CfQueryPlace place;
	Datum		name;

	if (get_attnum(cf_relid_of("example", schema),
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
