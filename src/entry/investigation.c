/*
 * investigation.c -- entries about what happened: assessment, investigation,
 * evidence (SPEC R25)
 */
#include "postgres.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "desk/codes.h"
#include "entry/investigation.h"

/* the roles that may change a level by hand may assess a final one */
static void
decide_assessment(CfEntry *entry)
{
	static const char *const severities[] = {
		"low", "medium", "high", "critical", NULL
	};
	List	   *roles = entry->desk->reclassification_roles;

	cf_entry_require(&entry->row, "severity");
	cf_entry_check_word(&entry->row, "severity", severities);
	cf_entry_check_code(entry->desk, &entry->row, "level",
						entry->desk->levels, "level");
	if (!cf_entry_is_null(&entry->row, "level") && roles != NIL &&
		!cf_role_in(entry->actor, roles))
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("a final level needs another role"),
				 errdetail("desk.reclassification_roles says who may set it."),
				 errhint("Leave level out, or ask a supervisor."),
				 errtablecol(entry->row.rel,
							 cf_attno_of(entry->row.rel, "level"))));
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
	update->activity = psprintf("assessment:%s",
								cf_entry_text(&entry->row, "severity"));
	update->detail = cf_entry_text(&entry->row, "level");
	if (update->detail != NULL)
		update->apply = set_level;
}

static void
decide_investigation(CfEntry *entry)
{
	static const char *const conclusions[] = {
		"upheld", "partly", "not_upheld", NULL
	};
	CfDesk	   *desk = entry->desk;
	char	   *responsible;

	cf_entry_check_word(&entry->row, "conclusion", conclusions);
	cf_entry_check_code(desk, &entry->row, "cause", desk->causes, "cause");
	cf_entry_check_code(desk, &entry->row, "responsible_department",
						desk->departments, "department");
	cf_entry_check_code(desk, &entry->row, "responsible_staff", desk->staff,
						"staff");
	responsible = cf_entry_text(&entry->row, "responsible_staff");
	if (responsible != NULL && entry->actor != NULL &&
		strcmp(responsible, entry->actor->code) == 0)
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
	char	   *conclusion = cf_entry_text(&entry->row, "conclusion");

	update->activity = psprintf("investigation:%s",
								conclusion ? conclusion : "interim");
}

static void
decide_evidence(CfEntry *entry)
{
	cf_entry_require(&entry->row, "kind");
	cf_entry_require(&entry->row, "reference");
}

static void
evidence_added(CfEntry *entry, CfEngineUpdate *update)
{
	update->activity = psprintf("evidence:%s",
								cf_entry_text(&entry->row, "kind"));
}

const CfEntryKind cf_investigation_kinds[] = {
	{"assessment", NULL, NULL, false, decide_assessment, assessed},
	{"investigation", NULL, NULL, false, decide_investigation, investigated},
	{"evidence", NULL, NULL, true, decide_evidence, evidence_added},
	{NULL}
};
