/*
 * rule_set.h -- the rules of one table, and what their conditions say of each
 * other
 */
#ifndef CF_RULE_SET_H
#define CF_RULE_SET_H

#include "check/solve.h"

/* what is wrong with a rule; the words are found by "words" */
typedef struct CfFinding
{
	bool		error;			/* it surely breaks, or can never work */
	const char *words;
	const char *table;
	const char *rule;			/* label, as the next */
	const char *other;			/* or NULL */
	List	   *details;		/* of char *, for the words */
} CfFinding;

typedef struct CfCheckedRule
{
	CfRule	   *rule;
	const char *label;			/* for people */
	const char *result;			/* rules with the same text do the same */
	CfCondition *condition;
	CfFormula  *formula;		/* NULL: the condition is broken */
	CfCondition *premise;		/* holds whenever the rule is asked, or NULL */
	CfFormula  *premise_formula;
	Bitmapset  *variables;
	Bitmapset  *reads;			/* columns, and facts behind them */
	Bitmapset  *tested;			/* those of which the prover may know more */
	List	   *clauses;		/* for the prover, made when it is asked */
	bool		never;			/* holds for no case */
	bool		always;			/* holds for every case, and cannot fail */
} CfCheckedRule;

typedef struct CfRuleSet
{
	CfDesk	   *desk;
	CfRowType  *type;
	const char *table;
	CfVariables *variables;
	CfSolver   *solver;
	List	   *rules;			/* of CfCheckedRule, in the order of asking */
	int			proofs;			/* that may still be tried */
	bool		trusting;		/* conditions are taken not to fail */
	MemoryContext scratch;
	List	   *findings;		/* of CfFinding */
} CfRuleSet;

extern CfRuleSet *cf_rule_set(CfDesk *desk, CfRowType *type,
							  CfCodeColumns *codes, const char *table,
							  bool knows_file);
extern CfCheckedRule *cf_add_rule(CfRuleSet *set, CfRule *rule,
								  const char *label, const char *result);
extern void cf_settle_rules(CfRuleSet *set);
extern void cf_end_rules(CfRuleSet *set);
extern CfFinding *cf_find(CfRuleSet *set, bool error, const char *words,
						  const CfCheckedRule *rule,
						  const CfCheckedRule *other);
extern bool cf_ruled_out(CfRuleSet *set, List *hold, List *fail);
extern bool cf_says_always(const CfCondition *condition);
extern bool cf_may_stand_for(const CfCheckedRule *rule,
							 const CfCheckedRule *other);
extern bool cf_covered(CfRuleSet *set, const CfCheckedRule *rule,
					   const List *others);
extern bool cf_proven(CfRuleSet *set, CfCheckedRule *rule,
					  CfCheckedRule *other);
extern bool cf_follows(CfRuleSet *set, CfCheckedRule *rule,
					   CfCheckedRule *other);
extern bool cf_exclude(CfRuleSet *set, CfCheckedRule *rule,
					   CfCheckedRule *other);

#endif							/* CF_RULE_SET_H */
