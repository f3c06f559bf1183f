/*
 * rows.h -- who is compared: a desk or tables without an engine, the rows that
 * a client writes into them, and slices of work that take turns
 */
#ifndef ROWS_H
#define ROWS_H

#include "bench.h"

enum
{
	CHANNEL, RECEIVED_BY, RECEIVED_AT, CUSTOMER, PRODUCT, MERCHANT, AMOUNT,
	ORDER_REF, TITLE, DESCRIPTION, UPDATED_BY, SHEET_NO, COLUMNS
};

/* values of a row; an empty one is NULL */
#define MAX_VALUE 1000
typedef char Row[COLUMNS][MAX_VALUE];

typedef struct Variant
{
	const char *database;		/* NULL: that of the measurements */
	const char *schema;
	void		(*make_row) (Row row, long number);
	bool		numbers_sheets; /* an engine does that itself */
	bool		replays;		/* writes what desk "shipped" has written */
	Session		session;
} Variant;

/* what a slice cost, each round, a row */
typedef struct Cost
{
	Series		cpu;
	Series		wal;			/* bytes */
	double		heap_rows;		/* of the last round */
	double		index_entries;
} Cost;

/* does "count" rows from "first" on */
typedef void (*Slice) (const Variant *variant, long first, int count);

extern void make_row_of_rules(Row row, long number);
extern void make_shipped_row(Row row, long number);
extern void make_lean_row(Row row, long number);

extern void open_variant(Variant *variant);
extern void prepare_insert(const Session *session, bool numbers_sheets);
extern void insert_row(const Session *session, const Row row,
					   bool numbers_sheets);
extern void insert_slice(const Variant *variant, long first, int count);
extern void copy_slice(const Variant *variant, long first, int count);
extern void take_turns(const Variant *variants, int count, Slice slice,
					   int rounds, long first, int size, Cost *costs);

/* floor.c */
extern void open_floor(void);
extern void close_floor(void);
extern void ready_floor(const Session *session, bool copied);
extern void write_floor(const Session *session);
extern long floor_differences(const Session *session);

#endif							/* ROWS_H */
