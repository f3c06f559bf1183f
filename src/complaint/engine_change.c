/*
 * engine_change.c -- what the engine itself changes in a case
 *
 * A contact, an entry, a rule, the job or an erasure updates the row of the
 * case; which of them it is, and what it wants, stands in CfEngineUpdate.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "complaint/engine_change.h"
#include "history/rewind.h"
#include "judge/customer_cases.h"
#include "judge/decide.h"
#include "judge/state_change.h"
#include "row/value_check.h"

/* contacts may be written down in another order than they took place */
static void
note_contact_times(CfWrite *write)
{
	const CfEngineUpdate *update = write->engine_update;
	CfRow	   *row = &write->row;
	TimestampTz at = cf_fact_time(write);
	bool		latest = cf_is_null(row, CF_LAST_CONTACT_AT) ||
		at >= cf_time(row, CF_LAST_CONTACT_AT);

	if (update->reached && latest)
		cf_set(row, CF_LAST_CONTACT_AT, TimestampTzGetDatum(at));
	if (update->responds &&
		(cf_is_null(row, CF_FIRST_RESPONSE_AT) ||
		 at < cf_time(row, CF_FIRST_RESPONSE_AT)))
		cf_set(row, CF_FIRST_RESPONSE_AT, TimestampTzGetDatum(at));
	if (update->promise != CF_NO_TIME &&
		(latest || cf_is_null(row, CF_PROMISED_AT)))
		cf_set(row, CF_PROMISED_AT, TimestampTzGetDatum(update->promise));
	else if (update->reached && update->outgoing && latest)
		cf_set_null(row, CF_PROMISED_AT);
}

static void
apply_contact(CfWrite *write)
{
	const CfEngineUpdate *update = write->engine_update;
	CfColumn	counter = update->reached ? CF_CONTACT_COUNT :
		CF_ATTEMPT_COUNT;

	if (!update->by_engine &&
		cf_text_is(&write->row, CF_ACCUSED_STAFF, update->actor))
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("the person complained about cannot contact the customer about it"),
				 errhint("Ask the owner of the case or a supervisor.")));
	if (cf_lies_before(update->at, cf_time(&write->row, CF_RECEIVED_AT),
					   update->now, write->desk->clock_tolerance))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a contact cannot lie before the receipt of the complaint"),
				 errhint("Check contacted_at.")));
	cf_set(&write->row, counter,
		   Int32GetDatum(cf_int(&write->row, counter) + 1));
	note_contact_times(write);
}

/* cf_changes_nothing -- would nothing but the stamps change? */
bool
cf_changes_nothing(CfWrite *write)
{
	for (int i = 0; i < write->type->desc->natts; i++)
		if (!bms_is_member(i + 1, write->type->unrecorded) &&
			!TupleDescAttr(write->type->desc, i)->attgenerated &&
			!cf_same(&write->row, &write->old, i))
			return false;
	return true;
}

/*
 * Empties what may hold personal data, and the salt: without it nobody can
 * find the data by trying out its hashes.  A column that the desk made NOT
 * NULL gets a word instead.
 */
static void
erase_personal(CfWrite *write)
{
	CfRow	   *row = &write->row;
	int			attno = -1;

	while ((attno = bms_next_member(write->type->personal, attno)) >= 0)
	{
		Form_pg_attribute att = TupleDescAttr(write->type->desc, attno - 1);
		bool		keeps_word = att->attnotnull && att->atttypid == TEXTOID;

		row->values[attno - 1] = keeps_word ?
			CStringGetTextDatum(CF_ERASED) : (Datum) 0;
		row->nulls[attno - 1] = !keeps_word;
	}
	cf_set_null(row, CF_SALT);
}

/* cf_apply_engine_update -- change the row; false when nothing is to change */
bool
cf_apply_engine_update(CfWrite *write)
{
	const CfEngineUpdate *update = write->engine_update;

	switch (update->kind)
	{
		case CF_UPDATE_CONTACT:
			if (cf_is_joined(&write->old))
				cf_refuse_joined_meanwhile(cf_int64(&write->old, CF_ID));
			apply_contact(write);
			return true;
		case CF_UPDATE_ENTRY:
			if (update->apply != NULL)
				update->apply(write, update);
			cf_follow_facts(write);
			return true;
		case CF_UPDATE_STATE:
			return cf_move(write);
		case CF_UPDATE_RUN_CLOCKS:
			return true;
		case CF_UPDATE_RECOMPUTE:
			cf_set_text(&write->row, CF_REASON, update->reason);
			return true;
		case CF_UPDATE_ERASE:
			erase_personal(write);
			return !cf_is_erased(&write->old) || !cf_changes_nothing(write);
	}
	return false;
}
