/*
 * text_model.h -- the models of a desk that are in use
 */
#ifndef CF_TEXT_MODEL_H
#define CF_TEXT_MODEL_H

#include "storage/itemptr.h"

#include "desk/desk.h"

/* columns of a model's row that are read */
#define CF_MODEL_COLUMNS	6

/* where a model is, which is read when it is first asked */
typedef struct CfModelPlace
{
	Oid			relid;			/* InvalidOid: it was read at once */
	ItemPointerData row;
	AttrNumber	columns[CF_MODEL_COLUMNS];
	Datum		weights;		/* what the column holds: a TOAST pointer */
} CfModelPlace;

typedef struct CfTextModel
{
	int64		id;
	struct CfModel *model;		/* NULL: not read yet */
	CfModelPlace place;
	char	  **codes;			/* NULL: not for cases of today */
	double		sure_from;		/* probability; above 1: never */
} CfTextModel;

typedef struct CfPrediction
{
	const char *code;
	double		probability;
} CfPrediction;

extern int	cf_predicts_named(const char *name);
extern void cf_text_models_load(CfDesk *desk);
extern CfTextModel *cf_text_model(CfDesk *desk, CfPredicts predicts);
extern int	cf_text_model_predict(CfTextModel *model, const char *text,
								  int len, CfPrediction *predictions,
								  int most);

#endif							/* CF_TEXT_MODEL_H */
