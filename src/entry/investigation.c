/*
 * investigation.c -- entries about what happened and how it was handled:
 * assessment, investigation, evidence (SPEC R25), satisfaction (SPEC R30)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/errors.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/investigation.h"

/* the roles that may change a level by hand may assess a final one */
static void
decide_assessment(CfEntry *entry)
{
	List	   *roles = entry->desk->reclassification_roles;

	if (!cf_field_is_null(&entry->row, "level") && roles != NIL &&
		!cf_role_in(entry->actor, roles))
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("a final level needs another role"),
				 errdetail("desk.reclassification_roles says who may set it."),
				 errhint("Leave level out, or ask a supervisor."),
				 cf_errcolumn(entry->row.rel, "level")));
}

static void
set_level(CfWrite *write, const CfEngineUpdate *update)
{
	cf_set_text(&write->row, CF_LEVEL, update->detail);
	cf_set_text(&write->row, CF_CATEGORY_BY, "person");
}

static void
assessed(CfEntry *entry, CfEngineUpdate *update)
{
	update->detail = cf_field_text(&entry->row, "level");
	if (update->detail != NULL)
		update->apply = set_level;
}

static void
decide_investigation(CfEntry *entry)
{
	if (entry->actor != NULL &&
		cf_same_person(cf_field_text(&entry->row, "responsible_staff"),
					   entry->actor->code))
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("nobody investigates their own responsibility"),
				 errdetail("Columns responsible_staff and recorded_by name the same person."),
				 errhint("Hand the case over."),
				 errtable(entry->row.rel)));
}

static void
investigated(CfEntry *entry, CfEngineUpdate *update)
{
	if (cf_field_is_null(&entry->row, "conclusion"))
		update->activity = "investigation:interim";
}

/* the first event has no changes: a first owner shows when it changed */
static bool
owned_once(CfEntry *entry)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(entry->file.complaint_id),
		CStringGetTextDatum(entry->actor->code)
	};

	return cf_same_person(entry->file.owner, entry->actor->code) ||
		cf_query_row(entry->desk,
					 "SELECT FROM complaint_event WHERE complaint_id = $1"
					 " AND $2 IN (changes -> 'owner' ->> 0,"
					 " changes -> 'owner' ->> 1)",
					 2, types, values) != NULL;
}

static void
decide_satisfaction(CfEntry *entry)
{
	int			score = cf_field_int(&entry->row, "score");

	if (score < 1 || score > 5)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a score lies between 1 and 5"),
				 cf_errcolumn(entry->row.rel, "score")));
	if (entry->actor != NULL && owned_once(entry))
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("who handled a case cannot enter its score"),
				 errdetail("\"%s\" is or was its owner.", entry->actor->code),
				 errhint("Another person asks the customer."),
				 errtable(entry->row.rel)));
}

const CfEntryKind cf_investigation_kinds[] = {
	{
		.table = "assessment",
		.columns = {
			{"severity", CF_IS_REQUIRED | CF_IS_WORD, "low medium high critical"},
			{"level", CF_IS_CODE, "level"}
		},
		.decide = decide_assessment,
		.activity = "assessment",
		.activity_column = "severity",
		.words_column = "note",
		.effect = assessed
	},
	{
		.table = "investigation",
		.columns = {
			{"conclusion", CF_IS_WORD, "upheld partly not_upheld"},
			{"cause", CF_IS_CODE, "cause"},
			{"responsible_department", CF_IS_CODE, "department"},
			{"responsible_staff", CF_IS_CODE, "staff"}
		},
		.decide = decide_investigation,
		.activity = "investigation",
		.activity_column = "conclusion",
		.words_column = "proposal",
		.effect = investigated
	},
	{
		.table = "evidence",
		.after_end = true,
		.columns = {{"kind", CF_IS_REQUIRED}, {"reference", CF_IS_REQUIRED}},
		.activity = "evidence",
		.activity_column = "kind"
	},
	{
		.table = "satisfaction",
		.after_end = true,
		.columns = {{"score", CF_IS_REQUIRED}},
		.decide = decide_satisfaction,
		.activity = "satisfaction",
		.activity_column = "score",
		.words_column = "comment"
	},
	{NULL}
};
