/*
 * code_names.c -- what rules and settings name exists
 *
 * Rules name codes in texts and lists, without foreign keys.  So the tables of
 * rules ask when a rule is written; code_use.c asks when a code goes away.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "base/shard.h"
#include "desk/query.h"
#include "row/table_row.h"

/*
 * What a column of a rule names.  In the parts of SQL $1 is the rule's row and
 * "a" a name.
 */
typedef struct NameRule
{
	const char *table;
	const char *column;
	const char *place;			/* where the name should be, for people; NULL:
								 * the table in column table_name */
	const char *unknown;		/* NULL: "a" is no code of the place */
	const char *when;			/* of which rows; NULL: of all */
	const char *names;			/* NULL: the column's text, or its elements */
} NameRule;

#define MISSING_COLUMN \
	"a NOT IN (SELECT attname::text FROM pg_attribute" \
	" WHERE attrelid = 'complaint'::regclass AND attnum > 0 AND NOT attisdropped)"

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
	" WHEN 'identity' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'verified', 'failed')" \
	" WHEN 'handover' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'asked', 'accepted', 'refused')" \
	" WHEN 'satisfaction' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'none', '1', '2', '3', '4', '5')" \
	" WHEN 'remedy' THEN" UNKNOWN_REMEDY \
	" WHEN 'execution' THEN" UNKNOWN_REMEDY \
	" WHEN 'approval' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'asked', 'step', 'approved', 'rejected', 'withdrawn')" \
	" WHEN 'extension' THEN split_part(a, ':', 2)" \
	"  NOT IN ('*', 'asked', 'granted', 'refused', 'withdrawn')" \
	" WHEN 'deadline' THEN a NOT IN ('deadline:*', 'deadline:customer', 'deadline:superior')" \
	" WHEN 'evidence' THEN split_part(a, ':', 2) = ''" \
	" WHEN 'team' THEN" UNKNOWN_DEPARTMENT \
	" ELSE true END"

#define UNKNOWN_METRIC \
	" NOT IN (SELECT '*' UNION ALL SELECT metric FROM clock_rule)"

/* what an event can be called, or the beginning of it and a star */
#define UNKNOWN_EVENT \
	" CASE WHEN a IN ('promise', 'imported') THEN true" \
	" WHEN a IN ('joined', 'separated', 'raised', 'rejudged', 'classified', 'reclassified', 'rerouted', 'claimed'," \
	"  'handed_over', 'updated', 'customer_changed', 'clock_checked', 'recomputed') THEN false" \
	" WHEN a ~ '^(state|contact|attempt|incoming):\\*$' THEN false" \
	" WHEN a ~ '^(clock_warned|clock_breached|escalated):([a-z0-9_]+|\\*)$'" \
	"  THEN split_part(a, ':', 2)" UNKNOWN_METRIC \
	" ELSE" UNKNOWN_ACTIVITY " END"

/* entries whose activity is known before they are written */
#define UNKNOWN_ENTRY \
	"(a !~ '^(account|assessment|evidence|identity|investigation|remedy|satisfaction|team|work_order):'" \
	" OR" UNKNOWN_ACTIVITY ")"

/* whom a column notifies: "role supervisor", "person li.na" */
#define NOTIFIES(table, column, also) \
	{table, column, "staff_role", NULL, "($1)." column " LIKE 'role %'" also, \
		"split_part(($1)." column ", ' ', 2)"}, \
	{table, column, "staff", NULL, "($1)." column " LIKE 'person %'" also, \
		"split_part(($1)." column ", ' ', 2)"}, \
	{table, column, "department", NULL, "($1)." column " LIKE 'department %'" \
		" AND ($1)." column " NOT IN ('department overseer', 'department liaison')" also, \
		"split_part(($1)." column ", ' ', 2)"}

/* the same with "person *" and "merchant_care liaison" */
#define ADDRESSES(table, column, also) \
	NOTIFIES(table, column, \
			 " AND a <> '*' AND ($1)." column " !~ '(liaison|overseer)$'" also), \
	{table, column, "department", NULL, "($1)." column " ~ '(liaison|overseer)$'" \
		" AND ($1)." column " NOT IN ('department overseer', 'department liaison')" also, \
		"split_part(($1)." column ", ' ', 1)"}

/* in the order in which they are asked; the first unknown name is told */
static const NameRule name_rules[] = {
	{"routing_rule", "argument", "staff", NULL, "($1).handler = 'person'"},
	{"routing_rule", "argument", "department", NULL,
	"(($1).handler LIKE 'department%' OR ($1).handler = 'supervisor of accused')"},
	{"routing_rule", "argument", "staff_role", NULL, "($1).handler IN ('role', 'other agent')"},

	{"transition", "roles", "staff_role"},
	{"transition", "required", "complaint", MISSING_COLUMN},
	{"transition", "by_entry", "state, contact_purpose or clock_rule", UNKNOWN_EVENT},

	{"entry_rule", "activities", "department or remedy_kind", UNKNOWN_ENTRY},

	{"clock_rule", "starts_on", "state or contact_purpose", UNKNOWN_ACTIVITY},
	{"clock_rule", "met_by", "state or contact_purpose",
		/* what only starts a clock meets none */
	"(a IN ('received', 'promise') OR" UNKNOWN_ACTIVITY ")"},
	{"clock_rule", "pausing_states", "state"},

	NOTIFIES("escalation_step", "notify", ""),
	{"escalation_step", "metric", "clock_rule", "a" UNKNOWN_METRIC},

	NOTIFIES("batch_rule", "notify", ""),

	{"same_matter_rule", "equal_columns", "complaint", MISSING_COLUMN},
	{"same_matter_rule", "differing_columns", "complaint", MISSING_COLUMN},

	{"action_rule", "activities", "state, contact_purpose or clock_rule", UNKNOWN_EVENT},
	ADDRESSES("action_rule", "argument", " AND ($1).action = 'notify'"),
	{"action_rule", "argument", "department", NULL, "($1).action = 'work order'"},
	{"action_rule", "argument", "finding_kind", NULL, "($1).action = 'conduct finding'"},

	ADDRESSES("message_rule", "audience", ""),

	{"message_template", "title", "placeholder", "true", NULL,
	"complaint_flow.unknown_placeholders(($1).title)"},
	{"message_template", "body", "placeholder", "true", NULL,
	"complaint_flow.unknown_placeholders(($1).body)"},

	{"desk", "reclassification_roles", "staff_role"},
	{"desk", "extension_roles", "staff_role"},
	{"desk", "joined_state", "state with kind final",
	"a IS NOT NULL AND a NOT IN (SELECT code FROM state WHERE kind = 'final')"},
	{"desk", "joined_purpose", "contact_purpose"},
	{"desk", "erasure_roles", "staff_role"},
	{"desk", "personal_columns", "complaint", MISSING_COLUMN},

	{"personal_column", "column_name", NULL,
		"NOT EXISTS (SELECT FROM pg_attribute t"
		" WHERE t.attrelid = to_regclass(quote_ident(($1).table_name))"
	" AND t.attname = a AND t.attnum > 0 AND NOT t.attisdropped)"}
};

static void
append_rule(StringInfo sql, const NameRule *rule)
{
	appendStringInfo(sql, "%sSELECT '%s', a, ",
					 sql->len > 0 ? " UNION ALL " : "", rule->column);
	if (rule->place == NULL)
		appendStringInfoString(sql, "($1).table_name");
	else
		appendStringInfo(sql, "'%s'", rule->place);
	appendStringInfoString(sql, " FROM ");
	if (rule->names != NULL)
		appendStringInfoString(sql, rule->names);
	else
		appendStringInfo(sql, "unnest('{}'::text[] || ($1).%s)", rule->column);
	appendStringInfoString(sql, " AS a WHERE ");
	if (rule->unknown != NULL)
		appendStringInfoString(sql, rule->unknown);
	else
		appendStringInfo(sql, "a IS NOT NULL AND a NOT IN (SELECT code FROM %s)",
						 rule->place);
	if (rule->when != NULL)
		appendStringInfo(sql, " AND %s", rule->when);
}

/* the query for rows (column, name, place) of what row $1 names in vain */
static const char *
query_for(const char *table)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < lengthof(name_rules); i++)
		if (strcmp(name_rules[i].table, table) == 0)
			append_rule(&sql, &name_rules[i]);
	if (sql.len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("nothing is known about names in table \"%s\"",
						table)));
	return sql.data;
}

/* names that check_rules tells of in other words */
static bool
is_told_elsewhere(const NameRule *rule)
{
	return rule->place == NULL || strcmp(rule->place, "placeholder") == 0 ||
		strcmp(rule->column, "joined_state") == 0 ||
		strcmp(rule->place, "staff") == 0 ||
		strcmp(rule->place, "staff_role") == 0 ||
		strcmp(rule->place, "department") == 0;
}

/* the row that is asked about stands beside, as "r" */
static void
append_for_all(StringInfo sql, const char *query, Oid complaint)
{
	static const char regclass[] = "'complaint'::regclass";

	for (const char *at = query; *at != '\0'; at++)
		if (strncmp(at, "$1", 2) == 0)
		{
			appendStringInfoChar(sql, 'r');
			at++;
		}
		else if (strncmp(at, regclass, strlen(regclass)) == 0)
		{
			appendStringInfo(sql, "%u", complaint);
			at += strlen(regclass) - 1;
		}
		else
			appendStringInfoChar(sql, *at);
}

PG_FUNCTION_INFO_V1(cf_name_query);

/*
 * cf_name_query(desk) -- the query for rows (table_name, rule, column_name,
 * name) of what a policy names in vain
 */
Datum
cf_name_query(PG_FUNCTION_ARGS)
{
	Oid			complaint = cf_relid_of("complaint",
										get_namespace_oid(NameStr(*PG_GETARG_NAME(0)), false));
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < lengthof(name_rules); i++)
	{
		StringInfoData query;

		if (is_told_elsewhere(&name_rules[i]))
			continue;
		initStringInfo(&query);
		append_rule(&query, &name_rules[i]);
		appendStringInfo(&sql,
						 "%sSELECT '%s' AS table_name, to_jsonb(r) AS rule,"
						 " n.column_name, n.name FROM %s r CROSS JOIN LATERAL (",
						 sql.len > 0 ? " UNION ALL " : "",
						 name_rules[i].table, name_rules[i].table);
		append_for_all(&sql, query.data, complaint);
		appendStringInfoString(&sql, ") AS n (column_name, name, place)");
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(sql.data, sql.len));
}

/* for a detail */
static char *
known_placeholders(CfQueryPlace place)
{
	return cf_query_text(cf_query_first(place,
										CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
										"SELECT string_agg(name, ', ' ORDER BY name)"
										" FROM complaint_flow.message_placeholders()",
										0, NULL, NULL), 1);
}

static void
refuse_unknown(const CfTableRow *row, const char *table,
			   const CfQueryRow *unknown)
{
	char	   *column = cf_query_text(unknown, 1);
	char	   *place = cf_query_text(unknown, 3);

	ereport(ERROR,
			(errcode(ERRCODE_CF_UNKNOWN_CODE),
			 errmsg("unknown name \"%s\" in column \"%s\" of table \"%s\"",
					cf_query_text(unknown, 2), column, table),
			 strcmp(place, "placeholder") == 0 ?
			 errdetail("Known are %s, and content.<fact of the message>.",
					   known_placeholders(cf_place_of_table(row->rel))) :
			 strcmp(place, "complaint") == 0 ||
			 strcmp(table, "personal_column") == 0 ?
			 errdetail("Table \"%s\" has no such column.", place) :
			 errdetail("Table %s has no such code.", place),
			 strcmp(table, "entry_rule") == 0 ?
			 errhint("Entries are account:freeze, satisfaction:*, work_order:<department> and so on; kinds are account, assessment, evidence, identity, investigation, remedy, satisfaction, team and work_order.") :
			 strcmp(column, "activities") == 0 ||
			 strcmp(column, "by_entry") == 0 ?
			 errhint("Activities are received, rejudged, classified, reclassified, state:<code>, contact:<purpose>, clock_breached:<metric> and so on, or the beginning and a star, as in contact:*.") :
			 strcmp(table, "clock_rule") == 0 ?
			 errhint("Activities are state:<code>, contact:<purpose>, entries such as work_order:<department> and answer:<department>, or any of a kind as contact:*; received and promise only start clocks.") : 0,
			 cf_errcolumn(row->rel, column)));
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
	const char *table = trigger->tg_trigger->tgargs[0];
	CfTableRow	row = cf_trigger_row(trigger);
	Datum		value = heap_copy_tuple_as_datum(row.tuple,
												 RelationGetDescr(row.rel));
	CfQueryRow *unknown = cf_query_first(cf_place_of_table(row.rel),
										 CF_QUERY_ONCE, query_for(table), 1,
										 &row.rel->rd_rel->reltype, &value);

	if (unknown != NULL)
		refuse_unknown(&row, table, unknown);
	return PointerGetDatum(NULL);
}
