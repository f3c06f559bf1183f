/*
 * keyword_check.c -- how many keywords a desk may have
 *
 * Every connection builds the automaton of all sets at its first write, and
 * keeps it: a row of its table for each byte of a keyword.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "base/array.h"
#include "base/bounds.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "condition/keyword.h"
#include "condition/keyword_scan.h"
#include "policy/keyword_check.h"
#include "row/value_check.h"

typedef struct Amount
{
	int64		sets;
	int64		words;
	int64		bytes;
	int64		longest;
} Amount;

/* the columns of keyword_set that hold words */
typedef struct Columns
{
	AttrNumber	keywords;
	AttrNumber	exceptions;
} Columns;

static void
add_words(Amount *amount, Datum list, bool isnull)
{
	Datum	   *words;
	int			count = isnull ? 0 : cf_array_elements(list, TEXTOID, &words);

	amount->words += count;
	for (int i = 0; i < count; i++)
	{
		int64		length = VARSIZE_ANY_EXHDR(DatumGetPointer(words[i]));

		amount->bytes += length;
		amount->longest = Max(amount->longest, length);
	}
}

/* what all rows hold, those of this statement too */
static Amount
amount_of_all(Relation rel, const Columns *columns)
{
	Amount		amount = {0};
	TupleTableSlot *slot = table_slot_create(rel, NULL);
	TableScanDesc scan = cf_table_beginscan(rel, SnapshotSelf);

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool		isnull;
		Datum		list;

		amount.sets++;
		if (columns == NULL)
			continue;
		list = slot_getattr(slot, columns->keywords, &isnull);
		add_words(&amount, list, isnull);
		list = slot_getattr(slot, columns->exceptions, &isnull);
		add_words(&amount, list, isnull);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	return amount;
}

static void
refuse(Relation rel, AttrNumber attno, const char *what, int64 is, int most)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("too many keywords"),
			 errdetail("%s: " INT64_FORMAT ", at most %d are allowed.",
					   what, is, most),
			 errhint("Remove keywords that are not needed; a part that several have in common finds them all."),
			 errtablecol(rel, attno)));
}

static CfKeyword
keyword_of(Datum word)
{
	text	   *value = DatumGetTextPP(word);

	return (CfKeyword)
	{
		VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), CF_KEYWORD, 0, -1
	};
}

/* a phrase in which no keyword of the set is found would never matter */
static void
check_exceptions(Relation rel, AttrNumber attno, Datum keywords,
				 Datum exceptions)
{
	CfKeywordSet set = {"", -1};
	CfKeywords *automaton;
	CfKeyword  *words;
	Datum	   *list;
	int			count = cf_array_elements(keywords, TEXTOID, &list);
	int			given = 0;

	words = palloc((count + 1) * sizeof(CfKeyword));
	for (int i = 0; i < count; i++)
	{
		words[given] = keyword_of(list[i]);
		given += words[given].len > 0;
	}
	automaton = cf_keywords_build(CurrentMemoryContext, &set, 1, words, given);
	count = cf_array_elements(exceptions, TEXTOID, &list);
	for (int i = 0; i < count; i++)
	{
		CfKeyword	phrase = keyword_of(list[i]);

		if (!CF_KEYWORD_HIT(cf_keywords_scan(automaton, CF_SCAN_SETS,
											 phrase.text, phrase.len), 0))
			ereport(ERROR,
					(errcode(ERRCODE_CF_INVALID_VALUE),
					 errmsg("exception without a keyword of its set"),
					 errdetail("\"%s\" mentions no keyword of the set, so that it could never matter.",
							   TextDatumGetCString(list[i])),
					 errhint("Write a phrase that contains a keyword, as 法院对面 for the keyword 法院, or remove it."),
					 errtablecol(rel, attno)));
	}
}

/*
 * cf_check_keywords -- KF011 where a row of keyword_set, or all together, hold
 * too much, or an exception can never matter
 *
 * After the row is written; who writes policy does so one after the other.
 */
void
cf_check_keywords(Relation rel, HeapTuple row)
{
	TupleDesc	desc = RelationGetDescr(rel);
	Columns		columns = {
		cf_typed_attno(rel, "keywords", TEXTARRAYOID),
		cf_typed_attno(rel, "exceptions", TEXTARRAYOID)
	};
	AttrNumber	note = cf_typed_attno(rel, "note", TEXTOID);
	Amount		own = {0};
	Amount		all;
	bool		isnull;
	bool		none;
	Datum		value = heap_getattr(row, note, desc, &isnull);
	Datum		exceptions = heap_getattr(row, columns.exceptions, desc, &none);

	if (!isnull)
		cf_check_size(rel, note, value, CF_POLICY_TEXT_MAX);
	value = heap_getattr(row, columns.keywords, desc, &isnull);
	add_words(&own, value, isnull);
	add_words(&own, exceptions, none);
	if (own.longest > CF_KEYWORD_MAX)
		refuse(rel, columns.keywords, "Bytes of the longest", own.longest,
			   CF_KEYWORD_MAX);
	all = amount_of_all(rel, &columns);
	if (all.sets > CF_KEYWORD_SETS_MAX)
		refuse(rel, columns.keywords, "Sets of the desk", all.sets,
			   CF_KEYWORD_SETS_MAX);
	if (all.words > CF_KEYWORDS_MAX)
		refuse(rel, columns.keywords, "Keywords of the desk", all.words,
			   CF_KEYWORDS_MAX);
	if (all.bytes > CF_KEYWORD_BYTES_MAX)
		refuse(rel, columns.keywords, "Bytes of all keywords of the desk",
			   all.bytes, CF_KEYWORD_BYTES_MAX);
	if (!isnull && !none)
		check_exceptions(rel, columns.exceptions, value, exceptions);
}

/* cf_check_negation_words -- the same for negation_word */
void
cf_check_negation_words(Relation rel)
{
	AttrNumber	attno = cf_typed_attno(rel, "word", TEXTOID);
	int64		words = amount_of_all(rel, NULL).sets;

	if (words > CF_NEGATION_WORDS_MAX)
		refuse(rel, attno, "Words of negation of the desk", words,
			   CF_NEGATION_WORDS_MAX);
}
