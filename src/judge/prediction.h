/*
 * prediction.h -- what the desk's models say about a case
 */
#ifndef CF_PREDICTION_H
#define CF_PREDICTION_H

#include "case/write.h"
#include "desk/text_model.h"

/* how many categories a person is offered where none was found */
#define CF_GUESSES_MAX	3

typedef struct CfGuesses
{
	int			count;			/* 0: no model, or it says nothing */
	bool		sure;
	CfPrediction list[CF_GUESSES_MAX];	/* likeliest first */
} CfGuesses;

extern void cf_ask_models(CfWrite *write);
extern const char *cf_predicted(const CfWrite *write, CfPredicts predicts);
extern void cf_note_guesses(CfWrite *write);

#endif							/* CF_PREDICTION_H */
