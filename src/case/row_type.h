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
#include "utils/timestamp.h"

#include "condition/condition_eval.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "desk/result.h"

/*
 * The columns of the desk's template.  Their numbers stand in the hashes of
 * the history: new ones go to the end.
 */
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
	CF_UPDATED_BY, CF_EVENT_COUNT, CF_HEAD_HASH, CF_SALT, CF_GUESSES,
	CF_COLUMN_COUNT
} CfColumn;

/* who may give a column its value */
typedef enum CfWriter
{
	CF_BY_ENGINE,				/* never the client */
	CF_BY_CLIENT,				/* the client, at any time */
	CF_AT_INTAKE,				/* the client, on insert only */
	CF_BY_DECISION				/* the engine on insert, people later */
} CfWriter;

typedef struct CfColumnInfo
{
	const char *name;
	Oid			type;
} CfColumnInfo;

extern const CfColumnInfo cf_columns[CF_COLUMN_COUNT];
extern const CfWriter cf_writers[CF_COLUMN_COUNT];

/* does an event record a change of the column?  Not of its own stamps */
static inline bool
cf_is_recorded(CfColumn column)
{
	return column != CF_UPDATED_AT && column != CF_UPDATED_BY &&
		column != CF_EVENT_COUNT && column != CF_HEAD_HASH &&
		column != CF_SALT;
}

/* the columns of a CfSameMatterRule: lists of attribute numbers, 0: dropped */
typedef struct CfMatterColumns
{
	List	   *equal;
	List	   *differing;
} CfMatterColumns;

typedef struct CfRowType
{
	Oid			relid;
	TupleDesc	desc;			/* a copy */
	Oid			whole;			/* type of a whole row in SQL */
	TupleDesc	facts_desc;		/* complaint_flow.case_facts */
	AttrNumber	attno[CF_COLUMN_COUNT];
	MemoryContext cxt;			/* all of this lives here */
	CfConditionScope scope;		/* of the conditions */
	CfCondition **conditions;	/* by CfRule.ordinal; NULL: not needed yet */
	List	   *matter_columns; /* by CfPolicy.same_matters */
	/* sets of attribute numbers */
	Bitmapset  *facts;			/* that deciding rules read */
	Bitmapset  *personal;		/* that may hold personal data */
	Bitmapset  *unrecorded;		/* left out of an event's changes */
	bool		asks_model[CF_PREDICTS_COUNT];	/* some rule does */
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
extern void cf_row_copy(CfRow *row, CfRowType *type, const CfRow *from);
extern void cf_row_read_result(CfRow *row, CfRowType *type,
							   const CfQueryRow *result, int column);
extern bool cf_row_read_case(CfRow *row, CfRowType *type, CfDesk *desk,
							 int64 id);
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

/* columns that are not NULL */
static inline int
cf_int(const CfRow *row, CfColumn column)
{
	return DatumGetInt32(cf_value(row, column));
}

static inline int64
cf_int64(const CfRow *row, CfColumn column)
{
	return DatumGetInt64(cf_value(row, column));
}

static inline TimestampTz
cf_time(const CfRow *row, CfColumn column)
{
	return DatumGetTimestampTz(cf_value(row, column));
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

/* takes a column from another row */
static inline void
cf_copy(CfRow *row, const CfRow *from, CfColumn column)
{
	row->values[cf_index(row, column)] = cf_value(from, column);
	row->nulls[cf_index(row, column)] = cf_is_null(from, column);
}

extern char *cf_text(const CfRow *row, CfColumn column);
extern bool cf_text_is(const CfRow *row, CfColumn column, const char *text);
extern bool cf_says_something(const CfRow *row, CfColumn column);
extern void cf_set_text(CfRow *row, CfColumn column, const char *text);
extern void cf_set_texts(CfRow *row, CfColumn column, List *texts);
extern bool cf_same(const CfRow *a, const CfRow *b, int index);
extern bool cf_column_same(const CfRow *a, const CfRow *b, CfColumn column);
extern bool cf_is_erased(const CfRow *row);
extern bool cf_is_joined(const CfRow *row);

#endif							/* CF_ROW_TYPE_H */
