/*
 * message.c -- messages of the outbox: who is told what about a case
 *
 * A message is written in the transaction of its fact.  Its dedup key names
 * the fact, so that it cannot be written twice.  Its content holds no
 * personal data: the customer's are joined when the message is read, and are
 * gone when they are erased.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "desk/codes.h"
#include "history/canonical_json.h"
#include "judge/route.h"
#include "message/message.h"
#include "message/queue.h"
#include "store/store.h"

/* the person or a deputy; NULL for one who has left or is complained about */
static char *
person(CfWrite *write, const char *code)
{
	CfStaff    *staff = cf_staff(write->desk, code);
	CfStaff    *there = cf_stand_in(write, code, 0);

	if (staff == NULL || !staff->active || cf_is_accused(write, staff))
		return NULL;
	return psprintf("person %s", there ? there->code : staff->code);
}

/*
 * The nearest manager above a person who may hear of the case; where there is
 * none, the role to which cases without a handler go.
 */
static char *
above(CfWrite *write, CfStaff *staff)
{
	CfDesk	   *desk = write->desk;

	while (staff != NULL && staff->manager != NULL)
	{
		char	   *manager = person(write, staff->manager);

		if (manager != NULL)
			return manager;
		staff = cf_staff(desk, staff->manager);
	}
	return desk->fallback_role ? psprintf("role %s", desk->fallback_role) :
		NULL;
}

static char *
owner_or_waiting_list(CfWrite *write, const CfRow *row)
{
	char	   *code = cf_text(row, CF_OWNER);
	char	   *owner = person(write, code);

	if (code == NULL)
		return cf_audience(write->desk, row);
	return owner ? owner : above(write, cf_staff(write->desk, code));
}

static char *
receiver(CfWrite *write, const CfRow *row)
{
	char	   *code = cf_text(row, CF_RECEIVED_BY);
	char	   *told = person(write, code);

	return told || code == NULL ? told :
		above(write, cf_staff(write->desk, code));
}

/* the supervisor of the owner, or of the receiver where nobody owns it */
static char *
supervisor(CfWrite *write, const CfRow *row)
{
	CfStaff    *staff = cf_staff(write->desk, cf_text(row, CF_OWNER));

	if (staff == NULL)
		staff = cf_staff(write->desk, cf_text(row, CF_RECEIVED_BY));
	return above(write, staff);
}

static char *
of_department(CfWrite *write, const char *code, bool overseer)
{
	CfDepartment *department = code ? cf_department(write->desk, code) : NULL;
	char	   *staff = department == NULL ? NULL :
		overseer ? department->overseer : department->liaison;

	return person(write, staff);
}

/*
 * "merchant_care liaison", "department overseer": NULL when it is neither
 *
 * A department without such a person is told as a whole; in place of the
 * department of the case it is the supervisor.
 */
static char *
liaison_or_overseer(CfWrite *write, const CfRow *row, const char *who,
					const char *acting)
{
	const char *blank = strchr(who, ' ');
	bool		overseer = blank && strcmp(blank, " overseer") == 0;
	char	   *name;
	char	   *audience;

	if (!overseer && (blank == NULL || strcmp(blank, " liaison") != 0))
		return NULL;
	name = pnstrdup(who, blank - who);
	if (strcmp(name, "role") == 0 || strcmp(name, "person") == 0)
		return NULL;
	if (strcmp(name, "department") == 0)
	{
		audience = of_department(write, acting ? acting :
								 cf_text(row, CF_DEPARTMENT), overseer);
		return audience ? audience : supervisor(write, row);
	}
	audience = of_department(write, name, overseer);
	return audience ? audience : psprintf("department %s", name);
}

/*
 * cf_audience_of -- escalation_step.notify or action_rule.argument as an
 * audience; NULL: whoever reads
 *
 * Whom it concerns follows from "row", the case before or after the write.
 * "acting" is the department that has to act on what the message is about,
 * NULL: that of the case.
 */
char *
cf_audience_of(CfWrite *write, const CfRow *row, const char *who,
			   const char *acting)
{
	char	   *audience;

	if (strcmp(who, "owner") == 0)
		return owner_or_waiting_list(write, row);
	if (strcmp(who, "receiver") == 0)
		return receiver(write, row);
	if (strcmp(who, "supervisor") == 0)
		return supervisor(write, row);
	if (strcmp(who, "supervisor of accused") == 0)
		return above(write, cf_staff(write->desk,
									 cf_text(row, CF_ACCUSED_STAFF)));
	if (strncmp(who, "person ", 7) == 0)
	{
		audience = person(write, who + 7);
		return audience ? audience : supervisor(write, row);
	}
	audience = liaison_or_overseer(write, row, who, acting);
	return audience ? audience : pstrdup(who);
}

void
cf_push_text(CfJson *json, const char *key, const char *text)
{
	cf_push_key(json, key);
	if (text != NULL)
		cf_push_string(json, WJB_VALUE, text);
	else
		cf_push_datum(json, WJB_VALUE, TEXTOID, (Datum) 0, true);
}

void
cf_push_int(CfJson *json, const char *key, int number)
{
	cf_push_key(json, key);
	cf_push_datum(json, WJB_VALUE, INT4OID, Int32GetDatum(number), false);
}

void
cf_push_time(CfJson *json, const char *key, TimestampTz time)
{
	cf_push_key(json, key);
	cf_push_datum(json, WJB_VALUE, TIMESTAMPTZOID, TimestampTzGetDatum(time),
				  false);
}

/*
 * cf_content_begin -- the content of a message with what every one says about
 * its case; the caller pushes more, then calls cf_json_end
 */
CfJson
cf_content_begin(CfWrite *write)
{
	CfJson		json = {0};

	cf_push_text(&json, "sheet_no", cf_text(&write->row, CF_SHEET_NO));
	cf_push_text(&json, "urgency", cf_text(&write->row, CF_URGENCY));
	cf_push_text(&json, "level", cf_text(&write->row, CF_LEVEL));
	cf_push_text(&json, "owner", cf_text(&write->row, CF_OWNER));
	return json;
}

static Datum
next_number(CfDesk *desk)
{
	Oid			sequence = get_relname_relid("message_id", desk->schema);

	if (!OidIsValid(sequence))
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has lost its sequence \"%s\"",
						desk->name, "message_id"),
				 errhint("Rename or restore the sequence.")));
	return Int64GetDatum(nextval_internal(sequence, false));
}

/* cf_message_exists -- is there a message with this dedup key? */
bool
cf_message_exists(CfWrite *write, const char *dedup)
{
	CfStoreTable *outbox = cf_store_open(write->desk, write->direct,
										 CF_T_OUTBOX);
	Datum		key = CStringGetTextDatum(dedup);
	bool		told = cf_store_find(outbox, &key, 1) != NIL;

	cf_store_close(outbox);
	return told;
}

/*
 * cf_send_message -- a message about the case, unless there is one with this
 * dedup key
 *
 * The key is one that is only written under the lock of the case, or another
 * of the caller: nobody can write it between the look and the insert.
 */
void
cf_send_message(CfWrite *write, const char *topic, const char *audience,
				const char *dedup, Jsonb *content)
{
	CfStoreTable *outbox = cf_store_open(write->desk, write->direct,
										 CF_T_OUTBOX);
	Datum		key = CStringGetTextDatum(dedup);
	Datum		values[CF_OB_COLUMNS] = {0};
	bool		nulls[CF_OB_COLUMNS];

	if (cf_store_find(outbox, &key, 1) == NIL)
	{
		memset(nulls, false, sizeof(nulls));
		values[CF_OB_ID] = next_number(write->desk);
		values[CF_OB_CREATED_AT] =
			TimestampTzGetDatum(write->engine_update ?
								write->engine_update->at : write->now);
		values[CF_OB_COMPLAINT_ID] = cf_value(&write->row, CF_ID);
		values[CF_OB_TOPIC] = CStringGetTextDatum(topic);
		nulls[CF_OB_AUDIENCE] = audience == NULL;
		if (audience != NULL)
			values[CF_OB_AUDIENCE] = CStringGetTextDatum(audience);
		values[CF_OB_DEDUP_KEY] = key;
		values[CF_OB_CONTENT] = JsonbPGetDatum(content);
		/* when it goes out is decided by the table's trigger */
		for (int column = CF_OB_VISIBLE_AT; column < CF_OB_COLUMNS; column++)
			nulls[column] = column != CF_OB_ATTEMPTS;
		cf_store_insert(outbox, values, nulls);
	}
	cf_store_close(outbox);
}
