/*
 * store.h -- the engine's own rows: history, clocks, queue, messages
 *
 * Nobody but the engine writes these tables.  Where the table whose trigger
 * fired is the plain one of the desk they are written directly, which needs
 * no grants and cannot be forged; where it is a shard, or the desk's owner
 * added columns, by SQL as the owner.
 */
#ifndef CF_STORE_H
#define CF_STORE_H

#include "executor/spi.h"
#include "utils/rel.h"

#include "desk/desk.h"

typedef enum CfEngineTable
{
	CF_T_EVENT,
	CF_T_EVENT_PERSONAL,
	CF_T_CLOCK,
	CF_T_QUEUE,
	CF_T_ISSUE_COUNT,
	CF_T_ISSUE_MOVED,
	CF_T_OUTBOX,
	CF_T_KPI_CHANGE,
	CF_T_KPI_CASE,
	CF_TABLE_COUNT
} CfEngineTable;

/* columns of the tables, in the order of the desk's template */
enum
{
	CF_EV_COMPLAINT_ID, CF_EV_SEQ, CF_EV_AT, CF_EV_ACTIVITY, CF_EV_ACTOR,
	CF_EV_DB_ROLE, CF_EV_RULES_VERSION, CF_EV_JUDGED_BY, CF_EV_CHANGES,
	CF_EV_PERSONAL_HASH, CF_EV_HASH, CF_EV_COLUMNS
};
enum
{
	CF_EP_COMPLAINT_ID, CF_EP_SEQ, CF_EP_CHANGES, CF_EP_COLUMNS
};
enum
{
	CF_CL_COMPLAINT_ID, CF_CL_METRIC, CF_CL_CYCLE, CF_CL_RULE_ID,
	CF_CL_STARTED_AT, CF_CL_TARGET, CF_CL_CALENDAR, CF_CL_DUE_AT,
	CF_CL_ORIGINAL_DUE_AT, CF_CL_WARN_AT, CF_CL_PROVISIONAL, CF_CL_PAUSED_AT,
	CF_CL_PAUSES, CF_CL_WARNED_AT, CF_CL_BREACHED_AT, CF_CL_STEP,
	CF_CL_NEXT_AT, CF_CL_STOPPED_AT, CF_CL_OUTCOME, CF_CL_SUBJECT,
	CF_CL_DEPARTMENT, CF_CL_EXTENSION, CF_CL_COLUMNS
};
enum
{
	CF_QU_PRIORITY, CF_QU_DUE_AT, CF_QU_COMPLAINT_ID, CF_QU_AUDIENCE,
	CF_QU_COLUMNS
};

enum
{
	CF_IC_ISSUE_KEY, CF_IC_DAY, CF_IC_COUNT, CF_IC_MEMBERS,
	CF_IC_INCIDENT_ID, CF_IC_COLUMNS
};
enum
{
	CF_IM_ISSUE_KEY, CF_IM_DAY, CF_IM_COMPLAINT_ID, CF_IM_MORE_THAN,
	CF_IM_COLUMNS
};
enum
{
	CF_OB_ID, CF_OB_CREATED_AT, CF_OB_COMPLAINT_ID, CF_OB_TOPIC,
	CF_OB_AUDIENCE, CF_OB_DEDUP_KEY, CF_OB_CONTENT, CF_OB_VISIBLE_AT,
	CF_OB_DIGEST_RULE, CF_OB_DIGEST_ID, CF_OB_ATTEMPTS, CF_OB_READ_BY,
	CF_OB_ACKED_AT, CF_OB_COLUMNS
};

enum
{
	CF_KC_COMPLAINT_ID, CF_KC_COLUMNS
};
enum
{
	CF_KS_COMPLAINT_ID, CF_KS_DAY, CF_KS_CLOSED_DAY, CF_KS_DEPARTMENT,
	CF_KS_OWNER, CF_KS_CATEGORY, CF_KS_LEVEL, CF_KS_URGENCY, CF_KS_CHANNEL,
	CF_KS_PRODUCT, CF_KS_MERCHANT, CF_KS_ISSUE_KEY, CF_KS_FIRST_RESPONSE,
	CF_KS_FIRST_RESPONSE_BUSINESS, CF_KS_RESOLUTION,
	CF_KS_RESOLUTION_BUSINESS, CF_KS_FIGURES, CF_KS_PARTS, CF_KS_COLUMNS
};

/* one row; values and nulls in template order */
typedef struct CfStored
{
	HeapTuple	tuple;			/* NULL when read by SQL */
	Datum	   *values;
	bool	   *nulls;
} CfStored;

typedef struct CfStoreTable CfStoreTable;

extern CfStoreTable *cf_store_open(CfDesk *desk, bool direct, CfEngineTable table);
extern List *cf_store_find(CfStoreTable *table, const Datum *key, int nkeys);
extern void cf_store_insert(CfStoreTable *table, Datum *values, bool *nulls);
extern void cf_store_update(CfStoreTable *table, CfStored *old,
							Datum *values, bool *nulls);
extern void cf_store_delete(CfStoreTable *table, CfStored *old);
extern TupleDesc cf_store_desc(CfStoreTable *table);
extern bool cf_store_is_direct(CfStoreTable *table);
extern void cf_store_close(CfStoreTable *table);

/* SQL with a plan kept for the life of the backend */
extern SPIPlanPtr cf_kept_plan_in(Oid schema, const char *sql, int nargs,
								  const Oid *types);
#define cf_kept_plan(desk, sql, nargs, types) \
	cf_kept_plan_in((desk)->schema, sql, nargs, types)
extern int64 cf_owner_execute(CfDesk *desk, const char *sql, int nargs,
							  const Oid *types, const Datum *values,
							  const char *nulls);

#endif							/* CF_STORE_H */
