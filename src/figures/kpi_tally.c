/*
 * kpi_tally.c -- sums of all tables of sums, in memory
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

#include "base/array.h"
#include "figures/histogram_sql.h"
#include "figures/kpi_tally.h"

typedef struct Shape
{
	const char *name;
	int			ncodes;			/* keys beside the period */
	int			nfigures;		/* at most */
	int			ntimes;
} Shape;

static const Shape shapes[] = {
	{"kpi_day_sum", 5, CF_FIGURES_MAX, 4},
	{"kpi_week_sum", 2, CF_FIGURES_MAX, 4},
	{"kpi_month_sum", 2, CF_FIGURES_MAX, 4},
	{"kpi_by_sum", 2, CF_FIGURES_MAX, 4},
	{"kpi_part_sum", 4, 6, 1},
	{"kpi_issue_sum", 1, 2, 0}
};

typedef struct Sum
{
	CfSumKey	key;
	uint32		hash;
	char		status;
	int64	   *figures;
	CfTally    *times;
} Sum;

#define SH_PREFIX sums
#define SH_ELEMENT_TYPE Sum
#define SH_KEY_TYPE CfSumKey
#define SH_KEY key
#define SH_HASH_KEY(tb, k) hash_bytes((const unsigned char *) &(k), sizeof(CfSumKey))
#define SH_EQUAL(tb, a, b) (memcmp(&(a), &(b), sizeof(CfSumKey)) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a) ((a)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct CfKpiTally
{
	MemoryContext cxt;
	CfWords    *words;
	sums_hash  *sums;
};

/* cf_kpi_tally_create -- an empty one that lives in the current context */
CfKpiTally *
cf_kpi_tally_create(void)
{
	CfKpiTally *tally = palloc0(sizeof(CfKpiTally));

	tally->cxt = CurrentMemoryContext;
	tally->words = cf_words_create();
	tally->sums = sums_create(tally->cxt, 1024, NULL);
	return tally;
}

static Sum *
sum_of(CfKpiTally *tally, const CfSumKey *key)
{
	const Shape *shape = &shapes[key->table];
	bool		found;
	Sum		   *sum = sums_insert(tally->sums, *key, &found);

	if (found)
		return sum;
	sum->figures = MemoryContextAllocZero(tally->cxt, shape->nfigures *
										  sizeof(int64));
	sum->times = MemoryContextAllocZero(tally->cxt, Max(shape->ntimes, 1) *
										sizeof(CfTally));
	return sum;
}

/* cf_tally_words -- the texts that its keys name */
CfWords *
cf_tally_words(CfKpiTally *tally)
{
	return tally->words;
}

/* cf_sum_add -- add a line to a sum */
void
cf_sum_add(CfKpiTally *tally, const CfSumKey *key, const CfKpiLine *line)
{
	Sum		   *sum;

	if (line->nfigures == 0 && line->nmarks == 0)
		return;
	sum = sum_of(tally, key);
	for (int i = 0; i < line->nfigures; i++)
	{
		int64	   *figure = &sum->figures[line->places[i]];

		*figure = cf_figure_sum(*figure, line->figures[i]);
	}
	for (int i = 0; i < line->nmarks; i++)
	{
		const CfMark *mark = &line->marks[i];
		CfTally    *times = &sum->times[mark->histogram];

		if (times->buckets == NULL)
			cf_tally_init(times, tally->cxt);
		if (!cf_tally_add(times, mark->bucket, mark->count))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("integer out of range"),
					 errdetail("More than two thousand million cases took the same time.")));
	}
}

/* cf_sum_take_away -- take away what was added before */
void
cf_sum_take_away(CfKpiTally *tally, const CfSumKey *key, const CfKpiLine *line)
{
	CfKpiLine	none;
	CfKpiLine	negative;

	cf_line_clear(&none);
	cf_line_difference(&none, line, &negative);
	cf_sum_add(tally, key, &negative);
}

/* figures without the zeros at the end; false when nothing is left */
static bool
figures_of(const Sum *sum, const Shape *shape, Datum *array)
{
	Datum		figures[CF_FIGURES_MAX];
	int			count = shape->nfigures;

	while (count > 0 && sum->figures[count - 1] == 0)
		count--;
	for (int i = 0; i < count; i++)
		figures[i] = Int64GetDatum(sum->figures[i]);
	*array = cf_array(INT8OID, figures, count);
	return count > 0;
}

/* false when all histograms are empty */
static bool
times_of(const Sum *sum, const Shape *shape, Oid type, Datum *array)
{
	Datum		times[CF_TIMES_MAX];
	bool		any = false;

	for (int i = 0; i < shape->ntimes; i++)
	{
		times[i] = PointerGetDatum(cf_histogram_of(&sum->times[i]));
		any |= sum->times[i].nbuckets > 0;
	}
	*array = PointerGetDatum(construct_array(times, shape->ntimes, type, -1,
											 false, TYPALIGN_INT));
	return any;
}

static Datum
codes_of(CfKpiTally *tally, const Sum *sum, const Shape *shape)
{
	Datum		codes[CF_CODES_MAX];
	bool		nulls[CF_CODES_MAX];
	int			dims[] = {shape->ncodes};
	int			lower[] = {1};

	for (int i = 0; i < shape->ncodes; i++)
	{
		nulls[i] = sum->key.codes[i] == CF_NO_WORD;
		codes[i] = nulls[i] ? (Datum) 0 :
			cf_word_text(tally->words, sum->key.codes[i]);
	}
	return PointerGetDatum(construct_md_array(codes, nulls, 1, dims, lower,
											  TEXTOID, -1, false,
											  TYPALIGN_INT));
}

/*
 * cf_kpi_tally_put -- the sums, as rows (sums, period, codes, figures, times)
 *
 * What came to nothing is left out.
 */
void
cf_kpi_tally_put(CfKpiTally *tally, Tuplestorestate *store, TupleDesc desc)
{
	Oid			histogram = get_element_type(TupleDescAttr(desc, 4)->atttypid);
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow sums",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(cxt);
	sums_iterator iterator;
	Sum		   *sum;

	sums_start_iterate(tally->sums, &iterator);
	while ((sum = sums_iterate(tally->sums, &iterator)) != NULL)
	{
		const Shape *shape = &shapes[sum->key.table];
		Datum		values[5];
		bool		nulls[5] = {0};
		bool		counts = figures_of(sum, shape, &values[3]);
		bool		takes = times_of(sum, shape, histogram, &values[4]);

		if (counts || takes)
		{
			values[0] = CStringGetTextDatum(shape->name);
			values[1] = DateADTGetDatum(sum->key.period);
			values[2] = codes_of(tally, sum, shape);
			tuplestore_putvalues(store, desc, values, nulls);
		}
		MemoryContextReset(cxt);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(cxt);
}
