/*
 * extension.c -- more time for a clock: asked before it ends, granted by
 * somebody else, who says so in table approval
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/extension.h"

/*
 * The open clock of the case itself: due_at, whether the job saw it breached,
 * since when it stands still.
 */
static CfQueryRow *
open_clock(CfEntry *entry, const char *metric)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(entry->file.complaint_id), CStringGetTextDatum(metric)
	};

	return cf_query_row(entry->desk,
						"SELECT due_at, breached_at IS NOT NULL, paused_at"
						" FROM clock WHERE complaint_id = $1 AND metric = $2"
						" AND outcome IS NULL AND subject IS NULL",
						2, types, values);
}

/* the owner of the case, or a higher role than the owner's */
static void
check_asker(CfEntry *entry)
{
	CfStaff    *owner = entry->file.owner ?
		cf_staff(entry->desk, entry->file.owner) : NULL;

	if (entry->actor != NULL && owner != NULL && entry->actor != owner &&
		entry->actor->rank <= owner->rank)
		cf_refuse_row(&entry->row, "recorded_by", ERRCODE_CF_NOT_AUTHORISED,
					  "an extension is asked for by the owner of the case or a higher role",
					  "Ask the owner of the case.");
}

static void
check_time(CfEntry *entry, CfQueryRow *clock)
{
	TimestampTz at = cf_field_time(&entry->row, "recorded_at");
	TimestampTz due = cf_query_time(clock, 1);
	TimestampTz asked = cf_field_time(&entry->row, "new_due_at");

	if (cf_query_bool(clock, 2) ||
		(at > due && cf_query_time(clock, 3) == CF_NO_TIME))
		cf_refuse_row(&entry->row, "recorded_at", ERRCODE_CF_GUARD_NOT_MET,
					  "an extension is asked for before the deadline has passed",
					  "The clock stays breached; tell the customer what happens next.");
	if (asked <= due || asked <= at || TIMESTAMP_NOT_FINITE(asked))
		cf_refuse_row(&entry->row, "new_due_at", ERRCODE_CF_INVALID_VALUE,
					  "an extension ends after the deadline that it moves",
					  "Table clock shows the deadline in due_at.");
}

static bool
is_asked_already(CfEntry *entry, const char *metric)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(entry->file.complaint_id), CStringGetTextDatum(metric)
	};

	return cf_query_row(entry->desk,
						"SELECT FROM extension WHERE complaint_id = $1"
						" AND metric = $2 AND status = 'asked'",
						2, types, values) != NULL;
}

static void
decide_extension(CfEntry *entry)
{
	char	   *metric = cf_field_text(&entry->row, "metric");
	CfQueryRow *clock;

	check_asker(entry);
	clock = open_clock(entry, metric);
	if (clock == NULL)
		cf_refuse_row(&entry->row, "metric", ERRCODE_CF_GUARD_NOT_MET,
					  "the case has no open clock of this metric",
					  "Table clock shows the open ones: their outcome is empty.");
	check_time(entry, clock);
	if (is_asked_already(entry, metric))
		cf_refuse_row(&entry->row, "metric", ERRCODE_CF_GUARD_NOT_MET,
					  "an extension of this clock is asked for already",
					  "Wait for the decision, or take it back by a row in approval.");
	cf_field_set(&entry->row, "old_due_at", TIMESTAMPTZOID,
				 TimestampTzGetDatum(cf_query_time(clock, 1)));
}

/* metric and new_due_at of the extension that an approval names */
static CfQueryRow *
extension_of(CfEntry *approval)
{
	return cf_entry_find(approval, "extension_id",
						 "SELECT metric, new_due_at FROM extension"
						 " WHERE id = $1");
}

/* KF002 when there is nothing to move any more */
void
cf_check_extension_open(CfEntry *entry)
{
	CfQueryRow *extension = extension_of(entry);
	CfQueryRow *clock = open_clock(entry, cf_query_word(extension, 1));
	TimestampTz until = cf_query_time(extension, 2);

	if (clock == NULL)
		cf_refuse_row(&entry->row, "extension_id", ERRCODE_CF_GUARD_NOT_MET,
					  "the clock has stopped in the meantime",
					  "Reject the extension.");
	if (until <= cf_query_time(clock, 1) ||
		until <= cf_field_time(&entry->row, "recorded_at"))
		cf_refuse_row(&entry->row, "extension_id", ERRCODE_CF_GUARD_NOT_MET,
					  "the extension would not give more time any more",
					  "Reject it.");
}

/* the effect of a decision; a granted one moves the clock */
void
cf_extension_decided(CfEntry *entry, CfEngineUpdate *update,
					 const char *decision)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	CfQueryRow *extension = extension_of(entry);
	const char *status = decision;
	Datum		values[2];

	if (strcmp(decision, "approved") == 0)
	{
		status = "granted";
		update->extended_metric = cf_query_word(extension, 1);
		update->extended_to = cf_query_time(extension, 2);
	}
	else if (strcmp(decision, "rejected") == 0)
		status = "refused";
	update->activity = psprintf("extension:%s", status);
	values[0] = Int64GetDatum(update->subject);
	values[1] = CStringGetTextDatum(status);
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE extension SET status = $2 WHERE id = $1",
					  2, types, values, NULL);
}

const CfEntryKind cf_extension_kinds[] = {
	{
		.table = "extension",
		.columns = {
			{"metric", CF_IS_REQUIRED},
			{"new_due_at", CF_IS_REQUIRED},
			{"reason", CF_IS_REQUIRED},
			{"status", CF_SET_BY_ENGINE, "asked"},
			{"old_due_at", CF_SET_BY_ENGINE}
		},
		.needs_actor = "an extension",
		.decide = decide_extension,
		.activity = "extension:asked",
		.words_column = "reason",
		.has_clocks = true
	},
	{NULL}
};
