/*
 * text_model.c -- the models of a desk that are in use, from its table
 *
 * A row may be damaged, or come from elsewhere: then the desk works without
 * it, with a warning.  A model may know codes that are gone, or not for new
 * cases any more; those are not predicted.
 */
#include "postgres.h"

#include <float.h>

#include "access/detoast.h"
#include "catalog/pg_type.h"

#include "base/array.h"
#include "base/compat.h"
#include "base/errors.h"
#include "desk/codes.h"
#include "desk/desk_rows.h"
#include "desk/text_model.h"
#include "model/score.h"

/* cf_predicts_named -- the CfPredicts of a name, or -1; the name may be NULL */
int
cf_predicts_named(const char *name)
{
	static const char *const names[CF_PREDICTS_COUNT] = {
		[CF_PREDICTS_CATEGORY] = "category",
		[CF_PREDICTS_URGENCY] = "urgency"
	};

	for (int i = 0; name != NULL && i < CF_PREDICTS_COUNT; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

static int
numbers_of(CfQueryRow *row, int column, Datum **numbers)
{
	bool		isnull;
	Datum		array = cf_query_value(row, column, FLOAT8ARRAYOID, &isnull);

	*numbers = NULL;
	return isnull ? 0 : cf_array_elements(array, FLOAT8OID, numbers);
}

/* the lowest probability from which on enough predictions were right */
static double
sure_from(CfQueryRow *row, double wanted)
{
	Datum	   *thresholds;
	Datum	   *precisions;
	int			count = Min(numbers_of(row, 4, &thresholds),
							numbers_of(row, 5, &precisions));
	double		lowest = DBL_MAX;

	for (int i = 0; i < count; i++)
		if (DatumGetFloat8(precisions[i]) >= wanted &&
			DatumGetFloat8(thresholds[i]) < lowest)
			lowest = DatumGetFloat8(thresholds[i]);
	return lowest;
}

static char **
codes_for_cases(CfDesk *desk, CfPredicts predicts, List *codes)
{
	HTAB	   *known = predicts == CF_PREDICTS_CATEGORY ? desk->categories :
	desk->urgencies;
	char	  **result = palloc0((list_length(codes) + 1) * sizeof(char *));
	ListCell   *cell;

	foreach(cell, codes)
	{
		CfCode	   *code = cf_code(known, lfirst(cell));

		if (code != NULL && code->active)
			result[foreach_current_index(cell)] = code->code;
	}
	return result;
}

/* what column "weights" holds, or NULL */
static struct CfModel *
read_weights(CfQueryRow *row, int column, int ncodes)
{
	bool		isnull;
	Datum		value = cf_query_value(row, column, BYTEAOID, &isnull);
	bytea	   *bytes;

	if (isnull || toast_raw_datum_size(value) > CF_MODEL_MAX)
		return NULL;
	bytes = DatumGetByteaPCopy(value);
	return cf_model_read(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ, ncodes);
}

/* (id, target, codes, thresholds, precisions, weights) */
static void
read_model(CfDesk *desk, CfQueryRow *row, void *arg)
{
	List	   *codes = cf_query_list(row, 3);
	CfTextModel *found = palloc0(sizeof(CfTextModel));
	int			predicts = cf_predicts_named(cf_query_text(row, 2));

	found->id = cf_query_int64(row, 1);
	found->model = predicts < 0 ? NULL :
		read_weights(row, 6, list_length(codes));
	if (found->model == NULL)
	{
		ereport(WARNING,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("model " INT64_FORMAT " of desk \"%s\" is damaged and not used",
						found->id, desk->name),
				 errhint("Train a new one with complaint_flow.train_model(), or put an older row of table text_model in use.")));
		return;
	}
	found->codes = codes_for_cases(desk, predicts, codes);
	found->sure_from = sure_from(row, desk->wanted_precision);
	desk->models[predicts] = found;
}

/* cf_text_models_load -- after settings and codes */
void
cf_text_models_load(CfDesk *desk)
{
	static const CfDeskTable models = {
		"text_model", "id, target, codes, thresholds, precisions, weights",
		{"id"}, false, true
	};

	cf_desk_each(desk, &models, read_model, NULL);
}

/*
 * cf_text_model_predict -- the likeliest codes for a text, "most" of them at
 * most, likeliest first; returns their number, 0 where it says nothing
 */
int
cf_text_model_predict(CfTextModel *model, const char *text, int len,
					  CfPrediction *predictions, int most)
{
	CfScored	codes[CF_MODEL_CODES_MAX];
	int			found = 0;

	if (!cf_model_predict(model->model, text, len, codes))
		return 0;
	for (int i = 0; i < model->model->ncodes && found < most; i++)
	{
		if (model->codes[codes[i].which] == NULL)
			continue;
		predictions[found].code = model->codes[codes[i].which];
		predictions[found++].probability = codes[i].value;
	}
	return found;
}
