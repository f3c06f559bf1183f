/*
 * ngram.c -- what a model sees of a text
 */
#include "postgres.h"

#include "model/ngram.h"

#define WORD_MAX	40
#define DIGITS_MAX	5

typedef enum Kind
{
	BETWEEN,					/* blanks, signs */
	LETTER,						/* of a script that writes words */
	CHARACTER					/* of one that does not */
} Kind;

typedef struct Word
{
	uint64		hash;			/* 0: there is none */
	int			start;
} Word;

static inline uint64
mix(uint64 value)
{
	value *= UINT64CONST(0x9E3779B97F4A7C15);
	value ^= value >> 32;
	value *= UINT64CONST(0xD6E8FEB86659FD93);
	return (value ^ (value >> 32)) | 1;
}

/*
 * The character at "text", which has "len" bytes, and its length; bytes that
 * are no UTF-8 stand for themselves.
 */
static inline uint32
character_at(const unsigned char *text, int len, int *size)
{
	uint32		first = text[0];

	if (first >= 0xE0 && first < 0xF0 && len >= 3)
	{
		*size = 3;
		return (first & 0x0F) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu);
	}
	if (first >= 0xC0 && first < 0xE0 && len >= 2)
	{
		*size = 2;
		return (first & 0x1F) << 6 | (text[1] & 0x3Fu);
	}
	if (first >= 0xF0 && len >= 4)
	{
		*size = 4;
		return (first & 0x07) << 18 | (text[1] & 0x3Fu) << 12 |
			(text[2] & 0x3Fu) << 6 | (text[3] & 0x3Fu);
	}
	*size = 1;
	return first;
}

static inline bool
is_digit(uint32 c)
{
	return c >= '0' && c <= '9';
}

static inline Kind
kind_of(uint32 c)
{
	if (c < 0x80)
		return is_digit(c) || (c >= 'a' && c <= 'z') ? LETTER : BETWEEN;
	if (c >= 0x2E80)
		return (c >= 0x3000 && c <= 0x303F) || (c >= 0xFE10 && c <= 0xFE6F) ||
			(c >= 0xFF00 && c <= 0xFF20) ? BETWEEN : CHARACTER;
	return c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7 ? LETTER :
		BETWEEN;
}

/* reads a word from "at" on; returns where it ends */
static int
read_word(const char *folded, int len, int at, Word *word)
{
	uint64		hash = UINT64CONST(0xCBF29CE484222325);
	int			start = at;
	int			digits = 0;

	while (at < len)
	{
		int			size;
		uint32		c = character_at((const unsigned char *) folded + at,
									 len - at, &size);

		if (kind_of(c) != LETTER)
			break;
		hash = (hash ^ c) * UINT64CONST(0x100000001B3);
		digits += is_digit(c);
		at += size;
	}
	word->hash = at - start < 2 || at - start > WORD_MAX ||
		digits > DIGITS_MAX ? 0 : mix(hash);
	word->start = start;
	return at;
}

static inline void
add(CfNgram *ngrams, int *count, uint64 hash, int start, int end)
{
	CfNgram    *ngram = &ngrams[(*count)++];

	ngram->hash = hash;
	ngram->start = start;
	ngram->len = end - start;
}

/*
 * cf_ngrams -- the n-grams of a folded text, in their order and each as often
 * as it stands there; returns their number
 */
int
cf_ngrams(const char *folded, int len, CfNgram *ngrams)
{
	Word		before = {0};	/* the last word that counts */
	uint32		last = 0;		/* the character just before, if it is one */
	int			last_at = 0;
	int			count = 0;
	int			at = 0;

	while (at < len)
	{
		int			size;
		uint32		c = character_at((const unsigned char *) folded + at,
									 len - at, &size);
		Kind		kind = kind_of(c);

		if (kind == CHARACTER)
		{
			add(ngrams, &count, mix(c), at, at + size);
			if (last != 0)
				add(ngrams, &count, mix((uint64) last << 32 | c), last_at,
					at + size);
			last = c;
			last_at = at;
			before.hash = 0;
			at += size;
			continue;
		}
		last = 0;
		if (kind == LETTER)
		{
			Word		word;

			at = read_word(folded, len, at, &word);
			if (word.hash != 0)
				add(ngrams, &count, word.hash, word.start, at);
			if (word.hash != 0 && before.hash != 0)
				add(ngrams, &count, mix(before.hash + 3 * word.hash),
					before.start, at);
			before = word;
			continue;
		}
		at += size;
	}
	return count;
}

/*
 * cf_ngram_text -- writes an n-gram for people into "buffer", which has
 * CF_NGRAM_MAX bytes, and returns its length; two words are written with one
 * blank between them
 */
int
cf_ngram_text(const char *folded, const CfNgram *ngram, char *buffer)
{
	const char *text = folded + ngram->start;
	int			length = 0;
	int			at = 0;
	bool		gap = false;

	while (at < ngram->len)
	{
		int			size;
		uint32		c = character_at((const unsigned char *) text + at,
									 ngram->len - at, &size);

		if (kind_of(c) == BETWEEN)
			gap = true;
		else if (length + gap + size <= CF_NGRAM_MAX)
		{
			if (gap)
				buffer[length++] = ' ';
			memcpy(buffer + length, text + at, size);
			length += size;
			gap = false;
		}
		at += size;
	}
	return length;
}
