/*
 * work_order.c -- entries that ask others to act: work orders and their
 * answers, response teams (SPEC R28); identity checks and freezes of accounts
 * (SPEC R50)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/work_order.h"

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
	CfQueryRow *order = order_of(entry);
	char	   *department = cf_query_word(order, 1);

	if (strcmp(cf_query_word(order, 2), "open") != 0)
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_GUARD_NOT_MET,
					  "the work order is answered already",
					  "Open another work order for what is still to do.");
	if (entry->actor != NULL &&
		!cf_same_person(entry->actor->department, department))
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
	Datum		values[] = {
		Int64GetDatum(cf_field_int64(&entry->row, "work_order_id")),
		TimestampTzGetDatum(update->at)
	};

	update->subject = DatumGetInt64(values[0]);
	update->activity = psprintf("answer:%s", cf_query_word(order, 1));
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE work_order SET status = 'answered',"
					  " answered_at = greatest($2, recorded_at) WHERE id = $1",
					  2, types, values, NULL);
}

/* the index would refuse a second one, too, but say less */
static void
check_one_leader(CfEntry *entry)
{
	if (cf_field_bool(&entry->row, "leads") &&
		cf_query_by_id(entry->desk,
					   "SELECT FROM response_team"
					   " WHERE complaint_id = $1 AND leads",
					   entry->file.complaint_id) != NULL)
		cf_refuse_row(&entry->row, "leads", ERRCODE_CF_GUARD_NOT_MET,
					  "the response team has a leader already",
					  "Add the department without leads.");
}

static void
decide_team(CfEntry *entry)
{
	char	   *code = cf_field_text(&entry->row, "staff");
	CfStaff    *member = cf_staff(entry->desk, code);

	check_one_leader(entry);
	if (member != NULL &&
		!cf_same_person(member->department,
						cf_field_text(&entry->row, "department")))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("staff member \"%s\" works in another department",
						code),
				 errhint("Name the department that the person works in."),
				 cf_errcolumn(entry->row.rel, "staff")));
	if (cf_same_person(code, entry->file.accused))
		cf_refuse_row(&entry->row, "staff", ERRCODE_CF_CONFLICT_OF_INTEREST,
					  "the person complained about cannot join the response team",
					  "Name another member.");
}

const CfEntryKind cf_work_order_kinds[] = {
	{
		.table = "work_order",
		.columns = {
			{"department", CF_IS_REQUIRED | CF_IS_CODE | CF_IS_ACTIVE, "department"},
			{"task", CF_IS_REQUIRED},
			{"status", CF_SET_BY_ENGINE, "open"},
			{"answered_at", CF_SET_BY_ENGINE},
			{"rule_id", CF_SET_BY_RULE}
		},
		.activity = "work_order",
		.activity_column = "department",
		.department_column = "department",
		.has_clocks = true
	},
	{
		.table = "work_order_answer",
		.words_column = "answer",
		.parents = {{"work_order", "work_order_id"}},
		.after_end = true,
		.columns = {
			{"result", CF_IS_REQUIRED | CF_IS_WORD, "done partly refused"},
			{"answer", CF_IS_REQUIRED}
		},
		.needs_actor = "an answer to a work order",
		.decide = decide_answer,
		.effect = answered
	},
	{
		.table = "response_team",
		.columns = {
			{"department", CF_IS_REQUIRED | CF_IS_CODE | CF_IS_ACTIVE, "department"},
			{"staff", CF_IS_CODE, "staff"}
		},
		.decide = decide_team,
		.activity = "team",
		.activity_column = "department",
		.department_column = "department"
	},
	{
		.table = "identity_check",
		.columns = {
			{"method", CF_IS_REQUIRED | CF_IS_WORD,
			"security_question id_document call_back face_to_face other"},
			{"result", CF_IS_REQUIRED | CF_IS_WORD, "verified failed"}
		},
		.needs_actor = "an identity check",
		.activity = "identity",
		.activity_column = "result"
	},
	{
		.table = "account_action",
		.after_end = true,
		.columns = {
			{"action", CF_IS_REQUIRED | CF_IS_WORD, "freeze release"},
			{"rule_id", CF_SET_BY_RULE}
		},
		.needs_actor = "a freeze or release of an account",
		.activity = "account",
		.activity_column = "action"
	},
	{NULL}
};
