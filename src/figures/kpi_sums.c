/*
 * kpi_sums.c -- sums of all tables of sums, in memory
 *
 * kpi_lines and kpi_sums say the same in SQL, for kpi_verify, which recounts
 * with them; here a case is taken up once, and each sum is handed out once.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "figures/histogram_sql.h"
#include "figures/kpi_sums.h"

typedef struct Shape
{
	const char *name;
	int			ncodes;			/* keys beside the period */
	int			nhistograms;
} Shape;

static const Shape shapes[] = {
	{"kpi_day_sum", 5, 4},
	{"kpi_week_sum", 2, 4},
	{"kpi_month_sum", 2, 4},
	{"kpi_by_sum", 2, 4},
	{"kpi_part_sum", 4, 1},
	{"kpi_issue_sum", 1, 0},
	{"kpi_rule_sum", 1, 0}
};

typedef struct Sum
{
	CfSumKey	key;
	uint32		hash;
	char		status;
	int			nfigures;		/* that have room; the others are 0 */
	int64	   *figures;
	CfGrowingHistogram *histograms;
} Sum;

#define SH_PREFIX sums
#define SH_ELEMENT_TYPE Sum
#define SH_KEY_TYPE CfSumKey
#define SH_KEY key
#define SH_HASH_KEY(tb, k) \
	hash_bytes((const unsigned char *) &(k), sizeof(CfSumKey))
#define SH_EQUAL(tb, a, b) (memcmp(&(a), &(b), sizeof(CfSumKey)) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a) ((a)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct CfKpiSums
{
	MemoryContext cxt;
	CfDictionary *dictionary;
	sums_hash  *sums;
};

/* cf_kpi_sums_named -- a table of sums; throws where there is none */
CfSumTable
cf_kpi_sums_named(const char *name)
{
	for (int i = 0; i < lengthof(shapes); i++)
		if (strcmp(shapes[i].name, name) == 0)
			return (CfSumTable) i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"%s\" is no table of sums", name),
			 errhint("complaint_flow.kpi_sums() lists them.")));
}

/* cf_kpi_sums_create -- none, which live in the current context */
CfKpiSums *
cf_kpi_sums_create(void)
{
	CfKpiSums  *sums = palloc0(sizeof(CfKpiSums));

	sums->cxt = CurrentMemoryContext;
	sums->dictionary = cf_dictionary_create();
	sums->sums = sums_create(sums->cxt, 1024, NULL);
	return sums;
}

static Sum *
sum_of(CfKpiSums *sums, const CfSumKey *key)
{
	const Shape *shape = &shapes[key->table];
	bool		found;
	Sum		   *sum = sums_insert(sums->sums, *key, &found);

	if (found)
		return sum;
	sum->nfigures = 0;
	sum->figures = NULL;
	sum->histograms = MemoryContextAllocZero(sums->cxt,
											 Max(shape->nhistograms, 1) *
											 sizeof(CfGrowingHistogram));
	return sum;
}

/* most changes of a case add to few figures; the last ones are rare */
static void
make_room(CfKpiSums *sums, Sum *sum, const CfContribution *contribution)
{
	int			count = contribution->nfigures;
	int			needed = count > 0 ?
		contribution->figures[count - 1].place + 1 : 0;
	int64	   *figures;

	if (needed <= sum->nfigures)
		return;
	figures = MemoryContextAllocZero(sums->cxt, needed * sizeof(int64));
	if (sum->figures != NULL)
	{
		memcpy(figures, sum->figures, sum->nfigures * sizeof(int64));
		pfree(sum->figures);
	}
	sum->figures = figures;
	sum->nfigures = needed;
}

/* cf_kpi_sums_dictionary -- of the texts that keys name */
CfDictionary *
cf_kpi_sums_dictionary(CfKpiSums *sums)
{
	return sums->dictionary;
}

/* cf_kpi_sums_add -- to a sum; sign -1 takes away what was added before */
void
cf_kpi_sums_add(CfKpiSums *sums, const CfSumKey *key,
				const CfContribution *contribution, int sign)
{
	const Shape *shape = &shapes[key->table];
	Sum		   *sum = sum_of(sums, key);

	make_room(sums, sum, contribution);
	for (int i = 0; i < contribution->nfigures; i++)
	{
		int64	   *figure = &sum->figures[contribution->figures[i].place];

		*figure = cf_figure_sum(*figure,
								sign * contribution->figures[i].figure);
	}
	for (int i = 0; i < shape->nhistograms; i++)
	{
		CfGrowingHistogram *histogram = &sum->histograms[i];

		if (contribution->buckets[i] == CF_NO_BUCKET)
			continue;
		if (histogram->buckets == NULL)
			cf_histogram_begin(histogram, sums->cxt);
		if (!cf_histogram_add(histogram, contribution->buckets[i], sign))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("integer out of range"),
					 errdetail("More than two thousand million cases took the same time.")));
	}
}

/* figures without the zeros at the end; false when nothing is left */
static bool
figures_of(const Sum *sum, Datum *array)
{
	Datum		figures[CF_FIGURES_MAX];
	int			count = sum->nfigures;

	while (count > 0 && sum->figures[count - 1] == 0)
		count--;
	for (int i = 0; i < count; i++)
		figures[i] = Int64GetDatum(sum->figures[i]);
	*array = cf_array(INT8OID, figures, count);
	return count > 0;
}

/* false when all histograms are empty */
static bool
histograms_of(const Sum *sum, const Shape *shape, Oid type, Datum *array)
{
	Datum		times[CF_HISTOGRAMS_MAX];
	bool		any = false;

	for (int i = 0; i < shape->nhistograms; i++)
	{
		times[i] = PointerGetDatum(cf_histogram_of(&sum->histograms[i]));
		any |= sum->histograms[i].nbuckets > 0;
	}
	*array = PointerGetDatum(construct_array(times, shape->nhistograms, type,
											 -1, false, TYPALIGN_INT));
	return any;
}

static Datum
codes_of(CfKpiSums *sums, const Sum *sum, const Shape *shape)
{
	Datum		codes[CF_CODES_MAX];
	bool		nulls[CF_CODES_MAX];
	int			dims[] = {shape->ncodes};
	int			lower[] = {1};

	for (int i = 0; i < shape->ncodes; i++)
	{
		nulls[i] = sum->key.codes[i] == CF_NO_TEXT;
		codes[i] = nulls[i] ? (Datum) 0 :
			cf_dictionary_text(sums->dictionary, sum->key.codes[i]);
	}
	return PointerGetDatum(construct_md_array(codes, nulls, 1, dims, lower,
											  TEXTOID, -1, false,
											  TYPALIGN_INT));
}

static int
compare_sums(const void *a, const void *b, void *arg)
{
	const CfSumKey *left = &(*(Sum *const *) a)->key;
	const CfSumKey *right = &(*(Sum *const *) b)->key;
	int			order = 0;

	if (left->table != right->table)
		return left->table < right->table ? -1 : 1;
	if (left->period != right->period)
		return left->period < right->period ? -1 : 1;
	for (int i = 0; i < CF_CODES_MAX && order == 0; i++)
		order = cf_dictionary_compare(arg, left->codes[i], right->codes[i]);
	return order;
}

/* in the order of their tables' indexes: neighbours are written together */
static Sum **
sorted(CfKpiSums *sums)
{
	Sum		  **all = palloc_extended((sums->sums->members + 1) *
									  sizeof(Sum *), MCXT_ALLOC_HUGE);
	int			count = 0;
	sums_iterator iterator;

	sums_start_iterate(sums->sums, &iterator);
	while ((all[count] = sums_iterate(sums->sums, &iterator)) != NULL)
		count++;
	qsort_arg(all, count, sizeof(Sum *), compare_sums, sums->dictionary);
	return all;
}

/*
 * cf_kpi_sums_return -- as rows (sums, period, codes, figures, times), without
 * those that came to nothing
 */
void
cf_kpi_sums_return(CfKpiSums *sums, Tuplestorestate *store, TupleDesc desc)
{
	Oid			histogram = get_element_type(TupleDescAttr(desc, 4)->atttypid);
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow sums",
											  ALLOCSET_DEFAULT_SIZES);
	Sum		  **all = sorted(sums);
	MemoryContext caller = MemoryContextSwitchTo(cxt);

	for (int i = 0; all[i] != NULL; i++)
	{
		const Sum  *sum = all[i];
		const Shape *shape = &shapes[sum->key.table];
		Datum		values[5];
		bool		nulls[5] = {0};
		bool		counts = figures_of(sum, &values[3]);
		bool		takes = histograms_of(sum, shape, histogram, &values[4]);

		if (counts || takes)
		{
			values[0] = CStringGetTextDatum(shape->name);
			values[1] = DateADTGetDatum(sum->key.period);
			values[2] = codes_of(sums, sum, shape);
			tuplestore_putvalues(store, desc, values, nulls);
		}
		MemoryContextReset(cxt);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(cxt);
	pfree(all);
}
