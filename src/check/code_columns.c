/*
 * code_columns.c -- which columns and facts hold codes, and of which table
 *
 * A column is closed where the engine refuses every other value and the table
 * keeps a code as long as a case has it.  Others may hold a code that is gone,
 * or that was written while the table was empty.
 */
#include "postgres.h"

#include "check/code_columns.h"
#include "desk/codes.h"

/* where the codes of a column are listed: in one of the last three */
typedef struct CodeSource
{
	int			number;			/* CfColumn or CfFact */
	bool		closed;
	const char *table;			/* of codes with labels; NULL: none */
	size_t		hash;			/* offset of the HTAB in CfDesk */
	List	   *(*list) (CfDesk *desk);
	const char *words;			/* with a blank between them */
} CodeSource;

static List *
frequencies(CfDesk *desk)
{
	List	   *codes = NIL;
	ListCell   *cell;

	foreach(cell, desk->policy->frequencies)
		codes = lappend(codes, ((CfFrequency *) lfirst(cell))->code);
	return codes;
}

static List *
repeat_kinds(CfDesk *desk)
{
	List	   *codes = list_make2(pstrdup(CF_JOINED), pstrdup(CF_LINKED));
	ListCell   *cell;

	foreach(cell, desk->policy->repeats)
		codes = lappend(codes, ((CfRepeatRule *) lfirst(cell))->kind);
	return codes;
}

static List *
metrics(CfDesk *desk)
{
	List	   *codes = NIL;
	ListCell   *cell;

	foreach(cell, desk->policy->clocks)
		codes = lappend(codes, ((CfClockRule *) lfirst(cell))->metric);
	return codes;
}

static List *
questions(CfDesk *desk)
{
	List	   *codes = NIL;
	ListCell   *cell;

	foreach(cell, desk->policy->completeness)
		codes = lappend(codes, ((CfRule *) lfirst(cell))->name);
	return codes;
}

#define CODES(member) offsetof(CfDesk, member)

static const CodeSource columns[] = {
	{CF_CHANNEL, true, "channel", CODES(channels)},
	{CF_RECEIVED_BY, true, "staff", CODES(staff)},
	{CF_ACCUSED_STAFF, true, "staff", CODES(staff)},
	{CF_OWNER, true, "staff", CODES(staff)},
	{CF_CATEGORY, true, "category", CODES(categories)},
	{CF_LEVEL, true, "level", CODES(levels)},
	{CF_URGENCY, true, "urgency", CODES(urgencies)},
	{CF_STATE, true, "state", CODES(states)},
	{CF_DEPARTMENT, true, "department", CODES(departments)},
	{CF_HANDLER_ROLE, true, "staff_role", CODES(roles)},
	{CF_VALIDITY, true, NULL, 0, NULL, "valid invalid"},
	{CF_SLA_STATUS, true, NULL, 0, NULL, "running warned breached met paused"},
	{CF_UPDATED_BY, true, "staff", CODES(staff)},
	{CF_COMPLAINANT_GROUP, false, "complainant_group", CODES(groups)},
	{CF_CUSTOMER_TIER, false, "customer_tier", CODES(tiers)},
	{CF_RISKS, false, "risk", CODES(risks)},
	{CF_FIRST_CATEGORY, false, "category", CODES(categories)},
	{CF_FIRST_LEVEL, false, "level", CODES(levels)},
	{CF_CATEGORY_BY, false, NULL, 0, NULL, "writer rule model person"},
	{CF_FREQUENCY, false, "frequency", 0, frequencies},
	{CF_REPEAT_KIND, false, NULL, 0, repeat_kinds},
	{CF_MISSING, false, NULL, 0, questions}
};

static const CodeSource facts[] = {
	{CF_FACT_ACTOR, true, "staff", CODES(staff)},
	{CF_FACT_ACTOR_ROLE, true, "staff_role", CODES(roles)},
	{CF_FACT_ACTOR_DEPARTMENT, true, "department", CODES(departments)},
	{CF_FACT_FROM_STATE, true, "state", CODES(states)},
	{CF_FACT_DEPARTMENTS_HEARD, true, "department", CODES(departments)},
	{CF_FACT_CONCLUSION, true, NULL, 0, NULL, "upheld partly not_upheld"},
	{CF_FACT_OFFER_ANSWER, true, NULL, 0, NULL, "accepted rejected"},
	{CF_FACT_NO_SCORE_REASON, true, NULL, 0, NULL, "content declined"},
	{CF_FACT_PREDICTED_CATEGORY, false, "category", CODES(categories)},
	{CF_FACT_PREDICTED_URGENCY, false, "urgency", CODES(urgencies)},
	{CF_FACT_BREACHED_METRICS, false, NULL, 0, metrics}
};

static List *
words_of(const char *words)
{
	char	   *copy = pstrdup(words);
	List	   *list = NIL;

	for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
		list = lappend(list, word);
	return list;
}

static List *
codes_of(CfDesk *desk, const CodeSource *source)
{
	List	   *codes = NIL;
	HASH_SEQ_STATUS scan;
	char	   *code;			/* each entry begins with it */

	if (source->list != NULL)
		return source->list(desk);
	if (source->words != NULL)
		return words_of(source->words);
	hash_seq_init(&scan, *(HTAB **) ((char *) desk + source->hash));
	while ((code = hash_seq_search(&scan)) != NULL)
		codes = lappend(codes, code);
	return codes;
}

static int
compare_codes(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/* in order, each once */
static List *
sorted(List *codes)
{
	List	   *unique = NIL;
	ListCell   *cell;

	list_sort(codes, compare_codes);
	foreach(cell, codes)
		if (unique == NIL || strcmp(llast(unique), lfirst(cell)) != 0)
			unique = lappend(unique, lfirst(cell));
	return unique;
}

static CfCodeColumn *
code_column(CfDesk *desk, const CodeSource *source, TupleDesc desc,
			AttrNumber attno)
{
	CfCodeColumn *column = palloc0(sizeof(CfCodeColumn));

	column->name = NameStr(TupleDescAttr(desc, attno - 1)->attname);
	column->table = source->table;
	column->codes = sorted(codes_of(desk, source));
	column->closed = source->closed;
	/* a table that nobody has filled yet says nothing */
	return column->codes == NIL ? NULL : column;
}

/* cf_code_columns -- those of a desk's cases, in CurrentMemoryContext */
CfCodeColumns *
cf_code_columns(CfDesk *desk, CfRowType *type)
{
	CfCodeColumns *found = palloc(sizeof(CfCodeColumns));

	found->row = palloc0((type->desc->natts + 1) * sizeof(CfCodeColumn *));
	found->facts = palloc0(CF_FACT_LAST * sizeof(CfCodeColumn *));
	for (int i = 0; i < lengthof(columns); i++)
	{
		AttrNumber	attno = type->attno[columns[i].number];

		found->row[attno] = code_column(desk, &columns[i], type->desc, attno);
	}
	for (int i = 0; i < lengthof(facts); i++)
		found->facts[facts[i].number] =
			code_column(desk, &facts[i], type->facts_desc, facts[i].number);
	return found;
}

/* cf_code_column -- what a variable of a condition may hold, or NULL */
CfCodeColumn *
cf_code_column(const CfCodeColumns *columns, const Var *var)
{
	return var->varno == CF_ROW_VARNO ? columns->row[var->varattno] :
		columns->facts[var->varattno];
}
