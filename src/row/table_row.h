/*
 * table_row.h -- a row of a table, its columns by name
 *
 * Columns are looked up by name and type, because a desk's owner may have
 * dropped and added some: KF010 for one that is missing or has another type.
 */
#ifndef CF_TABLE_ROW_H
#define CF_TABLE_ROW_H

#include "commands/trigger.h"
#include "datatype/timestamp.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "base/trigger.h"

typedef struct CfTableRow
{
	Relation	rel;
	HeapTuple	tuple;			/* NULL: there is none */
} CfTableRow;

/* of a row trigger: the row as it becomes, none on delete */
static inline CfTableRow
cf_trigger_row(const TriggerData *trigger)
{
	CfTableRow	row = {trigger->tg_relation, trigger->tg_trigtuple};

	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		row.tuple = trigger->tg_newtuple;
	else if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		row.tuple = NULL;
	return row;
}

/* of a row trigger: the row as it was, none on insert */
static inline CfTableRow
cf_trigger_row_before(const TriggerData *trigger)
{
	CfTableRow	row = {trigger->tg_relation, trigger->tg_trigtuple};

	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		row.tuple = NULL;
	return row;
}

/* for ereport: the column that is to blame */
#define cf_errcolumn(rel, column) errtablecol(rel, cf_attno_of(rel, column))

extern Datum cf_field_value(const CfTableRow *row, const char *column,
							Oid type, bool *isnull);
extern bool cf_field_is_null(const CfTableRow *row, const char *column);

/* NULL, 0, false or DT_NOBEGIN for SQL NULL */
extern char *cf_field_text(const CfTableRow *row, const char *column);
extern char *cf_field_string(const CfTableRow *row, const char *column);
extern int	cf_field_int(const CfTableRow *row, const char *column);
extern int64 cf_field_int64(const CfTableRow *row, const char *column);
extern bool cf_field_bool(const CfTableRow *row, const char *column);
extern TimestampTz cf_field_time(const CfTableRow *row, const char *column);

extern bool cf_field_changed(const CfTableRow *old, const CfTableRow *row,
							 const char *column);
extern void cf_field_set(CfTableRow *row, const char *column, Oid type,
						 Datum value);
extern void cf_field_set_null(CfTableRow *row, const char *column);
extern void cf_field_set_text(CfTableRow *row, const char *column,
							  const char *text);

/* checks; what throws names the table and the column */
extern void cf_field_require(const CfTableRow *row, const char *column);
extern char *cf_field_word(const CfTableRow *row, const char *column);
pg_noreturn extern void cf_refuse_row(const CfTableRow *row,
									  const char *column, int sqlstate,
									  const char *message, const char *hint);

#endif							/* CF_TABLE_ROW_H */
