/*
 * text_model_sql.c -- SQL functions that ask the models of a desk
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/compat.h"
#include "base/errors.h"
#include "desk/desk_cache.h"
#include "desk/text_model.h"
#include "model/score.h"

PG_FUNCTION_INFO_V1(cf_predict);
PG_FUNCTION_INFO_V1(cf_explain_prediction);
PG_FUNCTION_INFO_V1(cf_model_ngrams);

/* how many n-grams are shown: each way of a text, and of each code */
#define NGRAMS_OF_TEXT	10
#define NGRAMS_OF_CODE	20

/* the model that argument "number" names, of the desk that is the first */
static CfTextModel *
model_of(FunctionCallInfo fcinfo, int number)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	char	   *target = text_to_cstring(PG_GETARG_TEXT_PP(number));

	int			predicts = cf_predicts_named(target);

	if (predicts < 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("a model predicts no \"%s\"", target),
				 errhint("The targets are \"category\" and \"urgency\".")));
	return cf_text_model(desk, predicts);
}

static void
put(FunctionCallInfo fcinfo, Datum *values)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	bool		nulls[3] = {false};

	tuplestore_putvalues(set->setResult, set->setDesc, values, nulls);
}

/* a row of (code, n-gram, weight) */
static void
put_ngram(FunctionCallInfo fcinfo, const CfTextModel *model, const char *code,
		  const CfScored *ngram)
{
	Datum		values[3];
	int			len;
	const char *text = cf_model_text(model->model, ngram->which, &len);

	if (text == NULL)
		return;
	values[0] = CStringGetTextDatum(code);
	values[1] = PointerGetDatum(cstring_to_text_with_len(text, len));
	values[2] = Float8GetDatum(ngram->value);
	put(fcinfo, values);
}

/* predict(desk, content, target) -> rows of (code, probability) */
Datum
cf_predict(PG_FUNCTION_ARGS)
{
	CfTextModel *model = model_of(fcinfo, 2);
	text	   *content = PG_GETARG_TEXT_PP(1);
	CfPrediction predictions[CF_MODEL_CODES_MAX];
	int			count;

	InitMaterializedSRF(fcinfo, 0);
	if (model == NULL)
		PG_RETURN_NULL();
	count = cf_text_model_predict(model, VARDATA_ANY(content),
								  VARSIZE_ANY_EXHDR(content), predictions,
								  CF_MODEL_CODES_MAX);
	for (int i = 0; i < count; i++)
	{
		Datum		values[2];

		values[0] = CStringGetTextDatum(predictions[i].code);
		values[1] = Float8GetDatum(predictions[i].probability);
		put(fcinfo, values);
	}
	PG_RETURN_NULL();
}

/* the number of a code in the model, or -1 */
static int
number_of(const CfTextModel *model, const char *code)
{
	for (int i = 0; i < model->model->ncodes; i++)
		if (model->codes[i] != NULL && strcmp(model->codes[i], code) == 0)
			return i;
	return -1;
}

/* the code to explain: the one named, or the likeliest; -1: none */
static int
explained(FunctionCallInfo fcinfo, CfTextModel *model, text *content)
{
	CfPrediction best;

	if (!PG_ARGISNULL(3))
		return number_of(model, text_to_cstring(PG_GETARG_TEXT_PP(3)));
	return cf_text_model_predict(model, VARDATA_ANY(content),
								 VARSIZE_ANY_EXHDR(content), &best, 1) == 0 ?
		-1 : number_of(model, best.code);
}

/*
 * explain_prediction(desk, content, target, code) -> rows of (explained,
 * n-gram, weight)
 */
Datum
cf_explain_prediction(PG_FUNCTION_ARGS)
{
	CfTextModel *model;
	text	   *content;
	CfScored   *ngrams;
	int			count;
	int			code;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) ||
		(model = model_of(fcinfo, 2)) == NULL)
		PG_RETURN_NULL();
	content = PG_GETARG_TEXT_PP(1);
	code = explained(fcinfo, model, content);
	if (code < 0)
		PG_RETURN_NULL();
	count = cf_model_explain(model->model, VARDATA_ANY(content),
							 VARSIZE_ANY_EXHDR(content), code, &ngrams);
	for (int i = 0; i < count; i++)
		if (ngrams[i].value > 0 ? i < NGRAMS_OF_TEXT :
			ngrams[i].value < 0 && i >= count - NGRAMS_OF_TEXT)
			put_ngram(fcinfo, model, model->codes[code], &ngrams[i]);
	PG_RETURN_NULL();
}

/* model_ngrams(desk, target) -> rows of (code, n-gram, weight) */
Datum
cf_model_ngrams(PG_FUNCTION_ARGS)
{
	CfTextModel *model = model_of(fcinfo, 1);
	CfScored   *ngrams;

	InitMaterializedSRF(fcinfo, 0);
	if (model == NULL)
		PG_RETURN_NULL();
	ngrams = palloc((Size) model->model->nngrams * sizeof(CfScored) + 1);
	for (int code = 0; code < model->model->ncodes; code++)
	{
		if (model->codes[code] == NULL)
			continue;
		cf_model_of_code(model->model, code, ngrams);
		for (int i = 0; i < Min(NGRAMS_OF_CODE, model->model->nngrams); i++)
			put_ngram(fcinfo, model, model->codes[code], &ngrams[i]);
	}
	PG_RETURN_NULL();
}
