/*
 * prediction.c -- what the desk's models say about a case
 *
 * They are asked once a write, and only where an active rule of
 * classification reads or takes what they say.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "judge/prediction.h"

/* the facts that a model gives */
static const struct
{
	CfFact		code;
	CfFact		probability;
	CfFact		sure;
}			facts[CF_PREDICTS_COUNT] = {
	[CF_PREDICTS_CATEGORY] = {
		CF_FACT_PREDICTED_CATEGORY, CF_FACT_PREDICTED_PROBABILITY,
		CF_FACT_CATEGORY_IS_SURE
	},
	[CF_PREDICTS_URGENCY] = {
		CF_FACT_PREDICTED_URGENCY, CF_FACT_PREDICTED_URGENCY_PROBABILITY,
		CF_FACT_URGENCY_IS_SURE
	}
};

/* the text as examples have it: title, a blank, description */
static char *
text_of(const CfRow *row)
{
	char	   *title = cf_text(row, CF_TITLE);
	char	   *description = cf_text(row, CF_DESCRIPTION);

	if (title == NULL || description == NULL)
		return title != NULL ? title : description;
	return psprintf("%s %s", title, description);
}

/* what one model says; "text" may be NULL */
static void
guess(CfWrite *write, CfPredicts predicts, const char *text)
{
	CfGuesses  *guesses = &write->guesses[predicts];
	CfTextModel *model;

	if (text == NULL || !write->type->asks_model[predicts])
		return;
	model = cf_text_model(write->desk, predicts);
	if (model == NULL)
		return;
	guesses->count = cf_text_model_predict(model, text, strlen(text),
										   guesses->list, CF_GUESSES_MAX);
	guesses->sure = guesses->count > 0 &&
		guesses->list[0].probability >= model->sure_from;
}

static void
set_facts(CfEval *eval, CfPredicts predicts, const CfGuesses *guesses)
{
	const CfPrediction *best = &guesses->list[0];

	if (guesses->count == 0)
		return;
	cf_eval_set_fact(eval, facts[predicts].code,
					 CStringGetTextDatum(best->code), false);
	cf_eval_set_fact(eval, facts[predicts].probability,
					 Float8GetDatum(best->probability), false);
	cf_eval_set_fact(eval, facts[predicts].sure,
					 BoolGetDatum(guesses->sure), false);
}

/*
 * cf_ask_models -- after cf_rules_begin: conditions know what models say
 *
 * A write does not change the text after it was judged first.
 */
void
cf_ask_models(CfWrite *write)
{
	if (write->guesses == NULL)
	{
		char	   *text = write->type->asks_model[CF_PREDICTS_CATEGORY] ||
		write->type->asks_model[CF_PREDICTS_URGENCY] ?
		text_of(&write->row) : NULL;

		write->guesses = palloc0(CF_PREDICTS_COUNT * sizeof(CfGuesses));
		for (int i = 0; i < CF_PREDICTS_COUNT; i++)
			guess(write, i, text);
	}
	for (int i = 0; i < CF_PREDICTS_COUNT; i++)
		set_facts(write->type->eval, i, &write->guesses[i]);
}

/* cf_predicted -- the likeliest code, or NULL */
const char *
cf_predicted(const CfWrite *write, CfPredicts predicts)
{
	const CfGuesses *guesses = &write->guesses[predicts];

	return guesses->count == 0 ? NULL : guesses->list[0].code;
}

/* cf_note_guesses -- what a person may choose from, where no category is */
void
cf_note_guesses(CfWrite *write)
{
	const CfGuesses *guesses = &write->guesses[CF_PREDICTS_CATEGORY];
	List	   *codes = NIL;

	if (cf_is_null(&write->row, CF_CATEGORY))
		for (int i = 0; i < guesses->count; i++)
			codes = lappend(codes, unconstify(char *, guesses->list[i].code));
	cf_set_texts(&write->row, CF_GUESSES, codes);
}
