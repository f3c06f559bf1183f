/*
 * entry.h -- entries: what people add to the file of a case
 *
 * Every table of entries has columns id, complaint_id, recorded_by and
 * recorded_at.  A CfEntryKind says what else is true of its rows.
 */
#ifndef CF_ENTRY_H
#define CF_ENTRY_H

#include "case/write.h"
#include "entry/column_check.h"

/* what entries need to know about their case; its row is locked */
typedef struct CfEntryCase
{
	int64		complaint_id;
	TimestampTz received_at;
	char	   *state;
	bool		over;			/* in a final state */
	char	   *owner;			/* or NULL, as the next one */
	char	   *accused;
} CfEntryCase;

typedef struct CfEntry
{
	CfTableRow	row;
	CfDesk	   *desk;
	CfStaff    *actor;			/* or NULL */
	bool		direct;			/* tables of the desk can be opened in C */
	bool		by_engine;		/* an action rule writes it */
	TimestampTz now;
	/* BEFORE only: */
	TimestampTz parent_time;	/* time of the entry that it answers */
	CfEntryCase file;
} CfEntry;

/* an entry that this one answers */
typedef struct CfParent
{
	const char *table;
	const char *column;			/* that holds its id */
} CfParent;

typedef struct CfEntryKind
{
	const char *table;			/* logical name */
	CfParent	parents[2];		/* the first that is named; or none */
	bool		after_end;		/* also for cases that are over */
	CfColumnCheck columns[8];	/* checked first */
	const char *needs_actor;	/* begins "... needs a person of the staff" */
	/* BEFORE: checks and fills, no effects; may be NULL */
	void		(*decide) (CfEntry *entry);

	/* its event: "activity", or "activity:value of this column" */
	const char *activity;
	const char *activity_column;
	const char *activity_none;	/* for the value where that is NULL */
	const char *department_column;	/* which has to act on it, or NULL */
	const char *words_column;	/* why, in the person's own words, or NULL */
	bool		has_clocks;		/* clocks may belong to it */
	/* AFTER: what more it does to the case and to other rows; may be NULL */
	void		(*effect) (CfEntry *entry, CfEngineUpdate *update);
} CfEntryKind;

extern CfQueryRow *cf_entry_find(CfEntry *entry, const char *column,
								 const char *sql);
extern void cf_entry_describe(CfDesk *desk, const CfTableRow *row,
							  const char *table, CfEngineUpdate *update);
pg_noreturn extern void cf_refuse_unknown_case(const CfTableRow *row,
											   int64 id);
extern bool cf_same_person(const char *a, const char *b);

#endif							/* CF_ENTRY_H */
