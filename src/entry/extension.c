/*
 * extension.c -- more time for a clock: asked before it ends, granted by
 * somebody else, who says so in table approval
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/extension.h"

static void
refuse(CfEntry *entry, const char *column, int sqlstate, const char *message,
	   const char *hint)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("%s", message),
			 errhint("%s", hint),
			 errtablecol(entry->row.rel,
						 cf_attno_of(entry->row.rel, column))));
}

/*
 * The open clock of the case itself: due_at, whether the job saw it breached,
 * since when it stands still.
 */
static CfQueryRow *
open_clock(CfEntry *entry, const char *metric)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	Datum		values[2];

	values[0] = Int64GetDatum(entry->file.complaint_id);
	values[1] = CStringGetTextDatum(metric);
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

	cf_entry_need_actor(entry, "an extension");
	if (entry->actor != NULL && owner != NULL && entry->actor != owner &&
		entry->actor->rank <= owner->rank)
		refuse(entry, "recorded_by", ERRCODE_CF_NOT_AUTHORISED,
			   "an extension is asked for by the owner of the case or a higher role",
			   "Ask the owner of the case.");
}

static void
check_time(CfEntry *entry, CfQueryRow *clock)
{
	TimestampTz at = cf_entry_time(&entry->row, "recorded_at");
	TimestampTz due = cf_query_time(clock, 1);
	TimestampTz asked = cf_entry_time(&entry->row, "new_due_at");

	if (cf_query_bool(clock, 2) ||
		(at > due && cf_query_time(clock, 3) == CF_NO_TIME))
		refuse(entry, "recorded_at", ERRCODE_CF_GUARD_NOT_MET,
			   "an extension is asked for before the deadline has passed",
			   "The clock stays breached; tell the customer what happens next.");
	if (asked <= due || asked <= at || TIMESTAMP_NOT_FINITE(asked))
		refuse(entry, "new_due_at", ERRCODE_CF_INVALID_VALUE,
			   "an extension ends after the deadline that it moves",
			   "Table clock shows the deadline in due_at.");
}

static void
decide_extension(CfEntry *entry)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	CfQueryRow *clock;
	Datum		values[2];

	cf_entry_require(&entry->row, "metric");
	cf_entry_require(&entry->row, "new_due_at");
	cf_entry_require(&entry->row, "reason");
	cf_entry_refuse_engine_column(entry, "status", "asked");
	cf_entry_refuse_engine_column(entry, "old_due_at", NULL);
	check_asker(entry);
	clock = open_clock(entry, cf_entry_text(&entry->row, "metric"));
	if (clock == NULL)
		refuse(entry, "metric", ERRCODE_CF_GUARD_NOT_MET,
			   "the case has no open clock of this metric",
			   "Table clock shows the open ones: their outcome is empty.");
	check_time(entry, clock);
	values[0] = Int64GetDatum(entry->file.complaint_id);
	values[1] = CStringGetTextDatum(cf_entry_text(&entry->row, "metric"));
	if (cf_query_row(entry->desk,
					 "SELECT FROM extension WHERE complaint_id = $1"
					 " AND metric = $2 AND status = 'asked'",
					 2, types, values) != NULL)
		refuse(entry, "metric", ERRCODE_CF_GUARD_NOT_MET,
			   "an extension of this clock is asked for already",
			   "Wait for the decision, or take it back by a row in approval.");
	cf_entry_set(&entry->row, "old_due_at", TIMESTAMPTZOID,
				 TimestampTzGetDatum(cf_query_time(clock, 1)));
}

static void
extension_asked(CfEntry *entry, CfEngineUpdate *update)
{
	update->activity = "extension:asked";
	update->subject = cf_entry_int64(&entry->row, "id");
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
		refuse(entry, "extension_id", ERRCODE_CF_GUARD_NOT_MET,
			   "the clock has stopped in the meantime",
			   "Reject the extension.");
	if (until <= cf_query_time(clock, 1) ||
		until <= cf_entry_time(&entry->row, "recorded_at"))
		refuse(entry, "extension_id", ERRCODE_CF_GUARD_NOT_MET,
			   "the extension would not give more time any more",
			   "Reject it.");
}

/* the effect of a decision; a granted one moves the clock */
void
cf_extension_decided(CfEntry *entry, CfEngineUpdate *update, const char *decision)
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
	{"extension", NULL, NULL, false, decide_extension, extension_asked},
	{NULL}
};
