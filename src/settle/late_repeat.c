/*
 * late_repeat.c -- the sheet of a customer who calls again belongs to the open
 * case (SPEC R8)
 *
 * A sheet that joins leaves a contact on the open case when all rows of the
 * statement are written.  Two things may have happened since its row was
 * decided.  Somebody else's case of the same customer and matter was committed:
 * the later of the two joins the other one, and the customer's row in
 * customer_turn says which is later.  Or the case that it joined was closed:
 * the sheet becomes a case of its own.
 *
 * Taking in a complaint never waits for somebody who works on a case: a
 * contact that cannot be written at once is left to the job, in table
 * waiting_call.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "judge/decide.h"
#include "judge/repeat.h"
#include "judge/rules.h"
#include "settle/customer_turn.h"
#include "settle/late_repeat.h"

static void
apply_separate(CfWrite *write, const CfEngineUpdate *update)
{
	cf_set_text(&write->row, CF_STATE, write->desk->policy->initial_state);
	cf_separate(write);
}

/* an incident that was reserved, and what it made urgent, is not the sheet's */
static void
apply_join(CfWrite *write, const CfEngineUpdate *update)
{
	write->as_new = !cf_is_null(&write->row, CF_INCIDENT_ID);
	cf_set_null(&write->row, CF_INCIDENT_ID);
	cf_join(write, update->detail);
}

/* the engine's own change of a case */
static void
change_case(CfDesk *desk, int64 id, const char *activity,
			void (*apply) (CfWrite *write, const CfEngineUpdate *update),
			void *detail)
{
	CfEngineUpdate update = cf_engine_update(desk, CF_UPDATE_ENTRY, activity);

	update.apply = apply;
	update.detail = detail;
	cf_update_case(desk, &update, id);
}

/* a sheet that joined, until its contact is written */
typedef struct Call
{
	int64		sheet;
	TimestampTz received_at;
	char	   *channel;
	char	   *received_by;	/* or NULL */
	char	   *note;			/* or NULL */
	char	   *urgency;
} Call;

/* the open case that a sheet joins, locked */
typedef struct OpenCase
{
	int64		id;
	TimestampTz received_at;
	char	   *urgency;
} OpenCase;

typedef enum Lock
{
	LOCKED,
	IS_OVER,
	IS_BUSY						/* somebody has it */
} Lock;

/*
 * Locks the open case that a sheet joins, or the one that this was itself
 * joined to meanwhile.
 */
static Lock
lock_open_case(CfDesk *desk, int64 id, OpenCase *open)
{
	for (;;)
	{
		CfQueryRow *found = cf_query_by_id(desk,
										   "SELECT state, repeat_of, repeat_kind = 'joined',"
										   " received_at, urgency"
										   " FROM complaint WHERE id = $1"
										   " FOR NO KEY UPDATE SKIP LOCKED", id);
		char	   *state;

		if (found == NULL)
			return IS_BUSY;
		state = cf_query_text(found, 1);
		open->id = id;
		open->received_at = cf_query_time(found, 4);
		open->urgency = cf_query_text(found, 5);
		if (state != NULL && !cf_is_final(desk, state))
			return LOCKED;
		if (!cf_query_bool(found, 3))
			return IS_OVER;
		id = cf_query_int64(found, 2);
	}
}

static void
write_contact(CfDesk *desk, int64 id, const Call *call, TimestampTz at)
{
	static const Oid types[] = {
		INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, INT8OID
	};
	Datum		values[] = {
		Int64GetDatum(id), CStringGetTextDatum(call->channel),
		CStringGetTextDatum(desk->joined_purpose), TimestampTzGetDatum(at),
		CStringGetTextDatum(call->received_by ? call->received_by : ""),
		CStringGetTextDatum(call->note ? call->note : ""),
		Int64GetDatum(call->sheet)
	};
	char		nulls[] = "       ";

	nulls[4] = call->received_by ? ' ' : 'n';
	nulls[5] = call->note ? ' ' : 'n';
	cf_engine_execute(desk, NULL,
					  "INSERT INTO contact (complaint_id, direction, channel,"
					  " purpose, contacted_at, made_by, result, note, sheet_id)"
					  " VALUES ($1, 'in', $2, $3, $4, $5, 'reached', $6, $7)",
					  7, types, values, nulls);
}

/* what the rules found urgent in the sheet is urgent in the open case */
static void
apply_raise(CfWrite *write, const CfEngineUpdate *update)
{
	Call	   *call = update->detail;
	CfRow	   *sheet = &cf_case_by_id(write->desk, call->sheet)->row;
	ListCell   *cell;

	cf_set(&write->row, CF_URGENCY, cf_value(sheet, CF_URGENCY));
	if (!cf_is_null(sheet, CF_URGENT_REASONS))
		cf_set(&write->row, CF_URGENT_REASONS,
			   cf_value(sheet, CF_URGENT_REASONS));
	foreach(cell, write->desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);

		if ((rule->urgency != NULL || rule->takes == CF_PREDICTS_URGENCY) &&
			cf_row_judged_by(sheet, rule->rule.id))
			cf_judged(write, rule->rule.id);
	}
}

static int
rank_of(CfDesk *desk, const char *urgency)
{
	CfCode	   *found = urgency ? cf_code(desk->urgencies, urgency) : NULL;

	return found ? found->rank : 0;
}

/* somebody else writes the open case: the job will write the contact */
static void
leave_call(CfDesk *desk, int64 sheet)
{
	static const Oid types[] = {INT8OID};
	Datum		id = Int64GetDatum(sheet);

	cf_query_execute(desk, "INSERT INTO waiting_call (complaint_id) VALUES ($1)",
					 1, types, &id, NULL);
}

/* effect on the open case: the customer called again */
static void
call_again(CfDesk *desk, int64 case_id, void *data)
{
	Call	   *call = data;
	OpenCase	open;

	switch (lock_open_case(desk, case_id, &open))
	{
		case LOCKED:
			break;
		case IS_OVER:
			change_case(desk, call->sheet, "separated", apply_separate, NULL);
			return;
		case IS_BUSY:
			leave_call(desk, call->sheet);
			return;
	}
	if (desk->joined_purpose != NULL)
		write_contact(desk, open.id, call,
					  Max(call->received_at, open.received_at));
	if (rank_of(desk, call->urgency) > rank_of(desk, open.urgency))
		change_case(desk, open.id, "raised", apply_raise, call);
}

/* cf_note_call -- a sheet joined: its contact is to be written */
void
cf_note_call(CfWorklist *worklist, const CfRow *row)
{
	MemoryContext caller = MemoryContextSwitchTo(worklist->cxt);
	Call	   *call = palloc0(sizeof(Call));

	call->sheet = DatumGetInt64(cf_value(row, CF_ID));
	call->received_at = DatumGetTimestampTz(cf_value(row, CF_RECEIVED_AT));
	call->channel = cf_text(row, CF_CHANNEL);
	call->received_by = cf_text(row, CF_RECEIVED_BY);
	call->note = cf_text(row, cf_is_null(row, CF_DESCRIPTION) ? CF_TITLE :
						 CF_DESCRIPTION);
	call->urgency = cf_text(row, CF_URGENCY);
	cf_worklist_add_effect(worklist,
						   DatumGetInt64(cf_value(row, CF_REPEAT_OF)),
						   call_again, call);
	MemoryContextSwitchTo(caller);
}

/* cf_note_repeat -- after a new row was written: what it means for others */
void
cf_note_repeat(CfWrite *write)
{
	CfRow	   *row = &write->row;
	CfWorklist *worklist = write->worklist;
	CfNewCase	added;

	if (!write->insert || cf_is_null(row, CF_CUSTOMER_ID) ||
		!cf_is_null(row, CF_IMPORTED_AT) ||
		write->desk->policy->same_matters == NIL ||
		write->desk->joined_state == NULL)
		return;
	if (cf_is_joined(&write->row))
	{
		cf_note_call(worklist, row);
		return;
	}
	added.customer = cf_int64(row, CF_CUSTOMER_ID);
	added.id = cf_int64(row, CF_ID);
	added.repeats = !cf_is_null(row, CF_REPEAT_OF);
	cf_worklist_add_new_case(worklist, &added);
}

static CfCustomerCase *
find_case(List *cases, int64 id)
{
	ListCell   *cell;

	foreach(cell, cases)
		if (((CfCustomerCase *) lfirst(cell))->id == id)
			return lfirst(cell);
	return NULL;
}

/* a new case that should have joined one committed meanwhile */
static void
join_late(CfDesk *desk, bool direct, CfWorklist *worklist,
		  const CfNewCase *opening)
{
	List	   *cases = cf_cases_of_customer(desk, direct, opening->customer);
	int64		id = opening->id;
	CfWrite		write = {0};
	CfCustomerCase *own;
	CfCustomerCase *earlier;
	char	   *key;

	/* most customers have no other case */
	if (list_length(cases) < 2)
		return;
	own = find_case(cases, id);
	if (own == NULL)
		own = cf_case_by_id(desk, id);
	write.desk = desk;
	write.row = own->row;
	write.type = own->row.type;
	key = cf_text(&own->row, CF_ISSUE_KEY);
	earlier = cf_repeated_case(&write, cases, key ? list_make1(key) : NIL);
	if (earlier == NULL || !earlier->joinable)
		return;
	change_case(desk, id, "joined", apply_join, earlier);
	if (key != NULL)
		cf_worklist_forget(worklist, key, id);
	cf_note_call(worklist, &cf_case_by_id(desk, id)->row);
}

/*
 * cf_settle_repeats -- if two transactions take in the same customer's
 * complaint about the same matter at once, the one that gets here second joins
 * the other one
 *
 * A case that was found to repeat no other, and is its customer's only one of
 * the statement, finds none again where nothing was written since.
 *
 * Called before counters are locked.
 */
void
cf_settle_repeats(CfDesk *desk, bool direct, CfWorklist *worklist)
{
	MemoryContext caller;
	MemoryContext each;
	CfCustomers customers;
	bool		holds;

	if (worklist->nnew_cases == 0)
		return;
	customers = cf_customers_of(worklist);
	cf_lock_customers(desk, direct, &customers, !worklist->later);
	holds = cf_look_holds(worklist);
	each = AllocSetContextCreate(CurrentMemoryContext,
								 "complaint_flow repeats",
								 ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(each);
	for (int i = 0; i < worklist->nnew_cases; i++)
	{
		const CfNewCase *opening = &worklist->new_cases[i];

		if (holds && !opening->repeats &&
			!cf_has_several(&customers, opening->customer))
			continue;
		join_late(desk, direct, worklist, opening);
		MemoryContextReset(each);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(each);
}
