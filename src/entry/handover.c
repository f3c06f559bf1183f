/*
 * handover.c -- the owner of a case changes when the new one accepts it
 * (SPEC R8)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/handover.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static void
refuse_person(CfEntry *entry, int sqlstate, const char *message)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("%s", message),
			 errhint("Name another person, or a department."),
			 errtablecol(entry->row.rel,
						 cf_attno_of(entry->row.rel, "to_staff"))));
}

static void
check_new_owner(CfEntry *entry)
{
	char	   *code = cf_entry_text(&entry->row, "to_staff");

	if (code == NULL)
		return;
	if (!cf_staff(entry->desk, code)->active)
		refuse_person(entry, ERRCODE_CF_INVALID_VALUE,
					  "the case is handed over to a person who is not active");
	if (same(code, entry->file.accused))
		refuse_person(entry, ERRCODE_CF_CONFLICT_OF_INTEREST,
					  "the person complained about cannot handle the complaint");
	if (same(code, entry->file.owner))
		refuse_person(entry, ERRCODE_CF_INVALID_VALUE,
					  "the case is handed over to the person who has it");
}

/* the owner asks, or who may change handlers */
static void
check_asker(CfEntry *entry)
{
	List	   *roles = entry->desk->reclassification_roles;

	cf_entry_need_actor(entry, "a hand-over");
	if (entry->actor == NULL ||
		same(entry->actor->code, entry->file.owner) ||
		cf_role_in(entry->actor, roles))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_NOT_AUTHORISED),
			 errmsg("a case is handed over by its owner or a supervisor"),
			 errdetail("desk.reclassification_roles says who may beside the owner."),
			 errhint("Ask the owner of the case."),
			 errtable(entry->row.rel)));
}

static void
decide_handover(CfEntry *entry)
{
	static const Oid types[] = {INT8OID};
	Datum		id = Int64GetDatum(entry->file.complaint_id);

	cf_entry_require(&entry->row, "reason");
	if (cf_entry_is_null(&entry->row, "to_staff") ==
		cf_entry_is_null(&entry->row, "to_department"))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a case is handed over to a person or to a department"),
				 errhint("Fill one of the columns to_staff and to_department."),
				 errtable(entry->row.rel)));
	cf_entry_check_code(entry->desk, &entry->row, "to_staff",
						entry->desk->staff, "staff");
	cf_entry_check_code(entry->desk, &entry->row, "to_department",
						entry->desk->departments, "department");
	cf_entry_refuse_engine_column(entry, "status", "asked");
	cf_entry_refuse_engine_column(entry, "from_staff", NULL);
	if (entry->file.owner != NULL)
		cf_entry_set_text(&entry->row, "from_staff", entry->file.owner);
	check_new_owner(entry);
	check_asker(entry);
	if (cf_query_row(entry->desk,
					 "SELECT FROM handover"
					 " WHERE complaint_id = $1 AND status = 'asked'",
					 1, types, &id) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("a hand-over of the case is asked already"),
				 errhint("Who asked takes it back by a row in handover_answer with accepted = false."),
				 errtable(entry->row.rel)));
}

static void
handover_asked(CfEntry *entry, CfEngineUpdate *update)
{
	update->activity = "handover:asked";
	update->subject = cf_entry_int64(&entry->row, "id");
	update->department = cf_entry_text(&entry->row, "to_department");
}

/* the hand-over that an answer names */
static CfQueryRow *
handover_of(CfEntry *entry)
{
	return cf_entry_find(entry, "handover_id",
						 "SELECT to_staff, to_department, recorded_by, status,"
						 " from_staff FROM handover WHERE id = $1");
}

static bool
is_accepted(CfEntry *entry)
{
	bool		isnull;

	return DatumGetBool(cf_entry_value(&entry->row, "accepted", BOOLOID,
									   &isnull)) && !isnull;
}

static void
decide_handover_answer(CfEntry *entry)
{
	CfQueryRow *handover = handover_of(entry);
	bool		asked;
	bool		asker;

	cf_entry_require(&entry->row, "accepted");
	if (!is_accepted(entry))
		cf_entry_require(&entry->row, "reason");
	if (strcmp(cf_query_word(handover, 4), "asked") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("the hand-over is answered already"),
				 errhint("Ask for another one."),
				 errtable(entry->row.rel)));
	if (is_accepted(entry) && entry->file.owner != cf_query_text(handover, 5) &&
		!same(entry->file.owner, cf_query_text(handover, 5)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("the case has another owner since the hand-over was asked"),
				 errhint("Refuse it; the present owner may ask again."),
				 errtable(entry->row.rel)));
	cf_entry_need_actor(entry, "an answer to a hand-over");
	if (entry->actor == NULL)
		return;
	asked = same(entry->actor->code, cf_query_text(handover, 1)) ||
		same(entry->actor->department, cf_query_text(handover, 2));
	asker = same(entry->actor->code, cf_query_text(handover, 3));
	if (!asked && (!asker || is_accepted(entry)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("a hand-over is answered by the person or department asked"),
				 errhint("Who asked may only take it back, with accepted = false."),
				 errtable(entry->row.rel)));
}

static void
take_over(CfWrite *write, const CfEngineUpdate *update)
{
	CfStaff    *owner = cf_staff(write->desk, update->actor);

	if (owner == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("nobody accepted the hand-over"),
				 errdetail("Column \"recorded_by\" of the answer was changed after it was checked.")));
	cf_set_text(&write->row, CF_OWNER, owner->code);
	cf_set_text(&write->row, CF_DEPARTMENT, owner->department);
}

static void
handover_answered(CfEntry *entry, CfEngineUpdate *update)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	bool		accepted = is_accepted(entry);
	const char *status = accepted ? "accepted" : "refused";
	Datum		values[2];

	update->subject = cf_entry_int64(&entry->row, "handover_id");
	update->activity = psprintf("handover:%s", status);
	if (accepted)
		update->apply = take_over;
	values[0] = Int64GetDatum(update->subject);
	values[1] = CStringGetTextDatum(status);
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE handover SET status = $2 WHERE id = $1",
					  2, types, values, NULL);
}

const CfEntryKind cf_handover_kinds[] = {
	{"handover", NULL, NULL, false, decide_handover, handover_asked},
	{"handover_answer", "handover", "handover_id", false, decide_handover_answer, handover_answered},
	{NULL}
};
