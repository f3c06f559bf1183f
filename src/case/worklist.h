/*
 * worklist.h -- what a statement does when all its rows are written
 *
 * AFTER ROW triggers note here what changes other cases than their own, and
 * what would write their own case again.  It is done when the triggers of all
 * rows have fired, see statement.c for when and settle.c for what.
 */
#ifndef CF_WORKLIST_H
#define CF_WORKLIST_H

#include "datatype/timestamp.h"
#include "nodes/pg_list.h"
#include "utils/date.h"

#include "desk/desk.h"

/* one issue and local day, as a statement meets it */
typedef struct CfIssue
{
	char	   *key;
	DateADT		day;			/* of receipt, local */

	/* as the first row found it */
	bool		looked_up;
	int			counted;		/* cases that count for the batch */
	int64		incident;		/* 0: not declared */
	int64	   *totals;			/* by desk's frequencies */
	struct CfIssue *sibling;	/* of another day */

	/* as rows came by */
	int			seen;			/* new ones, by their BEFORE triggers */
	int64		reserved_incident;	/* that the statement will declare, or 0 */
	int			more_than;		/* -1: its cases belong to no batch */
	const char *notify;			/* of an incident, or NULL */
	int			rows;			/* written, to be counted */
	List	   *new_members;	/* of int64 *: those that count for a batch */
	List	   *reserved_cases; /* of int64 *: written with that incident */
	List	   *moved;			/* of int64 *: older cases that came to it */
	List	   *unbatched;		/* of int64 *: new ones that belong to no
								 * batch */

	/* as the counter stands when the worklist is done */
	bool		undeclared;		/* counted now, not declared by others */
	List	   *leftovers;		/* of int64 *: cases that others could not
								 * count */
	List	   *counted_members;		/* of int64 *: its members */
} CfIssue;

/* something that is to be done to another case */
typedef void (*CfEffectFunction) (CfDesk *desk, int64 case_id, void *data);

typedef struct CfEffect
{
	int64		case_id;
	CfEffectFunction apply;
	void	   *data;
} CfEffect;

/*
 * What a rule adds to the file of a case, or to which state the case moves.
 * It has to wait because it writes the case again, and a trigger on the row
 * must see the row first.
 */
typedef struct CfListedAction
{
	const struct CfActionRule *rule;	/* of the statement's desk; or NULL */
	const struct CfTransition *transition;	/* the same, where the case moves */
	int64		case_id;
	TimestampTz at;
	char	   *staff;			/* found about whom, or who moves the case; or
								 * NULL */
	/* where the case moves */
	char	   *db_role;
	List	   *causes;			/* of char *: activities */
	char	   *words;			/* of the entry, or NULL */
} CfListedAction;

/* when so many are listed, the next row's trigger does them first */
#define CF_MAX_LISTED_ACTIONS 1000

/* a new case, to be compared with what others committed meanwhile */
typedef struct CfNewCase
{
	int64		customer;
	int64		id;
	bool		repeats;		/* an earlier case of the customer */
} CfNewCase;

/* when cases of customers were looked at: did any change since? */
typedef struct CfLook
{
	uint64		completed;		/* transactions of all sessions; 0: never */
	uint64		other_writes;	/* of cases by this session, but for the new
								 * ones of the statement */
} CfLook;

typedef struct CfWorklist
{
	MemoryContext cxt;
	int			takers;			/* calls of cf_worklist_take still to come */
	struct issue_hash *issues;	/* of CfIssue, NULL: none */
	List	   *effects;		/* of CfEffect */
	CfListedAction *actions;	/* in the order of their events */
	int			nactions;
	int			actions_room;
	CfNewCase  *new_cases;
	int			nnew_cases;
	int			new_cases_room;
	uint64		inserts;		/* of cases, decided */
	CfLook		first_look;
	struct digest_hash *digests;	/* of new rows, see decision.c; NULL: none */
	char	   *digests_by;		/* the role that wrote those rows */
	bool		later;			/* the transaction held a case before, see
								 * cf_case_held */
} CfWorklist;

extern CfWorklist *cf_worklist_create(MemoryContext cxt);
extern CfIssue *cf_worklist_issue(CfWorklist *worklist, const char *key,
								  DateADT day, bool create);
extern List *cf_worklist_issues(CfWorklist *worklist);
extern void cf_worklist_add_effect(CfWorklist *worklist, int64 case_id,
								   CfEffectFunction apply, void *data);
extern void cf_worklist_apply_effects(const CfWorklist *worklist,
									  CfDesk *desk);
extern void cf_worklist_add_action(CfWorklist *worklist,
								   const CfListedAction *action);
extern void cf_worklist_add_new_case(CfWorklist *worklist,
									 const CfNewCase *added);
extern void cf_worklist_forget(CfWorklist *worklist, const char *key,
							   int64 id);
extern bool cf_all_listed(const CfIssue *issue);
extern List *cf_add_id(List *ids, int64 id);
extern bool cf_has_id(List *ids, int64 id);

#endif							/* CF_WORKLIST_H */
