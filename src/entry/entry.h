/*
 * entry.h -- entries: what people add to the file of a case
 *
 * Every table of entries has columns id, complaint_id, recorded_by and
 * recorded_at; entry.c does what they have in common, a CfEntryKind the rest.
 */
#ifndef CF_ENTRY_H
#define CF_ENTRY_H

#include "case/write.h"
#include "desk/result.h"
#include "entry/entry_row.h"

/* what entries need to know about their case; its row is locked */
typedef struct CfEntryCase
{
	int64		complaint_id;
	TimestampTz received_at;
	char	   *state;
	bool		over;			/* in a final state */
	char	   *owner;			/* or NULL, as the next two */
	char	   *department;
	char	   *accused;
	char	   *customer_tier;
} CfEntryCase;

typedef struct CfEntry
{
	CfEntryRow	row;
	CfDesk	   *desk;
	CfStaff    *actor;			/* or NULL */
	bool		direct;			/* tables of the desk can be opened in C */
	bool		by_engine;		/* an action rule writes it */
	TimestampTz now;
	TimestampTz answers;		/* time of the entry that it answers; BEFORE
								 * only */
	CfEntryCase file;			/* BEFORE only */
} CfEntry;

typedef struct CfEntryKind
{
	const char *table;			/* logical name */
	const char *parent;			/* table of the entry that this one answers,
								 * or NULL */
	const char *parent_column;	/* names that entry */
	bool		after_end;		/* also for cases that are over */
	/* BEFORE: checks and fills, no effects; may be NULL */
	void		(*decide) (CfEntry *entry);
	/* AFTER: sets activity, subject, apply of the act, writes other rows */
	void		(*effect) (CfEntry *entry, CfEngineUpdate *update);
	const char *other_parent;	/* or it answers one of these, or NULL */
	const char *other_parent_column;
} CfEntryKind;

extern CfQueryRow *cf_entry_find(CfEntry *entry, const char *column,
								 const char *sql);
extern void cf_entry_describe(CfDesk *desk, const CfEntryRow *row,
							  const char *table, CfEngineUpdate *update);

/* helpers for kinds */
extern void cf_entry_refuse_engine_column(CfEntry *entry, const char *column,
										  const char *initial);
extern void cf_entry_need_actor(CfEntry *entry, const char *what);

#endif							/* CF_ENTRY_H */
