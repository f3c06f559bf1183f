/*
 * alarm.c -- what a sweep of the clocks tells the world
 *
 * A message is written in the transaction that flags the clock.  Its dedup
 * key names clock and step, so that it cannot be written twice.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "alarm.h"
#include "decide.h"
#include "event.h"
#include "queue.h"

static const char *const topics[] = {
	[CF_ALARM_WARNED] = "clock_warned",
	[CF_ALARM_BREACHED] = "clock_breached",
	[CF_ALARM_ESCALATED] = "escalated"
};

/* the gravest alarm names the event */
const char *
cf_alarm_activity(CfClocks *clocks)
{
	CfAlarm    *gravest = NULL;
	ListCell   *cell;

	foreach(cell, clocks->alarms)
	{
		CfAlarm    *alarm = lfirst(cell);

		if (gravest == NULL || alarm->kind > gravest->kind)
			gravest = alarm;
	}
	if (gravest == NULL)
		return "clock_checked";
	return psprintf("%s:%s", topics[gravest->kind], gravest->clock->metric);
}

/* a text for each alarm: clock_breached:resolution, escalated:resolution:2 */
List *
cf_alarm_notes(CfClocks *clocks)
{
	List	   *notes = NIL;
	ListCell   *cell;

	foreach(cell, clocks->alarms)
	{
		CfAlarm    *alarm = lfirst(cell);
		char	   *note = psprintf("%s:%s", topics[alarm->kind],
									alarm->clock->metric);

		if (alarm->step != NULL)
			note = psprintf("%s:%d", note, alarm->step->step);
		notes = lappend(notes, note);
	}
	return notes;
}

static char *
audience_of_person(CfStaff *staff)
{
	return staff ? psprintf("person %s", staff->code) : NULL;
}

static char *
audience_of_owner(CfWrite *write)
{
	CfStaff    *owner = cf_staff(write->desk, cf_text(&write->row, CF_OWNER));

	return owner ? audience_of_person(owner) :
		cf_audience(write->desk, &write->row);
}

/* the supervisor of the owner, or of the receiver where nobody owns it */
static char *
audience_of_supervisor(CfWrite *write)
{
	CfDesk	   *desk = write->desk;
	CfStaff    *person = cf_staff(desk, cf_text(&write->row, CF_OWNER));
	CfStaff    *supervisor;

	if (person == NULL)
		person = cf_staff(desk, cf_text(&write->row, CF_RECEIVED_BY));
	supervisor = person ? cf_staff(desk, person->manager) : NULL;
	if (supervisor != NULL)
		return audience_of_person(supervisor);
	return desk->fallback_role ? psprintf("role %s", desk->fallback_role) :
		NULL;
}

/* who has to act on a clock: a department, or whoever handles the case */
static char *
audience_of_clock(CfWrite *write, const CfClock *clock)
{
	CfDepartment *department;

	if (clock->department == NULL)
		return audience_of_owner(write);
	department = cf_department(write->desk, clock->department);
	if (department != NULL && department->liaison != NULL)
		return psprintf("person %s", department->liaison);
	return psprintf("department %s", clock->department);
}

/* escalation_step.notify as an audience; NULL: whoever reads */
static char *
audience_of_step(CfWrite *write, const CfClock *clock, const char *notify)
{
	CfDesk	   *desk = write->desk;
	const char *department = clock->department ? clock->department :
		cf_text(&write->row, CF_DEPARTMENT);

	if (strcmp(notify, "owner") == 0)
		return audience_of_clock(write, clock);
	if (strcmp(notify, "receiver") == 0)
		return audience_of_person(cf_staff(desk, cf_text(&write->row,
														 CF_RECEIVED_BY)));
	if (strcmp(notify, "supervisor") == 0)
		return audience_of_supervisor(write);
	if (strncmp(notify, "department ", 11) != 0)
		return pstrdup(notify);
	if (strcmp(notify, "department overseer") != 0 &&
		strcmp(notify, "department liaison") != 0)
		return pstrdup(notify);
	if (department != NULL)
	{
		CfDepartment *row = cf_department(desk, department);
		bool		overseer = strcmp(notify, "department overseer") == 0;
		char	   *code = row == NULL ? NULL :
			overseer ? row->overseer : row->liaison;

		if (code != NULL)
			return audience_of_person(cf_staff(desk, code));
	}
	return audience_of_supervisor(write);
}

static void
push_text(JsonbParseState **state, const char *key, const char *text)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, key);
	value.val.string.len = strlen(key);
	pushJsonbValue(state, WJB_KEY, &value);
	if (text == NULL)
		value.type = jbvNull;
	else
	{
		value.val.string.val = unconstify(char *, text);
		value.val.string.len = strlen(text);
	}
	pushJsonbValue(state, WJB_VALUE, &value);
}

static void
push_int(JsonbParseState **state, const char *key, int number)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, key);
	value.val.string.len = strlen(key);
	pushJsonbValue(state, WJB_KEY, &value);
	cf_push_datum(state, WJB_VALUE, INT4OID, Int32GetDatum(number), false);
}

static Jsonb *
content_of(CfWrite *write, CfAlarm *alarm)
{
	JsonbParseState *state = NULL;
	JsonbValue	key;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_text(&state, "sheet_no", cf_text(&write->row, CF_SHEET_NO));
	push_text(&state, "metric", alarm->clock->metric);
	push_int(&state, "cycle", alarm->clock->cycle);
	push_text(&state, "urgency", cf_text(&write->row, CF_URGENCY));
	push_text(&state, "level", cf_text(&write->row, CF_LEVEL));
	push_text(&state, "owner", cf_text(&write->row, CF_OWNER));
	key.type = jbvString;
	key.val.string.val = "due_at";
	key.val.string.len = strlen("due_at");
	pushJsonbValue(&state, WJB_KEY, &key);
	cf_push_datum(&state, WJB_VALUE, TIMESTAMPTZOID,
				  TimestampTzGetDatum(alarm->clock->due_at), false);
	if (alarm->step != NULL)
	{
		push_int(&state, "step", alarm->step->step);
		push_int(&state, "steps_passed_over", alarm->passed);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

static void
announce(CfWrite *write, CfAlarm *alarm)
{
	static const Oid types[] = {
		TIMESTAMPTZOID, INT8OID, TEXTOID, TEXTOID, TEXTOID, JSONBOID
	};
	int64		id = DatumGetInt64(cf_value(&write->row, CF_ID));
	char	   *audience = alarm->step ?
		audience_of_step(write, alarm->clock, alarm->step->notify) :
		audience_of_clock(write, alarm->clock);
	char	   *dedup = psprintf("%s/" INT64_FORMAT "/%s/%d/%d",
								 topics[alarm->kind], id,
								 alarm->clock->metric, alarm->clock->cycle,
								 alarm->step ? alarm->step->step : 0);
	Datum		values[6];
	char		nulls[] = "      ";

	if (alarm->clock->due_at != alarm->clock->original_due_at)
		dedup = psprintf("%s/" INT64_FORMAT, dedup, alarm->clock->due_at);
	values[0] = TimestampTzGetDatum(write->act->at);
	values[1] = Int64GetDatum(id);
	values[2] = CStringGetTextDatum(topics[alarm->kind]);
	values[3] = audience ? CStringGetTextDatum(audience) : (Datum) 0;
	nulls[3] = audience ? ' ' : 'n';
	values[4] = CStringGetTextDatum(dedup);
	values[5] = JsonbPGetDatum(content_of(write, alarm));
	cf_owner_execute(write->desk,
					 "INSERT INTO outbox (created_at, complaint_id, topic,"
					 " audience, dedup_key, content)"
					 " VALUES ($1, $2, $3, $4, $5, $6)"
					 " ON CONFLICT (dedup_key) DO NOTHING",
					 6, types, values, nulls);
}

/* cf_alarms_announce -- a message in the outbox for each alarm */
void
cf_alarms_announce(CfWrite *write, CfClocks *clocks)
{
	ListCell   *cell;

	foreach(cell, clocks->alarms)
		announce(write, lfirst(cell));
}
