/*
 * code_use.c -- codes that cases or rules name stay
 *
 * Cases and rules name codes without foreign keys, which would cost every
 * write a lookup and a lock.  So the tables of codes ask when a code goes
 * away.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "desk/query.h"
#include "row/table_row.h"

/* a table that may name codes of another one, and in which of its rows */
typedef struct CodeUse
{
	const char *codes;
	const char *table;
	const char *condition;		/* $1 is the code */
} CodeUse;

/* activities that name a purpose, or a kind of remedy */
#define PURPOSE "ARRAY['contact:' || $1, 'attempt:' || $1, 'incoming:' || $1]"
#define REMEDY "ARRAY['remedy:' || $1, 'execution:' || $1]"

static const CodeUse uses[] = {
	{"staff", "complaint", "$1 IN (owner, received_by, accused_staff, updated_by)"},
	{"staff", "contact", "made_by = $1"},
	{"staff", "delegation", "$1 IN (recorded_by, from_staff, to_staff)"},
	{"staff", "handover", "$1 IN (recorded_by, to_staff, from_staff)"},
	{"staff", "handover_answer", "recorded_by = $1"},
	{"staff", "remedy", "recorded_by = $1"},
	{"staff", "response_team", "$1 IN (recorded_by, staff)"},
	{"staff", "approval", "$1 IN (recorded_by, on_behalf_of)"},
	{"staff", "execution", "recorded_by = $1"},
	{"staff", "extension", "recorded_by = $1"},
	{"staff", "agreed_deadline", "$1 IN (recorded_by, ordered_by)"},
	{"staff", "assessment", "recorded_by = $1"},
	{"staff", "evidence", "recorded_by = $1"},
	{"staff", "investigation", "$1 IN (recorded_by, responsible_staff)"},
	{"staff", "work_order", "recorded_by = $1"},
	{"staff", "work_order_answer", "recorded_by = $1"},
	{"staff", "account_action", "recorded_by = $1"},
	{"staff", "identity_check", "recorded_by = $1"},
	{"staff", "satisfaction", "recorded_by = $1"},
	{"staff", "script_version", "recorded_by = $1"},
	{"staff", "conduct_finding", "$1 IN (recorded_by, staff, changed_by)"},
	{"staff", "coaching", "$1 IN (recorded_by, staff, done_by, changed_by)"},
	{"staff", "lesson", "$1 IN (recorded_by, changed_by)"},
	{"staff", "corrective_action", "$1 IN (recorded_by, owner, changed_by)"},
	{"staff", "suggestion", "$1 IN (recorded_by, suggested_by, changed_by)"},
	{"staff", "training", "$1 IN (recorded_by, trainer, changed_by)"},
	{"staff", "incident", "$1 IN (owner, updated_by)"},
	{"staff", "routing_rule", "handler = 'person' AND argument = $1"},
	{"staff", "escalation_step", "notify = 'person ' || $1"},
	{"staff", "batch_rule", "notify = 'person ' || $1"},
	{"staff", "action_rule", "argument = 'person ' || $1"},
	{"staff", "message_rule", "audience = 'person ' || $1"},
	{"staff", "outbox", "audience = 'person ' || $1"},
	{"staff", "erasure", "actor = $1"},
	{"staff", "read_log", "actor = $1"},
	{"staff", "complaint_event", "actor = $1"},

	{"staff_role", "complaint", "handler_role = $1"},
	{"staff_role", "routing_rule", "handler IN ('role', 'other agent') AND argument = $1"},
	{"staff_role", "transition", "$1 = ANY (roles)"},
	{"staff_role", "escalation_step", "notify = 'role ' || $1"},
	{"staff_role", "batch_rule", "notify = 'role ' || $1"},
	{"staff_role", "action_rule", "argument = 'role ' || $1"},
	{"staff_role", "message_rule", "audience = 'role ' || $1"},
	{"staff_role", "remedy", "next_role = $1"},
	{"staff_role", "approval", "rung = $1"},
	{"staff_role", "desk", "$1 = ANY (reclassification_roles || extension_roles || erasure_roles)"},

	{"department", "complaint", "department = $1"},
	{"department", "work_order", "department = $1"},
	{"department", "handover", "to_department = $1"},
	{"department", "response_team", "department = $1"},
	{"department", "investigation", "responsible_department = $1"},
	{"department", "incident", "department = $1"},
	{"department", "routing_rule", "(handler LIKE 'department%' OR handler = 'supervisor of accused') AND argument = $1"},
	{"department", "escalation_step", "notify = 'department ' || $1"},
	{"department", "action_rule", "argument IN ($1, 'department ' || $1, $1 || ' liaison', $1 || ' overseer')"},
	{"department", "message_rule", "audience = 'department ' || $1"},

	{"channel", "complaint", "channel = $1"},
	{"channel", "contact", "channel = $1"},

	{"contact_purpose", "contact", "purpose = $1"},
	{"contact_purpose", "desk", "joined_purpose = $1"},
	{"contact_purpose", "clock_rule", "starts_on || met_by && " PURPOSE},
	{"contact_purpose", "action_rule", "activities && " PURPOSE},
	{"contact_purpose", "transition", "by_entry && " PURPOSE},

	{"complainant_group", "complaint", "complainant_group = $1"},
	{"complainant_group", "customer", "complainant_group = $1"},

	{"customer_tier", "complaint", "customer_tier = $1"},
	{"customer_tier", "customer", "tier = $1"},

	{"cause", "investigation", "cause = $1"},

	{"remedy_kind", "remedy", "kind = $1"},
	{"remedy_kind", "clock_rule", "starts_on || met_by && " REMEDY},
	{"remedy_kind", "action_rule", "activities && " REMEDY},
	{"remedy_kind", "entry_rule", "'remedy:' || $1 = ANY (activities)"},
	{"remedy_kind", "transition", "by_entry && " REMEDY},

	{"risk", "complaint", "$1 = ANY (risks)"},
	{"category", "complaint", "category = $1"},
	{"level", "complaint", "level = $1"},
	{"level", "assessment", "level = $1"},
	{"urgency", "complaint", "urgency = $1"},

	{"state", "complaint", "state = $1"},
	{"state", "desk", "joined_state = $1"},
	{"state", "clock_rule", "'state:' || $1 = ANY (starts_on || met_by) OR $1 = ANY (pausing_states)"},
	{"state", "action_rule", "'state:' || $1 = ANY (activities)"},
	{"state", "transition", "'state:' || $1 = ANY (by_entry)"},

	{"calendar", "clock", "calendar = $1"}
};

/* the query for the tables that name a code; the first row is enough */
static const char *
query_for(const char *codes)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < lengthof(uses); i++)
		if (strcmp(uses[i].codes, codes) == 0)
			appendStringInfo(&sql, "%sSELECT '%s' FROM %s WHERE %s",
							 sql.len > 0 ? " UNION ALL " : "", uses[i].table,
							 uses[i].table, uses[i].condition);
	if (sql.len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("nothing is known about names in table \"%s\"",
						codes)));
	appendStringInfoString(&sql, " LIMIT 1");
	return sql.data;
}

static CfQueryRow *
first_use(Relation rel, const char *sql, const char *code)
{
	static const Oid types[] = {TEXTOID};
	Datum		value = CStringGetTextDatum(code);

	return cf_query_first(cf_place_of_table(rel), CF_QUERY_ONCE, sql, 1, types,
						  &value);
}

static bool
is_final(const CfTableRow *row)
{
	char	   *kind = cf_field_string(row, "kind");

	return kind != NULL && strcmp(kind, "final") == 0;
}

/*
 * A state that begins or ceases to be final, while cases are in it, would
 * leave them in the queue, or out of it, and their clocks open or stopped.
 */
static void
keep_kind(const CfTableRow *old, const CfTableRow *row, const char *code)
{
	if (is_final(old) != is_final(row) &&
		first_use(row->rel, "SELECT FROM complaint WHERE state = $1 LIMIT 1",
				  code) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_IN_USE),
				 errmsg("kind of state \"%s\" cannot change to or from \"final\"",
						code),
				 errdetail("There are cases in this state."),
				 errhint("Add another state, and transitions to it."),
				 cf_errcolumn(row->rel, "kind")));
}

/* the code of a row goes away */
static void
refuse_used(const CfTableRow *row, const char *table, const char *column,
			const char *code)
{
	CfQueryRow *use = first_use(row->rel, query_for(table), code);

	if (use != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_IN_USE),
				 errmsg("\"%s\" of table \"%s\" is in use", code, table),
				 errdetail("Rows of table \"%s\" name it.",
						   cf_query_text(use, 1)),
				 errhint("Keep the row; where it has a column active, set that to false."),
				 cf_errcolumn(row->rel, column)));
}

PG_FUNCTION_INFO_V1(keep_code);

/*
 * keep_code(table, column) -- BEFORE ROW trigger: a code that cases or rules
 * name is neither removed nor renamed, that of a person never, and a state
 * with cases is not made final nor the reverse (KF013)
 */
Datum
keep_code(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "keep_code",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE);
	char	  **args = trigger->tg_trigger->tgargs;
	CfTableRow	old = cf_trigger_row_before(trigger);
	CfTableRow	row = cf_trigger_row(trigger);
	char	   *code;

	if (trigger->tg_trigger->tgnargs < 2)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" needs the names of table and column as arguments",
						"keep_code")));
	code = cf_field_string(&old, args[1]);
	if (code != NULL && row.tuple != NULL &&
		!cf_field_changed(&old, &row, args[1]))
	{
		if (strcmp(args[0], "state") == 0)
			keep_kind(&old, &row, code);
	}
	else if (code != NULL)
	{
		/* rows with the code may not be committed yet, or be elsewhere */
		if (row.tuple != NULL && strcmp(args[0], "staff") == 0)
			cf_refuse_row(&row, args[1], ERRCODE_CF_IN_USE,
						  "the code of a person does not change",
						  "Add a row for a new person; one that nothing names yet can be removed.");
		refuse_used(&old, args[0], args[1], code);
	}
	return PointerGetDatum(row.tuple ? row.tuple : old.tuple);
}
