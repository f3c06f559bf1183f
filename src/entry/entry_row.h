/*
 * entry_row.h -- one row of a table that people add to a case's file, its
 * columns by name
 */
#ifndef CF_ENTRY_ROW_H
#define CF_ENTRY_ROW_H

#include "datatype/timestamp.h"
#include "utils/rel.h"

#include "desk/desk.h"

typedef struct CfEntryRow
{
	Relation	rel;
	HeapTuple	tuple;
} CfEntryRow;

extern Datum cf_entry_value(const CfEntryRow *row, const char *column,
							Oid type, bool *isnull);
extern bool cf_entry_is_null(const CfEntryRow *row, const char *column);
extern char *cf_entry_text(const CfEntryRow *row, const char *column);
extern char *cf_entry_word(const CfEntryRow *row, const char *column);
extern TimestampTz cf_entry_time(const CfEntryRow *row, const char *column);
extern int64 cf_entry_int64(const CfEntryRow *row, const char *column);
extern void cf_entry_set(CfEntryRow *row, const char *column, Oid type,
						 Datum value);
extern void cf_entry_set_text(CfEntryRow *row, const char *column,
							  const char *text);

/* checks; what throws names the table and the column */
extern void cf_entry_require(const CfEntryRow *row, const char *column);
extern void cf_entry_check_word(const CfEntryRow *row, const char *column,
								const char *const *words);
extern void cf_entry_check_code(CfDesk *desk, CfEntryRow *row,
								const char *column, HTAB *codes,
								const char *table);

#endif							/* CF_ENTRY_ROW_H */
