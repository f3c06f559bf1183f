/*
 * text_model.c -- the models of a desk that are in use, from its table
 *
 * A row may be damaged, or come from elsewhere: then the desk works without
 * it, with a warning.  A model may know codes that are gone, or not for new
 * cases any more; those are not predicted.
 *
 * With the rest of the policy it is only noted in which row a model lies: its
 * weights are most of the bytes of the copy, and are of use only where a text
 * is judged.
 */
#include "postgres.h"

#include <float.h>

#include "access/detoast.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "storage/bufmgr.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

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
numbers_of(const CfQueryRow *row, int column, Datum **numbers)
{
	bool		isnull;
	Datum		array = cf_query_value(row, column, FLOAT8ARRAYOID, &isnull);

	*numbers = NULL;
	return isnull ? 0 : cf_array_elements(array, FLOAT8OID, numbers);
}

/* the lowest probability from which on enough predictions were right */
static double
sure_from(const CfQueryRow *row, double wanted)
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

/* what the bytes of column "weights" hold, or NULL */
static struct CfModel *
read_weights(Datum value, int ncodes)
{
	bytea	   *bytes;

	if (toast_raw_datum_size(value) > CF_MODEL_MAX)
		return NULL;
	bytes = DatumGetByteaPCopy(value);
	return cf_model_read(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ, ncodes);
}

static void
warn_of_damage(CfDesk *desk, int64 id)
{
	ereport(WARNING,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("model " INT64_FORMAT " of desk \"%s\" is damaged and not used",
					id, desk->name),
			 errhint("Train a new one with complaint_flow.train_model(), or put an older row of table text_model in use.")));
}

/* notes where the model is; false where it must be read at once */
static bool
note_place(CfModelPlace *place, const CfQueryRow *row, Datum weights)
{
	/* a row that a scan found, not one that a query computed */
	if (row->places == NULL || !ItemPointerIsValid(&row->tuple->t_self) ||
		!VARATT_IS_EXTERNAL_ONDISK(DatumGetPointer(weights)))
		return false;
	place->relid = row->tuple->t_tableOid;
	place->row = row->tuple->t_self;
	memcpy(place->columns, row->places, sizeof(place->columns));
	place->weights = datumCopy(weights, false, -1);
	return true;
}

/* (id, target, codes, thresholds, precisions, weights) */
static void
read_model(CfDesk *desk, CfTextModel *model, CfPredicts predicts,
		   const CfQueryRow *row, Datum weights)
{
	List	   *codes = cf_query_list(row, 3);

	model->codes = codes_for_cases(desk, predicts, codes);
	model->sure_from = sure_from(row, desk->wanted_precision);
	/* last: it says that the model can be asked */
	model->model = read_weights(weights, list_length(codes));
}

/* the newest comes first */
static void
note_model(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfTextModel *found = palloc0(sizeof(CfTextModel));
	int			predicts = cf_predicts_named(cf_query_text(row, 2));
	bool		isnull;
	Datum		weights = cf_query_value(row, 6, BYTEAOID, &isnull);
	bool		read = predicts >= 0 && !isnull;
	bool		later = read && note_place(&found->place, row, weights);

	found->id = cf_query_int64(row, 1);
	if (read && !later)
		read_model(desk, found, predicts, row, weights);
	if (later || found->model != NULL)
		desk->models[predicts] = lcons(found, desk->models[predicts]);
	else
		warn_of_damage(desk, found->id);
}

/* cf_text_models_load -- after settings and codes */
void
cf_text_models_load(CfDesk *desk)
{
	static const CfDeskTable models = {
		"text_model", "id, target, codes, thresholds, precisions, weights",
		{"id"}, false, true
	};

	cf_desk_load_each(desk, &models, note_model, NULL);
}

/* reads a model from the row of the slot; false where it is another row */
static bool
read_from_slot(CfDesk *desk, CfTextModel *model, CfPredicts predicts,
			   TupleTableSlot *slot)
{
	CfModelPlace *place = &model->place;
	CfQueryRow	row = {slot->tts_tupleDescriptor};
	MemoryContext caller;
	bool		isnull;
	Datum		weights;

	row.tuple = ExecCopySlotHeapTuple(slot);
	row.places = place->columns;
	for (int i = 0; i < CF_MODEL_COLUMNS; i++)
		if (place->columns[i] > row.desc->natts)
			return false;
	weights = cf_query_value(&row, 6, BYTEAOID, &isnull);
	if (isnull || !datumIsEqual(weights, place->weights, false, -1))
		return false;
	caller = MemoryContextSwitchTo(desk->cxt);
	read_model(desk, model, predicts, &row, weights);
	MemoryContextSwitchTo(caller);
	return true;
}

/*
 * Reads a model from the very row that the copy of the desk was made from.
 * Another row may be in use by now: VACUUM leaves this one alone as long as
 * the statement that made the copy runs, and other statements do not begin
 * with a stale copy.  Only rewriting the table can take it away.
 */
static void
read_noted(CfDesk *desk, CfTextModel *model, CfPredicts predicts)
{
	Relation	rel = try_table_open(model->place.relid, AccessShareLock);
	TupleTableSlot *slot = rel == NULL ? NULL : table_slot_create(rel, NULL);

	if (rel == NULL ||
		ItemPointerGetBlockNumber(&model->place.row) >=
		RelationGetNumberOfBlocks(rel) ||
		!table_tuple_fetch_row_version(rel, &model->place.row, SnapshotAny,
									   slot) ||
		!read_from_slot(desk, model, predicts, slot))
	{
		desk->stale = true;
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("table \"text_model\" of desk \"%s\" was rewritten while a text was judged",
						desk->name),
				 errhint("Try the statement again.")));
	}
	ExecDropSingleTupleTableSlot(slot);
	table_close(rel, AccessShareLock);
}

/* cf_text_model -- the model in use, or NULL */
CfTextModel *
cf_text_model(CfDesk *desk, CfPredicts predicts)
{
	while (desk->models[predicts] != NIL)
	{
		CfTextModel *model = linitial(desk->models[predicts]);

		if (model->model == NULL)
			read_noted(desk, model, predicts);
		if (model->model != NULL)
			return model;
		desk->models[predicts] = list_delete_first(desk->models[predicts]);
		warn_of_damage(desk, model->id);
	}
	return NULL;
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
