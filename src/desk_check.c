/*
 * desk_check.c -- is a schema a whole desk?
 *
 * Looked at when the desk is read into the cache.  The tables found here are
 * watched: a change of one of them, such as a new name or a lost column,
 * makes every backend read, and check, the desk again.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "desk_load.h"
#include "errors.h"
#include "kpi_count.h"
#include "owner.h"
#include "store.h"

/* every table that the engine reads or writes; "desk" and "complaint" first */
static const char *const tables[] = {
	"desk", "complaint", "absence", "action_rule", "batch_rule", "calendar", "calendar_day", "calendar_hours",
	"calendar_year", "category", "cause", "channel", "classification_rule", "clock",
	"complainant_group", "customer_tier", "risk",
	"clock_rule", "complaint_event", "complaint_event_personal",
	"completeness_rule", "contact", "contact_purpose", "department",
	"escalation_step", "frequency", "incident", "issue_count", "issue_moved",
	"issue_rule",
	"job_failure", "job_lock", "job_run", "job_wait", "keyword_set", "kpi_change", "level", "message_rule",
	"outbox",
	"personal_column", "queue", "remedy_kind", "repeat_rule",
	"routing_rule", "rule_history", "staff", "staff_role", "state",
	"transition", "urgency", "waiting_call"
};

typedef struct ColumnType
{
	const char *name;
	Oid			type;			/* InvalidOid: a type of ours */
} ColumnType;

/* the tables that are written by position, in the order of store.h */
static const ColumnType event_columns[CF_EV_COLUMNS] = {
	{"complaint_id", INT8OID}, {"seq", INT4OID}, {"at", TIMESTAMPTZOID},
	{"activity", TEXTOID}, {"actor", TEXTOID}, {"db_role", NAMEOID},
	{"rules_version", INT4OID}, {"judged_by", INT8ARRAYOID},
	{"changes", JSONBOID}, {"personal_hash", BYTEAOID}, {"hash", BYTEAOID}
};
static const ColumnType personal_columns[CF_EP_COLUMNS] = {
	{"complaint_id", INT8OID}, {"seq", INT4OID}, {"changes", JSONBOID}
};
static const ColumnType clock_columns[CF_CL_COLUMNS] = {
	{"complaint_id", INT8OID}, {"metric", TEXTOID}, {"cycle", INT4OID},
	{"rule_id", INT8OID}, {"started_at", TIMESTAMPTZOID},
	{"target", InvalidOid}, {"calendar", TEXTOID},
	{"due_at", TIMESTAMPTZOID}, {"original_due_at", TIMESTAMPTZOID},
	{"warn_at", TIMESTAMPTZOID}, {"provisional", BOOLOID},
	{"paused_at", TIMESTAMPTZOID}, {"pauses", TSTZMULTIRANGEOID},
	{"warned_at", TIMESTAMPTZOID}, {"breached_at", TIMESTAMPTZOID},
	{"step", INT4OID}, {"next_at", TIMESTAMPTZOID},
	{"stopped_at", TIMESTAMPTZOID}, {"outcome", TEXTOID},
	{"subject", INT8OID}, {"department", TEXTOID}, {"extension_id", INT8OID}
};
static const ColumnType queue_columns[CF_QU_COLUMNS] = {
	{"priority", INT4OID}, {"due_at", TIMESTAMPTZOID},
	{"complaint_id", INT8OID}, {"audience", TEXTOID}
};
static const ColumnType issue_columns[CF_IC_COLUMNS] = {
	{"issue_key", TEXTOID}, {"day", DATEOID}, {"count", INT4OID},
	{"members", INT8ARRAYOID}, {"incident_id", INT8OID}
};
static const ColumnType moved_columns[CF_IM_COLUMNS] = {
	{"issue_key", TEXTOID}, {"day", DATEOID}, {"complaint_id", INT8OID},
	{"more_than", INT4OID}
};

static const ColumnType outbox_columns[CF_OB_COLUMNS] = {
	{"id", INT8OID}, {"created_at", TIMESTAMPTZOID},
	{"complaint_id", INT8OID}, {"topic", TEXTOID}, {"audience", TEXTOID},
	{"dedup_key", TEXTOID}, {"content", JSONBOID},
	{"visible_at", TIMESTAMPTZOID}, {"digest_rule", INT8OID},
	{"digest_id", INT8OID}, {"attempts", INT4OID}, {"read_by", NAMEOID},
	{"acked_at", TIMESTAMPTZOID}
};

static const ColumnType change_columns[CF_KC_COLUMNS] = {
	{"complaint_id", INT8OID}
};
static const ColumnType case_columns[CF_KS_COLUMNS] = {
	{"complaint_id", INT8OID}, {"day", DATEOID}, {"closed_day", DATEOID},
	{"department", TEXTOID}, {"owner", TEXTOID}, {"category", TEXTOID},
	{"level", TEXTOID}, {"urgency", TEXTOID}, {"channel", TEXTOID},
	{"product", TEXTOID}, {"merchant", TEXTOID}, {"issue_key", TEXTOID},
	{"first_response", INT8OID}, {"first_response_business", INT8OID},
	{"resolution", INT8OID}, {"resolution_business", INT8OID},
	{"figures", INT8ARRAYOID}, {"parts", InvalidOid}
};

static void
check_columns(CfDesk *desk, const char *table, const ColumnType *columns,
			  int count)
{
	Relation	rel = table_open(get_relname_relid(table, desk->schema),
								 AccessShareLock);
	TupleDesc	desc = RelationGetDescr(rel);

	for (int i = 0; i < count; i++)
	{
		Form_pg_attribute att = i < desc->natts ?
			TupleDescAttr(desc, i) : NULL;

		if (att == NULL || att->attisdropped ||
			strcmp(NameStr(att->attname), columns[i].name) != 0 ||
			(OidIsValid(columns[i].type) && att->atttypid != columns[i].type))
			ereport(ERROR,
					(errcode(ERRCODE_CF_DAMAGED_DESK),
					 errmsg("column \"%s\" of table \"%s\" is missing or changed",
							columns[i].name, table),
					 errdetail("The engine writes the columns of this table in their order."),
					 errhint("Restore table \"%s.%s\" from a backup.",
							 desk->name, table),
					 errtable(rel)));
	}
	table_close(rel, AccessShareLock);
}

/*
 * cf_desk_check -- note the desk's tables in desk->tables, or KF010
 */
void
cf_desk_check(CfDesk *desk)
{
	for (int i = 0; i < lengthof(tables); i++)
		cf_desk_watch(desk, cf_table_of_owner(tables[i], desk->schema,
											  desk->owner));
	desk->desk_relid = linitial_oid(desk->tables);
	desk->complaint_relid = lsecond_oid(desk->tables);
	check_columns(desk, "complaint_event", event_columns, CF_EV_COLUMNS);
	check_columns(desk, "complaint_event_personal", personal_columns,
				  CF_EP_COLUMNS);
	check_columns(desk, "clock", clock_columns, CF_CL_COLUMNS);
	check_columns(desk, "queue", queue_columns, CF_QU_COLUMNS);
	check_columns(desk, "issue_count", issue_columns, CF_IC_COLUMNS);
	check_columns(desk, "issue_moved", moved_columns, CF_IM_COLUMNS);
	check_columns(desk, "outbox", outbox_columns, CF_OB_COLUMNS);
	check_columns(desk, "kpi_change", change_columns, CF_KC_COLUMNS);
}

/*
 * cf_desk_check_kpi -- the table that only counting writes, or KF010: cases
 * can be taken in without it
 */
void
cf_desk_check_kpi(CfDesk *desk)
{
	Oid			relid = cf_table_of_owner("kpi_case", desk->schema,
										  desk->owner);

	check_columns(desk, "kpi_case", case_columns, CF_KS_COLUMNS);
	if (get_element_type(get_atttype(relid, CF_KS_PARTS + 1)) !=
		cf_kpi_part_type())
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("column \"%s\" of table \"%s\" is missing or changed",
						"parts", "kpi_case"),
				 errhint("Restore table \"%s.%s\" from a backup.",
						 desk->name, "kpi_case")));
}
