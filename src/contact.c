/*
 * contact.c -- contacts with the customer meet clocks (SPEC R29)
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "complaint.h"
#include "errors.h"
#include "intake.h"
#include "statement.h"
#include "store.h"
#include "trigger_util.h"

#define LONGEST_PROMISE (3653 * USECS_PER_DAY)

/* a contact's columns by name */
typedef struct Contact
{
	Relation	rel;
	HeapTuple	tuple;
} Contact;

static Datum
value_of(Contact *contact, const char *column, Oid type, bool *isnull)
{
	return SPI_getbinval(contact->tuple, RelationGetDescr(contact->rel),
						 cf_typed_attno(contact->rel, column, type), isnull);
}

static char *
text_of(Contact *contact, const char *column)
{
	bool		isnull;
	Datum		value = value_of(contact, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

static TimestampTz
time_of(Contact *contact, const char *column)
{
	bool		isnull;
	Datum		value = value_of(contact, column, TIMESTAMPTZOID, &isnull);

	return isnull ? CF_NO_TIME : DatumGetTimestampTz(value);
}

static void
set_text(Contact *contact, const char *column, Datum value)
{
	int			attno = cf_attno_of(contact->rel, column);
	bool		isnull = false;

	contact->tuple = heap_modify_tuple_by_cols(contact->tuple,
											   RelationGetDescr(contact->rel),
											   1, &attno, &value, &isnull);
}

/*
 * The table's own NOT NULL and CHECK would refuse the same, but with a
 * message that quotes the whole row, note and all.
 */
static void
require_value(Contact *contact, const char *column)
{
	if (heap_attisnull(contact->tuple, cf_attno_of(contact->rel, column),
					   RelationGetDescr(contact->rel)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a contact needs a value in column \"%s\"", column),
				 errtablecol(contact->rel,
							 cf_attno_of(contact->rel, column))));
}

static void
require_word(Contact *contact, const char *column, const char *one,
			 const char *other)
{
	char	   *word = text_of(contact, column);

	if (strcmp(word, one) != 0 && strcmp(word, other) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("column \"%s\" of a contact is neither \"%s\" nor \"%s\"",
						column, one, other),
				 errtablecol(contact->rel,
							 cf_attno_of(contact->rel, column))));
}

static void
check_words(Contact *contact)
{
	static const char *const needed[] = {
		"complaint_id", "direction", "channel", "purpose", "contacted_at",
		"result"
	};

	for (int i = 0; i < lengthof(needed); i++)
		require_value(contact, needed[i]);
	require_word(contact, "direction", "out", "in");
	require_word(contact, "result", "reached", "not_reached");
}

static void
check_note(Contact *contact)
{
	bool		isnull;
	Datum		note = value_of(contact, "note", TEXTOID, &isnull);
	Size		size = isnull ? 0 : toast_raw_datum_size(note) - VARHDRSZ;

	if (size > CF_LONG_TEXT_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("value of column \"%s\" is too long", "note"),
				 errdetail("It has %zu bytes, at most %d are allowed.",
						   size, CF_LONG_TEXT_MAX),
				 errhint("Keep files outside and name them in evidence."),
				 errtablecol(contact->rel,
							 cf_attno_of(contact->rel, "note"))));
}

/* trims a code and looks it up */
static void
check_code(CfDesk *desk, Contact *contact, const char *column, HTAB *codes,
		   const char *table)
{
	bool		isnull;
	Datum		value = value_of(contact, column, TEXTOID, &isnull);
	Datum		trimmed = cf_trimmed(value);

	if (cf_code(codes, TextDatumGetCString(trimmed)) == NULL)
		cf_unknown_code(contact->rel, cf_attno_of(contact->rel, column),
						TextDatumGetCString(trimmed), table, desk->name,
						false);
	if (trimmed != value)
		set_text(contact, column, trimmed);
}

static void
check_promise(Contact *contact)
{
	AttrNumber	attno = cf_attno_of(contact->rel, "next_contact_at");
	TimestampTz promise = time_of(contact, "next_contact_at");

	if (heap_attisnull(contact->tuple, attno, RelationGetDescr(contact->rel)))
		return;
	if (TIMESTAMP_NOT_FINITE(promise) ||
		promise <= time_of(contact, "contacted_at"))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a promised contact must lie after the contact that promises it"),
				 errhint("Check next_contact_at, and the time zone of the application."),
				 errtablecol(contact->rel, attno)));
	if (promise - time_of(contact, "contacted_at") > LONGEST_PROMISE)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a promised contact cannot be ten years away"),
				 errhint("Check next_contact_at."),
				 errtablecol(contact->rel, attno)));
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
	Contact		contact = {trigger->tg_relation, trigger->tg_trigtuple};
	CfStaff    *actor;

	check_words(&contact);
	check_note(&contact);
	check_code(desk, &contact, "channel", desk->channels, "channel");
	check_code(desk, &contact, "purpose", desk->purposes, "contact_purpose");
	cf_check_time(contact.rel, cf_attno_of(contact.rel, "contacted_at"),
				  time_of(&contact, "contacted_at"),
				  GetCurrentStatementStartTimestamp() +
				  desk->clock_tolerance);
	check_promise(&contact);
	if (!cf_importing(desk))
	{
		actor = cf_actor(desk, text_of(&contact, "made_by"));
		if (actor != NULL)
			set_text(&contact, "made_by", CStringGetTextDatum(actor->code));
	}
	return PointerGetDatum(contact.tuple);
}

/* contact:offer, attempt:offer, incoming:offer */
static const char *
activity_of(bool outgoing, bool reached, const char *purpose)
{
	return psprintf("%s:%s", !outgoing ? "incoming" :
					reached ? "contact" : "attempt", purpose);
}

static void
no_such_complaint(Contact *contact, Datum id)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_UNKNOWN_CODE),
			 errmsg("complaint " INT64_FORMAT " does not exist",
					DatumGetInt64(id)),
			 errhint("Insert the complaint first."),
			 errtablecol(contact->rel,
						 cf_attno_of(contact->rel, "complaint_id"))));
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
	Contact		contact = {trigger->tg_relation, trigger->tg_trigtuple};
	char	   *purpose;
	CfAct		act = {0};
	bool		isnull;
	Datum		id = value_of(&contact, "complaint_id", INT8OID, &isnull);

	check_words(&contact);
	purpose = text_of(&contact, "purpose");
	if (cf_importing(desk))
	{
		/* of the past: no effect, but not without its case */
		if (cf_owner_execute(desk, "SELECT FROM complaint WHERE id = $1", 1,
							 types, &id, NULL) == 0)
			no_such_complaint(&contact, id);
		return PointerGetDatum(NULL);
	}
	act.kind = CF_ACT_CONTACT;
	act.at = time_of(&contact, "contacted_at");
	act.now = GetCurrentStatementStartTimestamp();
	act.actor = text_of(&contact, "made_by");
	act.db_role = GetUserNameFromId(GetUserId(), false);
	act.outgoing = strcmp(text_of(&contact, "direction"), "out") == 0;
	act.reached = strcmp(text_of(&contact, "result"), "reached") == 0;
	act.responds = act.outgoing && act.reached &&
		strcmp(purpose, "acknowledgement") != 0;
	act.promise = time_of(&contact, "next_contact_at");
	act.activity = activity_of(act.outgoing, act.reached, purpose);
	if (cf_update_case(desk, &act,
					   "UPDATE complaint SET updated_at = updated_at WHERE id = $1",
					   INT8OID, id) == 0)
		no_such_complaint(&contact, id);
	return PointerGetDatum(NULL);
}
