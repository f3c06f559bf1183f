/*
 * condition_names.c -- what the names in a condition mean
 *
 * Names are resolved here alone, before core looks for tables: a fact of the
 * case first, then a column of complaint.  So adding a column can never
 * change what an existing rule says.
 */
#include "postgres.h"

#include "catalog/heap.h"
#include "catalog/pg_attribute.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/typcache.h"
#include "utils/varlena.h"

#include "base/errors.h"
#include "base/template.h"
#include "condition/condition_internal.h"
#include "condition/condition_names.h"

/* a suggested name differs in at most so many letters, and in one of three */
#define CF_SUGGEST_DISTANCE	3

/* the best suggestion so far */
typedef struct CfSuggestion
{
	const char *name;
	int			distance;
} CfSuggestion;

TupleDesc
cf_condition_facts_desc(MemoryContext cxt)
{
	MemoryContext old = MemoryContextSwitchTo(cxt);
	TupleDesc	desc = lookup_rowtype_tupdesc_copy(cf_own_type("case_facts"),
												   -1);

	MemoryContextSwitchTo(old);
	Assert(desc->natts == CF_FACT_COUNT);
	return desc;
}

static Form_pg_attribute
find_column(TupleDesc desc, const char *name)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (!column->attisdropped &&
			strcmp(NameStr(column->attname), name) == 0)
			return column;
	}
	return NULL;
}

static void
suggest(CfSuggestion *best, TupleDesc desc, const char *name)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);
		const char *candidate = NameStr(column->attname);
		int			distance;

		if (column->attisdropped)
			continue;
		distance = varstr_levenshtein_less_equal(name, strlen(name),
												 candidate,
												 strlen(candidate), 1, 1, 1,
												 best->distance, true);
		if (distance < best->distance &&
			distance * 3 <= Max(strlen(name), strlen(candidate)))
		{
			best->name = candidate;
			best->distance = distance;
		}
	}
}

static void
refuse_unknown(ParseState *pstate, const CfConditionScope *scope,
			   const char *name, int location)
{
	CfSuggestion best = {NULL, CF_SUGGEST_DISTANCE + 1};
	const char *wide = cf_wide_character_hint(name);

	suggest(&best, scope->row, name);
	suggest(&best, scope->facts, name);
	ereport(ERROR,
			(errcode(ERRCODE_CF_BROKEN_RULE),
			 errmsg("unknown name \"%s\" in a condition", name),
			 errdetail("It is neither a column of complaint nor a fact of the case."),
			 wide != NULL ? errhint("%s", wide) :
			 best.distance == 0 ?
			 errhint("Write \"%s\" without a qualifier.", best.name) :
			 best.name != NULL ?
			 errhint("Perhaps you meant \"%s\".", best.name) :
			 errhint("A text needs single quotes: '%s'.", name),
			 parser_errposition(pstate, location)));
}

static void
refuse_reference(ParseState *pstate, int location, const char *what,
				 const char *hint)
{
	cf_condition_refuse(pstate, location, psprintf("%s in a condition", what),
						"A condition reads single columns of complaint and facts of the case.",
						hint);
}

static Node *
make_reference(int varno, Form_pg_attribute column, int location)
{
	Var		   *var = makeVar(varno, column->attnum, column->atttypid,
							  column->atttypmod, column->attcollation, 0);

	var->location = location;
	return (Node *) var;
}

static Node *
column_reference(ParseState *pstate, const CfConditionScope *scope,
				 const char *name, int location)
{
	Form_pg_attribute column = find_column(scope->row, name);

	if (column == NULL && SystemAttributeByName(name) != NULL)
		refuse_reference(pstate, location, "system column",
						 "Use a column of your own.");
	if (column == NULL)
		refuse_unknown(pstate, scope, name, location);
	if (column->attgenerated != '\0')
		cf_condition_refuse(pstate, location,
							psprintf("generated column \"%s\" in a condition",
									 name),
							"Conditions are judged before generated columns are computed.",
							"Write the column's expression instead.");
	return make_reference(CF_ROW_VARNO, column, location);
}

static Node *
fact_reference(ParseState *pstate, const CfConditionScope *scope,
			   const char *name, int location)
{
	Form_pg_attribute fact = find_column(scope->facts, name);

	if (fact == NULL)
		refuse_unknown(pstate, scope, name, location);
	return make_reference(CF_FACTS_VARNO, fact, location);
}

/* Core's hook for names: resolves every one or raises */
static Node *
resolve_name(ParseState *pstate, ColumnRef *ref)
{
	const CfConditionScope *scope = pstate->p_ref_hook_state;
	const char *first;
	const char *second;

	if (IsA(llast(ref->fields), A_Star))
		refuse_reference(pstate, ref->location, "\"*\"",
						 "Name the columns.");
	first = strVal(linitial(ref->fields));
	if (list_length(ref->fields) == 1)
	{
		if (find_column(scope->facts, first) != NULL)
			return fact_reference(pstate, scope, first, ref->location);
		if (find_column(scope->row, first) == NULL &&
			(strcmp(first, "complaint") == 0 || strcmp(first, "facts") == 0))
			refuse_reference(pstate, ref->location, "whole row",
							 "Name a column, for instance complaint.channel.");
		return column_reference(pstate, scope, first, ref->location);
	}

	second = strVal(lsecond(ref->fields));
	if (list_length(ref->fields) == 2 && strcmp(first, "complaint") == 0)
		return column_reference(pstate, scope, second, ref->location);
	if (list_length(ref->fields) == 2 && strcmp(first, "facts") == 0)
		return fact_reference(pstate, scope, second, ref->location);
	refuse_reference(pstate, ref->location, "foreign qualified name",
					 "Write the column's name alone, or complaint.name or facts.name.");
	return NULL;				/* not reached */
}

/* cf_condition_resolve_names -- makes the parser resolve names in a scope */
void
cf_condition_resolve_names(ParseState *pstate, const CfConditionScope *scope)
{
	pstate->p_pre_columnref_hook = resolve_name;
	pstate->p_ref_hook_state = unconstify(CfConditionScope *, scope);
}

static bool
collect_reads_walker(Node *node, CfCondition *condition)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var))
	{
		Var		   *var = (Var *) node;

		if (var->varno == CF_ROW_VARNO)
			condition->columns = bms_add_member(condition->columns,
												var->varattno);
		else
			condition->facts = bms_add_member(condition->facts,
											  var->varattno);
		return false;
	}
	return expression_tree_walker(node, collect_reads_walker,
								  (void *) condition);
}

/* cf_condition_collect_reads -- notes the columns and facts that are read */
void
cf_condition_collect_reads(CfCondition *condition, Node *expr)
{
	(void) collect_reads_walker(expr, condition);
}

/*
 * cf_wide_character_hint -- a hint for full-width signs or curly quotes, as
 * input methods for Chinese write them, outside of quoted parts; else NULL
 */
const char *
cf_wide_character_hint(const char *text)
{
	const unsigned char *p;
	bool		quoted = false;

	for (p = (const unsigned char *) text; *p != '\0'; p++)
	{
		if (*p == '\'')
			quoted = !quoted;
		if (quoted)
			continue;
		if ((p[0] == 0xEF && (p[1] == 0xBC || p[1] == 0xBD)) ||
			(p[0] == 0xE3 && p[1] == 0x80) ||
			(p[0] == 0xE2 && p[1] == 0x80))
			return "Write signs, spaces and quotes in half width: = ( ) , ' and not full width or curly.";
	}
	return NULL;
}
