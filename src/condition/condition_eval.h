/*
 * condition_eval.h -- evaluating conditions on a row
 */
#ifndef CF_CONDITION_EVAL_H
#define CF_CONDITION_EVAL_H

#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "pgtime.h"
#include "utils/resowner.h"

#include "condition/condition.h"

/* a condition that failed on a row */
typedef struct CfFailure
{
	const CfCondition *condition;
	int			sqlstate;
	char	   *message;		/* may quote the row's values */
} CfFailure;

/*
 * What the texts of a case mention, kept with them while it is judged several
 * times; policies with the same keywords share it.
 */
typedef struct CfScans
{
	MemoryContext cxt;
	struct CfScanned *first;
} CfScans;

/*
 * CfEval -- evaluation of many conditions over one row at a time
 *
 * Made once with the desk's cache and used row after row:
 *
 *		cf_eval_begin(eval, scans);
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
	CfScans    *scans;			/* kept by the caller, or NULL */

	/* private */
	pg_tz	   *zone;
	const CfKeywords *keywords;
	struct CfScanned *scanned;	/* texts of this row already scanned */
	int			nesting;		/* of the subtransaction in which it began */
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
extern void cf_eval_begin(CfEval *eval, CfScans *scans);
extern void cf_eval_set_fact(CfEval *eval, CfFact fact, Datum value,
							 bool isnull);

/*
 * cf_condition_true -- does the condition hold?  NULL counts as false, a
 * broken one or one that raises an error as false with a CfFailure.
 */
extern bool cf_condition_true(CfEval *eval, CfCondition *condition);

/*
 * cf_condition_false_part -- the first of its parts, joined by AND, that does
 * not hold, with the columns and facts that it reads; NULL where that is not
 * known
 */
extern const CfCondition *cf_condition_false_part(CfEval *eval,
												  const CfCondition *condition);

/*
 * cf_condition_text -- what an expression of a text gives; NULL for SQL NULL
 * and, with a CfFailure, when it is broken or raises an error
 */
extern char *cf_condition_text(CfEval *eval, CfCondition *condition);
extern void cf_eval_end(CfEval *eval);

/*
 * cf_eval_resume -- go on after cf_eval_end with the same row, its facts and
 * its failures
 */
extern void cf_eval_resume(CfEval *eval);

/* called once from _PG_init */
extern void cf_condition_init(void);

#endif							/* CF_CONDITION_EVAL_H */
