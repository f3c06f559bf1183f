/*
 * kpi_change.c -- what a changed row of kpi_case adds to which sums
 *
 * kpi_lines and kpi_sums say the same in SQL, for kpi_verify, which recounts
 * with them; here a case is taken up once for all of them.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/typcache.h"

#include "base/template.h"
#include "figures/kpi_change.h"
#include "store/engine_table.h"

/* place of the seconds in the figures of a part, behind five counts */
#define PART_SECONDS 5

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

/* by day, week and month, and by month along each dimension */
#define SUMS_OF_DAY (3 + lengthof(dimensions))

struct CfKpiChanges
{
	CfKpiTally *tally;
	CfWords    *words;
	TupleDesc	part_desc;
	int32		dimensions[lengthof(dimensions)];	/* words */
};

/* cf_kpi_changes -- of cases, to be added up in a tally */
CfKpiChanges *
cf_kpi_changes(CfKpiTally *tally)
{
	CfKpiChanges *changes = palloc(sizeof(CfKpiChanges));

	changes->tally = tally;
	changes->words = cf_tally_words(tally);
	changes->part_desc = lookup_rowtype_tupdesc_copy(cf_own_type("kpi_part"), -1);
	for (int i = 0; i < lengthof(dimensions); i++)
		changes->dimensions[i] = cf_word(changes->words, dimensions[i].name,
										 strlen(dimensions[i].name));
	return changes;
}

static CfSumKey
key_of(CfSumTable table, DateADT period)
{
	CfSumKey	key = {.table = table,.period = period};

	for (int i = 0; i < CF_CODES_MAX; i++)
		key.codes[i] = CF_NO_WORD;
	return key;
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

/* a line, and the sums where it counts */
typedef struct Entry
{
	int			nkeys;			/* 0: it counts nowhere */
	CfSumKey	keys[SUMS_OF_DAY];
	CfKpiLine	line;
} Entry;

/* a row of kpi_case; one that there is not has entries without keys */
typedef struct Case
{
	bool		exists;
	int32		codes[CF_KS_COLUMNS];
	DateADT		month;
	Datum		parts;
	Entry		receipt;
	Entry		end;
	Entry		issue;
} Case;

/* all sums of a day that a case belongs to */
static void
set_keys(CfKpiChanges *changes, Entry *entry, const int32 *codes, DateADT day)
{
	CfSumKey   *key = entry->keys;
	DateADT		month = month_of(day);

	key[0] = key_of(CF_OF_DAY, day);
	key[0].codes[0] = codes[CF_KS_DEPARTMENT];
	key[0].codes[1] = codes[CF_KS_CATEGORY];
	key[0].codes[2] = codes[CF_KS_LEVEL];
	key[0].codes[3] = codes[CF_KS_URGENCY];
	key[0].codes[4] = codes[CF_KS_CHANNEL];
	key[1] = key_of(CF_OF_WEEK, monday_of(day));
	key[2] = key_of(CF_OF_MONTH, month);
	key[1].codes[0] = key[2].codes[0] = codes[CF_KS_DEPARTMENT];
	key[1].codes[1] = key[2].codes[1] = codes[CF_KS_CATEGORY];
	for (int i = 0; i < lengthof(dimensions); i++)
	{
		key[3 + i] = key_of(CF_OF_DIMENSION, month);
		key[3 + i].codes[0] = changes->dimensions[i];
		key[3 + i].codes[1] = codes[dimensions[i].column];
	}
	entry->nkeys = SUMS_OF_DAY;
}

static void
clear_entry(Entry *entry)
{
	entry->nkeys = 0;
	cf_line_clear(&entry->line);
}

static void
set_receipt(CfKpiChanges *changes, Case *one, const Datum *values,
			const bool *nulls)
{
	set_keys(changes, &one->receipt, one->codes,
			 DatumGetDateADT(values[CF_KS_DAY]));
	cf_line_figures(&one->receipt.line, values[CF_KS_FIGURES]);
	for (int i = 0; i < CF_TIMES_MAX; i++)
	{
		int			column = CF_KS_FIRST_RESPONSE + i;

		if (!nulls[column])
			cf_line_time(&one->receipt.line, i,
						 DatumGetInt64(values[column]));
	}
}

static void
set_issue(Case *one, DateADT day)
{
	Entry	   *issue = &one->issue;

	if (one->codes[CF_KS_ISSUE_KEY] == CF_NO_WORD)
		return;
	issue->nkeys = 1;
	issue->keys[0] = key_of(CF_OF_ISSUE, day);
	issue->keys[0].codes[0] = one->codes[CF_KS_ISSUE_KEY];
	cf_line_figure(&issue->line, 0, 1);
	cf_line_figure(&issue->line, 1,
				   cf_line_figure_at(&one->receipt.line, CF_F_STILL_OPEN));
}

/* a row of kpi_case taken apart; "values" is NULL when there is none */
static void
read_case(CfKpiChanges *changes, Case *one, const Datum *values,
		  const bool *nulls)
{
	one->exists = values != NULL;
	clear_entry(&one->receipt);
	clear_entry(&one->end);
	clear_entry(&one->issue);
	if (!one->exists)
		return;
	for (int i = CF_KS_DEPARTMENT; i <= CF_KS_ISSUE_KEY; i++)
		one->codes[i] = cf_word_of(changes->words, values[i], nulls[i]);
	one->month = month_of(DatumGetDateADT(values[CF_KS_DAY]));
	one->parts = values[CF_KS_PARTS];
	set_receipt(changes, one, values, nulls);
	set_issue(one, DatumGetDateADT(values[CF_KS_DAY]));
	if (nulls[CF_KS_CLOSED_DAY])
		return;
	set_keys(changes, &one->end, one->codes,
			 DatumGetDateADT(values[CF_KS_CLOSED_DAY]));
	cf_line_figure(&one->end.line, CF_F_CLOSINGS, 1);
}

/* most changes of a case leave most of its sums as they are */
static void
exchange(CfKpiChanges *changes, const Entry *old, const Entry *new)
{
	CfKpiLine	difference;

	if (old->nkeys > 0 && new->nkeys > 0)
		cf_line_difference(&new->line, &old->line, &difference);
	for (int i = 0; i < Max(old->nkeys, new->nkeys); i++)
	{
		bool		was = i < old->nkeys;
		bool		is = i < new->nkeys;

		if (was && is &&
			memcmp(&old->keys[i], &new->keys[i], sizeof(CfSumKey)) == 0)
		{
			cf_sum_add(changes->tally, &new->keys[i], &difference);
			continue;
		}
		if (was)
			cf_sum_take_away(changes->tally, &old->keys[i], &old->line);
		if (is)
			cf_sum_add(changes->tally, &new->keys[i], &new->line);
	}
}

static void
add_part(CfKpiChanges *changes, const Case *one, Datum part, bool remove)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(part);
	HeapTupleData tuple = {.t_data = header};
	Datum		values[CF_PART_COLUMNS];
	bool		nulls[CF_PART_COLUMNS];
	CfSumKey	key = key_of(CF_OF_PART, one->month);
	CfKpiLine	line;

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	heap_deform_tuple(&tuple, changes->part_desc, values, nulls);
	for (int i = CF_PART_KIND; i <= CF_PART_DEPARTMENT; i++)
		key.codes[i] = cf_word_of(changes->words, values[i], nulls[i]);
	key.codes[3] = one->codes[CF_KS_CATEGORY];
	cf_line_clear(&line);
	if (!nulls[CF_PART_PLACE] && DatumGetInt32(values[CF_PART_PLACE]) >= 1 &&
		DatumGetInt32(values[CF_PART_PLACE]) <= PART_SECONDS)
		cf_line_figure(&line, DatumGetInt32(values[CF_PART_PLACE]) - 1, 1);
	if (!nulls[CF_PART_SECONDS])
	{
		int64		seconds = DatumGetInt64(values[CF_PART_SECONDS]);

		cf_line_figure(&line, PART_SECONDS, seconds);
		cf_line_time(&line, 0, seconds);
	}
	if (remove)
		cf_sum_take_away(changes->tally, &key, &line);
	else
		cf_sum_add(changes->tally, &key, &line);
}

static void
add_parts(CfKpiChanges *changes, const Case *one, bool remove)
{
	ArrayType  *array = DatumGetArrayTypeP(one->parts);
	Datum	   *parts;
	bool	   *nulls;
	int			count;

	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE,
					  &parts, &nulls, &count);
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			add_part(changes, one, parts[i], remove);
}

static bool
same_parts(const Case *old, const Case *new)
{
	return old->exists && new->exists && old->month == new->month &&
		old->codes[CF_KS_CATEGORY] == new->codes[CF_KS_CATEGORY] &&
		datum_image_eq(old->parts, new->parts, false, -1);
}

/*
 * cf_kpi_change -- a row of kpi_case became another one; NULL: there
 * was none, or is none
 *
 * The memory it needs on the way is left in the current context.
 */
void
cf_kpi_change(CfKpiChanges *changes, const Datum *old_values,
			  const bool *old_nulls, const Datum *values,
			  const bool *nulls)
{
	Case		old;
	Case		new;

	read_case(changes, &old, old_values, old_nulls);
	read_case(changes, &new, values, nulls);
	exchange(changes, &old.receipt, &new.receipt);
	exchange(changes, &old.end, &new.end);
	exchange(changes, &old.issue, &new.issue);
	if (same_parts(&old, &new))
		return;
	if (old.exists)
		add_parts(changes, &old, true);
	if (new.exists)
		add_parts(changes, &new, false);
}
