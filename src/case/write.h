/*
 * write.h -- one write of a case, as the trigger functions hand it around
 */
#ifndef CF_WRITE_H
#define CF_WRITE_H

#include "commands/trigger.h"
#include "datatype/timestamp.h"
#include "pgtime.h"
#include "utils/jsonb.h"

#include "base/compat.h"
#include "case/row_type.h"

/* why the engine itself updates the row of a case */
typedef enum CfEngineUpdateKind
{
	CF_UPDATE_CONTACT,			/* somebody talked to the customer, or tried */
	CF_UPDATE_ENTRY,			/* something was added to the case's file */
	CF_UPDATE_STATE,			/* it moves by itself; detail is the state */
	CF_UPDATE_RUN_CLOCKS,		/* the job looks for clocks that are due */
	CF_UPDATE_RECOMPUTE,		/* calendars changed, and so do deadlines */
	CF_UPDATE_ERASE				/* personal data goes */
} CfEngineUpdateKind;

struct CfWrite;

typedef struct CfEngineUpdate
{
	CfEngineUpdateKind kind;
	TimestampTz at;				/* of the fact */
	TimestampTz now;			/* of the write */
	const char *actor;			/* or NULL */
	const char *db_role;
	bool		by_engine;		/* it follows from another fact */
	bool		keeps_updated_by;	/* the actor did not work on the case */
	const char *activity;		/* contact:offer, ... */
	const char *reason;			/* of recomputing; else the entry's own words,
								 * or NULL */
	List	   *causes;			/* of a new state: activities, of char * */
	/* entries: what it is, and what it does to the row of the case */
	const char *table;			/* logical name, key of the event's changes */
	Jsonb	   *public_columns;			/* its columns for the event, or NULL */
	Jsonb	   *personal_columns;		/* those with personal data, or NULL */
	int64		subject;		/* entry that its clocks belong to, 0: none */
	const char *department;		/* that has to act on the subject, or NULL */
	const char *next_role;		/* that has to approve it, or NULL */
	void		(*apply) (struct CfWrite *write,
						  const struct CfEngineUpdate *update);
	void	   *detail;			/* for apply; the new state */
	const char *moved_metric;	/* whose clock gets another deadline, or NULL */
	TimestampTz new_due_at;
	/* contacts */
	bool		outgoing;
	bool		reached;
	bool		responds;		/* counts as first response */
	TimestampTz promise;		/* or CF_NO_TIME */
} CfEngineUpdate;

typedef struct CfWrite
{
	CfDesk	   *desk;
	Relation	rel;
	CfRowType  *type;
	bool		insert;
	bool		importing;		/* a case of the past; insert only */
	bool		hypothetical;	/* judged and not written: it may lack what a
								 * complaint needs; insert only */
	bool		direct;			/* engine tables without SQL, see store.h */
	struct CfWorklist *worklist;	/* of its statement; NULL in a BEFORE
									 * trigger when no AFTER STATEMENT trigger
									 * will come */
	bool		as_new;			/* decide as if nothing were decided yet */
	struct CfPast *past;		/* what it finds, as of its receipt; NULL: what
								 * there is now */
	const CfEngineUpdate *engine_update;	/* NULL: a client writes */
	CfStaff    *actor;			/* or NULL */
	TimestampTz now;
	CfRow		row;			/* as it becomes */
	CfRow		old;			/* update only */
	const Bitmapset *set_columns;	/* that the statement named; update only */
	struct CfCustomerCase *repeated;	/* case that this one repeats, or
										 * NULL; insert only */
	bytea	   *digest;			/* of the row, where it is known, see event.c;
								 * insert only */
	CfScans    *scans;			/* what its texts mention, or NULL: not kept */
	struct CfGuesses *guesses;	/* by CfPredicts, while it is decided */
	struct CfCaseFacts *case_facts; /* where guards asked for them, or NULL */
	List	   *judged_by;		/* of int64 *, rules that decided now */
	bool		rejudged;		/* judged_by replaces the row's */
	List	   *triage;			/* of char *, what a person must look at */
} CfWrite;

static inline bool
cf_changed(const CfWrite *write, CfColumn column)
{
	return write->insert || !cf_column_same(&write->row, &write->old, column);
}

/* the code of the person who writes, or NULL */
static inline char *
cf_actor_code(const CfWrite *write)
{
	return write->actor ? write->actor->code : NULL;
}

/* the row that was there before the write, if any */
static inline const CfRow *
cf_row_before(const CfWrite *write)
{
	return write->insert ? &write->row : &write->old;
}

pg_noreturn extern void cf_refuse_column(CfWrite *write, CfColumn column,
										 int sqlstate, const char *message,
										 const char *hint);
extern bool cf_is_named(const CfWrite *write, CfColumn column);
extern bool cf_set_by_client(CfWrite *write, CfColumn column);
extern bool cf_classification_changed(CfWrite *write);
extern bool cf_handler_changed(CfWrite *write);
extern bool cf_reason_given(CfWrite *write);
extern void cf_find_actor(CfWrite *write);
extern struct pg_tm cf_local_receipt(const CfWrite *write);
extern TimestampTz cf_write_time(const CfWrite *write);
extern TimestampTz cf_fact_time(const CfWrite *write);
extern char *cf_event_actor(const CfWrite *write);
extern bool cf_separated(const CfWrite *write);

#endif							/* CF_WRITE_H */
