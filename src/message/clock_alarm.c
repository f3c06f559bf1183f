/*
 * clock_alarm.c -- messages about clocks that run_clocks flags
 *
 * The message of an alarm has a dedup key that names clock and step, so that
 * it is written once.
 */
#include "postgres.h"

#include "judge/route.h"
#include "message/clock_alarm.h"
#include "message/message.h"

static const char *const topics[] = {
	[CF_ALARM_WARNED] = "clock_warned",
	[CF_ALARM_BREACHED] = "clock_breached",
	[CF_ALARM_ESCALATED] = "escalated"
};

static char *
name_of(CfAlarm *alarm)
{
	return psprintf("%s:%s", topics[alarm->kind], alarm->clock->metric);
}

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
	return gravest ? name_of(gravest) : "clock_checked";
}

/* of char *, as an event would be called that has only this alarm */
List *
cf_alarm_names(const CfClocks *clocks)
{
	List	   *names = NIL;
	ListCell   *cell;

	foreach(cell, clocks->alarms)
		names = lappend(names, name_of(lfirst(cell)));
	return names;
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
		char	   *note = name_of(alarm);

		if (alarm->step != NULL)
			note = psprintf("%s:%d", note, alarm->step->step);
		notes = lappend(notes, note);
	}
	return notes;
}

static Jsonb *
content_of(CfWrite *write, CfAlarm *alarm)
{
	CfJson		json = cf_content_begin(write);

	cf_push_text(&json, "metric", alarm->clock->metric);
	cf_push_int(&json, "cycle", alarm->clock->cycle);
	cf_push_time(&json, "due_at", alarm->clock->due_at);
	if (alarm->step != NULL)
	{
		cf_push_int(&json, "step", alarm->step->step);
		cf_push_int(&json, "steps_passed_over", alarm->passed);
	}
	return cf_json_end(&json);
}

/* who is told; the owner of a department's clock is its liaison */
static const char *
audience_word(CfAlarm *alarm)
{
	const char *word = alarm->step ? alarm->step->notify : "owner";

	if (alarm->clock->department != NULL && strcmp(word, "owner") == 0)
		return psprintf("%s liaison", alarm->clock->department);
	return word;
}

static char *
audience_of(CfWrite *write, const CfRow *row, CfAlarm *alarm)
{
	return cf_audience_of(write, row, audience_word(alarm),
						  alarm->clock->department);
}

/*
 * cf_alarms_hand_over -- the steps that say so give the case away
 *
 * Who is concerned follows from the case as it was before.
 */
void
cf_alarms_hand_over(CfWrite *write, CfClocks *clocks)
{
	ListCell   *cell;

	foreach(cell, clocks->alarms)
	{
		CfAlarm    *alarm = lfirst(cell);
		char	   *audience;

		if (alarm->step == NULL || !alarm->step->hand_over)
			continue;
		audience = audience_of(write, &write->old, alarm);
		if (audience != NULL)
			cf_hand_to(write, audience);
	}
}

/* who is told; of a case that was given away, who has it now */
static char *
audience_told(CfWrite *write, CfAlarm *alarm)
{
	if (alarm->step != NULL && alarm->step->hand_over &&
		cf_changed(write, CF_OWNER))
		return cf_audience_of(write, &write->row, "owner", NULL);
	return audience_of(write, &write->old, alarm);
}

static void
announce(CfWrite *write, CfAlarm *alarm)
{
	int64		id = DatumGetInt64(cf_value(&write->row, CF_ID));
	char	   *dedup = psprintf("%s/" INT64_FORMAT "/%s/%d/%d",
								 topics[alarm->kind], id,
								 alarm->clock->metric, alarm->clock->cycle,
								 alarm->step ? alarm->step->step : 0);

	if (alarm->clock->due_at != alarm->clock->original_due_at)
		dedup = psprintf("%s/" INT64_FORMAT, dedup, alarm->clock->due_at);
	cf_send_message(write, topics[alarm->kind], audience_told(write, alarm),
					dedup, content_of(write, alarm));
}

/* who is told of a breach need not be told of the step that begins with it */
static bool
is_told_already(CfWrite *write, CfClocks *clocks, CfAlarm *alarm)
{
	ListCell   *cell;

	if (alarm->kind != CF_ALARM_ESCALATED || alarm->step->hand_over)
		return false;
	foreach(cell, clocks->alarms)
	{
		CfAlarm    *other = lfirst(cell);
		char	   *here;
		char	   *there;

		if (other->kind != CF_ALARM_BREACHED || other->clock != alarm->clock)
			continue;
		here = audience_told(write, alarm);
		there = audience_told(write, other);
		return here != NULL && there != NULL && strcmp(here, there) == 0;
	}
	return false;
}

/* cf_alarms_announce -- a message in the outbox for each alarm */
void
cf_alarms_announce(CfWrite *write, CfClocks *clocks)
{
	ListCell   *cell;

	foreach(cell, clocks->alarms)
		if (!is_told_already(write, clocks, lfirst(cell)))
			announce(write, lfirst(cell));
}
