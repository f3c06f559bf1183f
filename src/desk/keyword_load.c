/*
 * keyword_load.c -- the keyword sets of a desk and the words of negation, from
 * their tables
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/array.h"
#include "condition/keyword.h"
#include "desk/desk_rows.h"
#include "desk/keyword_load.h"

typedef struct SetRow
{
	char	   *name;
	int			reach;
	Datum	   *keywords;		/* texts, as the next but one */
	int			nkeywords;
	Datum	   *exceptions;
	int			nexceptions;
} SetRow;

typedef struct NegationRow
{
	char	   *word;
	CfKeywordKind kind;
	int			reach;
} NegationRow;

/* what was read; all of it but the words lives in "cxt" */
typedef struct KeywordLoad
{
	MemoryContext cxt;
	List	   *sets;			/* of SetRow */
	List	   *negations;		/* of NegationRow */
	int			nwords;
	CfKeyword  *words;			/* room for nwords and one more */
} KeywordLoad;

/* a number, or -1 for NULL */
static int
reach_of(const CfQueryRow *row, int column)
{
	return cf_query_is_null(row, column) ? -1 : cf_query_int(row, column);
}

/* copies, in one piece */
static int
texts_of(const CfQueryRow *row, int column, Datum **texts)
{
	bool		isnull;
	Datum		array = cf_query_value(row, column, TEXTARRAYOID, &isnull);

	if (isnull)
		return 0;
	array = PointerGetDatum(DatumGetArrayTypePCopy(array));
	return cf_array_elements(array, TEXTOID, texts);
}

static void
read_set(CfDesk *desk, CfQueryRow *row, void *arg)
{
	KeywordLoad *load = arg;
	MemoryContext caller = MemoryContextSwitchTo(load->cxt);
	SetRow	   *set = palloc(sizeof(SetRow));

	set->name = cf_query_word(row, 1);
	set->nkeywords = texts_of(row, 2, &set->keywords);
	set->nexceptions = texts_of(row, 3, &set->exceptions);
	set->reach = reach_of(row, 4);
	load->sets = lappend(load->sets, set);
	load->nwords += set->nkeywords + set->nexceptions;
	MemoryContextSwitchTo(caller);
}

static void
read_negation(CfDesk *desk, CfQueryRow *row, void *arg)
{
	KeywordLoad *load = arg;
	MemoryContext caller = MemoryContextSwitchTo(load->cxt);
	NegationRow *negation = palloc(sizeof(NegationRow));
	char	   *effect = cf_query_word(row, 2);

	negation->word = cf_query_word(row, 1);
	negation->kind = strcmp(effect, "negates") == 0 ? CF_NEGATION :
		strcmp(effect, "ends") == 0 ? CF_NEGATION_END : CF_KEYWORD_EXCEPTION;
	negation->reach = reach_of(row, 3);
	load->negations = lappend(load->negations, negation);
	load->nwords++;
	MemoryContextSwitchTo(caller);
}

static int
compare_sets(const ListCell *a, const ListCell *b)
{
	return strcmp(((SetRow *) lfirst(a))->name, ((SetRow *) lfirst(b))->name);
}

static int
compare_negations(const ListCell *a, const ListCell *b)
{
	return strcmp(((NegationRow *) lfirst(a))->word,
				  ((NegationRow *) lfirst(b))->word);
}

/* a blank one, which only a desk without its constraint can hold, is nothing */
static void
add_word(KeywordLoad *load, const char *text, int len, CfKeywordKind kind,
		 int set, int reach)
{
	if (len > 0)
		load->words[load->nwords++] = (CfKeyword)
	{
		text, len, kind, set, reach
	};
}

static void
add_words(KeywordLoad *load, const Datum *texts, int count, CfKeywordKind kind,
		  int set)
{
	for (int i = 0; i < count; i++)
	{
		text	   *word = DatumGetTextPP(texts[i]);

		add_word(load, VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word), kind, set,
				 -1);
	}
}

/* the rows, in an order that does not depend on how they were read */
static CfKeywords *
build(KeywordLoad *load, MemoryContext cxt)
{
	CfKeywordSet *sets = palloc((list_length(load->sets) + 1) *
								sizeof(CfKeywordSet));
	ListCell   *cell;

	list_sort(load->sets, compare_sets);
	list_sort(load->negations, compare_negations);
	load->words = MemoryContextAllocHuge(cxt, (load->nwords + 1) *
										 sizeof(CfKeyword));
	load->nwords = 0;
	foreach(cell, load->sets)
	{
		SetRow	   *row = lfirst(cell);
		int			number = foreach_current_index(cell);

		sets[number].name = row->name;
		sets[number].reach = row->reach;
		add_words(load, row->keywords, row->nkeywords, CF_KEYWORD, number);
		add_words(load, row->exceptions, row->nexceptions,
				  CF_KEYWORD_EXCEPTION, number);
	}
	foreach(cell, load->negations)
	{
		NegationRow *row = lfirst(cell);

		add_word(load, row->word, strlen(row->word), row->kind,
				 CF_NEGATION_SET, row->reach);
	}
	return cf_keywords_build(cxt, sets, list_length(load->sets), load->words,
							 load->nwords);
}

static bool
asks_for_negations(const KeywordLoad *load)
{
	ListCell   *cell;

	foreach(cell, load->sets)
		if (((SetRow *) lfirst(cell))->reach >= 0)
			return true;
	return false;
}

/* cf_keywords_load -- the automaton of all keyword sets */
void
cf_keywords_load(CfDesk *desk)
{
	static const CfDeskTable sets = {
		"keyword_set", "name, keywords, exceptions, negation_reach"
	};
	static const CfDeskTable words = {
		"negation_word", "word, effect, reach"
	};
	KeywordLoad load = {
		AllocSetContextCreate(CurrentMemoryContext, "complaint_flow keywords",
							  ALLOCSET_DEFAULT_SIZES)
	};
	MemoryContext caller;

	cf_desk_load_each(desk, &sets, read_set, &load);
	if (asks_for_negations(&load))
		cf_desk_load_each(desk, &words, read_negation, &load);
	caller = MemoryContextSwitchTo(load.cxt);
	desk->keywords = build(&load, desk->cxt);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(load.cxt);
}
