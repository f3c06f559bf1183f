/*
 * model_sql.c -- the SQL functions that learn from arrays of texts
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "base/compat.h"
#include "base/errors.h"
#include "model/fit.h"

PG_FUNCTION_INFO_V1(cf_fit_text_model);
PG_FUNCTION_INFO_V1(cf_cross_validate_texts);

/* the arguments of both functions */
typedef struct Lesson
{
	CfCorpus   *corpus;
	Datum	   *codes;			/* each once, sorted */
} Lesson;

static int
compare_texts(const void *a, const void *b)
{
	text	   *x = (text *) DatumGetPointer(*(const Datum *) a);
	text	   *y = (text *) DatumGetPointer(*(const Datum *) b);
	int			xlen = VARSIZE_ANY_EXHDR(x);
	int			ylen = VARSIZE_ANY_EXHDR(y);
	int			order = memcmp(VARDATA_ANY(x), VARDATA_ANY(y),
							   Min(xlen, ylen));

	return order != 0 ? order : xlen - ylen;
}

static int
number_of(Datum code, const Datum *codes, int count)
{
	const Datum *found = bsearch(&code, codes, count, sizeof(Datum),
								compare_texts);

	return found - codes;
}

/* the codes, each once; returns their number */
static int
distinct(const Datum *labels, int count, Datum **codes)
{
	int			kept = 0;

	*codes = palloc(count * sizeof(Datum) + 1);
	memcpy(*codes, labels, count * sizeof(Datum));
	qsort(*codes, count, sizeof(Datum), compare_texts);
	for (int i = 0; i < count; i++)
		if (kept == 0 ||
			compare_texts(&(*codes)[kept - 1], &(*codes)[i]) != 0)
			(*codes)[kept++] = (*codes)[i];
	return kept;
}

static Lesson
read_lesson(FunctionCallInfo fcinfo)
{
	Datum	   *contents;
	Datum	   *labels;
	int			count = cf_array_elements(PG_GETARG_DATUM(0), TEXTOID,
										  &contents);
	Lesson		lesson;
	CfLabelled *labelled = palloc_extended(count * sizeof(CfLabelled) + 1,
										   MCXT_ALLOC_HUGE);
	int			ncodes;

	if (cf_array_elements(PG_GETARG_DATUM(1), TEXTOID, &labels) != count ||
		array_contains_nulls(PG_GETARG_ARRAYTYPE_P(0)) ||
		array_contains_nulls(PG_GETARG_ARRAYTYPE_P(1)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("each text needs a code, and none may be null")));
	ncodes = distinct(labels, count, &lesson.codes);
	if (ncodes < 2 || ncodes > CF_MODEL_CODES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("there are %d codes to learn", ncodes),
				 errdetail("A model tells 2 to %d codes apart.",
						   CF_MODEL_CODES_MAX)));
	for (int i = 0; i < count; i++)
	{
		labelled[i].text = VARDATA_ANY(DatumGetPointer(contents[i]));
		labelled[i].len = VARSIZE_ANY_EXHDR(DatumGetPointer(contents[i]));
		labelled[i].code = number_of(labels[i], lesson.codes, ncodes);
	}
	lesson.corpus = cf_corpus_build(labelled, count, ncodes);
	return lesson;
}

/* what is used up while learning goes with this context */
static MemoryContext
begin_learning(MemoryContext *caller)
{
	MemoryContext learning = AllocSetContextCreate(CurrentMemoryContext,
												   "complaint_flow learning",
												   ALLOCSET_DEFAULT_SIZES);

	*caller = MemoryContextSwitchTo(learning);
	return learning;
}

static Datum
array_of(const double *numbers, int count)
{
	Datum	   *elements = palloc(count * sizeof(Datum) + 1);

	for (int i = 0; i < count; i++)
		elements[i] = Float8GetDatum(numbers[i]);
	return cf_array(FLOAT8OID, elements, count);
}

static Datum
array_of_counts(const int *counts, int count)
{
	Datum	   *elements = palloc(count * sizeof(Datum) + 1);

	for (int i = 0; i < count; i++)
		elements[i] = Int32GetDatum(counts[i]);
	return cf_array(INT4OID, elements, count);
}

static Datum
bytes_of(const CfFitted *fitted)
{
	bytea	   *result = palloc_extended(fitted->size + VARHDRSZ,
										 MCXT_ALLOC_HUGE);

	SET_VARSIZE(result, fitted->size + VARHDRSZ);
	memcpy(VARDATA(result), fitted->bytes, fitted->size);
	return PointerGetDatum(result);
}

/*
 * fit_text_model(contents text[], codes text[]) -> (known_codes, weights,
 * accuracy, macro_f1, confusion, thresholds, precisions, coverages)
 */
Datum
cf_fit_text_model(PG_FUNCTION_ARGS)
{
	MemoryContext caller;
	MemoryContext learning = begin_learning(&caller);
	Lesson		lesson = read_lesson(fcinfo);
	CfFitted	fitted;
	TupleDesc	desc;
	Datum		values[8];
	bool		nulls[8] = {false};

	cf_fit(lesson.corpus, &fitted);
	MemoryContextSwitchTo(caller);
	values[0] = cf_array(TEXTOID, lesson.codes, lesson.corpus->ncodes);
	values[1] = bytes_of(&fitted);
	values[2] = Float8GetDatum(fitted.accuracy);
	values[3] = Float8GetDatum(fitted.macro_f1);
	values[4] = array_of_counts(fitted.confusion, lesson.corpus->ncodes *
								lesson.corpus->ncodes);
	values[5] = array_of(fitted.curve.thresholds, fitted.curve.count);
	values[6] = array_of(fitted.curve.precisions, fitted.curve.count);
	values[7] = array_of(fitted.curve.coverages, fitted.curve.count);
	MemoryContextDelete(learning);
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc),
													  values, nulls)));
}

/*
 * cross_validate_texts(contents text[], codes text[]) -> rows of (place,
 * predicted, probability)
 */
Datum
cf_cross_validate_texts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext caller;
	MemoryContext learning;
	Lesson		lesson;
	CfTrial		trial;

	InitMaterializedSRF(fcinfo, 0);
	learning = begin_learning(&caller);
	lesson = read_lesson(fcinfo);
	cf_cross_validate(lesson.corpus, &trial);
	cf_calibrate(&trial);
	for (int i = 0; i < trial.count; i++)
	{
		Datum		values[3];
		bool		nulls[3] = {false};

		values[0] = Int32GetDatum(lesson.corpus->place[i] + 1);
		values[1] = lesson.codes[trial.predicted[i]];
		values[2] = Float8GetDatum(trial.probability[i]);
		tuplestore_putvalues(set->setResult, set->setDesc, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(learning);
	PG_RETURN_NULL();
}
