/*
 * contact.c -- contacts with the customer meet clocks (SPEC R29)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "base/moment.h"
#include "case/engine_update.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/query.h"
#include "desk/row_filter.h"
#include "entry/entry.h"
#include "judge/customer_cases.h"
#include "row/complete_row.h"
#include "row/constraint_check.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

#define LONGEST_PROMISE (3653 * USECS_PER_DAY)

static const CfColumnCheck word_columns[] = {
	{"complaint_id", CF_IS_REQUIRED},
	{"direction", CF_IS_REQUIRED | CF_IS_WORD, "out in"},
	{"channel", CF_IS_REQUIRED},
	{"purpose", CF_IS_REQUIRED},
	{"contacted_at", CF_IS_REQUIRED},
	{"result", CF_IS_REQUIRED | CF_IS_WORD, "reached not_reached"},
	{"answer", CF_IS_WORD, "accepted rejected"},
	{NULL}
};

static const CfColumnCheck code_columns[] = {
	{"channel", CF_IS_CODE, "channel"},
	{"purpose", CF_IS_CODE, "contact_purpose"},
	{NULL}
};

static void
check_promise(CfTableRow *contact)
{
	TimestampTz promise = cf_field_time(contact, "next_contact_at");
	TimestampTz made = cf_field_time(contact, "contacted_at");

	if (cf_field_is_null(contact, "next_contact_at"))
		return;
	if (TIMESTAMP_NOT_FINITE(promise) || promise <= made)
		cf_refuse_row(contact, "next_contact_at", ERRCODE_CF_INVALID_VALUE,
					  "a promised contact must lie after the contact that promises it",
					  "Check next_contact_at, and the time zone of the application.");
	if (promise - made > LONGEST_PROMISE)
		cf_refuse_row(contact, "next_contact_at", ERRCODE_CF_INVALID_VALUE,
					  "a promised contact cannot be ten years away",
					  "Check next_contact_at.");
}

static void
check_score(CfTableRow *contact)
{
	int			score = cf_field_int(contact, "score");

	if (cf_field_is_null(contact, "score"))
		return;
	if (score < 1 || score > 5)
		cf_refuse_row(contact, "score", ERRCODE_CF_INVALID_VALUE,
					  "a score lies between 1 and 5",
					  "Leave score out where the customer gives none.");
	if (strcmp(cf_field_text(contact, "result"), "reached") != 0)
		cf_refuse_row(contact, "score", ERRCODE_CF_INVALID_VALUE,
					  "a customer who was not reached gives no score",
					  "Leave score out, or correct result.");
}

/* what is said about a sheet that joined a case is said about that case */
static void
follow_sheet(CfDesk *desk, CfTableRow *contact, bool direct)
{
	int64		sheet = cf_field_int64(contact, "complaint_id");
	int64		case_id = cf_case_of_sheet(desk, direct, sheet);

	if (!cf_field_is_null(contact, "sheet_id") && !cf_engine_writes())
		ereport(ERROR,
				(errcode(ERRCODE_CF_COMPUTED_COLUMN),
				 errmsg("column \"%s\" of table \"%s\" cannot be written",
						"sheet_id", RelationGetRelationName(contact->rel)),
				 errhint("Name the sheet in complaint_id: the contact goes to its case."),
				 cf_errcolumn(contact->rel, "sheet_id")));
	if (case_id == sheet)
		return;
	cf_field_set(contact, "complaint_id", INT8OID, Int64GetDatum(case_id));
	cf_field_set(contact, "sheet_id", INT8OID, Int64GetDatum(sheet));
}

PG_FUNCTION_INFO_V1(decide_contact);

/*
 * decide_contact() -- BEFORE ROW trigger of contact: checks, no effects
 */
Datum
decide_contact(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "decide_contact",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT);
	CfDesk	   *desk = cf_desk_before(trigger->tg_relation);
	CfTableRow	contact = {trigger->tg_relation};
	CfStaff    *actor;

	contact.tuple = cf_complete_row(contact.rel, trigger->tg_trigtuple);
	cf_check_columns(desk, &contact, word_columns);
	cf_check_number(contact.rel, contact.tuple, NULL);
	if (cf_case_hidden(desk, cf_field_int64(&contact, "complaint_id")))
		cf_refuse_unknown_case(&contact, cf_field_int64(&contact, "complaint_id"));
	cf_check_columns(desk, &contact, code_columns);
	cf_check_time(contact.rel, cf_attno_of(contact.rel, "contacted_at"),
				  cf_field_time(&contact, "contacted_at"),
				  cf_statement_time() +
				  desk->clock_tolerance);
	check_promise(&contact);
	check_score(&contact);
	cf_check_values(contact.rel, contact.tuple, NULL, CF_LONG_TEXT_MAX);
	if (!cf_importing(desk))
	{
		follow_sheet(desk, &contact, cf_is_plain(trigger));
		actor = cf_actor(desk, cf_field_text(&contact, "made_by"));
		if (actor != NULL)
			cf_field_set_text(&contact, "made_by", actor->code);
	}
	cf_check_row(fcinfo->flinfo, contact.rel, contact.tuple, true);
	return PointerGetDatum(contact.tuple);
}

/* contact:offer, attempt:offer, incoming:offer */
static const char *
activity_of(bool outgoing, bool reached, const char *purpose)
{
	return psprintf("%s:%s", !outgoing ? "incoming" :
					reached ? "contact" : "attempt", purpose);
}

/* hidden cases are none; this one may have become hidden meanwhile */
static void
refuse_hidden(CfDesk *desk, CfTableRow *contact, int64 id)
{
	if (!cf_cases_filtered(desk))
		return;
	(void) cf_query_by_id(desk,
						  "SELECT FROM complaint WHERE id = $1"
						  " FOR NO KEY UPDATE", id);
	if (cf_case_hidden(desk, id))
		cf_refuse_unknown_case(contact, id);
}

/* KF008, KF011 or KF002 for a remedy that the customer cannot pick */
static int
alternative_of(CfDesk *desk, CfTableRow *contact, int64 case_id, int64 remedy)
{
	static const Oid types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(remedy), Int64GetDatum(case_id)};
	char	   *answer = cf_field_text(contact, "answer");
	CfQueryRow *found = cf_query_row_latest(desk,
											"SELECT alternative, alternative IS NULL, status"
											" FROM remedy WHERE id = $1"
											" AND complaint_id = $2",
											2, types, values);

	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("complaint " INT64_FORMAT " has no remedy " INT64_FORMAT,
						case_id, remedy),
				 errhint("Take the number from table remedy."),
				 cf_errcolumn(contact->rel, "chosen_remedy")));
	if (answer == NULL || strcmp(answer, "accepted") != 0)
		cf_refuse_row(contact, "answer", ERRCODE_CF_INVALID_VALUE,
					  "who picks a remedy accepts it",
					  "Set answer to accepted, or leave chosen_remedy out.");
	if (cf_query_bool(found, 2))
		cf_refuse_row(contact, "chosen_remedy", ERRCODE_CF_INVALID_VALUE,
					  "the remedy is not one of several",
					  "Leave chosen_remedy out: only alternatives are picked, see remedy.alternative.");
	if (strcmp(cf_query_word(found, 3), "approved") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("the customer picks a remedy that is approved"),
				 errdetail("Its status is \"%s\".", cf_query_word(found, 3)),
				 errhint("Pick another one, or wait for the approval."),
				 cf_errcolumn(contact->rel, "chosen_remedy")));
	return cf_query_int(found, 1);
}

/* of alternatives the customer picks one: the others are taken back */
static void
choose(CfDesk *desk, CfTableRow *contact, int64 case_id)
{
	static const Oid types[] = {INT8OID, INT4OID, INT8OID, TEXTOID};
	int64		remedy = cf_field_int64(contact, "chosen_remedy");
	char	   *made_by = cf_field_text(contact, "made_by");
	Datum		values[4];
	char		nulls[] = "    ";

	if (cf_field_is_null(contact, "chosen_remedy"))
		return;
	values[0] = Int64GetDatum(case_id);
	values[1] = Int32GetDatum(alternative_of(desk, contact, case_id, remedy));
	values[2] = Int64GetDatum(remedy);
	values[3] = made_by ? CStringGetTextDatum(made_by) : (Datum) 0;
	nulls[3] = made_by ? ' ' : 'n';
	cf_engine_execute(desk, NULL,
					  "INSERT INTO approval (remedy_id, decision, recorded_by)"
					  " SELECT id, 'withdrawn', $4 FROM remedy"
					  " WHERE complaint_id = $1 AND alternative = $2 AND id <> $3"
					  " AND status IN ('proposed', 'approved') ORDER BY id",
					  4, types, values, nulls);
}

/* the score that the customer gave, as if the person had entered it */
static void
record_score(CfDesk *desk, const CfTableRow *contact)
{
	static const Oid types[] = {INT8OID, INT4OID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[4];
	char	   *by = cf_field_text(contact, "made_by");
	char		nulls[] = "    ";

	values[0] = Int64GetDatum(cf_field_int64(contact, "complaint_id"));
	values[1] = Int32GetDatum(cf_field_int(contact, "score"));
	values[2] = by ? CStringGetTextDatum(by) : (Datum) 0;
	nulls[2] = by ? ' ' : 'n';
	values[3] = TimestampTzGetDatum(cf_field_time(contact, "contacted_at"));
	cf_query_execute(desk, "INSERT INTO satisfaction"
					 " (complaint_id, score, recorded_by, recorded_at)"
					 " VALUES ($1, $2, $3, $4)", 4, types, values, nulls);
}

PG_FUNCTION_INFO_V1(record_contact);

/*
 * record_contact() -- AFTER ROW trigger of contact: the effect on the case
 */
Datum
record_contact(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "record_contact",
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_INSERT);
	CfDesk	   *desk = cf_desk_after(trigger->tg_relation);
	CfTableRow	contact = {trigger->tg_relation, trigger->tg_trigtuple};
	int64		id = cf_field_int64(&contact, "complaint_id");
	CfEngineUpdate update;
	char	   *purpose;

	cf_check_columns(desk, &contact, word_columns);
	if (cf_importing(desk))
	{
		/* of the past: no effect, but not without its case */
		if (cf_query_by_id(desk, "SELECT FROM complaint WHERE id = $1",
						   id) == NULL)
			cf_refuse_unknown_case(&contact, id);
		return PointerGetDatum(NULL);
	}
	refuse_hidden(desk, &contact, id);
	purpose = cf_field_text(&contact, "purpose");
	update = cf_engine_update(desk, CF_UPDATE_CONTACT, NULL);
	update.at = cf_field_time(&contact, "contacted_at");
	/* who files a sheet that joins an open case did not work on that case */
	update.by_engine = cf_engine_writes();
	update.actor = update.by_engine ? NULL : cf_field_text(&contact, "made_by");
	update.outgoing = strcmp(cf_field_word(&contact, "direction"), "out") == 0;
	update.reached = strcmp(cf_field_word(&contact, "result"), "reached") == 0;
	update.responds = update.outgoing && update.reached &&
		strcmp(purpose, "acknowledgement") != 0;
	update.promise = cf_field_time(&contact, "next_contact_at");
	update.reason = cf_field_text(&contact, "note");
	cf_entry_describe(desk, &contact, "contact", &update);
	update.activity = activity_of(update.outgoing, update.reached, purpose);
	if (cf_update_case(desk, &update, id) == 0)
		cf_refuse_unknown_case(&contact, id);
	choose(desk, &contact, id);
	if (!cf_field_is_null(&contact, "score"))
		record_score(desk, &contact);
	return PointerGetDatum(NULL);
}
