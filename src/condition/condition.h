/*
 * condition.h -- a rule's condition: a boolean SQL expression over one
 * complaint row and the facts about the case
 *
 * Names in a condition are the facts of complaint_flow.case_facts and the
 * columns of the desk's complaint table.  A fact hides a column of the same
 * name; "complaint.x" and "facts.x" name one side explicitly.
 */
#ifndef CF_CONDITION_H
#define CF_CONDITION_H

#include "access/tupdesc.h"
#include "executor/tuptable.h"
#include "nodes/bitmapset.h"
#include "nodes/execnodes.h"
#include "pgtime.h"
#include "utils/resowner.h"

#include "condition/keyword.h"

/* attribute numbers of complaint_flow.case_facts */
typedef enum CfFact
{
	CF_FACT_JUDGED_AT = 1,
	CF_FACT_ACTOR,
	CF_FACT_ACTOR_ROLE,
	CF_FACT_ACTOR_RANK,
	CF_FACT_ACTOR_GRADE,
	CF_FACT_ACTOR_DEPARTMENT,
	CF_FACT_ACTOR_IS_OWNER,
	CF_FACT_ACTOR_IS_RECEIVER,
	CF_FACT_FROM_STATE,
	CF_FACT_CONTACTS_IN_STATE,
	CF_FACT_ATTEMPTS_IN_STATE,
	CF_FACT_CONCLUSION,
	CF_FACT_OPEN_WORK_ORDERS,
	CF_FACT_ACCOUNT_FROZEN,
	CF_FACT_OFFER_ANSWER,
	CF_FACT_SATISFACTION_SCORE,
	CF_FACT_FOLLOW_UPS,
	CF_FACT_FOLLOW_UP_DAYS,
	CF_FACT_ACTOR_ENTERED_STATE,
	CF_FACT_ASSESSED,
	CF_FACT_REMEDIES_WAITING,
	CF_FACT_REMEDIES_TO_EXECUTE,
	CF_FACT_REMEDIES_EXECUTED,
	CF_FACT_LAST				/* the number of facts, and one more */
} CfFact;

#define CF_FACT_COUNT	(CF_FACT_LAST - 1)

/* from here on facts are looked up in the case's file: guards only */
#define CF_FACT_OF_FILE	CF_FACT_CONTACTS_IN_STATE

/* what the names in a desk's conditions mean */
typedef struct CfConditionScope
{
	TupleDesc	row;			/* of the complaint table's relcache entry */
	TupleDesc	facts;			/* complaint_flow.case_facts */
	Oid			owner;			/* of the desk, whose types literals may be of */
	const char *time_zone;		/* the desk's, as core knows it */
	const CfKeywords *keywords; /* NULL: the desk has no keyword set */
	bool		gives_text;		/* an expression of a text, not a condition */
} CfConditionScope;

typedef struct CfCondition
{
	char	   *text;			/* as written; NULL is always true */
	char	   *broken;			/* why it cannot be used, or NULL */
	Expr	   *expr;			/* NULL when broken or always true */
	ExprState  *state;			/* NULL with expr */
	MemoryContext cxt;			/* where all of this lives */
	Bitmapset  *columns;		/* attribute numbers of complaint read */
	Bitmapset  *facts;			/* CfFact numbers read */
	bool		can_fail;		/* some input may raise an error */
	bool		pinned;			/* depends on TimeZone, DateStyle, ... */
} CfCondition;

/*
 * The facts' row type, looked up in the catalog and copied into cxt.
 */
extern TupleDesc cf_condition_facts_desc(MemoryContext cxt);

/*
 * cf_condition_build -- parse, check and compile one condition
 *
 * The result lives in cxt; nothing of scope is referenced afterwards.  A
 * condition that cannot be used raises ERRCODE_CF_BROKEN_RULE with DETAIL,
 * HINT and the position inside the text.  "rule" (may be NULL) is named in
 * the error's context.  text NULL gives a condition that is always true.
 * Runs in an internal subtransaction: not in parallel mode.
 */
extern CfCondition *cf_condition_build(const CfConditionScope *scope,
									   const char *rule, const char *text,
									   MemoryContext cxt);

/*
 * cf_condition_try_build -- the same, but a condition that cannot be used is
 * returned with "broken" set.  Only cancel, shutdown, out of memory and the
 * like are still raised.
 */
extern CfCondition *cf_condition_try_build(const CfConditionScope *scope,
										   const char *text,
										   MemoryContext cxt);

/* a condition that did not work out on a row */
typedef struct CfFailure
{
	const CfCondition *condition;
	int			sqlstate;
	char	   *message;		/* may quote the row's values */
} CfFailure;

/*
 * CfEval -- evaluation of many conditions over one row at a time
 *
 * Made once with the desk's cache and used row after row:
 *
 *		cf_eval_begin(eval);
 *		fill eval->row->tts_values/tts_isnull (all natts) and, with
 *		cf_eval_set_fact, the facts that hold; others are NULL
 *		if (cf_condition_true(eval, condition)) ...
 *		cf_eval_end(eval);
 *
 * Between begin and end the caller does no other work on the database: an
 * internal subtransaction may be open.  After an error begin starts afresh.
 */
typedef struct CfEval
{
	TupleTableSlot *row;		/* virtual slots */
	TupleTableSlot *facts;
	ExprContext *econtext;
	List	   *failures;		/* of CfFailure, valid until the next begin */

	/* private */
	pg_tz	   *zone;
	const CfKeywords *keywords;
	struct CfScanned *scanned;	/* texts of this row already scanned */
	bool		in_subxact;
	MemoryContext outer_cxt;
	ResourceOwner outer_owner;
} CfEval;

/*
 * Everything lives in cxt.  The row types are copied, the keywords are pointed
 * to; they must be those of the scope that the conditions were built with.
 */
extern CfEval *cf_eval_create(MemoryContext cxt, TupleDesc row,
							  TupleDesc facts, const char *time_zone,
							  const CfKeywords *keywords);
extern void cf_eval_begin(CfEval *eval);
extern void cf_eval_set_fact(CfEval *eval, CfFact fact, Datum value,
							 bool isnull);

/*
 * cf_condition_true -- does the condition hold?  NULL counts as false, a
 * broken one or one that raises an error as false with a CfFailure.
 */
extern bool cf_condition_true(CfEval *eval, CfCondition *condition);

/*
 * cf_condition_text -- what an expression of a text gives; NULL for SQL NULL
 * and, with a CfFailure, when it is broken or raises an error
 */
extern char *cf_condition_text(CfEval *eval, CfCondition *condition);
extern void cf_eval_end(CfEval *eval);

/*
 * cf_eval_resume -- after cf_eval_end, and work on the database, go on with
 * the same row, its facts and its failures
 */
extern void cf_eval_resume(CfEval *eval);

/* called once from _PG_init */
extern void cf_condition_init(void);

#endif							/* CF_CONDITION_H */
