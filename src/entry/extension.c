/*
 * extension.c -- deadlines that people set, before the one that they move has
 * passed
 *
 * An extension is more time, granted by somebody else than who asks, in table
 * approval.  An agreed deadline holds at once: what was promised to the
 * customer, or ordered by a superior.
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

/*
 * The open clock whose deadline the entry moves, and has not passed yet by the
 * time of the entry; the entry notes it.
 */
static CfQueryRow *
clock_to_move(CfEntry *entry)
{
	CfQueryRow *clock = open_clock(entry,
								   cf_field_text(&entry->row, "metric"));
	TimestampTz due;

	if (clock == NULL)
		cf_refuse_row(&entry->row, "metric", ERRCODE_CF_GUARD_NOT_MET,
					  "the case has no open clock of this metric",
					  "Table clock shows the open ones: their outcome is empty.");
	due = cf_query_time(clock, 1);
	if (cf_query_bool(clock, 2) ||
		(cf_field_time(&entry->row, "recorded_at") > due &&
		 cf_query_time(clock, 3) == CF_NO_TIME))
		cf_refuse_row(&entry->row, "recorded_at", ERRCODE_CF_GUARD_NOT_MET,
					  "a deadline is moved before it has passed",
					  "The clock stays breached; tell the customer what happens next.");
	cf_field_set(&entry->row, "old_due_at", TIMESTAMPTZOID,
				 TimestampTzGetDatum(due));
	return clock;
}

/* the new deadline lies after a moment */
static void
check_new_deadline(CfEntry *entry, TimestampTz after, const char *message,
				   const char *hint)
{
	TimestampTz new_due = cf_field_time(&entry->row, "new_due_at");

	if (new_due <= after || TIMESTAMP_NOT_FINITE(new_due))
		cf_refuse_row(&entry->row, "new_due_at", ERRCODE_CF_INVALID_VALUE,
					  message, hint);
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
	CfQueryRow *clock;

	check_asker(entry);
	clock = clock_to_move(entry);
	check_new_deadline(entry, Max(cf_query_time(clock, 1),
								  cf_field_time(&entry->row, "recorded_at")),
					   "an extension ends after the deadline that it moves",
					   "Table clock shows the deadline in due_at. An earlier one is agreed by a row of agreed_deadline.");
	if (is_asked_already(entry, cf_field_text(&entry->row, "metric")))
		cf_refuse_row(&entry->row, "metric", ERRCODE_CF_GUARD_NOT_MET,
					  "an extension of this clock is asked for already",
					  "Wait for the decision, or take it back by a row in approval.");
}

/* somebody above the owner of the case, and not who is complained about */
static void
check_superior(CfEntry *entry)
{
	CfStaff    *superior;
	CfStaff    *owner = entry->file.owner ?
		cf_staff(entry->desk, entry->file.owner) : NULL;

	if (strcmp(cf_field_word(&entry->row, "agreed_with"), "superior") != 0)
		return;
	cf_field_require(&entry->row, "ordered_by");
	superior = cf_staff(entry->desk,
						cf_field_text(&entry->row, "ordered_by"));
	if (cf_same_person(superior->code, entry->file.accused))
		cf_refuse_row(&entry->row, "ordered_by",
					  ERRCODE_CF_CONFLICT_OF_INTEREST,
					  "the person complained about gives no orders about the complaint",
					  "Ask the owner of the case or another superior.");
	if (owner != NULL && superior->rank <= owner->rank)
		cf_refuse_row(&entry->row, "ordered_by", ERRCODE_CF_NOT_AUTHORISED,
					  "a deadline is ordered by a higher role than the owner's",
					  "Ask for more time by a row of extension.");
}

/* an earlier deadline binds whoever promised it; a later one costs the customer */
static void
decide_agreed_deadline(CfEntry *entry)
{
	CfQueryRow *clock;

	check_superior(entry);
	clock = clock_to_move(entry);
	check_new_deadline(entry, cf_field_time(&entry->row, "recorded_at"),
					   "an agreed deadline lies after its agreement",
					   "Check new_due_at and recorded_at.");
	if (cf_field_time(&entry->row, "new_due_at") > cf_query_time(clock, 1) &&
		!cf_role_in(entry->actor, entry->desk->extension_roles))
		cf_refuse_row(&entry->row, "new_due_at", ERRCODE_CF_NOT_AUTHORISED,
					  "a later deadline needs another role",
					  "desk.extension_roles says who may record it; others ask for it by a row of extension.");
}

/* it takes the place of the rule's at once */
static void
move_deadline(CfEntry *entry, CfEngineUpdate *update)
{
	update->moved_metric = cf_field_word(&entry->row, "metric");
	update->new_due_at = cf_field_time(&entry->row, "new_due_at");
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
		update->moved_metric = cf_query_word(extension, 1);
		update->new_due_at = cf_query_time(extension, 2);
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
	{
		.table = "agreed_deadline",
		.columns = {
			{"metric", CF_IS_REQUIRED},
			{"new_due_at", CF_IS_REQUIRED},
			{"agreed_with", CF_IS_REQUIRED | CF_IS_WORD, "customer superior"},
			{"ordered_by", CF_IS_CODE, "staff"},
			{"reason", CF_IS_REQUIRED},
			{"old_due_at", CF_SET_BY_ENGINE}
		},
		.needs_actor = "an agreed deadline",
		.decide = decide_agreed_deadline,
		.activity = "deadline",
		.activity_column = "agreed_with",
		.has_clocks = true,
		.effect = move_deadline
	},
	{NULL}
};
