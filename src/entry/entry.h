/*
 * entry.h -- entries: what people add to the file of a case
 *
 * Every table of entries has columns id, complaint_id, recorded_by and
 * recorded_at; entry.c does what they have in common, a CfEntryKind the rest.
 */
#ifndef CF_ENTRY_H
#define CF_ENTRY_H

#include "desk/actor.h"
#include "entry/entry_row.h"
#include "desk/query.h"
#include "case/write.h"

/* what entries need to know about their case; its row is locked */
typedef struct CfFile
{
	int64		complaint_id;
	TimestampTz received_at;
	char	   *state;
	bool		over;			/* in a final state */
	char	   *owner;			/* or NULL, as the next two */
	char	   *department;
	char	   *accused;
	char	   *customer_tier;
} CfFile;

typedef struct CfEntry
{
	CfEntryRow	row;
	CfDesk	   *desk;
	CfStaff    *actor;			/* or NULL */
	bool		direct;			/* tables of the desk can be opened in C */
	bool		by_engine;		/* an action rule writes it */
	TimestampTz now;
	TimestampTz answers;		/* time of the entry that it answers; BEFORE only */
	CfFile		file;			/* BEFORE only */
} CfEntry;

typedef struct CfEntryKind
{
	const char *table;			/* logical name */
	const char *parent;			/* table of the entry that this one answers, or
								 * NULL */
	const char *parent_column;	/* names that entry */
	bool		after_end;		/* also for cases that are over */
	/* BEFORE: checks and fills, no effects; may be NULL */
	void		(*decide) (CfEntry *entry);
	/* AFTER: sets activity, subject, apply of the act, writes other rows */
	void		(*effect) (CfEntry *entry, CfAct *act);
	const char *other_parent;	/* or it answers one of these, or NULL */
	const char *other_parent_column;
} CfEntryKind;

/* kinds, by the modules that know them; each list ends with a NULL table */
extern const CfEntryKind cf_investigation_kinds[];
extern const CfEntryKind cf_work_order_kinds[];
extern const CfEntryKind cf_handover_kinds[];
extern const CfEntryKind cf_satisfaction_kinds[];
extern const CfEntryKind cf_remedy_kinds[];
extern const CfEntryKind cf_approval_kinds[];
extern const CfEntryKind cf_extension_kinds[];

/* the engine's own entries and columns */
extern int64 cf_engine_execute(CfDesk *desk, const char *sql, int nargs,
							   const Oid *types, const Datum *values,
							   const char *nulls);
extern bool cf_engine_writes(void);

extern CfFound *cf_entry_find(CfEntry *entry, const char *column,
							  const char *sql);
extern void cf_entry_tell(CfDesk *desk, const CfEntryRow *row,
						  const char *table, CfAct *act);

/* helpers for kinds */
extern void cf_entry_refuse_engine_column(CfEntry *entry, const char *column,
										  const char *initial);
extern void cf_entry_need_actor(CfEntry *entry, const char *what);

#endif							/* CF_ENTRY_H */
