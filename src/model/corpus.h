/*
 * corpus.h -- texts to learn from, as a sparse matrix of n-grams
 *
 * The order of rows and the numbers of n-grams depend on the texts alone, not
 * on the order in which they came: the same texts give the same model.
 */
#ifndef CF_CORPUS_H
#define CF_CORPUS_H

#include "model/model_format.h"

/* a model is judged on fifths of the texts that it has not learned from */
#define CF_FOLDS	5
#define CF_NO_FOLD	(-1)

typedef struct CfCorpus
{
	int			ntexts;
	int			ncodes;
	int			nngrams;
	int		   *place;			/* by row: where the caller has the text */
	int		   *code;			/* by row */
	int		   *fold;			/* by row; texts that read the same share one */
	Size	   *start;			/* by row, and one more: its first entry */
	int		   *ngram;			/* by entry */
	float	   *frequency;		/* by entry: how much it counts in the text */
	int		   *texts_with;		/* by n-gram */
	const char **texts;			/* by n-gram, not terminated */
	uint8	   *text_lengths;
} CfCorpus;

/* a text that the caller has */
typedef struct CfLabelled
{
	const char *text;
	int			len;
	int			code;			/* from 0 */
} CfLabelled;

extern CfCorpus *cf_corpus_build(const CfLabelled *labelled, int count,
								 int ncodes);
extern void cf_corpus_vectors(const CfCorpus *corpus, int left_out,
							  float *idf, float *values);

#endif							/* CF_CORPUS_H */
