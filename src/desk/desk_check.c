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
#include "utils/fmgroids.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "base/template.h"
#include "desk/desk_check.h"
#include "rights/as_owner.h"

/* every table that a write may need; "desk" and "complaint" first */
static const char *const tables[] = {
	"desk", "complaint", "absence", "action_rule", "batch_rule", "calendar",
	"calendar_day", "calendar_hours", "calendar_year", "category", "cause",
	"channel", "classification_rule", "clock", "complainant_group",
	"customer_tier", "risk", "clock_rule", "complaint_event",
	"complaint_event_personal", "completeness_rule", "contact",
	"contact_purpose", "customer_change", "customer_turn", "department",
	"entry_rule", "escalation_step", "frequency", "grant_turn", "incident", "issue_count",
	"issue_moved", "issue_rule", "job_failure", "job_lock", "job_run",
	"job_wait", "keyword_set", "kpi_change", "level", "message_rule",
	"negation_word", "outbox", "personal_column", "policy_version", "queue", "remedy_kind", "repeat_rule",
	"routing_rule", "rule_history", "same_matter_rule", "staff", "staff_role",
	"state", "text_model", "transition", "urgency", "waiting_call", "waiting_change"
};

/* those whose columns must also be in the template's order, see store.h */
static const char *const ordered[] = {
	"clock", "complaint_event", "complaint_event_personal", "issue_count",
	"issue_moved", "kpi_case", "kpi_change", "outbox", "queue"
};

/* the live columns of a table as the catalog has them, without a lock */
typedef struct Columns
{
	int			count;
	FormData_pg_attribute list[MaxHeapAttributeNumber];
} Columns;

static void
read_columns(Relation catalog, Oid relid, Columns *columns)
{
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	columns->count = 0;
	ScanKeyInit(&keys[0], Anum_pg_attribute_attrelid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(relid));
	ScanKeyInit(&keys[1], Anum_pg_attribute_attnum, BTGreaterStrategyNumber,
				F_INT2GT, Int16GetDatum(0));
	scan = systable_beginscan(catalog, AttributeRelidNumIndexId, true, NULL,
							  2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		memcpy(&columns->list[columns->count++], GETSTRUCT(tuple),
			   ATTRIBUTE_FIXED_PART_SIZE);
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

/* cf_desk_watch -- a change of this table makes the copy stale */
void
cf_desk_watch(CfDesk *desk, Oid relid)
{
	MemoryContext caller = MemoryContextSwitchTo(desk->cxt);

	desk->tables = list_append_unique_oid(desk->tables, relid);
	MemoryContextSwitchTo(caller);
}

/* cf_desk_check -- note the desk's tables in desk->tables, or KF010 */
void
cf_desk_check(CfDesk *desk)
{
	Relation	catalog = table_open(AttributeRelationId, AccessShareLock);
	Columns    *columns = palloc(sizeof(Columns));

	for (int i = 0; i < lengthof(tables); i++)
	{
		Oid			relid = cf_table_of_owner(tables[i], desk->schema,
											  desk->owner);

		/* first, so that no later change goes unnoticed */
		cf_desk_watch(desk, relid);
		check_table(desk, catalog, columns, tables[i], relid);
	}
	pfree(columns);
	table_close(catalog, AccessShareLock);
	desk->desk_relid = linitial_oid(desk->tables);
	desk->complaint_relid = lsecond_oid(desk->tables);
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

	if (list_member_oid(desk->tables, relid))
		return;
	catalog = table_open(AttributeRelationId, AccessShareLock);
	columns = palloc(sizeof(Columns));
	check_table(desk, catalog, columns, table, relid);
	pfree(columns);
	table_close(catalog, AccessShareLock);
	cf_desk_watch(desk, relid);
}
