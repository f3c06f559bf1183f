/*
 * keyword_scan.c -- what a text mentions, in one pass
 *
 * Most matches count wherever they stand.  The others wait, together with the
 * words of negation, until no exception around them can end any more; that is
 * a stretch of text no longer than the longest word.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/array.h"
#include "base/fold.h"
#include "condition/keyword.h"
#include "condition/keyword_scan.h"

/* bytes between a negation and a keyword; no reach is longer */
#define CF_NEGATION_SPAN	200

/* a match that waits */
typedef struct CfFound
{
	const CfKeywordEnd *match;
	int			start;
	int			end;
	bool		covered;		/* lies in an exception */
} CfFound;

typedef struct CfScan
{
	const CfKeywords *keywords;
	CfKeywordScan what;
	const unsigned char *text;	/* folded */
	int			len;
	uint64	   *hits;
	int			missing;		/* what was not hit yet */
	CfFound    *found;
	int			nfound;
	int			room;
} CfScan;

/*
 * Does the character at this place continue a Latin word?  Letters and digits,
 * and U+00C0 to U+027F but for the two signs in that range.
 */
static bool
is_word_char(const CfScan *scan, int at)
{
	const unsigned char *p = scan->text +at;

	if (at < 0 || at >= scan->len)
		return false;
	if (p[0] >= 0xC3 && p[0] <= 0xC9 && at + 1 < scan->len)
		return !(p[0] == 0xC3 && (p[1] == 0x97 || p[1] == 0xB7));
	return cf_is_ascii_word(p[0]);
}

/* where the character before this place begins; -1 at the start */
static int
char_before(const CfScan *scan, int at)
{
	do
		at--;
	while (at > 0 && (scan->text[at] & 0xC0) == 0x80);
	return at;
}

/* are the borders of a match free, where it needs that? */
static bool
borders_hold(const CfScan *scan, const CfKeywordEnd *match, int end)
{
	return (match->free_right || !is_word_char(scan, end)) &&
		(match->free_left ||
		 !is_word_char(scan, char_before(scan, end - match->len)));
}

static int
hit_number(const CfScan *scan, const CfKeywordEnd *match)
{
	return scan->what == CF_SCAN_WORDS ? match->word : match->set;
}

static bool
is_hit(const CfScan *scan, const CfKeywordEnd *match)
{
	return CF_KEYWORD_HIT(scan->hits, hit_number(scan, match));
}

static void
hit(CfScan *scan, const CfKeywordEnd *match)
{
	int			number = hit_number(scan, match);

	scan->hits[number / 64] |= UINT64CONST(1) << (number % 64);
	scan->missing--;
}

/* of folded texts, in which full-width signs are those of ASCII */
static bool
ends_clause(const unsigned char *p)
{
	return (*p < 0x80 && *p != 0 && strchr(",.!?;:\n\r", *p) != NULL) ||
		(p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x82);
}

/* do at most so many characters, and no end of a clause, lie between? */
static bool
is_near(const CfScan *scan, int from, int to, int reach)
{
	int			count = 0;
	bool		in_word = false;

	for (int at = from; at < to && count <= reach; at++)
	{
		unsigned char c = scan->text[at];
		bool		word;

		if (ends_clause(&scan->text[at]))
			return false;
		if ((c & 0xC0) == 0x80)
			continue;			/* inside a character */
		word = is_word_char(scan, at);
		if (c == ' ')
			in_word = false;
		else if (word || c >= 0x80)
		{
			count += !(word && in_word);
			in_word = word;
		}
	}
	return count <= reach;
}

/* does something lie between that ends the reach of a negation? */
static bool
ends_between(const CfScan *scan, int from, int to)
{
	for (int i = 0; i < scan->nfound; i++)
	{
		const CfFound *found = &scan->found[i];

		if (found->match->kind == CF_NEGATION_END && !found->covered &&
			found->start >= from && found->end <= to)
			return true;
	}
	return false;
}

static bool
is_negated(const CfScan *scan, const CfFound *keyword)
{
	int			reach = scan->keywords->sets[keyword->match->set].reach;

	/* the latest is the likeliest */
	for (int i = scan->nfound - 1; i >= 0 && reach >= 0; i--)
	{
		const CfFound *found = &scan->found[i];
		int			own = found->match->reach;

		if (found->match->kind == CF_NEGATION && !found->covered &&
			found->end <= keyword->start &&
			keyword->start - found->end <= CF_NEGATION_SPAN &&
			is_near(scan, found->end, keyword->start,
					own >= 0 ? Min(own, reach) : reach) &&
			!ends_between(scan, found->end, keyword->start))
			return true;
	}
	return false;
}

/* can something that ends after "upto" still cover this match? */
static bool
is_open(const CfScan *scan, const CfFound *found, int upto)
{
	return found->start + scan->keywords->longest >= upto;
}

/*
 * Decides the keywords that wait as far as the text was read, and forgets what
 * nothing needs any more.
 */
static void
decide(CfScan *scan, int upto)
{
	int			kept = 0;

	for (int i = 0; i < scan->nfound; i++)
	{
		CfFound    *found = &scan->found[i];

		if (found->match->kind == CF_KEYWORD && !found->covered &&
			!is_open(scan, found, upto) && !is_hit(scan, found->match) &&
			!is_negated(scan, found))
			hit(scan, found->match);
	}
	for (int i = 0; i < scan->nfound; i++)
	{
		CfFound    *found = &scan->found[i];

		if (is_open(scan, found,
					found->match->kind == CF_KEYWORD ? upto :
					upto - scan->keywords->longest - CF_NEGATION_SPAN))
			scan->found[kept++] = *found;
	}
	scan->nfound = kept;
}

static void
keep(CfScan *scan, const CfKeywordEnd *match, int end)
{
	if (scan->nfound == scan->room)
	{
		decide(scan, end);
		if (scan->nfound >= scan->room / 2)
		{
			scan->room = Max(2 * scan->room, 32);
			scan->found = scan->found == NULL ?
				palloc(scan->room * sizeof(CfFound)) :
				repalloc_huge(scan->found, scan->room * sizeof(CfFound));
		}
	}
	scan->found[scan->nfound++] = (CfFound)
	{
		match, end - match->len, end, false
	};
}

/* what waits and lies in this exception does not count */
static void
cover(CfScan *scan, const CfKeywordEnd *exception, int end)
{
	for (int i = 0; i < scan->nfound; i++)
	{
		CfFound    *found = &scan->found[i];

		if (found->match->set == exception->set &&
			found->start >= end - exception->len)
			found->covered = true;
	}
}

/* all words that end here; exceptions last, they cover the others */
static void
note_matches(CfScan *scan, int32 first, int end)
{
	const CfKeywordEnd *match;

	for (int32 e = first; e >= 0; e = match->next)
	{
		match = &scan->keywords->end[e];
		if (match->kind == CF_KEYWORD_EXCEPTION ||
			(match->kind == CF_KEYWORD && is_hit(scan, match)) ||
			!borders_hold(scan, match, end))
			continue;
		if (match->plain)
			hit(scan, match);
		else
			keep(scan, match, end);
	}
	if (!scan->keywords->has_exceptions)
		return;
	for (int32 e = first; e >= 0; e = match->next)
	{
		match = &scan->keywords->end[e];
		if (match->kind == CF_KEYWORD_EXCEPTION &&
			borders_hold(scan, match, end))
			cover(scan, match, end);
	}
}

uint64 *
cf_keywords_scan(const CfKeywords *keywords, CfKeywordScan what,
				 const char *text, int len)
{
	int			count = what == CF_SCAN_SETS ? keywords->nsets : keywords->nwords;
	char	   *folded = palloc_extended((Size) len + 1, MCXT_ALLOC_HUGE);
	CfScan		scan = {keywords, what};
	const unsigned char *p;
	const unsigned char *end;
	int32		state = CF_KEYWORD_ROOT;

	if (!keywords->complete)
		cf_keywords_complete(unconstify(CfKeywords *, keywords));
	scan.text = (unsigned char *) folded;
	scan.len = cf_fold(text, len, folded);
	scan.hits = palloc0(sizeof(uint64) * (count / 64 + 1));
	scan.missing = what == CF_SCAN_SETS ? keywords->nfilled : count;
	p = scan.text;
	end = p + scan.len;
	while (p < end && scan.missing > 0)
	{
		state = cf_keyword_step(keywords, state, keywords->byte_class[*p++]);
		if (unlikely(keywords->states[state].end >= 0))
			note_matches(&scan, keywords->states[state].end, p - scan.text);
	}
	decide(&scan, PG_INT32_MAX);
	if (scan.found != NULL)
		pfree(scan.found);
	pfree(folded);
	return scan.hits;
}

Datum
cf_keywords_mentioned(const CfKeywords *keywords, int set,
					  const uint64 *words_hit)
{
	Datum	   *words = palloc(sizeof(Datum) * (keywords->nwords + 1));
	int			count = 0;

	for (int i = 0; i < keywords->nwords; i++)
	{
		const CfKeyword *word = &keywords->words[i];

		if (word->kind == CF_KEYWORD && word->set == set &&
			CF_KEYWORD_HIT(words_hit, i))
			words[count++] = CStringGetTextDatum(word->text);
	}
	return cf_array(TEXTOID, words, count);
}
