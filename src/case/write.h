/*
 * write.h -- one write of a case, as the trigger functions hand it around
 */
#ifndef CF_WRITE_H
#define CF_WRITE_H

#include "commands/trigger.h"
#include "datatype/timestamp.h"
#include "utils/jsonb.h"

#include "desk/actor.h"
#include "desk/desk.h"
#include "case/row_type.h"

/* a moment that there is not; no fact has this time */
#define CF_NO_TIME DT_NOBEGIN

/*
 * What the engine itself does to a case while it updates the row: a contact
 * was made, an entry was added to its file, a rule moves it to another state,
 * the job looks at the clocks, or personal data is erased.  NULL while a client writes.
 */
typedef enum CfActKind
{
	CF_ACT_CONTACT,
	CF_ACT_ENTRY,				/* something was added to the case's file */
	CF_ACT_STATE,				/* reason is the rule, detail the state */
	CF_ACT_SWEEP,
	CF_ACT_RECOMPUTE,
	CF_ACT_ERASE
} CfActKind;

struct CfWrite;

typedef struct CfAct
{
	CfActKind	kind;
	TimestampTz at;				/* of the fact */
	TimestampTz now;			/* of the write */
	const char *actor;			/* or NULL */
	const char *db_role;
	bool		by_engine;		/* it follows from another fact */
	bool		aside;			/* the actor did not work on the case */
	const char *activity;		/* contact:offer, ... */
	const char *reason;			/* of a new state, or of recomputing */
	/* entries: what it is, and what it does to the row of the case */
	const char *table;			/* logical name, key of the event's changes */
	Jsonb	   *open;			/* its columns for the event, or NULL */
	Jsonb	   *personal;		/* those that may hold personal data, or NULL */
	int64		subject;		/* entry that its clocks belong to, 0: none */
	const char *department;		/* that has to act on the subject, or NULL */
	const char *next_role;		/* that has to approve it, or NULL */
	void		(*apply) (struct CfWrite *write, const struct CfAct *act);
	void	   *detail;			/* for apply */
	const char *extended_metric;	/* whose clock gets more time, or NULL */
	TimestampTz extended_to;
	/* contacts */
	bool		outgoing;
	bool		reached;
	bool		responds;		/* counts as first response */
	TimestampTz promise;		/* or CF_NO_TIME */
} CfAct;

typedef struct CfWrite
{
	CfDesk	   *desk;
	Relation	rel;
	CfRowType  *type;
	bool		insert;
	bool		importing;		/* a case of the past; insert only */
	bool		direct;			/* engine tables can be opened in C */
	struct CfPending *pending;	/* what waits for the statement's end; NULL
								 * before a row that nothing can foretell */
	bool		afresh;			/* decide as if nothing were decided yet */
	const CfAct *act;
	CfStaff    *actor;			/* or NULL */
	TimestampTz now;
	CfRow		row;			/* as it becomes */
	CfRow		old;			/* update only */
	const Bitmapset *set_columns;	/* that the statement named; update only */
	struct CfEarlier *earlier;	/* case that this one repeats; insert only */
	struct CfCaseFacts *case_facts; /* known to guards only, else NULL */
	List	   *judged_by;		/* of int64 *, rules that decided now */
	bool		rejudged;		/* judged_by replaces the row's */
	List	   *triage;			/* of char *, what a person must look at */
} CfWrite;

static inline bool
cf_changed(const CfWrite *write, CfColumn column)
{
	return write->insert || !cf_column_same(&write->row, &write->old, column);
}

/* attribute numbers in set_columns are offset as core does it */
static inline bool
cf_set_by_statement(const CfWrite *write, CfColumn column)
{
	return bms_is_member(write->type->attno[column] -
						 FirstLowInvalidHeapAttributeNumber,
						 write->set_columns);
}

extern void cf_judged(CfWrite *write, int64 rule_id);

#endif							/* CF_WRITE_H */
