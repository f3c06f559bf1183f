/*
 * investigation.c -- entries about what happened and how it was handled:
 * assessment, investigation, evidence (SPEC R25), satisfaction (SPEC R30)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/errors.h"
#include "desk/codes.h"
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
check_score(CfEntry *entry, const char *column)
{
	int			score = cf_field_int(&entry->row, column);

	if (!cf_field_is_null(&entry->row, column) && (score < 1 || score > 5))
		cf_refuse_row(&entry->row, column, ERRCODE_CF_INVALID_VALUE,
					  "a score lies between 1 and 5",
					  "5 is very satisfied, see table satisfaction_grade.");
}

static void
decide_satisfaction(CfEntry *entry)
{
	bool		scored = !cf_field_is_null(&entry->row, "score");
	bool		excused = !cf_field_is_null(&entry->row, "no_score_reason");

	check_score(entry, "score");
	check_score(entry, "handling_score");
	if (!scored && !excused)
		cf_refuse_row(&entry->row, "score", ERRCODE_CF_VALUE_REQUIRED,
					  "a score is missing, or the reason why the customer gives none",
					  "Fill score, or no_score_reason.");
	if (scored && excused)
		cf_refuse_row(&entry->row, "no_score_reason", ERRCODE_CF_INVALID_VALUE,
					  "there is a score, and a reason why there is none",
					  "Leave one of the two out.");
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
		.activity_none = "interim",
		.words_column = "proposal"
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
		.columns = {{"no_score_reason", CF_IS_WORD, "content declined"}},
		.decide = decide_satisfaction,
		.activity = "satisfaction",
		.activity_column = "score",
		.activity_none = "none",
		.words_column = "comment"
	},
	{NULL}
};
