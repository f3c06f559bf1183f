/*
 * size_check.c -- how long texts and lists of a row may be
 *
 * Bytes, not characters: cheap to check, generous to write.  What is long
 * makes reports, messages and the scan for keywords slow for everybody.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "errors.h"
#include "limits.h"
#include "size_check.h"

/* columns of customers, which are looked for by them and shown in lists */
static const char *const short_texts[] = {
	"name", "phone", "email", "address", "tier", "complainant_group",
	"external_ref"
};

static Size
limit_of(Form_pg_attribute column, Size limit)
{
	for (int i = 0; i < lengthof(short_texts); i++)
		if (strcmp(NameStr(column->attname), short_texts[i]) == 0)
			return CF_SHORT_TEXT_MAX;
	return limit;
}

static void
check_list(Relation rel, Form_pg_attribute column, Datum value)
{
	ArrayType  *list = DatumGetArrayTypeP(value);
	int			count = ArrayGetNItems(ARR_NDIM(list), ARR_DIMS(list));

	if (count > CF_LIST_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("list in column \"%s\" is too long",
						NameStr(column->attname)),
				 errdetail("It has %d elements, at most %d are allowed.",
						   count, CF_LIST_MAX),
				 errtablecol(rel, column->attnum)));
	if ((Pointer) list != DatumGetPointer(value))
		pfree(list);
}

/* cf_check_size -- KF011 for a value, not NULL, of more bytes than that */
void
cf_check_size(Relation rel, AttrNumber attno, Datum value, Size limit)
{
	Form_pg_attribute column = TupleDescAttr(RelationGetDescr(rel), attno - 1);
	Size		size = toast_raw_datum_size(value) - VARHDRSZ;

	if (size > limit)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("value of column \"%s\" is too long",
						NameStr(column->attname)),
				 errdetail("It has %zu bytes, at most %zu are allowed.",
						   size, limit),
				 errhint("Keep files outside and name them in evidence."),
				 errtablecol(rel, attno)));
	/* an element has four bytes at least, of its length */
	if (size > CF_LIST_MAX && OidIsValid(get_element_type(column->atttypid)))
		check_list(rel, column, value);
}

/* what stood there before there was a limit may stay */
static bool
is_old(TupleDesc desc, int i, Datum value, HeapTuple old)
{
	bool		isnull;
	Datum		before = old == NULL ? (Datum) 0 :
		heap_getattr(old, i + 1, desc, &isnull);

	return old != NULL && !isnull && datum_image_eq(before, value, false, -1);
}

/*
 * cf_check_sizes -- the same of all columns of a row, the owner's own too;
 * "old" is what the row was, NULL for a new one
 */
void
cf_check_sizes(Relation rel, HeapTuple row, HeapTuple old, Size limit)
{
	TupleDesc	desc = RelationGetDescr(rel);
	Datum	   *values = palloc(desc->natts * sizeof(Datum));
	bool	   *nulls = palloc(desc->natts * sizeof(bool));

	heap_deform_tuple(row, desc, values, nulls);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		/* what is short enough for any column need not be looked at */
		if (!nulls[i] && !column->attisdropped && column->attlen == -1 &&
			toast_raw_datum_size(values[i]) > CF_LIST_MAX &&
			!is_old(desc, i, values[i], old))
			cf_check_size(rel, i + 1, values[i], limit_of(column, limit));
	}
	pfree(values);
	pfree(nulls);
}
