/*
 * code_names.c -- names that rules and cases use: they exist, and stay
 *
 * Rules name codes in texts and lists, cases name them without foreign keys,
 * which would cost every write a lookup and a lock.  So the rules' tables ask
 * when a rule is written, and the tables of codes when a code goes away.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "desk/desk_calendar.h"
#include "rights/as_owner.h"

/*
 * Rows (column, name, where it should be) for what row $1 names in vain.
 */
typedef struct NameCheck
{
	const char *table;
	const char *query;
} NameCheck;

#define MISSING_COLUMNS \
	" NOT IN (SELECT attname::text FROM pg_attribute" \
	" WHERE attrelid = 'complaint'::regclass AND attnum > 0 AND NOT attisdropped)"

/* what only begins something meets nothing */
#define MEETS_NOTHING " (a IN ('received', 'promise') OR" UNKNOWN_ACTIVITY ")"

#define UNKNOWN_DEPARTMENT \
	" split_part(a, ':', 2) <> '*' AND split_part(a, ':', 2) NOT IN (SELECT code FROM department)"

#define UNKNOWN_REMEDY \
	" split_part(a, ':', 2) <> '*' AND split_part(a, ':', 2) NOT IN (SELECT code FROM remedy_kind)"

#define UNKNOWN_ACTIVITY \
	" CASE split_part(a, ':', 1)" \
	" WHEN 'state' THEN a <> 'state:*' AND" \
	"  substr(a, 7) NOT IN (SELECT code FROM state)" \
	" WHEN 'contact' THEN a <> 'contact:*' AND" \
	"  substr(a, 9) NOT IN (SELECT code FROM contact_purpose)" \
	" WHEN 'attempt' THEN substr(a, 9) NOT IN (SELECT code FROM contact_purpose)" \
	" WHEN 'incoming' THEN substr(a, 10) NOT IN (SELECT code FROM contact_purpose)" \
	" WHEN 'incident' THEN a NOT IN ('incident:joined', 'incident:left')" \
	" WHEN 'received' THEN a <> 'received'" \
	" WHEN 'promise' THEN a <> 'promise'" \
	" WHEN 'work_order' THEN" UNKNOWN_DEPARTMENT \
	" WHEN 'answer' THEN" UNKNOWN_DEPARTMENT \
	" WHEN 'investigation' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'interim', 'upheld', 'partly', 'not_upheld')" \
	" WHEN 'assessment' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'low', 'medium', 'high', 'critical')" \
	" WHEN 'account' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'freeze', 'release')" \
	" WHEN 'handover' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'asked', 'accepted', 'refused')" \
	" WHEN 'satisfaction' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', '1', '2', '3', '4', '5')" \
	" WHEN 'remedy' THEN" UNKNOWN_REMEDY \
	" WHEN 'execution' THEN" UNKNOWN_REMEDY \
	" WHEN 'approval' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'asked', 'step', 'approved', 'rejected', 'withdrawn')" \
	" WHEN 'extension' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'asked', 'granted', 'refused', 'withdrawn')" \
	" WHEN 'evidence' THEN split_part(a, ':', 2) = ''" \
	" WHEN 'team' THEN" UNKNOWN_DEPARTMENT \
	" ELSE true END"

/* "role supervisor", "person *", "merchant_care liaison": name and table */
#define AUDIENCE(a) \
	" CASE WHEN " a " ~ '(liaison|overseer)$' THEN split_part(" a ", ' ', 1)" \
	" ELSE split_part(" a ", ' ', 2) END AS name," \
	" CASE WHEN " a " IN ('department liaison', 'department overseer') THEN NULL" \
	" WHEN " a " ~ '(liaison|overseer)$' THEN 'department'" \
	" WHEN " a " LIKE 'role %' THEN 'staff_role'" \
	" WHEN " a " LIKE 'person %' THEN 'staff'" \
	" WHEN " a " LIKE 'department %' THEN 'department' END AS place"

#define UNKNOWN_AUDIENCE \
	" WHERE r.name <> '*' AND CASE r.place" \
	" WHEN 'staff_role' THEN r.name NOT IN (SELECT code FROM staff_role)" \
	" WHEN 'staff' THEN r.name NOT IN (SELECT code FROM staff)" \
	" WHEN 'department' THEN r.name NOT IN (SELECT code FROM department) END"

#define UNKNOWN_METRIC \
	" NOT IN (SELECT '*' UNION ALL SELECT metric FROM clock_rule)"

/* what an event can be called, or the beginning of it and a star */
#define UNKNOWN_EVENT \
	" CASE WHEN a IN ('promise', 'imported') THEN true" \
	" WHEN a IN ('joined', 'separated', 'raised', 'rejudged', 'reclassified', 'rerouted', 'claimed'," \
	"  'handed_over', 'updated', 'customer_changed', 'clock_checked', 'recomputed') THEN false" \
	" WHEN a ~ '^(state|contact|attempt|incoming):\\*$' THEN false" \
	" WHEN a ~ '^(clock_warned|clock_breached|escalated):([a-z0-9_]+|\\*)$'" \
	"  THEN split_part(a, ':', 2)" UNKNOWN_METRIC \
	" ELSE" UNKNOWN_ACTIVITY " END"

/* whom column notify names in vain */
#define UNKNOWN_NOTIFY \
	"SELECT 'notify', split_part(r.notify, ' ', 2), CASE split_part(r.notify, ' ', 1)" \
	" WHEN 'role' THEN 'staff_role' WHEN 'person' THEN 'staff'" \
	" ELSE 'department' END FROM (SELECT ($1).*) r" \
	" WHERE CASE split_part(r.notify, ' ', 1)" \
	" WHEN 'role' THEN split_part(r.notify, ' ', 2) NOT IN (SELECT code FROM staff_role)" \
	" WHEN 'person' THEN split_part(r.notify, ' ', 2) NOT IN (SELECT code FROM staff)" \
	" ELSE r.notify LIKE 'department %'" \
	" AND r.notify NOT IN ('department overseer', 'department liaison')" \
	" AND split_part(r.notify, ' ', 2) NOT IN (SELECT code FROM department) END"

static const NameCheck name_checks[] = {
	{"routing_rule",
		"SELECT 'argument', r.argument, CASE r.handler WHEN 'person' THEN 'staff'"
		" WHEN 'role' THEN 'staff_role' WHEN 'other agent' THEN 'staff_role'"
		" ELSE 'department' END"
		" FROM (SELECT ($1).*) r WHERE CASE r.handler"
		" WHEN 'person' THEN r.argument NOT IN (SELECT code FROM staff)"
		" WHEN 'department' THEN r.argument NOT IN (SELECT code FROM department)"
		" WHEN 'department liaison' THEN r.argument NOT IN (SELECT code FROM department)"
		" WHEN 'department overseer' THEN r.argument NOT IN (SELECT code FROM department)"
	" ELSE r.argument NOT IN (SELECT code FROM staff_role) END"},
	{"transition",
		"SELECT 'roles', name, 'staff_role' FROM unnest(($1).roles) AS name"
		" WHERE name NOT IN (SELECT code FROM staff_role)"
		" UNION ALL SELECT 'required', name, 'complaint'"
	" FROM unnest(($1).required) AS name WHERE name" MISSING_COLUMNS},
	{"clock_rule",
		"SELECT 'starts_on', a, 'state or contact_purpose'"
		" FROM unnest(($1).starts_on) AS a WHERE" UNKNOWN_ACTIVITY
		" UNION ALL SELECT 'met_by', a, 'state or contact_purpose'"
		" FROM unnest(($1).met_by) AS a WHERE" MEETS_NOTHING
		" UNION ALL SELECT 'pausing_states', name, 'state'"
		" FROM unnest(($1).pausing_states) AS name"
	" WHERE name NOT IN (SELECT code FROM state)"},
	{"escalation_step", UNKNOWN_NOTIFY
		" UNION ALL SELECT 'metric', ($1).metric, 'clock_rule'"
	" WHERE ($1).metric" UNKNOWN_METRIC},
	{"batch_rule", UNKNOWN_NOTIFY},
	{"action_rule",
		"SELECT 'activities', a, 'state, contact_purpose or clock_rule'"
		" FROM unnest(($1).activities) AS a WHERE" UNKNOWN_EVENT
		" UNION ALL SELECT 'argument', r.name, r.place"
		" FROM (SELECT" AUDIENCE("($1).argument") ") r" UNKNOWN_AUDIENCE
		" AND ($1).action = 'notify'"
		" UNION ALL SELECT 'argument', ($1).argument, 'department'"
		" WHERE ($1).action = 'work order'"
		" AND ($1).argument NOT IN (SELECT code FROM department)"
		" UNION ALL SELECT 'argument', ($1).argument, 'finding_kind'"
		" WHERE ($1).action = 'conduct finding'"
		" AND ($1).argument NOT IN (SELECT code FROM finding_kind)"
		" UNION ALL SELECT 'argument', ($1).argument, 'state'"
		" WHERE ($1).action = 'state'"
	" AND ($1).argument NOT IN (SELECT code FROM state)"},
	{"message_rule",
		"SELECT 'audience', r.name, r.place"
	" FROM (SELECT" AUDIENCE("($1).audience") ") r" UNKNOWN_AUDIENCE},
	{"message_template",
		"SELECT 'title', name, 'placeholder'"
		" FROM complaint_flow.unknown_placeholders(($1).title) AS name"
		" UNION ALL SELECT 'body', name, 'placeholder'"
	" FROM complaint_flow.unknown_placeholders(($1).body) AS name"},
	{"desk",
		"SELECT 'reclassification_roles', name, 'staff_role'"
		" FROM unnest(($1).reclassification_roles) AS name"
		" WHERE name NOT IN (SELECT code FROM staff_role)"
		" UNION ALL SELECT 'extension_roles', name, 'staff_role'"
		" FROM unnest(($1).extension_roles) AS name"
		" WHERE name NOT IN (SELECT code FROM staff_role)"
		" UNION ALL SELECT 'joined_state', ($1).joined_state, 'state with kind final'"
		" WHERE ($1).joined_state IS NOT NULL AND ($1).joined_state"
		" NOT IN (SELECT code FROM state WHERE kind = 'final')"
		" UNION ALL SELECT 'joined_purpose', ($1).joined_purpose, 'contact_purpose'"
		" WHERE ($1).joined_purpose IS NOT NULL AND ($1).joined_purpose"
		" NOT IN (SELECT code FROM contact_purpose)"
		" UNION ALL SELECT 'repeat_differs_by', name, 'complaint'"
		" FROM unnest(($1).repeat_differs_by) AS name WHERE name" MISSING_COLUMNS
		" UNION ALL SELECT 'erasure_roles', name, 'staff_role'"
		" FROM unnest(($1).erasure_roles) AS name"
		" WHERE name NOT IN (SELECT code FROM staff_role)"
		" UNION ALL SELECT 'personal_columns', name, 'complaint'"
	" FROM unnest(($1).personal_columns) AS name WHERE name" MISSING_COLUMNS},
	{"personal_column",
		"SELECT 'column_name', r.column_name, r.table_name FROM (SELECT ($1).*) r"
		" WHERE NOT EXISTS (SELECT FROM pg_attribute a"
		" WHERE a.attrelid = to_regclass(quote_ident(r.table_name))"
	" AND a.attname = r.column_name AND a.attnum > 0 AND NOT a.attisdropped)"}
};

#define MESSAGES_TO(kind) \
	" UNION ALL SELECT 'action_rule' FROM action_rule" \
	" WHERE argument = '" kind " ' || $1" \
	" UNION ALL SELECT 'message_rule' FROM message_rule" \
	" WHERE audience = '" kind " ' || $1"

/* a table whose rows are signed, and its other columns of persons */
#define SIGNED(table, columns) \
	" UNION ALL SELECT '" table "' FROM " table \
	" WHERE $1 IN (recorded_by, " columns ")"

/* where a code of a table may stand, in cases and in rules: $1 is the code */
static const NameCheck uses[] = {
	{"staff", "SELECT 'complaint' FROM complaint"
		" WHERE $1 IN (owner, received_by, accused_staff, updated_by)"
		" UNION ALL SELECT 'contact' FROM contact WHERE made_by = $1"
		SIGNED("delegation", "from_staff, to_staff")
		SIGNED("handover", "to_staff, from_staff")
		SIGNED("handover_answer", "NULL") SIGNED("remedy", "NULL")
		SIGNED("response_team", "staff")
		SIGNED("approval", "on_behalf_of")
		SIGNED("execution", "NULL") SIGNED("extension", "NULL")
		SIGNED("assessment", "NULL") SIGNED("evidence", "NULL")
		SIGNED("investigation", "responsible_staff")
		SIGNED("work_order", "NULL") SIGNED("work_order_answer", "NULL")
		SIGNED("account_action", "NULL") SIGNED("satisfaction", "NULL")
		SIGNED("script_version", "NULL")
		SIGNED("conduct_finding", "staff, changed_by")
		SIGNED("coaching", "staff, done_by, changed_by")
		SIGNED("lesson", "changed_by")
		SIGNED("corrective_action", "owner, changed_by")
		SIGNED("suggestion", "suggested_by, changed_by")
		SIGNED("training", "trainer, changed_by")
		" UNION ALL SELECT 'incident' FROM incident WHERE $1 IN (owner, updated_by)"
		" UNION ALL SELECT 'routing_rule' FROM routing_rule"
		" WHERE handler = 'person' AND argument = $1"
		" UNION ALL SELECT 'escalation_step' FROM escalation_step"
		" WHERE notify = 'person ' || $1"
		" UNION ALL SELECT 'batch_rule' FROM batch_rule WHERE notify = 'person ' || $1"
		MESSAGES_TO("person")
		" UNION ALL SELECT 'outbox' FROM outbox WHERE audience = 'person ' || $1"
		" UNION ALL SELECT 'erasure' FROM erasure WHERE actor = $1"
		" UNION ALL SELECT 'read_log' FROM read_log WHERE actor = $1"
	" UNION ALL SELECT 'complaint_event' FROM complaint_event WHERE actor = $1 LIMIT 1"},
	{"staff_role", "SELECT 'complaint' FROM complaint WHERE handler_role = $1"
		" UNION ALL SELECT 'routing_rule' FROM routing_rule"
		" WHERE handler IN ('role', 'other agent') AND argument = $1"
		" UNION ALL SELECT 'transition' FROM transition WHERE $1 = ANY (roles)"
		" UNION ALL SELECT 'escalation_step' FROM escalation_step"
		" WHERE notify = 'role ' || $1"
		" UNION ALL SELECT 'batch_rule' FROM batch_rule WHERE notify = 'role ' || $1"
		MESSAGES_TO("role")
		" UNION ALL SELECT 'remedy' FROM remedy WHERE next_role = $1"
		" UNION ALL SELECT 'approval' FROM approval WHERE rung = $1"
		" UNION ALL SELECT 'desk' FROM desk WHERE $1 = ANY"
	" (reclassification_roles || extension_roles || erasure_roles) LIMIT 1"},
	{"department", "SELECT 'complaint' FROM complaint WHERE department = $1"
		" UNION ALL SELECT 'work_order' FROM work_order WHERE department = $1"
		" UNION ALL SELECT 'handover' FROM handover WHERE to_department = $1"
		" UNION ALL SELECT 'response_team' FROM response_team WHERE department = $1"
		" UNION ALL SELECT 'investigation' FROM investigation WHERE responsible_department = $1"
		" UNION ALL SELECT 'incident' FROM incident WHERE department = $1"
		" UNION ALL SELECT 'routing_rule' FROM routing_rule"
		" WHERE handler LIKE 'department%' AND argument = $1"
		" UNION ALL SELECT 'escalation_step' FROM escalation_step WHERE notify = 'department ' || $1"
		MESSAGES_TO("department")
		" UNION ALL SELECT 'action_rule' FROM action_rule"
	" WHERE argument IN ($1, $1 || ' liaison', $1 || ' overseer') LIMIT 1"},
	{"channel", "SELECT 'complaint' FROM complaint WHERE channel = $1"
	" UNION ALL SELECT 'contact' FROM contact WHERE channel = $1 LIMIT 1"},
	{"contact_purpose", "SELECT 'contact' FROM contact WHERE purpose = $1"
		" UNION ALL SELECT 'desk' FROM desk WHERE joined_purpose = $1"
		" UNION ALL SELECT 'clock_rule' FROM clock_rule, unnest(starts_on || met_by) AS a"
		" WHERE a IN ('contact:' || $1, 'attempt:' || $1, 'incoming:' || $1)"
		" UNION ALL SELECT 'action_rule' FROM action_rule, unnest(activities) AS a"
	" WHERE a IN ('contact:' || $1, 'attempt:' || $1, 'incoming:' || $1) LIMIT 1"},
	{"complainant_group", "SELECT 'complaint' FROM complaint WHERE complainant_group = $1"
	" UNION ALL SELECT 'customer' FROM customer WHERE complainant_group = $1 LIMIT 1"},
	{"customer_tier", "SELECT 'complaint' FROM complaint WHERE customer_tier = $1"
	" UNION ALL SELECT 'customer' FROM customer WHERE tier = $1 LIMIT 1"},
	{"cause", "SELECT 'investigation' FROM investigation WHERE cause = $1 LIMIT 1"},
	{"remedy_kind", "SELECT 'remedy' FROM remedy WHERE kind = $1"
		" UNION ALL SELECT 'clock_rule' FROM clock_rule, unnest(starts_on || met_by) AS a"
		" WHERE a IN ('remedy:' || $1, 'execution:' || $1)"
		" UNION ALL SELECT 'action_rule' FROM action_rule, unnest(activities) AS a"
	" WHERE a IN ('remedy:' || $1, 'execution:' || $1) LIMIT 1"},
	{"risk", "SELECT 'complaint' FROM complaint WHERE $1 = ANY (risks) LIMIT 1"},
	{"category", "SELECT 'complaint' FROM complaint WHERE category = $1 LIMIT 1"},
	{"level", "SELECT 'complaint' FROM complaint WHERE level = $1"
	" UNION ALL SELECT 'assessment' FROM assessment WHERE level = $1 LIMIT 1"},
	{"urgency", "SELECT 'complaint' FROM complaint WHERE urgency = $1 LIMIT 1"},
	{"state", "SELECT 'complaint' FROM complaint WHERE state = $1"
		" UNION ALL SELECT 'desk' FROM desk WHERE joined_state = $1"
		" UNION ALL SELECT 'clock_rule' FROM clock_rule"
		" WHERE 'state:' || $1 = ANY (starts_on || met_by) OR $1 = ANY (pausing_states)"
		" UNION ALL SELECT 'action_rule' FROM action_rule WHERE 'state:' || $1 = ANY (activities)"
	" OR action = 'state' AND argument = $1 LIMIT 1"},
	{"calendar", "SELECT 'clock' FROM clock WHERE calendar = $1 LIMIT 1"}
};

static const char *
query_for(const NameCheck *checks, int count, const char *table)
{
	for (int i = 0; i < count; i++)
		if (strcmp(checks[i].table, table) == 0)
			return checks[i].query;
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("nothing is known about names in table \"%s\"", table)));
}

/* as the desk's owner; SPI_processed and SPI_tuptable until SPI_finish */
static void
run_as_owner(CfOwnerScope *scope, Relation rel, const char *query, Oid type,
			 Datum value)
{
	int			rc;

	cf_owner_begin(scope, get_namespace_name(RelationGetNamespace(rel)),
				   rel->rd_rel->relowner);
	SPI_connect();
	rc = SPI_execute_with_args(query, 1, &type, &value, NULL, false, 1);
	if (rc != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute_with_args returned %s",
			 SPI_result_code_string(rc));
}

/* desk.time_zone */
static void
check_zone(Relation rel, HeapTuple row)
{
	AttrNumber	attno = cf_attno_of(rel, "time_zone");
	char	   *zone = SPI_getvalue(row, RelationGetDescr(rel), attno);

	if (zone != NULL && cf_known_zone(zone) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BAD_CALENDAR),
				 errmsg("time zone \"%s\" is not known", zone),
				 errhint("Write a name of pg_timezone_names, for instance Asia/Shanghai; offsets such as UTC+8 are not accepted."),
				 errtablecol(rel, attno)));
}

/* for a detail; SPI is connected */
static char *
known_placeholders(void)
{
	SPI_execute("SELECT string_agg(name, ', ' ORDER BY name)"
				" FROM complaint_flow.message_placeholders()", true, 1);
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

PG_FUNCTION_INFO_V1(check_names);

/*
 * check_names(table) -- AFTER ROW trigger: what a rule or setting names exists
 */
Datum
check_names(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "check_names",
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	Relation	rel = trigger->tg_relation;
	const char *table = trigger->tg_trigger->tgargs[0];
	HeapTuple	row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
		trigger->tg_newtuple : trigger->tg_trigtuple;
	CfOwnerScope scope;

	run_as_owner(&scope, rel,
				 query_for(name_checks, lengthof(name_checks), table),
				 rel->rd_rel->reltype,
				 heap_copy_tuple_as_datum(row, RelationGetDescr(rel)));
	if (SPI_processed > 0)
	{
		HeapTuple	wrong = SPI_tuptable->vals[0];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		char	   *column = SPI_getvalue(wrong, desc, 1);
		char	   *place = SPI_getvalue(wrong, desc, 3);

		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("unknown name \"%s\" in column \"%s\" of table \"%s\"",
						SPI_getvalue(wrong, desc, 2), column, table),
				 strcmp(place, "placeholder") == 0 ?
				 errdetail("Known are %s, and content.<fact of the message>.",
						   known_placeholders()) :
				 strcmp(place, "complaint") == 0 ||
				 strcmp(table, "personal_column") == 0 ?
				 errdetail("Table \"%s\" has no such column.", place) :
				 errdetail("Table %s has no such code.", place),
				 strcmp(column, "activities") == 0 ?
				 errhint("Activities are received, rejudged, reclassified, state:<code>, contact:<purpose>, clock_breached:<metric> and so on, or the beginning and a star, as in contact:*.") :
				 strcmp(table, "clock_rule") == 0 ?
				 errhint("Activities are state:<code>, contact:<purpose>, entries such as work_order:<department> and answer:<department>, or any of a kind as contact:*; received and promise only start clocks.") : 0,
				 errtablecol(rel, cf_attno_of(rel, column))));
	}
	SPI_finish();
	cf_owner_end(&scope);
	if (strcmp(table, "desk") == 0)
		check_zone(rel, row);
	return PointerGetDatum(NULL);
}

static bool
is_final(TriggerData *trigger, HeapTuple row)
{
	Relation	rel = trigger->tg_relation;
	char	   *kind = SPI_getvalue(row, RelationGetDescr(rel),
									cf_attno_of(rel, "kind"));

	return kind != NULL && strcmp(kind, "final") == 0;
}

/*
 * A state that begins or ceases to be final, while cases are in it, would
 * leave them in the queue, or out of it, and their clocks open or stopped.
 */
static void
keep_kind(TriggerData *trigger, const char *code)
{
	Relation	rel = trigger->tg_relation;
	CfOwnerScope scope;

	if (is_final(trigger, trigger->tg_trigtuple) ==
		is_final(trigger, trigger->tg_newtuple))
		return;
	run_as_owner(&scope, rel, "SELECT FROM complaint WHERE state = $1 LIMIT 1",
				 TEXTOID, CStringGetTextDatum(code));
	if (SPI_processed > 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_IN_USE),
				 errmsg("kind of state \"%s\" cannot change to or from \"final\"",
						code),
				 errdetail("There are cases in this state."),
				 errhint("Add another state, and transitions to it."),
				 errtablecol(rel, cf_attno_of(rel, "kind"))));
	SPI_finish();
	cf_owner_end(&scope);
}

PG_FUNCTION_INFO_V1(keep_code);

/*
 * keep_code(table, column) -- BEFORE ROW trigger: a code that cases or rules
 * name is neither removed nor renamed, that of a person never, and a state with cases is not made
 * final nor the reverse (KF013)
 */
Datum
keep_code(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "keep_code",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE);
	Relation	rel = trigger->tg_relation;
	char	  **args = trigger->tg_trigger->tgargs;
	bool		update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	AttrNumber	attno;
	char	   *code;
	char	   *kept = NULL;
	CfOwnerScope scope;

	if (trigger->tg_trigger->tgnargs < 2)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" needs the names of table and column as arguments",
						"keep_code")));
	attno = cf_attno_of(rel, args[1]);
	code = SPI_getvalue(trigger->tg_trigtuple, RelationGetDescr(rel), attno);
	if (update)
		kept = SPI_getvalue(trigger->tg_newtuple, RelationGetDescr(rel), attno);
	if (code == NULL)
		return PointerGetDatum(update ? trigger->tg_newtuple :
							   trigger->tg_trigtuple);
	if (kept != NULL && strcmp(kept, code) == 0)
	{
		if (strcmp(args[0], "state") == 0)
			keep_kind(trigger, code);
		return PointerGetDatum(trigger->tg_newtuple);
	}
	/* what names a person may be on its way, and a copy may be elsewhere */
	if (update && strcmp(args[0], "staff") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_IN_USE),
				 errmsg("the code of a person does not change"),
				 errhint("Add a row for a new person; one that nothing names yet can be removed."),
				 errtablecol(rel, attno)));
	run_as_owner(&scope, rel, query_for(uses, lengthof(uses), args[0]),
				 TEXTOID, CStringGetTextDatum(code));
	if (SPI_processed > 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_IN_USE),
				 errmsg("\"%s\" of table \"%s\" is in use", code, args[0]),
				 errdetail("Rows of table \"%s\" name it.",
						   SPI_getvalue(SPI_tuptable->vals[0],
										SPI_tuptable->tupdesc, 1)),
				 errhint("Keep the row; where it has a column active, set that to false."),
				 errtablecol(rel, attno)));
	SPI_finish();
	cf_owner_end(&scope);
	return PointerGetDatum(update ? trigger->tg_newtuple :
						   trigger->tg_trigtuple);
}
