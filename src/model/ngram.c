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

static inline uint64
mix(uint64 value)
{
	value *= UINT64CONST(0x9E3779B97F4A7C15);
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

/* reads the word at the reader's place */
static CfNgramWord
read_word(CfNgramReader *reader)
{
	uint64		hash = UINT64CONST(0xCBF29CE484222325);
	int			start = reader->at;
	int			digits = 0;
	int			length;

	while (reader->at < reader->len)
	{
		int			size;
		uint32		c = character_at((const unsigned char *) reader->text +
									 reader->at, reader->len - reader->at,
									 &size);

		if (kind_of(c) != LETTER)
			break;
		hash = (hash ^ c) * UINT64CONST(0x100000001B3);
		digits += is_digit(c);
		reader->at += size;
	}
	length = reader->at - start;
	if (length < 2 || length > WORD_MAX || digits > DIGITS_MAX)
		return (CfNgramWord) {0};
	return (CfNgramWord) {mix(hash), start};
}

static inline CfNgram *
put(CfNgram *ngram, uint64 hash, int start, int end)
{
	ngram->hash = hash;
	ngram->start = start;
	ngram->len = end - start;
	return ngram + 1;
}

/* cf_ngrams_begin -- the text must stay while it is read */
void
cf_ngrams_begin(CfNgramReader *reader, const char *folded, int len)
{
	*reader = (CfNgramReader) {.text = folded,.len = len};
}

/*
 * cf_ngrams_next -- the next n-grams, in their order and each as often as it
 * stands there; returns their number, CF_NGRAMS_AT_ONCE at most, 0 at the end
 */
int
cf_ngrams_next(CfNgramReader *reader, CfNgram *ngrams)
{
	CfNgram    *next = ngrams;

	/* a step gives two at most */
	while (reader->at < reader->len &&
		   next < ngrams + CF_NGRAMS_AT_ONCE - 1)
	{
		int			at = reader->at;
		int			size;
		uint32		c = character_at((const unsigned char *) reader->text + at,
									 reader->len - at, &size);
		Kind		kind = kind_of(c);
		CfNgramWord word = {0};

		if (kind == CHARACTER)
		{
			next = put(next, mix(c), at, at + size);
			if (reader->last != 0)
				next = put(next, mix((uint64) reader->last << 32 | c),
						   reader->last_at, at + size);
			reader->last = c;
			reader->last_at = at;
			reader->before = word;
			reader->at += size;
			continue;
		}
		reader->last = 0;
		if (kind == BETWEEN)
		{
			reader->at += size;
			continue;
		}
		word = read_word(reader);
		if (word.hash != 0)
			next = put(next, word.hash, word.start, reader->at);
		if (word.hash != 0 && reader->before.hash != 0)
			next = put(next, mix(reader->before.hash + 3 * word.hash),
					   reader->before.start, reader->at);
		reader->before = word;
	}
	return next - ngrams;
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
