/*
 * row_type.h -- the complaint table as one desk has it today
 *
 * Columns are found by name: users add and drop their own.  A partition or a
 * shard has a row type of its own.
 */
#ifndef CF_ROW_TYPE_H
#define CF_ROW_TYPE_H

#include "access/attnum.h"
#include "nodes/bitmapset.h"
#include "utils/rel.h"

#include "condition/condition_eval.h"
#include "desk/desk.h"
#include "desk/policy.h"

/* the columns of the desk's template, in its order */
typedef enum CfColumn
{
	CF_ID, CF_SHEET_NO, CF_RECEIVED_AT, CF_CHANNEL, CF_RECEIVED_BY,
	CF_RECEIVED_PLACE, CF_CUSTOMER_ID, CF_COMPLAINANT_GROUP,
	CF_CUSTOMER_TIER, CF_PRODUCT, CF_MERCHANT, CF_ORDER_REF,
	CF_CONTRACT_REF, CF_AMOUNT, CF_CURRENCY, CF_OCCURRED_AT,
	CF_OCCURRED_PLACE, CF_RISKS, CF_ACCUSED_STAFF, CF_TITLE,
	CF_DESCRIPTION, CF_REMEDY_SOUGHT, CF_EVIDENCE, CF_VALIDITY,
	CF_VALIDITY_REASON, CF_CATEGORY, CF_CATEGORY_BY, CF_LEVEL, CF_URGENCY,
	CF_URGENT_REASONS, CF_PRIORITY, CF_STATE, CF_OWNER, CF_DEPARTMENT,
	CF_HANDLER_ROLE, CF_MISSING, CF_TRIAGE, CF_ISSUE_KEY, CF_FREQUENCY,
	CF_INCIDENT_ID, CF_REPEAT_OF, CF_REPEAT_KIND, CF_FIRST_CATEGORY,
	CF_FIRST_LEVEL, CF_REOPEN_COUNT, CF_DUE_AT, CF_SLA_STATUS,
	CF_FIRST_RESPONSE_AT, CF_LAST_CONTACT_AT, CF_CONTACT_COUNT,
	CF_ATTEMPT_COUNT, CF_PROMISED_AT, CF_CLOSED_AT, CF_REASON,
	CF_RULES_VERSION, CF_JUDGED_BY, CF_IMPORTED_AT, CF_UPDATED_AT,
	CF_UPDATED_BY, CF_EVENT_COUNT, CF_HEAD_HASH, CF_SALT,
	CF_COLUMN_COUNT
} CfColumn;

/* who may give a column its value */
typedef enum CfWriter
{
	CF_BY_CLIENT,				/* at any time */
	CF_AT_INTAKE,				/* by the client, on insert only */
	CF_BY_ENGINE,				/* never by the client */
	CF_BY_DECISION				/* engine on insert, people later */
} CfWriter;

typedef struct CfColumnInfo
{
	const char *name;
	Oid			type;
	CfWriter	writer;
} CfColumnInfo;

extern const CfColumnInfo cf_columns[CF_COLUMN_COUNT];

typedef struct CfRowType
{
	Oid			relid;
	TupleDesc	desc;			/* a copy */
	TupleDesc	facts_desc;		/* complaint_flow.case_facts */
	AttrNumber	attno[CF_COLUMN_COUNT];
	CfCondition **conditions;	/* by CfRule.ordinal */
	Bitmapset  *facts;			/* attribute numbers that deciding rules read */
	Bitmapset  *personal;		/* attribute numbers of personal columns */
	Bitmapset  *unrecorded;		/* attribute numbers left out of "changes" */
	CfEval	   *eval;
} CfRowType;

extern CfRowType *cf_row_type(CfDesk *desk, Relation rel);
extern CfCondition *cf_rule_condition(CfRowType *type, CfRule *rule);

/* what repeat_kind says where no rule does */
#define CF_JOINED	"joined"
#define CF_LINKED	"linked"

/* one row: values by attribute number - 1 */
typedef struct CfRow
{
	CfRowType  *type;
	Datum	   *values;
	bool	   *nulls;
} CfRow;

extern void cf_row_read(CfRow *row, CfRowType *type, HeapTuple tuple);
extern void cf_row_read_result(CfRow *row, CfRowType *type, HeapTuple result,
							   TupleDesc desc);
extern HeapTuple cf_row_form(CfRow *row);

static inline int
cf_index(const CfRow *row, CfColumn column)
{
	return row->type->attno[column] - 1;
}

static inline bool
cf_is_null(const CfRow *row, CfColumn column)
{
	return row->nulls[cf_index(row, column)];
}

static inline Datum
cf_value(const CfRow *row, CfColumn column)
{
	return row->values[cf_index(row, column)];
}

static inline void
cf_set(CfRow *row, CfColumn column, Datum value)
{
	row->values[cf_index(row, column)] = value;
	row->nulls[cf_index(row, column)] = false;
}

static inline void
cf_set_null(CfRow *row, CfColumn column)
{
	row->values[cf_index(row, column)] = (Datum) 0;
	row->nulls[cf_index(row, column)] = true;
}

extern char *cf_text(const CfRow *row, CfColumn column);
extern void cf_set_text(CfRow *row, CfColumn column, const char *text);
extern Datum cf_texts_datum(List *texts);
extern void cf_set_texts(CfRow *row, CfColumn column, List *texts);
extern bool cf_same(const CfRow *a, const CfRow *b, int index);
extern bool cf_column_same(const CfRow *a, const CfRow *b, CfColumn column);
extern bool cf_is_erased(const CfRow *row);
extern bool cf_is_joined(const CfRow *row);

#endif							/* CF_ROW_TYPE_H */
