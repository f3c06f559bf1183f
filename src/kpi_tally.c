/*
 * kpi_tally.c -- rows of kpi_case added up for all tables of sums at once
 *
 * kpi_lines and kpi_sums say the same in SQL, for kpi_verify, which recounts
 * with them; here a case is taken up once, and each sum is handed out once.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "common/int.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "histogram.h"
#include "kpi_count.h"
#include "kpi_tally.h"
#include "kpi_words.h"
#include "store.h"

#define CODES_MAX 5
#define TIMES_MAX 4

/* place of the seconds in the figures of a part, behind five counts */
#define PART_SECONDS 5

typedef enum SumTable
{
	OF_DAY, OF_WEEK, OF_MONTH, OF_DIMENSION, OF_PART, OF_ISSUE
} SumTable;

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

typedef struct SumKey
{
	int32		table;			/* SumTable */
	DateADT		period;
	int32		codes[CODES_MAX];	/* numbers of words; CF_NO_WORD: NULL */
} SumKey;

typedef struct Sum
{
	SumKey		key;
	uint32		hash;
	char		status;
	int64	   *figures;
	CfTally    *times;
} Sum;

#define SH_PREFIX sums
#define SH_ELEMENT_TYPE Sum
#define SH_KEY_TYPE SumKey
#define SH_KEY key
#define SH_HASH_KEY(tb, k) hash_bytes((const unsigned char *) &(k), sizeof(SumKey))
#define SH_EQUAL(tb, a, b) (memcmp(&(a), &(b), sizeof(SumKey)) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a) ((a)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* dimensions of kpi_by_sum */
typedef struct Dimension
{
	const char *name;
	int			column;			/* of kpi_case */
} Dimension;

static const Dimension dimensions[] = {
	{"owner", CF_KS_OWNER}, {"level", CF_KS_LEVEL},
	{"urgency", CF_KS_URGENCY}, {"channel", CF_KS_CHANNEL},
	{"product", CF_KS_PRODUCT}, {"merchant", CF_KS_MERCHANT},
	{"issue", CF_KS_ISSUE_KEY}
};

struct CfKpiTally
{
	MemoryContext cxt;
	CfWords    *words;
	sums_hash  *sums;
	TupleDesc	part_desc;
	int32		dimensions[lengthof(dimensions)];	/* words */
};

/* what is added to a sum */
typedef struct Line
{
	int			nfigures;		/* those that are not zero */
	int			places[CF_FIGURES_MAX];
	int64		figures[CF_FIGURES_MAX];
	int			buckets[TIMES_MAX]; /* of the histograms; -1: no time */
	int			times;			/* how often it counts */
} Line;

/* cf_kpi_tally_create -- an empty one that lives in the current context */
CfKpiTally *
cf_kpi_tally_create(void)
{
	CfKpiTally *tally = palloc0(sizeof(CfKpiTally));

	tally->cxt = CurrentMemoryContext;
	tally->words = cf_words_create();
	tally->sums = sums_create(tally->cxt, 1024, NULL);
	tally->part_desc = lookup_rowtype_tupdesc_copy(cf_kpi_part_type(), -1);
	for (int i = 0; i < lengthof(dimensions); i++)
		tally->dimensions[i] = cf_word(tally->words, dimensions[i].name,
									   strlen(dimensions[i].name));
	return tally;
}

static SumKey
key_of(SumTable table, DateADT period)
{
	SumKey		key = {.table = table, .period = period};

	for (int i = 0; i < CODES_MAX; i++)
		key.codes[i] = CF_NO_WORD;
	return key;
}

static Sum *
sum_of(CfKpiTally *tally, const SumKey *key)
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

static void
refuse_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("bigint out of range"),
			 errdetail("A figure of a case or of many together is too large.")));
}

static void
add(CfKpiTally *tally, const SumKey *key, const Line *line)
{
	Sum		   *sum = sum_of(tally, key);

	for (int i = 0; i < line->nfigures; i++)
	{
		int64		product;

		int64	   *figure = &sum->figures[line->places[i]];

		if (pg_mul_s64_overflow(line->figures[i], line->times, &product) ||
			pg_add_s64_overflow(*figure, product, figure))
			refuse_overflow();
	}
	for (int i = 0; i < shapes[key->table].ntimes; i++)
	{
		if (line->buckets[i] < 0)
			continue;
		if (sum->times[i].buckets == NULL)
			cf_tally_init(&sum->times[i], tally->cxt);
		if (!cf_tally_add(&sum->times[i], line->buckets[i], line->times))
			refuse_overflow();
	}
}

static DateADT
monday_of(DateADT day)
{
	return day - (j2day(day + POSTGRES_EPOCH_JDATE) + 6) % 7;
}

static DateADT
month_of(DateADT day)
{
	int			year;
	int			month;
	int			mday;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	return day - (mday - 1);
}

/* a line of a case to all sums of its day */
static void
add_line(CfKpiTally *tally, const int32 *codes, DateADT day, const Line *line)
{
	SumKey		of_day = key_of(OF_DAY, day);
	SumKey		of_week = key_of(OF_WEEK, monday_of(day));
	SumKey		of_month = key_of(OF_MONTH, month_of(day));
	SumKey		along = key_of(OF_DIMENSION, of_month.period);

	of_day.codes[0] = codes[CF_KS_DEPARTMENT];
	of_day.codes[1] = codes[CF_KS_CATEGORY];
	of_day.codes[2] = codes[CF_KS_LEVEL];
	of_day.codes[3] = codes[CF_KS_URGENCY];
	of_day.codes[4] = codes[CF_KS_CHANNEL];
	of_week.codes[0] = of_month.codes[0] = codes[CF_KS_DEPARTMENT];
	of_week.codes[1] = of_month.codes[1] = codes[CF_KS_CATEGORY];
	add(tally, &of_day, line);
	add(tally, &of_week, line);
	add(tally, &of_month, line);
	for (int i = 0; i < lengthof(dimensions); i++)
	{
		along.codes[0] = tally->dimensions[i];
		along.codes[1] = codes[dimensions[i].column];
		add(tally, &along, line);
	}
}

static void
set_figure(Line *line, int place, int64 figure)
{
	if (figure == 0)
		return;
	line->places[line->nfigures] = place;
	line->figures[line->nfigures++] = figure;
}

static void
set_figures(Line *line, Datum value)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	int64	   *figures = (int64 *) ARR_DATA_PTR(array);
	int			count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array) ||
		count > CF_FIGURES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("figures of a case are an array of up to %d numbers, none of them NULL",
						CF_FIGURES_MAX),
				 errhint("Somebody changed table kpi_case; kpi_rebuild makes it anew.")));
	line->nfigures = 0;
	for (int i = 0; i < count; i++)
		set_figure(line, i, figures[i]);
}

/* a figure of a case */
static int64
figure_of(const Line *line, int place)
{
	for (int i = 0; i < line->nfigures; i++)
		if (line->places[i] == place)
			return line->figures[i];
	return 0;
}

static void
add_part(CfKpiTally *tally, const int32 *codes, DateADT month, Datum part,
		 int times)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(part);
	HeapTupleData tuple = {.t_data = header};
	Datum		values[CF_PART_COLUMNS];
	bool		nulls[CF_PART_COLUMNS];
	SumKey		key = key_of(OF_PART, month);
	Line		line = {.times = times};

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	heap_deform_tuple(&tuple, tally->part_desc, values, nulls);
	key.codes[0] = cf_word_of(tally->words, values[CF_PART_KIND], nulls[CF_PART_KIND]);
	key.codes[1] = cf_word_of(tally->words, values[CF_PART_CODE], nulls[CF_PART_CODE]);
	key.codes[2] = cf_word_of(tally->words, values[CF_PART_DEPARTMENT],
						   nulls[CF_PART_DEPARTMENT]);
	key.codes[3] = codes[CF_KS_CATEGORY];
	if (!nulls[CF_PART_PLACE] && DatumGetInt32(values[CF_PART_PLACE]) >= 1 &&
		DatumGetInt32(values[CF_PART_PLACE]) <= PART_SECONDS)
		set_figure(&line, DatumGetInt32(values[CF_PART_PLACE]) - 1, 1);
	line.buckets[0] = -1;
	if (!nulls[CF_PART_SECONDS])
	{
		int64		seconds = DatumGetInt64(values[CF_PART_SECONDS]);

		set_figure(&line, PART_SECONDS, seconds);
		line.buckets[0] = cf_bucket_of(seconds);
	}
	add(tally, &key, &line);
}

static void
add_parts(CfKpiTally *tally, const int32 *codes, DateADT month, Datum value,
		  int times)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	Datum	   *parts;
	bool	   *nulls;
	int			count;

	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE,
					  &parts, &nulls, &count);
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			add_part(tally, codes, month, parts[i], times);
}

static void
add_issue(CfKpiTally *tally, const int32 *codes, DateADT day,
		  const Line *whole)
{
	SumKey		key = key_of(OF_ISSUE, day);
	Line		line = {.times = whole->times};

	if (codes[CF_KS_ISSUE_KEY] == CF_NO_WORD)
		return;
	key.codes[0] = codes[CF_KS_ISSUE_KEY];
	set_figure(&line, 0, 1);
	set_figure(&line, 1, figure_of(whole, CF_F_STILL_OPEN));
	add(tally, &key, &line);
}

/*
 * cf_kpi_tally_case -- add a row of kpi_case so many times; -1 takes it away
 *
 * The memory it needs on the way is left in the current context.
 */
void
cf_kpi_tally_case(CfKpiTally *tally, const Datum *values, const bool *nulls,
				  int times)
{
	int32		codes[CF_KS_COLUMNS];
	DateADT		day = DatumGetDateADT(values[CF_KS_DAY]);
	Line		line;
	Line		end;

	for (int i = CF_KS_DEPARTMENT; i <= CF_KS_ISSUE_KEY; i++)
		codes[i] = cf_word_of(tally->words, values[i], nulls[i]);
	line.times = end.times = times;
	set_figures(&line, values[CF_KS_FIGURES]);
	end.nfigures = 0;
	set_figure(&end, CF_F_CLOSINGS, 1);
	for (int i = 0; i < TIMES_MAX; i++)
	{
		int			column = CF_KS_FIRST_RESPONSE + i;

		line.buckets[i] = nulls[column] ? -1 :
			cf_bucket_of(DatumGetInt64(values[column]));
		end.buckets[i] = -1;
	}
	add_line(tally, codes, day, &line);
	if (!nulls[CF_KS_CLOSED_DAY])
		add_line(tally, codes, DatumGetDateADT(values[CF_KS_CLOSED_DAY]),
				 &end);
	add_parts(tally, codes, month_of(day), values[CF_KS_PARTS], times);
	add_issue(tally, codes, day, &line);
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
	*array = PointerGetDatum(construct_array(figures, count, INT8OID,
											 sizeof(int64), FLOAT8PASSBYVAL,
											 TYPALIGN_DOUBLE));
	return count > 0;
}

/* false when all histograms are empty */
static bool
times_of(const Sum *sum, const Shape *shape, Oid type, Datum *array)
{
	Datum		times[TIMES_MAX];
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
	Datum		codes[CODES_MAX];
	bool		nulls[CODES_MAX];
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
