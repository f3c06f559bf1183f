/*
 * desk_check.c -- is a schema a complete desk?
 *
 * Every column of the template must exist with its type; a desk may have more.
 * The tables that any write may need are checked when the desk is read into
 * the cache, the others when a trigger or a job first uses them.  All are
 * watched: when one is altered or renamed, every backend reads, and checks,
 * the desk again.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "common/hashfn.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/errors.h"
#include "base/template.h"
#include "desk/desk_check.h"
#include "rights/as_owner.h"

/* tables whose rows the copy holds; "desk" first */
static const char *const policy_tables[] = {
	"desk", "absence", "action_rule", "batch_rule", "calendar",
	"calendar_day", "calendar_hours", "calendar_year", "category", "cause",
	"channel", "classification_rule", "complainant_group", "customer_tier",
	"risk", "clock_rule", "completeness_rule", "contact_purpose",
	"department", "entry_rule", "escalation_step", "frequency", "issue_rule",
	"keyword_set", "level", "message_rule", "negation_word",
	"personal_column", "policy_version", "remedy_kind", "repeat_rule",
	"routing_rule", "rule_history", "same_matter_rule", "staff",
	"staff_role", "state", "text_model", "transition", "urgency"
};

/* the others that a write may need; "complaint" first */
static const char *const data_tables[] = {
	"complaint", "clock", "complaint_event", "complaint_event_personal",
	"contact", "customer_change", "customer_turn", "grant_turn", "incident",
	"issue_count", "issue_moved", "job_failure", "job_lock", "job_run",
	"job_wait", "kpi_change", "outbox", "queue", "waiting_call",
	"waiting_change"
};

/* those whose columns must also be in the template's order, see store.h */
static const char *const ordered[] = {
	"clock", "complaint_event", "complaint_event_personal", "issue_count",
	"issue_moved", "kpi_case", "kpi_change", "outbox", "queue"
};

/* the live columns of a table as the catalog has them, without a lock */
typedef struct Columns
{
	uint64		hash;			/* of all that it says of them, options too */
	int			count;
	FormData_pg_attribute list[MaxHeapAttributeNumber];
} Columns;

static void
read_columns(Relation catalog, Oid relid, Columns *columns)
{
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	columns->hash = 0;
	columns->count = 0;
	ScanKeyInit(&keys[0], Anum_pg_attribute_attrelid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(relid));
	ScanKeyInit(&keys[1], Anum_pg_attribute_attnum, BTGreaterStrategyNumber,
				F_INT2GT, Int16GetDatum(0));
	scan = systable_beginscan(catalog, AttributeRelidNumIndexId, true, NULL,
							  2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		memcpy(&columns->list[columns->count++], GETSTRUCT(tuple),
			   ATTRIBUTE_FIXED_PART_SIZE);
		columns->hash = hash_bytes_extended((unsigned char *) GETSTRUCT(tuple),
											tuple->t_len - tuple->t_data->t_hoff,
											columns->hash);
	}
	systable_endscan(scan);
}

static FormData_pg_attribute *
find_column(Columns *columns, const char *name, int expected)
{
	FormData_pg_attribute *list = columns->list;

	if (expected < columns->count && !list[expected].attisdropped &&
		strcmp(NameStr(list[expected].attname), name) == 0)
		return &list[expected];
	for (int i = 0; i < columns->count; i++)
		if (!list[i].attisdropped &&
			strcmp(NameStr(list[i].attname), name) == 0)
			return &list[i];
	return NULL;
}

static void
refuse_order(CfDesk *desk, const CfTemplateColumn *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("column \"%s\" of table \"%s\" is missing or changed",
					column->name, column->table),
			 errdetail("The engine writes the columns of this table in their order."),
			 errhint("Restore table \"%s.%s\" from a backup.",
					 desk->name, column->table)));
}

static void
check_column(CfDesk *desk, Columns *columns, const CfTemplateColumn *column,
			 int place, bool in_order)
{
	FormData_pg_attribute *att = find_column(columns, column->name, place);
	Oid			type = cf_template_type(column);

	if (in_order && (att == NULL || att->attnum != place + 1 ||
					 att->atttypid != type || att->attgenerated != '\0'))
		refuse_order(desk, column);
	if (att == NULL)
		cf_refuse_missing(column->table, column->name);
	if (att->attgenerated != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("column \"%s\" of table \"%s\" is generated",
						column->name, column->table),
				 errhint("Drop it and add an ordinary column; the engine reads and writes it.")));
	if (att->atttypid != type)
		cf_refuse_retyped(column->table, column->name, att->atttypid, type);
}

static void
check_table(CfDesk *desk, Relation catalog, Columns *columns,
			const char *table, Oid relid)
{
	bool		in_order = false;
	int			count;
	const CfTemplateColumn *wanted = cf_template(table, &count);

	for (int i = 0; i < lengthof(ordered); i++)
		in_order |= strcmp(ordered[i], table) == 0;
	read_columns(catalog, relid, columns);
	for (int i = 0; i < count; i++)
		check_column(desk, columns, &wanted[i], i, in_order);
}

/* what the copy takes for granted of a table whose columns were just read */
static uint64
shape_of(Oid relid, const Columns *columns)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	FormData_pg_class class = {0};
	Form_pg_class form;

	if (!HeapTupleIsValid(tuple))
		return 0;
	form = (Form_pg_class) GETSTRUCT(tuple);
	class.relname = form->relname;
	class.relnamespace = form->relnamespace;
	class.relowner = form->relowner;
	class.relkind = form->relkind;
	class.relchecks = form->relchecks;
	ReleaseSysCache(tuple);
	return hash_bytes_extended((unsigned char *) &class, sizeof(class),
							   columns->hash);
}

static CfShapedTable *
find_shaped(CfDesk *desk, Oid relid)
{
	ListCell   *cell;

	foreach(cell, desk->shaped)
		if (((CfShapedTable *) lfirst(cell))->relid == relid)
			return lfirst(cell);
	return NULL;
}

/* from now on messages are noticed; the caller fills in the shape */
static CfShapedTable *
add_shaped(CfDesk *desk, Oid relid)
{
	MemoryContext caller = MemoryContextSwitchTo(desk->cxt);
	CfShapedTable *table = palloc0(sizeof(CfShapedTable));

	table->relid = relid;
	desk->shaped = lappend(desk->shaped, table);
	MemoryContextSwitchTo(caller);
	return table;
}

/* cf_desk_watch -- another shape of this table makes the copy stale */
void
cf_desk_watch(CfDesk *desk, Oid relid)
{
	Relation	catalog;
	Columns    *columns;
	CfShapedTable *table;

	if (find_shaped(desk, relid) != NULL)
		return;
	table = add_shaped(desk, relid);
	catalog = table_open(AttributeRelationId, AccessShareLock);
	columns = palloc(sizeof(Columns));
	read_columns(catalog, relid, columns);
	table->shape = shape_of(relid, columns);
	pfree(columns);
	table_close(catalog, AccessShareLock);
}

/*
 * cf_desk_has_its_shape -- do the tables that messages were about look as
 * they did?  If not, the copy is stale
 *
 * VACUUM and ANALYZE send such messages, too, in a busy desk many times a
 * minute, to all backends; to build a copy costs a hundred times as much as
 * to look.
 */
bool
cf_desk_has_its_shape(CfDesk *desk)
{
	uint32		desk_doubts = desk->doubts;
	Relation	catalog = table_open(AttributeRelationId, AccessShareLock);
	Columns    *columns = palloc(sizeof(Columns));
	ListCell   *cell;

	foreach(cell, desk->shaped)
	{
		CfShapedTable *table = lfirst(cell);
		uint32		doubts = table->doubts;

		if (doubts == table->settled)
			continue;
		read_columns(catalog, table->relid, columns);
		if (shape_of(table->relid, columns) != table->shape)
			desk->stale = true;
		table->settled = doubts;
	}
	desk->settled = desk_doubts;
	pfree(columns);
	table_close(catalog, AccessShareLock);
	return cf_desk_is_sure(desk);
}

/* cf_desk_check -- note the desk's tables, or KF010 */
void
cf_desk_check(CfDesk *desk)
{
	Relation	catalog = table_open(AttributeRelationId, AccessShareLock);
	Columns    *columns = palloc(sizeof(Columns));
	MemoryContext caller;

	/* each is noted first, so that no later change goes unnoticed */
	for (int i = 0; i < lengthof(policy_tables); i++)
	{
		Oid			relid = cf_table_of_owner(policy_tables[i], desk->schema,
											  desk->owner);

		caller = MemoryContextSwitchTo(desk->cxt);
		desk->tables = lappend_oid(desk->tables, relid);
		MemoryContextSwitchTo(caller);
		check_table(desk, catalog, columns, policy_tables[i], relid);
	}
	for (int i = 0; i < lengthof(data_tables); i++)
	{
		Oid			relid = cf_table_of_owner(data_tables[i], desk->schema,
											  desk->owner);
		CfShapedTable *table = add_shaped(desk, relid);

		check_table(desk, catalog, columns, data_tables[i], relid);
		table->shape = shape_of(relid, columns);
	}
	pfree(columns);
	table_close(catalog, AccessShareLock);
	desk->desk_relid = linitial_oid(desk->tables);
	desk->complaint_relid = ((CfShapedTable *) linitial(desk->shaped))->relid;
}

/*
 * cf_desk_check_use -- a table that not every write needs, before its first
 * use, or KF010; "relid" may be a partition or a shard of it
 */
void
cf_desk_check_use(CfDesk *desk, const char *table, Oid relid)
{
	Relation	catalog;
	Columns    *columns;

	if (list_member_oid(desk->tables, relid) ||
		find_shaped(desk, relid) != NULL)
		return;
	catalog = table_open(AttributeRelationId, AccessShareLock);
	columns = palloc(sizeof(Columns));
	check_table(desk, catalog, columns, table, relid);
	pfree(columns);
	table_close(catalog, AccessShareLock);
	cf_desk_watch(desk, relid);
}
