/*
 * figure_array.c -- rows of figures, bigint[], added up place by place
 *
 * A shorter array counts as filled up with zeros: a later version may append
 * figures.  NULL elements are refused; a sum that no longer fits stays at the
 * end of what a bigint holds.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "fmgr.h"
#include "utils/array.h"

#include "base/array.h"
#include "figures/kpi_figure.h"

/* more than anybody will ever count; keeps states of aggregates small */
#define MAX_FIGURES 64

typedef struct Figures
{
	int			count;
	int64		values[MAX_FIGURES];
} Figures;

PG_FUNCTION_INFO_V1(cf_figures_tally);
PG_FUNCTION_INFO_V1(cf_figures_final);
PG_FUNCTION_INFO_V1(cf_figures_plus);

static void
add(Figures *sum, ArrayType *figures, int64 times)
{
	int			count = ArrayGetNItems(ARR_NDIM(figures), ARR_DIMS(figures));
	int64	   *values = (int64 *) ARR_DATA_PTR(figures);

	if (ARR_NDIM(figures) > 1 || count > MAX_FIGURES ||
		array_contains_nulls(figures))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("figures are an array of up to %d numbers, none of them NULL",
						MAX_FIGURES)));
	for (int i = 0; i < count; i++)
	{
		int64		product;

		if (pg_mul_s64_overflow(values[i], times, &product))
			product = (values[i] < 0) == (times < 0) ? PG_INT64_MAX :
				PG_INT64_MIN;
		sum->values[i] = cf_figure_sum(sum->values[i], product);
	}
	sum->count = Max(sum->count, count);
}

static ArrayType *
array_of(const Figures *figures)
{
	Datum		values[MAX_FIGURES];

	for (int i = 0; i < figures->count; i++)
		values[i] = Int64GetDatum(figures->values[i]);
	return DatumGetArrayTypeP(cf_array(INT8OID, values, figures->count));
}

/* (state, figures, how often) */
Datum
cf_figures_tally(PG_FUNCTION_ARGS)
{
	MemoryContext cxt;
	Figures    *sum;

	if (!AggCheckCallContext(fcinfo, &cxt))
		elog(ERROR, "aggregate function called in non-aggregate context");
	sum = PG_ARGISNULL(0) ? MemoryContextAllocZero(cxt, sizeof(Figures)) :
		(Figures *) PG_GETARG_POINTER(0);
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		add(sum, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_INT32(2));
	PG_RETURN_POINTER(sum);
}

Datum
cf_figures_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_ARRAYTYPE_P(array_of((Figures *) PG_GETARG_POINTER(0)));
}

Datum
cf_figures_plus(PG_FUNCTION_ARGS)
{
	Figures		sum = {0};

	add(&sum, PG_GETARG_ARRAYTYPE_P(0), 1);
	add(&sum, PG_GETARG_ARRAYTYPE_P(1), 1);
	PG_RETURN_ARRAYTYPE_P(array_of(&sum));
}
