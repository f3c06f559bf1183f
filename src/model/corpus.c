/*
 * corpus.c -- texts to learn from, as a sparse matrix of n-grams
 */
#include "postgres.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "base/bounds.h"
#include "base/fold.h"
#include "model/corpus.h"
#include "model/ngram.h"
#include "model/score.h"

/* an n-gram of one text alone says nothing about others */
#define TEXTS_MIN	2

typedef struct Row
{
	uint64		hash;			/* of the folded text */
	char	   *folded;
	int			len;
	int			place;
	int			code;
} Row;

/* an n-gram of any of the texts */
typedef struct Seen
{
	uint64		hash;			/* 0: the place is free */
	int			texts_with;
	int			row;			/* the latest that it was seen in */
	CfNgram		ngram;			/* where it stands there */
	int			number;			/* in the corpus, -1: left out */
} Seen;

typedef struct Vocabulary
{
	Seen	   *seen;
	uint32		mask;
	uint32		used;
} Vocabulary;

static int
compare_rows(const void *a, const void *b)
{
	const Row  *x = a;
	const Row  *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->code != y->code)
		return x->code - y->code;
	return x->place - y->place;
}

static Row *
fold_texts(const CfLabelled *labelled, int count)
{
	Row		   *rows = palloc_extended(count * sizeof(Row), MCXT_ALLOC_HUGE);

	for (int i = 0; i < count; i++)
	{
		Row		   *row = &rows[i];

		CHECK_FOR_INTERRUPTS();
		row->folded = palloc(labelled[i].len + 1);
		row->len = cf_fold(labelled[i].text, labelled[i].len, row->folded);
		row->hash = hash_bytes_extended((unsigned char *) row->folded,
										row->len, 0);
		row->place = i;
		row->code = labelled[i].code;
	}
	qsort(rows, count, sizeof(Row), compare_rows);
	return rows;
}

/* each code is spread evenly over the folds */
static void
choose_folds(CfCorpus *corpus, const Row *rows)
{
	int		   *next = palloc0(corpus->ncodes * sizeof(int));

	for (int i = 0; i < corpus->ntexts; i++)
		corpus->fold[i] = i > 0 && rows[i].hash == rows[i - 1].hash ?
			corpus->fold[i - 1] : next[rows[i].code]++ % CF_FOLDS;
	pfree(next);
}

static Seen *
find(const Vocabulary *vocabulary, uint64 hash)
{
	uint32		at = (uint32) (hash >> 20) & vocabulary->mask;

	while (vocabulary->seen[at].hash != 0 && vocabulary->seen[at].hash != hash)
		at = (at + 1) & vocabulary->mask;
	return &vocabulary->seen[at];
}

static void
resize(Vocabulary *vocabulary, uint32 places)
{
	Vocabulary	larger = {.mask = places - 1,.used = vocabulary->used};

	larger.seen = palloc_extended(places * sizeof(Seen),
								  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 i = 0; vocabulary->seen != NULL && i <= vocabulary->mask; i++)
		if (vocabulary->seen[i].hash != 0)
			*find(&larger, vocabulary->seen[i].hash) = vocabulary->seen[i];
	if (vocabulary->seen != NULL)
		pfree(vocabulary->seen);
	*vocabulary = larger;
}

/* notes that an n-gram stands in a row */
static void
see(Vocabulary *vocabulary, const CfNgram *ngram, int row)
{
	Seen	   *seen = find(vocabulary, ngram->hash);

	if (seen->hash == 0)
	{
		seen->hash = ngram->hash;
		vocabulary->used++;
	}
	else if (seen->row == row)
		return;
	seen->texts_with++;
	seen->row = row;
	seen->ngram = *ngram;
	if (vocabulary->used > vocabulary->mask / 2)
		resize(vocabulary, 2 * (vocabulary->mask + 1));
}

/* all n-grams, and in how many texts each stands */
static void
collect(Vocabulary *vocabulary, const Row *rows, int nrows)
{
	resize(vocabulary, 1024);
	for (int i = 0; i < nrows; i++)
	{
		CfNgram		ngrams[CF_NGRAMS_AT_ONCE];
		CfNgramReader reader;
		int			count;

		CHECK_FOR_INTERRUPTS();
		cf_ngrams_begin(&reader, rows[i].folded, rows[i].len);
		while ((count = cf_ngrams_next(&reader, ngrams)) > 0)
			for (int j = 0; j < count; j++)
				see(vocabulary, &ngrams[j], i);
	}
}

/* in how many texts an n-gram must stand, so that a model can keep them */
static int
least_texts(const Vocabulary *vocabulary, int ntexts, int ncodes)
{
	int			most = Min(CF_MODEL_NGRAMS_MAX,
						   CF_MODEL_MAX / (CF_NGRAM_MAX + 5 + ncodes) - 1);
	int		   *with = palloc0((ntexts + 1) * sizeof(int));
	int			kept = 0;
	int			least = ntexts;

	for (uint32 i = 0; i <= vocabulary->mask; i++)
		with[vocabulary->seen[i].texts_with]++;
	while (least >= TEXTS_MIN && kept + with[least] <= most)
		kept += with[least--];
	pfree(with);
	return least + 1;
}

static int
compare_seen(const void *a, const void *b)
{
	uint64		x = (*(Seen *const *) a)->hash;
	uint64		y = (*(Seen *const *) b)->hash;

	return x < y ? -1 : x > y;
}

/* the n-grams that are kept get numbers, in the order of their hashes */
static void
number_ngrams(CfCorpus *corpus, Vocabulary *vocabulary, const Row *rows)
{
	int			least = least_texts(vocabulary, corpus->ntexts,
									corpus->ncodes);
	Seen	  **kept = palloc(CF_MODEL_NGRAMS_MAX * sizeof(Seen *));
	int			count = 0;

	for (uint32 i = 0; i <= vocabulary->mask; i++)
	{
		vocabulary->seen[i].number = -1;
		if (vocabulary->seen[i].texts_with >= least)
			kept[count++] = &vocabulary->seen[i];
	}
	qsort(kept, count, sizeof(Seen *), compare_seen);
	corpus->nngrams = count;
	corpus->texts_with = palloc(count * sizeof(int) + 1);
	corpus->texts = palloc(count * sizeof(char *) + 1);
	corpus->text_lengths = palloc(count + 1);
	for (int i = 0; i < count; i++)
	{
		char	   *text = palloc(CF_NGRAM_MAX);

		kept[i]->number = i;
		corpus->texts_with[i] = kept[i]->texts_with;
		corpus->text_lengths[i] = cf_ngram_text(rows[kept[i]->row].folded,
												&kept[i]->ngram, text);
		corpus->texts[i] = repalloc(text, corpus->text_lengths[i]);
	}
	pfree(kept);
}

/* adds the entries of a row; "counts" is 0 before and after */
static Size
add_row(CfCorpus *corpus, const Vocabulary *vocabulary, const Row *row,
		Size end, int *counts)
{
	CfNgram		ngrams[CF_NGRAMS_AT_ONCE];
	CfNgramReader reader;
	Size		start = end;
	int			count;

	cf_ngrams_begin(&reader, row->folded, row->len);
	while ((count = cf_ngrams_next(&reader, ngrams)) > 0)
		for (int i = 0; i < count; i++)
		{
			int			number = find(vocabulary, ngrams[i].hash)->number;

			if (number >= 0 && counts[number]++ == 0)
				corpus->ngram[end++] = number;
		}
	for (Size i = start; i < end; i++)
	{
		corpus->frequency[i] = cf_frequency_weight(counts[corpus->ngram[i]]);
		counts[corpus->ngram[i]] = 0;
	}
	return end;
}

static void
add_rows(CfCorpus *corpus, const Vocabulary *vocabulary, const Row *rows)
{
	int		   *counts = palloc0(corpus->nngrams * sizeof(int) + 1);
	Size		entries = 0;

	for (int i = 0; i < corpus->nngrams; i++)
		entries += corpus->texts_with[i];
	corpus->ngram = palloc_extended(entries * sizeof(int) + 1,
									MCXT_ALLOC_HUGE);
	corpus->frequency = palloc_extended(entries * sizeof(float) + 1,
										MCXT_ALLOC_HUGE);
	entries = 0;
	for (int i = 0; i < corpus->ntexts; i++)
	{
		CHECK_FOR_INTERRUPTS();
		corpus->place[i] = rows[i].place;
		corpus->code[i] = rows[i].code;
		corpus->start[i] = entries;
		entries = add_row(corpus, vocabulary, &rows[i], entries, counts);
	}
	corpus->start[corpus->ntexts] = entries;
	pfree(counts);
}

/* cf_corpus_build -- in the current memory context */
CfCorpus *
cf_corpus_build(const CfLabelled *labelled, int count, int ncodes)
{
	CfCorpus   *corpus = palloc0(sizeof(CfCorpus));
	Vocabulary	vocabulary = {0};
	Row		   *rows = fold_texts(labelled, count);

	corpus->ntexts = count;
	corpus->ncodes = ncodes;
	corpus->place = palloc(count * sizeof(int));
	corpus->code = palloc(count * sizeof(int));
	corpus->fold = palloc(count * sizeof(int));
	corpus->start = palloc((count + 1) * sizeof(Size));
	choose_folds(corpus, rows);
	collect(&vocabulary, rows, count);
	number_ngrams(corpus, &vocabulary, rows);
	add_rows(corpus, &vocabulary, rows);
	pfree(vocabulary.seen);
	for (int i = 0; i < count; i++)
		pfree(rows[i].folded);
	pfree(rows);
	return corpus;
}

/*
 * cf_corpus_vectors -- each row as a vector of length 1, by entry
 *
 * What n-grams weigh (idf) is learned from the rows outside of the fold
 * "left_out"; those that stand in fewer than two of them are not known: 0.
 */
void
cf_corpus_vectors(const CfCorpus *corpus, int left_out, float *idf,
				  float *values)
{
	int		   *with = palloc0(corpus->nngrams * sizeof(int) + 1);
	int			learned = 0;

	for (int row = 0; row < corpus->ntexts; row++)
	{
		if (corpus->fold[row] == left_out)
			continue;
		learned++;
		for (Size i = corpus->start[row]; i < corpus->start[row + 1]; i++)
			with[corpus->ngram[i]]++;
	}
	for (int i = 0; i < corpus->nngrams; i++)
		idf[i] = with[i] < TEXTS_MIN ? 0 :
			1 + logf((1.0f + learned) / (1.0f + with[i]));
	for (int row = 0; row < corpus->ntexts; row++)
	{
		float		sum = 0;

		for (Size i = corpus->start[row]; i < corpus->start[row + 1]; i++)
		{
			values[i] = corpus->frequency[i] * idf[corpus->ngram[i]];
			sum += values[i] * values[i];
		}
		for (Size i = corpus->start[row]; i < corpus->start[row + 1]; i++)
			values[i] /= sum > 0 ? sqrtf(sum) : 1;
	}
	pfree(with);
}
