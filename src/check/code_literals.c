/*
 * code_literals.c -- words in conditions that are no code of their column
 *
 * Looked at are comparisons of a column, or of coalesce() of one, with
 * constants: one word or a list, by operators that ask whether they are equal
 * and those of arrays.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "base/array.h"
#include "check/code_literals.h"
#include "desk/codes.h"
#include "desk/unknown_code.h"

typedef struct Literals
{
	CfRuleSet  *set;
	const CfCheckedRule *rule;
	Node	   *tested;			/* CASE tested WHEN ... */
	List	   *told;			/* of char *: words that were found */
	List	   *stand_ins;		/* of char *: coalesce(column, word, ...) */
} Literals;

/* the column whose value, or that of an element, an expression has */
static CfCodeColumn *
column_of(const Literals *literals, Node *node)
{
	if (node != NULL && IsA(node, CaseTestExpr))
		node = literals->tested;
	while (node != NULL && (IsA(node, RelabelType) || IsA(node, CoalesceExpr)))
		node = IsA(node, RelabelType) ? (Node *) ((RelabelType *) node)->arg :
			linitial(((CoalesceExpr *) node)->args);
	if (node == NULL || !IsA(node, Var))
		return NULL;
	return cf_code_column(literals->set->variables->codes, (Var *) node);
}

/* words that an expression has instead of NULL */
static List *
stand_ins_of(Node *node)
{
	List	   *words = NIL;
	ListCell   *cell;

	while (IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	if (!IsA(node, CoalesceExpr))
		return NIL;
	foreach(cell, ((CoalesceExpr *) node)->args)
	{
		Const	   *constant = lfirst(cell);

		if (IsA(constant, Const) && !constant->constisnull &&
			constant->consttype == TEXTOID)
			words = lappend(words, TextDatumGetCString(constant->constvalue));
	}
	return words;
}

/* so many are listed */
#define FEW_CODES 30

static char *
listed(const List *codes)
{
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	foreach(cell, codes)
		if (foreach_current_index(cell) < FEW_CODES)
			appendStringInfo(&buf, "%s%s",
							 foreach_current_index(cell) ? ", " : "",
							 (char *) lfirst(cell));
	if (list_length(codes) > FEW_CODES)
		appendStringInfoString(&buf, " ...");
	return buf.data;
}

/* the code that differs least, in a letter or two; or NULL */
static char *
nearest_code(const List *codes, const char *word)
{
	int			length = strlen(word);
	int			nearest = length < 4 ? 0 : length < 6 ? 1 : 2;
	char	   *found = NULL;
	ListCell   *cell;

	foreach(cell, codes)
	{
		const char *code = lfirst(cell);
		int			distance =
			varstr_levenshtein_less_equal(word, length, code, strlen(code),
										  1, 1, 1, nearest, true);

		if (distance > nearest || (distance == nearest && found != NULL))
			continue;
		found = lfirst(cell);
		nearest = distance;
	}
	return found;
}

/* which code was perhaps meant; a column is asked once about a word */
static char *
hint_for(CfDesk *desk, CfCodeColumn *column, char *word)
{
	char	   *nearest;
	ListCell   *cell;

	foreach(cell, column->others)
		if (strcmp(lfirst(cell), word) == 0)
			return list_nth(column->hints, foreach_current_index(cell));
	nearest = nearest_code(column->codes, word);
	column->others = lappend(column->others, word);
	column->hints = lappend(column->hints, nearest != NULL ?
							psprintf("Did you mean %s?", nearest) :
							column->table == NULL ?
							psprintf("It has one of %s.",
									 listed(column->codes)) :
							cf_code_hint(desk, word, column->table));
	return llast(column->hints);
}

static void
check_word(Literals *literals, CfCodeColumn *column, char *word)
{
	if (cf_list_has(column->codes, word) ||
		cf_list_has(literals->stand_ins, word) ||
		cf_list_has(literals->told, word))
		return;
	literals->told = lappend(literals->told, word);
	cf_find(literals->set, column->closed, "literal_no_code", literals->rule,
			NULL)->details =
		list_make4(word, unconstify(char *, column->name),
				   hint_for(literals->set->desk, column, word),
				   listed(column->codes));
}

/* a text or a list of texts */
static void
check_constant(Literals *literals, CfCodeColumn *column, Node *node)
{
	Const	   *constant = (Const *) node;
	ListCell   *cell;

	if (!IsA(node, Const) || constant->constisnull)
		return;
	if (constant->consttype == TEXTOID)
		check_word(literals, column,
				   TextDatumGetCString(constant->constvalue));
	else if (constant->consttype == TEXTARRAYOID)
		foreach(cell, cf_texts_of_array(constant->constvalue))
			check_word(literals, column, lfirst(cell));
}

static bool
asks_for_codes(Oid operator)
{
	static const Oid functions[] = {
		F_TEXTEQ, F_TEXTNE, F_ARRAYOVERLAP, F_ARRAYCONTAINS, F_ARRAYCONTAINED,
		F_ARRAY_EQ, F_ARRAY_NE
	};
	Oid			function = get_opcode(operator);

	for (int i = 0; i < lengthof(functions); i++)
		if (functions[i] == function)
			return true;
	return false;
}

static void
check_sides(Literals *literals, Oid operator, List *args)
{
	CfCodeColumn *left;
	CfCodeColumn *right;

	if (list_length(args) != 2 || !asks_for_codes(operator))
		return;
	left = column_of(literals, linitial(args));
	right = column_of(literals, lsecond(args));
	if (left != NULL)
	{
		literals->stand_ins = stand_ins_of(linitial(args));
		check_constant(literals, left, lsecond(args));
	}
	if (right != NULL)
	{
		literals->stand_ins = stand_ins_of(lsecond(args));
		check_constant(literals, right, linitial(args));
	}
}

static bool
literals_walker(Node *node, Literals *literals)
{
	Node	   *tested = literals->tested;
	bool		done;

	if (node == NULL)
		return false;
	if (IsA(node, OpExpr) || IsA(node, DistinctExpr))
		check_sides(literals, ((OpExpr *) node)->opno,
					((OpExpr *) node)->args);
	else if (IsA(node, ScalarArrayOpExpr))
		check_sides(literals, ((ScalarArrayOpExpr *) node)->opno,
					((ScalarArrayOpExpr *) node)->args);
	else if (IsA(node, CaseExpr))
		literals->tested = (Node *) ((CaseExpr *) node)->arg;
	done = expression_tree_walker(node, literals_walker, (void *) literals);
	literals->tested = tested;
	return done;
}

/* cf_check_literals -- each word once */
void
cf_check_literals(CfRuleSet *set, const CfCheckedRule *rule)
{
	Literals	literals = {set, rule, NULL, NIL, NIL};

	(void) literals_walker((Node *) rule->condition->expr, &literals);
}
