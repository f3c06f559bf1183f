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
#include "base/trigger.h"
#include "case/engine_update.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/query.h"
#include "desk/row_filter.h"
#include "entry/entry.h"
#include "judge/customer_cases.h"
#include "row/constraint_check.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

#define LONGEST_PROMISE (3653 * USECS_PER_DAY)

static void
check_words(const CfEntryRow *contact)
{
	static const char *const needed[] = {
		"complaint_id", "direction", "channel", "purpose", "contacted_at",
		"result"
	};
	static const char *const directions[] = {"out", "in", NULL};
	static const char *const results[] = {"reached", "not_reached", NULL};
	static const char *const answers[] = {"accepted", "rejected", NULL};

	for (int i = 0; i < lengthof(needed); i++)
		cf_entry_require(contact, needed[i]);
	cf_entry_check_word(contact, "direction", directions);
	cf_entry_check_word(contact, "result", results);
	cf_entry_check_word(contact, "answer", answers);
}

static void
check_promise(CfEntryRow *contact)
{
	AttrNumber	attno = cf_attno_of(contact->rel, "next_contact_at");
	TimestampTz promise = cf_entry_time(contact, "next_contact_at");

	if (cf_entry_is_null(contact, "next_contact_at"))
		return;
	if (TIMESTAMP_NOT_FINITE(promise) ||
		promise <= cf_entry_time(contact, "contacted_at"))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a promised contact must lie after the contact that promises it"),
				 errhint("Check next_contact_at, and the time zone of the application."),
				 errtablecol(contact->rel, attno)));
	if (promise - cf_entry_time(contact, "contacted_at") > LONGEST_PROMISE)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a promised contact cannot be ten years away"),
				 errhint("Check next_contact_at."),
				 errtablecol(contact->rel, attno)));
}

static void
no_such_complaint(CfEntryRow *contact, int64 id)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_UNKNOWN_CODE),
			 errmsg("complaint " INT64_FORMAT " does not exist", id),
			 errhint("Insert the complaint first."),
			 errtablecol(contact->rel,
						 cf_attno_of(contact->rel, "complaint_id"))));
}

/* what is said about a sheet that joined a case is said about that case */
static void
follow_sheet(CfDesk *desk, CfEntryRow *contact, bool direct)
{
	AttrNumber	attno = cf_attno_of(contact->rel, "sheet_id");
	int64		sheet = cf_entry_int64(contact, "complaint_id");
	int64		case_id = cf_case_of_sheet(desk, direct, sheet);

	if (!cf_entry_is_null(contact, "sheet_id") && !cf_engine_writes())
		ereport(ERROR,
				(errcode(ERRCODE_CF_COMPUTED_COLUMN),
				 errmsg("column \"%s\" of table \"%s\" cannot be written",
						"sheet_id", RelationGetRelationName(contact->rel)),
				 errhint("Name the sheet in complaint_id: the contact goes to its case."),
				 errtablecol(contact->rel, attno)));
	if (case_id == sheet)
		return;
	cf_entry_set(contact, "complaint_id", INT8OID, Int64GetDatum(case_id));
	cf_entry_set(contact, "sheet_id", INT8OID, Int64GetDatum(sheet));
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
	CfEntryRow	contact = {trigger->tg_relation, trigger->tg_trigtuple};
	CfStaff    *actor;

	check_words(&contact);
	cf_check_number(contact.rel, contact.tuple, NULL);
	if (cf_case_hidden(desk, cf_entry_int64(&contact, "complaint_id")))
		no_such_complaint(&contact, cf_entry_int64(&contact, "complaint_id"));
	cf_entry_check_code(desk, &contact, "channel", desk->channels, "channel");
	cf_entry_check_code(desk, &contact, "purpose", desk->purposes,
						"contact_purpose");
	cf_check_time(contact.rel, cf_attno_of(contact.rel, "contacted_at"),
				  cf_entry_time(&contact, "contacted_at"),
				  GetCurrentStatementStartTimestamp() +
				  desk->clock_tolerance);
	check_promise(&contact);
	cf_check_values(contact.rel, contact.tuple, NULL, CF_LONG_TEXT_MAX);
	if (!cf_importing(desk))
	{
		follow_sheet(desk, &contact, cf_is_plain(trigger));
		actor = cf_actor(desk, cf_entry_text(&contact, "made_by"));
		if (actor != NULL)
			cf_entry_set_text(&contact, "made_by", actor->code);
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

/* hidden cases are none; this one may have gone out of sight meanwhile */
static void
refuse_hidden(CfDesk *desk, CfEntryRow *contact, Datum id)
{
	static const Oid types[] = {INT8OID};

	if (!cf_cases_filtered(desk))
		return;
	(void) cf_query_execute(desk,
							"SELECT FROM complaint WHERE id = $1"
							" FOR NO KEY UPDATE", 1, types, &id, NULL);
	if (cf_case_hidden(desk, DatumGetInt64(id)))
		no_such_complaint(contact, DatumGetInt64(id));
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
	static const Oid types[] = {INT8OID};
	CfDesk	   *desk = cf_desk_after(trigger->tg_relation);
	CfEntryRow	contact = {trigger->tg_relation, trigger->tg_trigtuple};
	char	   *purpose;
	CfEngineUpdate update = {0};
	bool		isnull;
	Datum		id = cf_entry_value(&contact, "complaint_id", INT8OID, &isnull);

	check_words(&contact);
	purpose = cf_entry_text(&contact, "purpose");
	if (cf_importing(desk))
	{
		/* of the past: no effect, but not without its case */
		if (cf_query_execute(desk, "SELECT FROM complaint WHERE id = $1", 1,
							 types, &id, NULL) == 0)
			no_such_complaint(&contact, DatumGetInt64(id));
		return PointerGetDatum(NULL);
	}
	refuse_hidden(desk, &contact, id);
	update.kind = CF_UPDATE_CONTACT;
	update.at = cf_entry_time(&contact, "contacted_at");
	update.now = GetCurrentStatementStartTimestamp();
	/* who files a sheet that joins an open case did not work on that case */
	update.by_engine = cf_engine_writes();
	update.actor = update.by_engine ? NULL : cf_entry_text(&contact, "made_by");
	update.db_role = cf_db_role(desk);
	update.outgoing = strcmp(cf_entry_word(&contact, "direction"), "out") == 0;
	update.reached = strcmp(cf_entry_word(&contact, "result"), "reached") == 0;
	update.responds = update.outgoing && update.reached &&
		strcmp(purpose, "acknowledgement") != 0;
	update.promise = cf_entry_time(&contact, "next_contact_at");
	cf_entry_describe(desk, &contact, "contact", &update);
	update.activity = activity_of(update.outgoing, update.reached, purpose);
	if (cf_update_case(desk, &update, DatumGetInt64(id)) == 0)
		no_such_complaint(&contact, DatumGetInt64(id));
	return PointerGetDatum(NULL);
}
