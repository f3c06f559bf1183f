/*
 * array.c -- arrays of SQL from lists of C, and back
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/array.h"

/* how the elements of a type are stored, without asking the catalogs */
typedef struct Storage
{
	int			length;
	bool		by_value;
	char		align;
} Storage;

static Storage
storage_of(Oid type)
{
	switch (type)
	{
		case INT8OID:
		case FLOAT8OID:
		case TIMESTAMPTZOID:
			return (Storage) {sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE};
		case DATEOID:
		case INT4OID:
			return (Storage) {sizeof(int32), true, TYPALIGN_INT};
		case TEXTOID:
		case JSONBOID:
			return (Storage) {-1, false, TYPALIGN_INT};
		default:
			elog(ERROR, "arrays of type %u are not known here", type);
	}
}

/* cf_array -- an array of elements, none of them NULL */
Datum
cf_array(Oid type, const Datum *elements, int count)
{
	Storage		storage = storage_of(type);

	return PointerGetDatum(construct_array(unconstify(Datum *, elements),
										   count, type, storage.length,
										   storage.by_value, storage.align));
}

/* cf_array_elements -- the elements that are not NULL; returns how many */
int
cf_array_elements(Datum array, Oid type, Datum **elements)
{
	Storage		storage = storage_of(type);
	bool	   *nulls;
	int			count;
	int			given = 0;

	deconstruct_array(DatumGetArrayTypeP(array), type, storage.length,
					  storage.by_value, storage.align, elements, &nulls,
					  &count);
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			(*elements)[given++] = (*elements)[i];
	return given;
}

/* cf_array_of_ids -- bigint[] of a list of int64 * */
Datum
cf_array_of_ids(const List *ids)
{
	Datum	   *elements = palloc((list_length(ids) + 1) * sizeof(Datum));
	ListCell   *cell;

	foreach(cell, ids)
		elements[foreach_current_index(cell)] =
			Int64GetDatum(*(int64 *) lfirst(cell));
	return cf_array(INT8OID, elements, list_length(ids));
}

/* cf_array_of_texts -- text[] of a list of char * */
Datum
cf_array_of_texts(const List *texts)
{
	Datum	   *elements = palloc((list_length(texts) + 1) * sizeof(Datum));
	ListCell   *cell;

	foreach(cell, texts)
		elements[foreach_current_index(cell)] =
			CStringGetTextDatum(lfirst(cell));
	return cf_array(TEXTOID, elements, list_length(texts));
}

/* cf_ids_of_array -- a list of int64 * of bigint[], without NULLs */
List *
cf_ids_of_array(Datum array)
{
	Datum	   *elements;
	int			count = cf_array_elements(array, INT8OID, &elements);
	List	   *ids = NIL;

	for (int i = 0; i < count; i++)
	{
		int64	   *id = palloc(sizeof(int64));

		*id = DatumGetInt64(elements[i]);
		ids = lappend(ids, id);
	}
	return ids;
}

/* cf_texts_of_array -- a list of char * of text[], without NULLs */
List *
cf_texts_of_array(Datum array)
{
	Datum	   *elements;
	int			count = cf_array_elements(array, TEXTOID, &elements);
	List	   *texts = NIL;

	for (int i = 0; i < count; i++)
		texts = lappend(texts, TextDatumGetCString(elements[i]));
	return texts;
}

/* cf_array_parts -- the elements of an array of any type; returns their number */
int
cf_array_parts(Datum array, Oid element, Datum **elements, bool **nulls)
{
	int			count;
	int16		len;
	bool		byval;
	char		align;

	get_typlenbyvalalign(element, &len, &byval, &align);
	deconstruct_array(DatumGetArrayTypeP(array), element, len, byval, align,
					  elements, nulls, &count);
	return count;
}
