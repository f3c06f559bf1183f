/*
 * model_check.c -- does a row of text_model hold a model?
 *
 * A row that does not is passed over where the desk is read; who writes one
 * learns of it here.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"

#include "base/array.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "model/model_format.h"
#include "policy/model_check.h"

/* the number of elements of a list, of which none is NULL */
static int
length_of(Relation rel, HeapTuple row, const char *column, Oid array, Oid type)
{
	AttrNumber	attno = cf_typed_attno(rel, column, array);
	Datum	   *elements;
	bool		isnull;
	Datum		value = heap_getattr(row, attno, RelationGetDescr(rel), &isnull);

	return isnull ? 0 : cf_array_elements(value, type, &elements);
}

static bool
holds_model(Relation rel, HeapTuple row, AttrNumber attno)
{
	int			ncodes = length_of(rel, row, "codes", TEXTARRAYOID, TEXTOID);
	bool		isnull;
	Datum		value = heap_getattr(row, attno, RelationGetDescr(rel), &isnull);
	bytea	   *bytes;
	CfModel    *model;

	if (isnull)
		return false;
	bytes = DatumGetByteaPCopy(value);
	model = cf_model_read(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ, ncodes);
	return model != NULL && cf_model_is_sound(model);
}

/* cf_check_model -- KF011 for a row that holds none */
void
cf_check_model(Relation rel, HeapTuple row)
{
	AttrNumber	attno = cf_typed_attno(rel, "weights", BYTEAOID);
	int			points = length_of(rel, row, "thresholds", FLOAT8ARRAYOID,
								   FLOAT8OID);

	if (!holds_model(rel, row, attno))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("column \"weights\" holds no model for these codes"),
				 errhint("Models are made by complaint_flow.train_model()."),
				 errtablecol(rel, attno)));
	if (points != length_of(rel, row, "precisions", FLOAT8ARRAYOID,
							FLOAT8OID) ||
		points != length_of(rel, row, "coverages", FLOAT8ARRAYOID, FLOAT8OID))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("thresholds, precisions and coverages differ in length"),
				 errhint("Models are made by complaint_flow.train_model()."),
				 errtable(rel)));
}
