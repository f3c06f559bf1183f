/*
 * rule_set.c -- the rules of one table, and what their conditions say of each
 * other
 *
 * A condition that is NULL, or that fails on odd data, has not matched.  So
 * "other holds whenever rule does" needs an other that cannot fail, or that is
 * the same expression; that the rule itself may fail does no harm.
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "optimizer/optimizer.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "check/cells.h"
#include "check/rule_set.h"
#include "check/truth.h"

/* questions to PostgreSQL's prover about one table */
#define MOST_PROOFS 20000

/* cf_rule_set -- no rules yet; all of it lives in CurrentMemoryContext */
CfRuleSet *
cf_rule_set(CfDesk *desk, CfRowType *type, CfCodeColumns *codes,
			const char *table, bool knows_file)
{
	CfRuleSet  *set = palloc0(sizeof(CfRuleSet));

	set->desk = desk;
	set->type = type;
	set->table = table;
	set->variables = cf_variables_begin(desk, type, codes, knows_file);
	set->proofs = MOST_PROOFS;
	set->scratch = AllocSetContextCreate(CurrentMemoryContext,
										 "complaint_flow proof",
										 ALLOCSET_DEFAULT_SIZES);
	return set;
}

void
cf_end_rules(CfRuleSet *set)
{
	cf_variables_end(set->variables);
	MemoryContextDelete(set->scratch);
}

/* cf_add_rule -- the next rule of the table */
CfCheckedRule *
cf_add_rule(CfRuleSet *set, CfRule *rule, const char *label,
			const char *result)
{
	CfCheckedRule *checked = palloc0(sizeof(CfCheckedRule));

	checked->rule = rule;
	checked->label = label;
	checked->result = result;
	checked->condition = cf_rule_condition(set->type, rule);
	if (checked->condition->broken == NULL && !rule->gives_text)
		checked->formula = cf_formula(set->variables,
									  checked->condition->expr);
	set->rules = lappend(set->rules, checked);
	return checked;
}

/* cf_find -- note a finding; its details may be added */
CfFinding *
cf_find(CfRuleSet *set, bool error, const char *words,
		const CfCheckedRule *rule, const CfCheckedRule *other)
{
	CfFinding  *finding = palloc0(sizeof(CfFinding));

	finding->error = error;
	finding->words = words;
	finding->table = set->table;
	finding->rule = rule->label;
	finding->other = other != NULL ? other->label : NULL;
	set->findings = lappend(set->findings, finding);
	return finding;
}

/* is it a comparison, as operators tell by how selective they are? */
static bool
is_comparison(const Expr *test)
{
	static const Oid estimators[] = {
		F_EQSEL, F_NEQSEL, F_SCALARLTSEL, F_SCALARLESEL, F_SCALARGTSEL,
		F_SCALARGESEL
	};
	Oid			estimator = IsA(test, OpExpr) ?
		get_oprrest(((const OpExpr *) test)->opno) : InvalidOid;

	for (int i = 0; i < lengthof(estimators); i++)
		if (estimators[i] == estimator)
			return true;
	return false;
}

/*
 * Columns of which the prover may know more than the search does: how
 * operators of two types compare.
 */
static Bitmapset *
columns_tested(const CfFormula *formula)
{
	CfVariable *variable = formula->variable;
	Bitmapset  *columns = NULL;
	ListCell   *cell;

	if (formula->kind == CF_FREE_TEST && is_comparison(variable->subject))
		columns = bms_copy(variable->reads);
	foreach(cell, formula->args)
		columns = bms_join(columns, columns_tested(lfirst(cell)));
	return columns;
}

static void
settle(CfRuleSet *set, CfCheckedRule *rule)
{
	int			number = -1;

	cf_formula_settle(rule->formula);
	rule->variables = rule->formula->variables;
	rule->tested = columns_tested(rule->formula);
	while ((number = bms_next_member(rule->variables, number)) >= 0)
		rule->reads = bms_add_members(rule->reads,
									  ((CfVariable *) list_nth(set->variables->list, number))->reads);
	if (rule->premise_formula != NULL)
		cf_formula_settle(rule->premise_formula);
}

/* for the prover: parts that are joined by AND */
static List *
clauses_of(const CfCondition *condition)
{
	Expr	   *canonical = condition->expr == NULL ? NULL :
		canonicalize_qual(copyObject(condition->expr), false);

	return make_ands_implicit(canonical);
}

static List *
clauses(CfCheckedRule *rule)
{
	if (rule->clauses == NIL)
		rule->clauses = clauses_of(rule->condition);
	return rule->clauses;
}

/* proves that of conditions that hold another one follows, or does not hold */
static bool
prove(CfRuleSet *set, List *known, List *wanted, bool refute)
{
	MemoryContext caller;
	bool		proven;

	if (set->proofs <= 0)
		return false;
	set->proofs--;
	caller = MemoryContextSwitchTo(set->scratch);
	proven = refute ? predicate_refuted_by(wanted, known, true) :
		predicate_implied_by(wanted, known, false);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(set->scratch);
	return proven;
}

/*
 * cf_ruled_out -- is it proven that never all of "hold" hold while none of
 * "fail" does?  Frees the lists of CfFormula
 */
bool
cf_ruled_out(CfRuleSet *set, List *hold, List *fail)
{
	MemoryContext caller = MemoryContextSwitchTo(set->scratch);
	bool		found = cf_impossible(set->solver, hold, fail);

	MemoryContextSwitchTo(caller);
	MemoryContextReset(set->scratch);
	list_free(hold);
	list_free(fail);
	return found;
}

/* what is true whenever the rule decides */
static List *
deciding(const CfCheckedRule *rule)
{
	return rule->premise_formula == NULL ? list_make1(rule->formula) :
		list_make2(rule->formula, rule->premise_formula);
}

static bool
is_never_true(CfRuleSet *set, CfCheckedRule *rule)
{
	return rule->condition->expr != NULL &&
		(cf_ruled_out(set, list_make1(rule->formula), NIL) ||
		 prove(set, clauses(rule), clauses(rule), true));
}

/* does it exclude what always holds where it is asked? */
static bool
contradicts_premise(CfRuleSet *set, CfCheckedRule *rule)
{
	return rule->premise_formula != NULL &&
		(cf_ruled_out(set, deciding(rule), NIL) ||
		 prove(set, clauses_of(rule->premise), clauses(rule), true));
}

/* cf_says_always -- does the text say no more than that it always holds? */
bool
cf_says_always(const CfCondition *condition)
{
	return condition->expr == NULL ||
		pg_strcasecmp(condition->text, "true") == 0;
}

static void
check_rule(CfRuleSet *set, CfCheckedRule *rule)
{
	if (is_never_true(set, rule))
	{
		rule->never = true;
		cf_find(set, true, "never_true", rule, NULL);
		return;
	}
	if (contradicts_premise(set, rule))
	{
		rule->never = true;
		cf_find(set, true, "guards_exclude", rule, NULL);
		return;
	}
	rule->always = !rule->condition->can_fail &&
		cf_ruled_out(set, NIL, list_make1(rule->formula));
	if (rule->always && !cf_says_always(rule->condition))
		cf_find(set, false, "always_true", rule, NULL);
}

/*
 * cf_settle_rules -- all rules are added: what each condition says by itself
 */
void
cf_settle_rules(CfRuleSet *set)
{
	ListCell   *cell;

	cf_variables_settle(set->variables);
	set->solver = cf_solver(set->variables);
	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);

		if (rule->formula != NULL)
			settle(set, rule);
	}
	foreach(cell, set->rules)
	{
		CfCheckedRule *rule = lfirst(cell);

		if (rule->formula != NULL)
			check_rule(set, rule);
		else if (rule->condition->broken != NULL)
			cf_find(set, true, "broken_condition", rule, NULL)->details =
				list_make1(rule->condition->broken);
	}
}

/*
 * cf_may_stand_for -- can the other alone decide in place of the rule?  Where
 * it has no variable in common with it, only if it always holds
 */
bool
cf_may_stand_for(const CfCheckedRule *rule, const CfCheckedRule *other)
{
	return other->formula != NULL && !other->never &&
		(other->always || bms_overlap(other->variables, rule->variables) ||
		 bms_overlap(other->tested, rule->reads) ||
		 bms_overlap(other->reads, rule->tested));
}

/* a condition that fails holds for nobody, but fails wherever it stands */
static bool
may_fail(const CfRuleSet *set, const CfCheckedRule *rule,
		 const CfCheckedRule *other)
{
	return !set->trusting && other->condition->can_fail &&
		!equal(rule->condition->expr, other->condition->expr);
}

/* cf_covered -- does one of the others hold whenever the rule does? */
bool
cf_covered(CfRuleSet *set, const CfCheckedRule *rule, const List *others)
{
	List	   *formulas = NIL;
	ListCell   *cell;

	foreach(cell, others)
	{
		CfCheckedRule *other = lfirst(cell);

		if (other->formula != NULL && !other->never &&
			!may_fail(set, rule, other))
			formulas = lappend(formulas, other->formula);
	}
	return formulas != NIL && cf_ruled_out(set, deciding(rule), formulas);
}

/* cf_proven -- the same as cf_follows, by PostgreSQL's prover alone */
bool
cf_proven(CfRuleSet *set, CfCheckedRule *rule, CfCheckedRule *other)
{
	return !may_fail(set, rule, other) &&
		(bms_overlap(other->tested, rule->reads) ||
		 bms_overlap(other->reads, rule->tested)) &&
		prove(set, clauses(rule), clauses(other), false);
}

/* cf_follows -- does the other hold whenever the rule does? */
bool
cf_follows(CfRuleSet *set, CfCheckedRule *rule, CfCheckedRule *other)
{
	return cf_may_stand_for(rule, other) &&
		(cf_covered(set, rule, list_make1(other)) ||
		 cf_proven(set, rule, other));
}

/* cf_exclude -- do both never hold together? */
bool
cf_exclude(CfRuleSet *set, CfCheckedRule *rule, CfCheckedRule *other)
{
	return rule->formula == NULL || other->formula == NULL ||
		rule->never || other->never ||
		cf_ruled_out(set, list_make2(rule->formula, other->formula), NIL);
}
