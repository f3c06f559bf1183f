/*
 * queue.c -- the narrow table of open cases in the order of service
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "desk/codes.h"
#include "message/queue.h"
#include "store/store.h"

typedef struct QueueEntry
{
	bool		present;
	Datum		values[CF_QU_COLUMNS];
	bool		nulls[CF_QU_COLUMNS];
} QueueEntry;

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
		if (lowest == NULL || role->rank < lowest->rank)
			lowest = role;
	return lowest ? psprintf("role %s", lowest->code) : pstrdup("anybody");
}

/* the entry that a row has in the queue */
static void
entry_of(CfWrite *write, const CfRow *row, QueueEntry *entry)
{
	char	   *audience;

	memset(entry, 0, sizeof(QueueEntry));
	entry->present = !cf_is_final(write->desk, cf_text(row, CF_STATE));
	if (!entry->present)
		return;
	entry->values[CF_QU_PRIORITY] = cf_value(row, CF_PRIORITY);
	entry->values[CF_QU_DUE_AT] = cf_is_null(row, CF_DUE_AT) ?
		TimestampTzGetDatum(DT_NOEND) : cf_value(row, CF_DUE_AT);
	entry->values[CF_QU_COMPLAINT_ID] = cf_value(row, CF_ID);
	audience = cf_audience(write->desk, row);
	entry->nulls[CF_QU_AUDIENCE] = audience == NULL;
	if (audience != NULL)
		entry->values[CF_QU_AUDIENCE] = CStringGetTextDatum(audience);
}

static bool
same_entry(const QueueEntry *a, const QueueEntry *b)
{
	if (a->values[CF_QU_PRIORITY] != b->values[CF_QU_PRIORITY] ||
		a->values[CF_QU_DUE_AT] != b->values[CF_QU_DUE_AT] ||
		a->nulls[CF_QU_AUDIENCE] != b->nulls[CF_QU_AUDIENCE])
		return false;
	return a->nulls[CF_QU_AUDIENCE] ||
		strcmp(TextDatumGetCString(a->values[CF_QU_AUDIENCE]),
			   TextDatumGetCString(b->values[CF_QU_AUDIENCE])) == 0;
}

/*
 * cf_queue_follow -- bring the queue up to date with the case
 */
void
cf_queue_follow(CfWrite *write)
{
	CfStoreTable *table;
	QueueEntry	before = {0};
	QueueEntry	after;
	List	   *found = NIL;

	entry_of(write, &write->row, &after);
	if (!write->insert)
		entry_of(write, &write->old, &before);
	if (before.present == after.present &&
		(!after.present || same_entry(&before, &after)))
		return;
	table = cf_store_open(write->desk, write->direct, CF_T_QUEUE);
	if (before.present)
		found = cf_store_find(table, before.values, 3);
	if (found != NIL && after.present)
		cf_store_update(table, linitial(found), after.values, after.nulls);
	else if (found != NIL)
		cf_store_delete(table, linitial(found));
	else if (after.present)
		cf_store_insert(table, after.values, after.nulls);
	cf_store_close(table);
}
