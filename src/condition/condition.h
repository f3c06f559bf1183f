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
#include "nodes/primnodes.h"
#include "pgtime.h"
#include "utils/resowner.h"

#include "condition/keyword_automaton.h"

/* varno of the complaint row; facts are read from the outer slot */
#define CF_ROW_VARNO	1
#define CF_FACTS_VARNO	OUTER_VAR

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
	CF_FACT_PREDICTED_CATEGORY,
	CF_FACT_PREDICTED_PROBABILITY,
	CF_FACT_CATEGORY_IS_SURE,
	CF_FACT_PREDICTED_URGENCY,
	CF_FACT_PREDICTED_URGENCY_PROBABILITY,
	CF_FACT_URGENCY_IS_SURE,
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
	CF_FACT_NO_SCORE_REASON,
	CF_FACT_ACTOR_HANDLED,
	CF_FACT_DEPARTMENTS_HEARD,
	CF_FACT_IDENTITY_VERIFIED,
	CF_FACT_BREACHED_METRICS,
	CF_FACT_LAST				/* the number of facts, and one more */
} CfFact;

#define CF_FACT_COUNT	(CF_FACT_LAST - 1)

/* from here on facts are read from the tables of the case, for guards only */
#define CF_FACT_OF_FILE	CF_FACT_CONTACTS_IN_STATE

/* what the names in a desk's conditions mean */
typedef struct CfConditionScope
{
	TupleDesc	row;			/* of the complaint table's relcache entry */
	TupleDesc	facts;			/* complaint_flow.case_facts */
	Oid			owner;			/* of the desk; literals may have its types */
	const char *time_zone;		/* the desk's, as core knows it */
	const CfKeywords *keywords; /* NULL: the desk has no keyword set */
	bool		gives_text;		/* an expression of a text, not a condition */
	int			pinned;			/* see cf_conditions_begin, 0: not */
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

#endif							/* CF_CONDITION_H */
