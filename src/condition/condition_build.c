/*
 * condition_build.c -- compiling the text of a condition
 *
 * PostgreSQL's parser and planner do the work; this file feeds them and turns
 * whatever they raise into one kind of error.  Both happen under pinned
 * settings, so that a literal such as '2024-01-01' or a function's name means
 * the same whoever writes the rule.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "base/bounds.h"
#include "base/errors.h"
#include "base/subtransaction.h"
#include "condition/condition_build.h"
#include "condition/condition_check.h"
#include "condition/condition_cost.h"
#include "condition/condition_internal.h"
#include "condition/condition_names.h"
#include "condition/condition_risk.h"

/* why a condition was refused; strings may be NULL but for message */
typedef struct Refusal
{
	char	   *message;
	char	   *detail;
	char	   *hint;
	int			position;		/* in characters from 1, 0 is unknown */
} Refusal;

/* what could change the meaning of a text, beside the time zone */
static const struct
{
	const char *name;
	const char *value;
}			pinned_settings[] =
{
	{"search_path", "pg_catalog, complaint_flow, pg_temp"},
	{"DateStyle", "ISO, YMD"},
	{"IntervalStyle", "postgres"},
	{"extra_float_digits", "1"},
	{"standard_conforming_strings", "on"},
	{"transform_null_equals", "off"},
	{"array_nulls", "on"},
};

static void
pin_setting(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/* the caller undoes it with AtEOXact_GUC(true, result); an error does, too */
static int
pin_settings(const CfConditionScope *scope)
{
	int			level = NewGUCNestLevel();

	for (int i = 0; i < lengthof(pinned_settings); i++)
		pin_setting(pinned_settings[i].name, pinned_settings[i].value);
	pin_setting("TimeZone", scope->time_zone);
	return level;
}

void
cf_conditions_begin(CfConditionScope *scope)
{
	Assert(scope->pinned == 0);
	scope->pinned = pin_settings(scope);
}

void
cf_conditions_end(CfConditionScope *scope)
{
	AtEOXact_GUC(true, scope->pinned);
	scope->pinned = 0;
}

/*
 * The one expression that the text consists of; raises for everything else
 * that PL/pgSQL would take in the place of an expression.
 */
static Node *
parse_single_expression(ParseState *pstate, const char *text)
{
	List	   *statements = raw_parser(text, RAW_PARSE_PLPGSQL_EXPR);
	SelectStmt *select;
	ResTarget  *target;

	Assert(list_length(statements) == 1);
	select = castNode(SelectStmt, linitial_node(RawStmt, statements)->stmt);
	if (select->targetList == NIL)
		cf_condition_refuse(pstate, -1, "condition is empty", NULL,
							"Write a boolean expression, or NULL for a rule that always matches.");
	if (list_length(select->targetList) > 1)
		cf_condition_refuse(pstate, exprLocation(lsecond(select->targetList)),
							"condition consists of several expressions",
							psprintf("A comma separates %d expressions.",
									 list_length(select->targetList)),
							"Join them with AND or OR.");
	target = linitial_node(ResTarget, select->targetList);
	if (target->name != NULL)
		cf_condition_refuse(pstate, -1, "condition ends with a word too many",
							psprintf("The last word, \"%s\", would name a column of a result.",
									 target->name),
							"Remove the word, or complete what it begins.");
	if (select->distinctClause != NIL || select->intoClause != NULL ||
		select->fromClause != NIL || select->whereClause != NULL ||
		select->groupClause != NIL || select->havingClause != NULL ||
		select->windowClause != NIL || select->sortClause != NIL ||
		select->limitOffset != NULL || select->limitCount != NULL ||
		select->lockingClause != NIL || select->withClause != NULL ||
		select->valuesLists != NIL || select->op != SETOP_NONE ||
		target->indirection != NIL)
		cf_condition_refuse(pstate, target->location,
							"condition is more than an expression",
							"It contains a clause of a query.",
							"Write only what could stand after WHERE; it is judged for one complaint.");
	return target->val;
}

static void
require_type(ParseState *pstate, Node *expr, bool holds, const char *message,
			 const char *hint)
{
	if (!holds)
		cf_condition_refuse(pstate, exprLocation(expr), message,
							psprintf("It yields a value of type %s.",
									 format_type_be(exprType(expr))), hint);
}

static Node *
as_boolean(ParseState *pstate, Node *expr)
{
	require_type(pstate, expr, getBaseType(exprType(expr)) == BOOLOID,
				 "condition is not true or false",
				 "Compare the value with something.");
	return coerce_to_boolean(pstate, expr, "condition");
}

static Node *
as_text(ParseState *pstate, Node *expr)
{
	Oid			type = exprType(expr);
	Oid			wanted = TEXTOID;

	require_type(pstate, expr,
				 can_coerce_type(1, &type, &wanted, COERCION_IMPLICIT),
				 "expression is not a text", "Write (...)::text around it.");
	return coerce_type(pstate, expr, type, TEXTOID, -1, COERCION_IMPLICIT,
					   COERCE_IMPLICIT_CAST, exprLocation(expr));
}

/* fills the condition from its text; CurrentMemoryContext takes the rest */
static void
compile(const CfConditionScope *scope, CfCondition *condition)
{
	int			guc_level = scope->pinned ? 0 : pin_settings(scope);
	ParseState *pstate = make_parsestate(NULL);
	List	   *literals;
	Node	   *raw;
	Node	   *expr;
	Node	   *planned;
	MemoryContext trash;

	if (strlen(condition->text) > CF_CONDITION_MAX)
		cf_condition_refuse(pstate, -1, "condition is too long",
							psprintf("It has %zu bytes, at most %d are allowed.",
									 strlen(condition->text),
									 CF_CONDITION_MAX),
							"Write several rules; keyword sets find many words at once.");
	pstate->p_sourcetext = condition->text;
	cf_condition_resolve_names(pstate, scope);
	raw = parse_single_expression(pstate, condition->text);
	literals = cf_condition_check_raw(pstate, raw);
	expr = transformExpr(pstate, raw, EXPR_KIND_OTHER);
	assign_expr_collations(pstate, expr);
	cf_condition_check_expr(pstate, scope, literals, expr);
	cf_condition_check_cost(pstate, scope, expr);
	expr = scope->gives_text ? as_text(pstate, expr) :
		as_boolean(pstate, expr);

	/* planning inlines functions written in SQL: look again */
	planned = (Node *) expression_planner((Expr *) copyObject(expr));
	cf_condition_check_planned(scope, planned);
	if (!equal(planned, expr))
		cf_condition_check_cost(NULL, scope, planned);
	convert_saop_to_hashed_saop(planned);
	if (guc_level != 0)
		AtEOXact_GUC(true, guc_level);

	trash = MemoryContextSwitchTo(condition->cxt);
	cf_condition_collect_reads(condition, expr);
	condition->expr = copyObject((Expr *) planned);
	condition->can_fail = cf_condition_may_raise(planned);
	condition->pinned = cf_condition_needs_pins(planned);
	condition->state = ExecInitExpr(condition->expr, NULL);
	MemoryContextSwitchTo(trash);
	free_parsestate(pstate);
}

/* cf_error_must_pass -- errors that are not caused by the condition */
bool
cf_error_must_pass(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_SYSTEM_ERROR:
		case ERRCODE_TRANSACTION_ROLLBACK:
			return true;
		default:
			return sqlstate == ERRCODE_LOCK_NOT_AVAILABLE ||
				sqlstate == ERRCODE_DATA_CORRUPTED ||
				sqlstate == ERRCODE_INDEX_CORRUPTED;
	}
}

/* what core's parser or planner found wrong, in the words of this module */
static const char *
kind_of_core_error(int sqlstate)
{
	if (sqlstate == ERRCODE_SYNTAX_ERROR)
		return "condition is not a valid SQL expression";
	if (sqlstate == ERRCODE_UNDEFINED_FUNCTION ||
		sqlstate == ERRCODE_AMBIGUOUS_FUNCTION)
		return "condition calls an unknown function or operator";
	if (ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_DATA_EXCEPTION)
		return "condition contains an invalid value";
	return "condition cannot be used";
}

/* turns an error into a refusal; its strings live in CurrentMemoryContext */
static Refusal *
refusal_of(ErrorData *error, const char *text)
{
	Refusal    *refusal = palloc0(sizeof(Refusal));

	/* a position inside the body of a function says nothing here */
	if (error->internalquery == NULL)
		refusal->position = error->cursorpos;
	if (error->hint != NULL)
		refusal->hint = pstrdup(error->hint);
	if (error->sqlerrcode == ERRCODE_CF_BROKEN_RULE)
	{
		refusal->message = pstrdup(error->message);
		if (error->detail != NULL)
			refusal->detail = pstrdup(error->detail);
		return refusal;
	}

	refusal->message = pstrdup(kind_of_core_error(error->sqlerrcode));
	refusal->detail = psprintf("PostgreSQL says: %s.%s%s", error->message,
							   error->detail != NULL ? " " : "",
							   error->detail != NULL ? error->detail : "");
	if (error->sqlerrcode == ERRCODE_SYNTAX_ERROR &&
		cf_wide_character_hint(text) != NULL)
		refusal->hint = pstrdup(cf_wide_character_hint(text));
	else if (refusal->hint == NULL)
		refusal->hint = pstrdup("The condition must be a boolean SQL expression over columns of complaint and facts of the case.");
	return refusal;
}

/* what a condition is compiled from */
typedef struct Attempt
{
	const CfConditionScope *scope;
	CfCondition *condition;
} Attempt;

/* as the owner: the parser reads literals of any type before we see them */
static void
compile_as_owner(void *arg)
{
	Attempt    *self = arg;
	Oid			user;
	int			sec_context;

	/* callers up the stack would take the position for theirs */
	error_context_stack = NULL;
	GetUserIdAndSecContext(&user, &sec_context);
	SetUserIdAndSecContext(self->scope->owner, sec_context |
						   SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_RESTRICTED_OPERATION);
	compile(self->scope, self->condition);
	SetUserIdAndSecContext(user, sec_context);
}

/*
 * Compile, or say why not
 *
 * *refusal is NULL when all is well, else it lives in CurrentMemoryContext
 * and the condition returned has no expression.
 */
static CfCondition *
attempt(const CfConditionScope *scope, const char *text,
		MemoryContext cxt, Refusal **refusal)
{
	CfCondition *condition = MemoryContextAllocZero(cxt, sizeof(CfCondition));
	Attempt		self = {scope, condition};
	MemoryContext trash;
	MemoryContext caller;
	ErrorData  *error;

	*refusal = NULL;
	condition->cxt = cxt;
	if (text == NULL)
		return condition;
	condition->text = MemoryContextStrdup(cxt, text);

	trash = AllocSetContextCreate(CurrentMemoryContext, "cf condition parse",
								  ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(trash);
	error = cf_attempt(compile_as_owner, &self);
	MemoryContextSwitchTo(caller);
	if (error != NULL)
	{
		if (cf_error_must_pass(error->sqlerrcode))
			ReThrowError(error);
		*refusal = refusal_of(error, text);
		condition->state = NULL;
		condition->expr = NULL;
	}
	MemoryContextDelete(trash);
	return condition;
}

/* context callback: names the rule that an error is about */
static void
rule_context(void *arg)
{
	errcontext("condition of rule \"%s\"", (const char *) arg);
}

CfCondition *
cf_condition_build(const CfConditionScope *scope, const char *rule,
				   const char *text, MemoryContext cxt)
{
	Refusal    *refusal;
	CfCondition *condition;
	ErrorContextCallback callback;

	condition = attempt(scope, text, cxt, &refusal);
	if (refusal == NULL)
		return condition;

	if (rule != NULL)
	{
		callback.callback = rule_context;
		callback.arg = unconstify(char *, rule);
		callback.previous = error_context_stack;
		error_context_stack = &callback;
	}
	ereport(ERROR,
			(errcode(ERRCODE_CF_BROKEN_RULE),
			 errmsg_internal("%s", refusal->message),
			 refusal->detail ? errdetail_internal("%s", refusal->detail) : 0,
			 refusal->hint ? errhint("%s", refusal->hint) : 0,
			 internalerrquery(text),
			 internalerrposition(refusal->position)));
}

CfCondition *
cf_condition_try_build(const CfConditionScope *scope, const char *text,
					   MemoryContext cxt)
{
	Refusal    *refusal;
	CfCondition *condition;
	StringInfoData why;

	condition = attempt(scope, text, cxt, &refusal);
	if (refusal == NULL)
		return condition;

	initStringInfo(&why);
	appendStringInfoString(&why, refusal->message);
	if (refusal->position > 0)
		appendStringInfo(&why, " at character %d", refusal->position);
	if (refusal->detail != NULL)
		appendStringInfo(&why, ": %s", refusal->detail);
	condition->broken = MemoryContextStrdup(cxt, why.data);
	pfree(why.data);
	return condition;
}
