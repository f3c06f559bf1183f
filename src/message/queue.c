/*
 * queue.c -- the narrow table of open cases in the order of service
 *
 * A row holds the order of service, who may claim the case, and what the
 * boards of this moment show of it, so that they read nothing else.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "clock/clock_effect.h"
#include "clock/clock_row.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "message/queue.h"
#include "store/store.h"

/*
 * cf_audience -- who may claim a case: NULL when it has an owner
 */
char *
cf_audience(CfDesk *desk, const CfRow *row)
{
	char	   *name;
	CfCode	   *lowest = NULL;
	HASH_SEQ_STATUS scan;
	CfCode	   *role;

	if (!cf_is_null(row, CF_OWNER))
		return NULL;
	if ((name = cf_text(row, CF_DEPARTMENT)) != NULL)
		return psprintf("department %s", name);
	if ((name = cf_text(row, CF_HANDLER_ROLE)) != NULL)
		return psprintf("role %s", name);
	hash_seq_init(&scan, desk->roles);
	while ((role = hash_seq_search(&scan)) != NULL)
		if (lowest == NULL || role->rank < lowest->rank ||
			(role->rank == lowest->rank &&
			 strcmp(role->code, lowest->code) < 0))
			lowest = role;
	return lowest ? psprintf("role %s", lowest->code) : pstrdup("anybody");
}

static bool
is_open(CfWrite *write, const CfRow *row)
{
	return !cf_is_final(write->desk, cf_text(row, CF_STATE));
}

/* does an update of an open case change its row in the queue? */
static bool
entry_changed(CfWrite *write, const CfClocks *clocks)
{
	static const CfColumn read[] = {
		CF_PRIORITY, CF_DUE_AT, CF_STATE, CF_OWNER, CF_DEPARTMENT,
		CF_HANDLER_ROLE
	};
	CfStanding	standing;

	for (int i = 0; i < lengthof(read); i++)
		if (cf_changed(write, read[i]))
			return true;
	if (!clocks->loaded)
		return false;
	standing = cf_standing(clocks->clocks,
						   cf_text(&write->row, CF_DEPARTMENT));
	return standing.paused != clocks->before.paused ||
		standing.warn_at != clocks->before.warn_at ||
		standing.overdue_since != clocks->before.overdue_since;
}

/* the key of the row that the queue has for a case */
static void
set_key(const CfRow *row, Datum *values)
{
	values[CF_QU_PRIORITY] = cf_value(row, CF_PRIORITY);
	values[CF_QU_DUE_AT] = cf_is_null(row, CF_DUE_AT) ?
		TimestampTzGetDatum(DT_NOEND) : cf_value(row, CF_DUE_AT);
	values[CF_QU_COMPLAINT_ID] = cf_value(row, CF_ID);
}

static void
set_time(Datum *values, bool *nulls, int column, TimestampTz time)
{
	values[column] = TimestampTzGetDatum(time);
	nulls[column] = time == CF_NO_TIME;
}

/* the clocks as "clocks" has them or, where nothing changes, as before */
static void
set_standing(CfWrite *write, const CfClocks *clocks, const CfStored *found,
			 Datum *values, bool *nulls)
{
	List	   *list = clocks->clocks;
	CfStanding	standing;

	if (!clocks->loaded && !write->insert)
	{
		if (found != NULL && !cf_changed(write, CF_DEPARTMENT))
		{
			for (int i = CF_QU_PAUSED; i <= CF_QU_OVERDUE_SINCE; i++)
			{
				values[i] = found->values[i];
				nulls[i] = found->nulls[i];
			}
			return;
		}
		list = cf_clocks_load(write);
	}
	standing = cf_standing(list, cf_text(&write->row, CF_DEPARTMENT));
	values[CF_QU_PAUSED] = BoolGetDatum(standing.paused);
	set_time(values, nulls, CF_QU_WARN_AT, standing.warn_at);
	set_time(values, nulls, CF_QU_OVERDUE_SINCE, standing.overdue_since);
}

/* since when a case whose row was lost is in its state: from its history */
static Datum
state_in_history(CfWrite *write)
{
	static const Oid types[] = {INT8OID};
	Datum		id = cf_value(&write->row, CF_ID);
	CfQueryRow *row = cf_query_row_latest(write->desk,
										  "SELECT max(at) FROM complaint_event"
										  " WHERE complaint_id = $1"
										  " AND changes ? 'state'",
										  1, types, &id);
	TimestampTz at = cf_query_time(row, 1);

	return at == CF_NO_TIME ? cf_value(&write->row, CF_RECEIVED_AT) :
		TimestampTzGetDatum(at);
}

static Datum
in_state_since(CfWrite *write, const CfStored *found)
{
	if (write->insert)
		return cf_value(&write->row, CF_RECEIVED_AT);
	if (cf_changed(write, CF_STATE))
		return cf_value(&write->row, CF_UPDATED_AT);
	return found != NULL ? found->values[CF_QU_IN_STATE_SINCE] :
		state_in_history(write);
}

/* the row of an open case; "found" is the one that the queue has, if any */
static void
save(CfStoreTable *table, CfWrite *write, const CfClocks *clocks,
	 CfStored *found)
{
	static const struct
	{
		int			to;
		CfColumn	from;
	}			copied[] = {
		{CF_QU_RECEIVED_AT, CF_RECEIVED_AT}, {CF_QU_DEPARTMENT, CF_DEPARTMENT},
		{CF_QU_OWNER, CF_OWNER}, {CF_QU_STATE, CF_STATE}
	};
	const CfRow *row = &write->row;
	char	   *audience = cf_audience(write->desk, row);
	Datum		values[CF_QU_COLUMNS] = {0};
	bool		nulls[CF_QU_COLUMNS] = {0};

	set_key(row, values);
	nulls[CF_QU_AUDIENCE] = audience == NULL;
	if (audience != NULL)
		values[CF_QU_AUDIENCE] = CStringGetTextDatum(audience);
	for (int i = 0; i < lengthof(copied); i++)
	{
		values[copied[i].to] = cf_value(row, copied[i].from);
		nulls[copied[i].to] = cf_is_null(row, copied[i].from);
	}
	values[CF_QU_IN_STATE_SINCE] = in_state_since(write, found);
	set_standing(write, clocks, found, values, nulls);
	if (found != NULL)
		cf_store_update(table, found, values, nulls);
	else
		cf_store_insert(table, values, nulls);
}

/*
 * cf_queue_follow -- bring the queue up to date with the case
 */
void
cf_queue_follow(CfWrite *write, const CfClocks *clocks)
{
	bool		was_open = !write->insert && is_open(write, &write->old);
	bool		opens = is_open(write, &write->row);
	CfStoreTable *table;
	List	   *found = NIL;

	if (!opens && !was_open)
		return;
	if (opens && was_open && !entry_changed(write, clocks))
		return;
	table = cf_store_open(write->desk, write->direct, CF_T_QUEUE);
	if (was_open)
	{
		Datum		key[3];

		set_key(&write->old, key);
		found = cf_store_find(table, key, 3);
	}
	if (opens)
		save(table, write, clocks, found != NIL ? linitial(found) : NULL);
	else if (found != NIL)
		cf_store_delete(table, linitial(found));
	cf_store_close(table);
}
