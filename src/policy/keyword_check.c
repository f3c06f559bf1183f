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
#include "utils/snapmgr.h"

#include "base/array.h"
#include "base/bounds.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "policy/keyword_check.h"
#include "row/value_check.h"

typedef struct Amount
{
	int64		sets;
	int64		words;
	int64		bytes;
	int64		longest;
} Amount;

static void
add_set(Amount *amount, Datum keywords)
{
	Datum	   *words;
	int			count = cf_array_elements(keywords, TEXTOID, &words);

	amount->sets++;
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
amount_of_all(Relation rel, AttrNumber attno)
{
	Amount		amount = {0};
	TupleTableSlot *slot = table_slot_create(rel, NULL);
	TableScanDesc scan = table_beginscan(rel, SnapshotSelf, 0, NULL);

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool		isnull;
		Datum		keywords = slot_getattr(slot, attno, &isnull);

		if (!isnull)
			add_set(&amount, keywords);
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

/*
 * cf_check_keywords -- KF011 where a row of keyword_set, or all together, hold
 * too much
 *
 * After the row is written; who writes policy does so one after the other.
 */
void
cf_check_keywords(Relation rel, HeapTuple row)
{
	TupleDesc	desc = RelationGetDescr(rel);
	AttrNumber	attno = cf_typed_attno(rel, "keywords", TEXTARRAYOID);
	AttrNumber	note = cf_typed_attno(rel, "note", TEXTOID);
	Amount		own = {0};
	Amount		all;
	bool		isnull;
	Datum		value = heap_getattr(row, note, desc, &isnull);

	if (!isnull)
		cf_check_size(rel, note, value, CF_POLICY_TEXT_MAX);
	value = heap_getattr(row, attno, desc, &isnull);
	if (isnull)
		return;
	add_set(&own, value);
	if (own.longest > CF_KEYWORD_MAX)
		refuse(rel, attno, "Bytes of the longest", own.longest, CF_KEYWORD_MAX);
	all = amount_of_all(rel, attno);
	if (all.sets > CF_KEYWORD_SETS_MAX)
		refuse(rel, attno, "Sets of the desk", all.sets, CF_KEYWORD_SETS_MAX);
	if (all.words > CF_KEYWORDS_MAX)
		refuse(rel, attno, "Keywords of the desk", all.words, CF_KEYWORDS_MAX);
	if (all.bytes > CF_KEYWORD_BYTES_MAX)
		refuse(rel, attno, "Bytes of all keywords of the desk", all.bytes,
			   CF_KEYWORD_BYTES_MAX);
}
