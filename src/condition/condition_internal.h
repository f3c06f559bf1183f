/*
 * condition_internal.h -- between the files of the condition module
 */
#ifndef CF_CONDITION_INTERNAL_H
#define CF_CONDITION_INTERNAL_H

#include "parser/parse_node.h"

#include "condition/condition.h"

/* varno of the complaint row; facts are read from the outer slot */
#define CF_ROW_VARNO	1
#define CF_FACTS_VARNO	OUTER_VAR

/* a string literal of the text and where it stands */
typedef struct CfLiteral
{
	int			location;
	const char *value;
} CfLiteral;

/* why a condition was refused; strings may be NULL but for message */
typedef struct CfRefusal
{
	char	   *message;
	char	   *detail;
	char	   *hint;
	int			position;		/* in characters from 1, 0 is unknown */
} CfRefusal;

/* condition.c */
extern CfCondition *cf_condition_attempt(const CfConditionScope *scope,
										 const char *text, MemoryContext cxt,
										 CfRefusal **refusal);
extern bool cf_error_must_pass(int sqlstate);

/* condition_names.c */
extern void cf_condition_resolve_names(ParseState *pstate,
									   const CfConditionScope *scope);
extern void cf_condition_collect_reads(CfCondition *condition, Node *expr);
extern const char *cf_wide_character_hint(const char *text);

/* condition_check.c */
extern List *cf_condition_check_raw(ParseState *pstate, Node *raw);
extern void cf_condition_check_expr(ParseState *pstate,
									const CfConditionScope *scope,
									List *literals, Node *expr);
extern void cf_condition_check_planned(const CfConditionScope *scope,
									   Node *expr);

/* condition_cost.c */
extern void cf_condition_check_cost(ParseState *pstate,
									const CfConditionScope *scope,
									Node *expr);

/* condition_function.c */
extern void cf_condition_check_function(ParseState *pstate, int location,
										Oid funcid, bool planned);
extern void cf_condition_check_argument(ParseState *pstate, Node *call);
extern bool cf_is_mentions(Oid funcid);
extern bool cf_is_extension_function(Oid funcid, Oid schema);

/* condition_risk.c */
extern bool cf_condition_may_raise(Node *expr);
extern bool cf_condition_needs_pins(Node *expr);

#endif							/* CF_CONDITION_INTERNAL_H */
