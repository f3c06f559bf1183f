/*
 * work_order.c -- entries that ask others to act: work orders and their
 * answers, response teams, freezes of accounts (SPEC R28)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/work_order.h"
#include "row/value_check.h"

static void
check_department(CfEntry *entry)
{
	char	   *code;

	cf_entry_require(&entry->row, "department");
	cf_entry_check_code(entry->desk, &entry->row, "department",
						entry->desk->departments, "department");
	code = cf_entry_text(&entry->row, "department");
	if (!cf_department(entry->desk, code)->head.active)
		cf_unknown_code(entry->row.rel,
						cf_attno_of(entry->row.rel, "department"), code,
						"department", entry->desk->name, true);
}

static void
decide_work_order(CfEntry *entry)
{
	check_department(entry);
	cf_entry_require(&entry->row, "task");
	cf_entry_refuse_engine_column(entry, "status", "open");
	cf_entry_refuse_engine_column(entry, "answered_at", NULL);
	if (!entry->by_engine)
		cf_entry_refuse_engine_column(entry, "rule_id", NULL);
}

static void
ordered(CfEntry *entry, CfEngineUpdate *update)
{
	update->department = cf_entry_text(&entry->row, "department");
	update->activity = psprintf("work_order:%s", update->department);
	update->subject = cf_entry_int64(&entry->row, "id");
}

/* the work order that an answer names: department and status */
static CfQueryRow *
order_of(CfEntry *entry)
{
	return cf_entry_find(entry, "work_order_id",
						 "SELECT department, status FROM work_order"
						 " WHERE id = $1");
}

static void
decide_answer(CfEntry *entry)
{
	static const char *const results[] = {"done", "partly", "refused", NULL};
	CfQueryRow *order = order_of(entry);
	char	   *department = cf_query_word(order, 1);

	cf_entry_require(&entry->row, "result");
	cf_entry_require(&entry->row, "answer");
	cf_entry_check_word(&entry->row, "result", results);
	if (strcmp(cf_query_word(order, 2), "open") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("the work order is answered already"),
				 errhint("Open another work order for what is still to do."),
				 errtable(entry->row.rel)));
	cf_entry_need_actor(entry, "an answer to a work order");
	if (entry->actor != NULL &&
		(entry->actor->department == NULL ||
		 strcmp(entry->actor->department, department) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("a work order is answered by the department that it was sent to"),
				 errdetail("It was sent to department \"%s\".", department),
				 errhint("Ask the liaison of the department."),
				 errtable(entry->row.rel)));
}

static void
answered(CfEntry *entry, CfEngineUpdate *update)
{
	static const Oid types[] = {INT8OID, TIMESTAMPTZOID};
	CfQueryRow *order = order_of(entry);
	Datum		values[2];

	update->subject = cf_entry_int64(&entry->row, "work_order_id");
	update->activity = psprintf("answer:%s", cf_query_word(order, 1));
	values[0] = Int64GetDatum(update->subject);
	values[1] = TimestampTzGetDatum(update->at);
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE work_order SET status = 'answered',"
					  " answered_at = greatest($2, recorded_at) WHERE id = $1",
					  2, types, values, NULL);
}

/* the index would refuse a second one, too, but say less */
static void
check_one_leader(CfEntry *entry)
{
	static const Oid types[] = {INT8OID};
	Datum		id = Int64GetDatum(entry->file.complaint_id);
	bool		isnull;

	if (!DatumGetBool(cf_entry_value(&entry->row, "leads", BOOLOID,
									 &isnull)))
		return;
	if (cf_query_row(entry->desk,
					 "SELECT FROM response_team"
					 " WHERE complaint_id = $1 AND leads",
					 1, types, &id) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("the response team has a leader already"),
				 errhint("Add the department without leads."),
				 errtablecol(entry->row.rel,
							 cf_attno_of(entry->row.rel, "leads"))));
}

static void
decide_team(CfEntry *entry)
{
	char	   *code;
	CfStaff    *member;

	check_department(entry);
	check_one_leader(entry);
	cf_entry_check_code(entry->desk, &entry->row, "staff", entry->desk->staff,
						"staff");
	code = cf_entry_text(&entry->row, "staff");
	member = code ? cf_staff(entry->desk, code) : NULL;
	if (member != NULL &&
		(member->department == NULL ||
		 strcmp(member->department,
				cf_entry_text(&entry->row, "department")) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("staff member \"%s\" works in another department",
						code),
				 errhint("Name the department that the person works in."),
				 errtablecol(entry->row.rel,
							 cf_attno_of(entry->row.rel, "staff"))));
	if (code != NULL && entry->file.accused != NULL &&
		strcmp(code, entry->file.accused) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("the person complained about cannot join the response team"),
				 errhint("Name another member."),
				 errtablecol(entry->row.rel,
							 cf_attno_of(entry->row.rel, "staff"))));
}

static void
team_called(CfEntry *entry, CfEngineUpdate *update)
{
	update->department = cf_entry_text(&entry->row, "department");
	update->activity = psprintf("team:%s", update->department);
}

static void
decide_account_action(CfEntry *entry)
{
	static const char *const actions[] = {"freeze", "release", NULL};

	cf_entry_require(&entry->row, "action");
	cf_entry_check_word(&entry->row, "action", actions);
	if (!entry->by_engine)
		cf_entry_refuse_engine_column(entry, "rule_id", NULL);
}

static void
account_changed(CfEntry *entry, CfEngineUpdate *update)
{
	update->activity = psprintf("account:%s",
								cf_entry_text(&entry->row, "action"));
}

const CfEntryKind cf_work_order_kinds[] = {
	{"work_order", NULL, NULL, false, decide_work_order, ordered},
	{"work_order_answer", "work_order", "work_order_id", true, decide_answer, answered},
	{"response_team", NULL, NULL, false, decide_team, team_called},
	{"account_action", NULL, NULL, true, decide_account_action, account_changed},
	{NULL}
};
