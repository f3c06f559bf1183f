/*
 * handover.c -- the owner of a case changes when the new one accepts it
 * (SPEC R8)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/handover.h"

static void
refuse_person(CfEntry *entry, int sqlstate, const char *message)
{
	cf_refuse_row(&entry->row, "to_staff", sqlstate, message,
				  "Name another person, or a department.");
}

static void
check_new_owner(CfEntry *entry)
{
	char	   *code = cf_field_text(&entry->row, "to_staff");

	if (code == NULL)
		return;
	if (!cf_staff(entry->desk, code)->active)
		refuse_person(entry, ERRCODE_CF_INVALID_VALUE,
					  "the case is handed over to a person who is not active");
	if (cf_same_person(code, entry->file.accused))
		refuse_person(entry, ERRCODE_CF_CONFLICT_OF_INTEREST,
					  "the person complained about cannot handle the complaint");
	if (cf_same_person(code, entry->file.owner))
		refuse_person(entry, ERRCODE_CF_INVALID_VALUE,
					  "the case is handed over to the person who has it");
}

/* the owner asks, or who may change handlers */
static void
check_asker(CfEntry *entry)
{
	List	   *roles = entry->desk->reclassification_roles;

	if (entry->actor == NULL ||
		cf_same_person(entry->actor->code, entry->file.owner) ||
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
	if (cf_field_is_null(&entry->row, "to_staff") ==
		cf_field_is_null(&entry->row, "to_department"))
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_INVALID_VALUE,
					  "a case is handed over to a person or to a department",
					  "Fill one of the columns to_staff and to_department.");
	cf_field_set_text(&entry->row, "from_staff", entry->file.owner);
	check_new_owner(entry);
	check_asker(entry);
	if (cf_query_by_id(entry->desk,
					   "SELECT FROM handover"
					   " WHERE complaint_id = $1 AND status = 'asked'",
					   entry->file.complaint_id) != NULL)
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_GUARD_NOT_MET,
					  "a hand-over of the case is asked already",
					  "Who asked takes it back by a row in handover_answer with accepted = false.");
}

/* the hand-over that an answer names */
static CfQueryRow *
handover_of(CfEntry *entry)
{
	return cf_entry_find(entry, "handover_id",
						 "SELECT to_staff, to_department, recorded_by, status,"
						 " from_staff FROM handover WHERE id = $1");
}

static void
decide_handover_answer(CfEntry *entry)
{
	CfQueryRow *handover = handover_of(entry);
	bool		accepted = cf_field_bool(&entry->row, "accepted");
	char	   *from = cf_query_text(handover, 5);
	bool		asked;
	bool		asker;

	if (!accepted)
		cf_field_require(&entry->row, "reason");
	if (strcmp(cf_query_word(handover, 4), "asked") != 0)
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_GUARD_NOT_MET,
					  "the hand-over is answered already",
					  "Ask for another one.");
	if (accepted && entry->file.owner != from &&
		!cf_same_person(entry->file.owner, from))
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_GUARD_NOT_MET,
					  "the case has another owner since the hand-over was asked",
					  "Refuse it; the present owner may ask again.");
	if (entry->actor == NULL)
		return;
	asked = cf_same_person(entry->actor->code, cf_query_text(handover, 1)) ||
		cf_same_person(entry->actor->department, cf_query_text(handover, 2));
	asker = cf_same_person(entry->actor->code, cf_query_text(handover, 3));
	if (!asked && (!asker || accepted))
		cf_refuse_row(&entry->row, NULL, ERRCODE_CF_NOT_AUTHORISED,
					  "a hand-over is answered by the person or department asked",
					  "Who asked may only take it back, with accepted = false.");
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
	bool		accepted = cf_field_bool(&entry->row, "accepted");
	const char *status = accepted ? "accepted" : "refused";
	Datum		values[] = {
		Int64GetDatum(cf_field_int64(&entry->row, "handover_id")),
		CStringGetTextDatum(status)
	};

	update->subject = DatumGetInt64(values[0]);
	update->activity = psprintf("handover:%s", status);
	if (accepted)
		update->apply = take_over;
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE handover SET status = $2 WHERE id = $1",
					  2, types, values, NULL);
}

const CfEntryKind cf_handover_kinds[] = {
	{
		.table = "handover",
		.columns = {
			{"reason", CF_IS_REQUIRED},
			{"to_staff", CF_IS_CODE, "staff"},
			{"to_department", CF_IS_CODE, "department"},
			{"status", CF_SET_BY_ENGINE, "asked"},
			{"from_staff", CF_SET_BY_ENGINE}
		},
		.needs_actor = "a hand-over",
		.decide = decide_handover,
		.activity = "handover:asked",
		.words_column = "reason",
		.department_column = "to_department",
		.has_clocks = true
	},
	{
		.table = "handover_answer",
		.parents = {{"handover", "handover_id"}},
		.columns = {{"accepted", CF_IS_REQUIRED}},
		.words_column = "reason",
		.needs_actor = "an answer to a hand-over",
		.decide = decide_handover_answer,
		.effect = handover_answered
	},
	{NULL}
};
