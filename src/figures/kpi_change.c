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
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/typcache.h"

#include "base/array.h"
#include "base/template.h"
#include "case/worklist.h"
#include "figures/histogram.h"
#include "figures/kpi_change.h"
#include "store/engine_table.h"

/* place of the seconds in the figures of a part, behind five counts */
#define PART_SECONDS 5

/* places in the figures of kpi_rule_sum; the places of clocks follow */
enum
{
	RULE_DECIDED, RULE_OVERRULED, RULE_CLOCKS
};

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
	CfKpiSums  *sums;
	CfDictionary *dictionary;
	int			table;			/* the only CfSumTable, or CF_OF_ALL */
	TupleDesc	part_desc;
	int32		dimensions[lengthof(dimensions)];	/* their names */
};

/* cf_kpi_changes -- of cases, to be added up in sums: of all tables, or one */
CfKpiChanges *
cf_kpi_changes(CfKpiSums *sums, int table)
{
	CfKpiChanges *changes = palloc(sizeof(CfKpiChanges));

	changes->sums = sums;
	changes->table = table;
	changes->dictionary = cf_kpi_sums_dictionary(sums);
	changes->part_desc = lookup_rowtype_tupdesc_copy(cf_own_type("kpi_part"), -1);
	for (int i = 0; i < lengthof(dimensions); i++)
		changes->dimensions[i] =
			cf_dictionary_number(changes->dictionary, dimensions[i].name,
								 strlen(dimensions[i].name));
	return changes;
}

static bool
is_asked(const CfKpiChanges *changes, CfSumTable table)
{
	return changes->table == CF_OF_ALL || changes->table == table;
}

static CfSumKey
key_of(CfSumTable table, DateADT period)
{
	CfSumKey	key = {.table = table, .period = period};

	for (int i = 0; i < CF_CODES_MAX; i++)
		key.codes[i] = CF_NO_TEXT;
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

/* a contribution, and the sums where it counts */
typedef struct Entry
{
	int			nkeys;			/* 0: it counts nowhere */
	CfSumKey	keys[SUMS_OF_DAY];
	CfContribution contribution;
} Entry;

/* a row of kpi_case; one that there is not has entries without keys */
typedef struct Case
{
	bool		exists;
	int32		codes[CF_KS_COLUMNS];
	DateADT		day;
	Datum		parts;
	Datum		rules;
	Datum		overruled;
	Entry		receipt;
	Entry		end;
	Entry		issue;
} Case;

/* a sum where the entry counts, with the first two of its codes */
static CfSumKey *
add_key(Entry *entry, CfSumTable table, DateADT period, int32 code, int32 next)
{
	CfSumKey   *key = &entry->keys[entry->nkeys++];

	*key = key_of(table, period);
	key->codes[0] = code;
	key->codes[1] = next;
	return key;
}

/* all sums of a day that a case belongs to */
static void
set_keys(CfKpiChanges *changes, Entry *entry, const int32 *codes, DateADT day)
{
	int32		department = codes[CF_KS_DEPARTMENT];
	int32		category = codes[CF_KS_CATEGORY];
	DateADT		month = month_of(day);

	if (is_asked(changes, CF_OF_DAY))
	{
		CfSumKey   *key = add_key(entry, CF_OF_DAY, day, department, category);

		key->codes[2] = codes[CF_KS_LEVEL];
		key->codes[3] = codes[CF_KS_URGENCY];
		key->codes[4] = codes[CF_KS_CHANNEL];
	}
	if (is_asked(changes, CF_OF_WEEK))
		add_key(entry, CF_OF_WEEK, monday_of(day), department, category);
	if (is_asked(changes, CF_OF_MONTH))
		add_key(entry, CF_OF_MONTH, month, department, category);
	for (int i = 0; i < lengthof(dimensions); i++)
		if (is_asked(changes, CF_OF_DIMENSION))
			add_key(entry, CF_OF_DIMENSION, month, changes->dimensions[i],
					codes[dimensions[i].column]);
}

static void
clear_contribution(CfContribution *contribution)
{
	contribution->nfigures = 0;
	for (int i = 0; i < CF_HISTOGRAMS_MAX; i++)
		contribution->buckets[i] = CF_NO_BUCKET;
}

static void
clear_entry(Entry *entry)
{
	entry->nkeys = 0;
	clear_contribution(&entry->contribution);
}

static void
add_figure(CfContribution *contribution, int place, int64 figure)
{
	CfPlacedFigure placed = {place, figure};

	if (figure != 0)
		contribution->figures[contribution->nfigures++] = placed;
}

/* the figures of a row of kpi_case */
static void
read_figures(Datum value, CfContribution *contribution)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	int			count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	const int64 *figures = (const int64 *) ARR_DATA_PTR(array);

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array) ||
		count > CF_FIGURES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("figures of a case are an array of up to %d numbers, none of them NULL",
						CF_FIGURES_MAX),
				 errhint("Somebody changed table kpi_case; kpi_rebuild makes it anew.")));
	for (int i = 0; i < count; i++)
		add_figure(contribution, i, figures[i]);
}

static void
set_receipt(CfKpiChanges *changes, Case *one, const Datum *values,
			const bool *nulls)
{
	CfContribution *contribution = &one->receipt.contribution;

	set_keys(changes, &one->receipt, one->codes, one->day);
	read_figures(values[CF_KS_FIGURES], contribution);
	for (int i = 0; i < CF_HISTOGRAMS_MAX; i++)
		if (!nulls[CF_KS_FIRST_RESPONSE + i])
			contribution->buckets[i] =
				cf_bucket_of(DatumGetInt64(values[CF_KS_FIRST_RESPONSE + i]));
}

static int64
figure_at(const CfContribution *contribution, int place)
{
	for (int i = 0; i < contribution->nfigures; i++)
		if (contribution->figures[i].place == place)
			return contribution->figures[i].figure;
	return 0;
}

static void
set_issue(CfKpiChanges *changes, Case *one)
{
	Entry	   *issue = &one->issue;
	int32		key = one->codes[CF_KS_ISSUE_KEY];

	if (key == CF_NO_TEXT || !is_asked(changes, CF_OF_ISSUE))
		return;
	add_key(issue, CF_OF_ISSUE, one->day, key, CF_NO_TEXT);
	add_figure(&issue->contribution, 0, 1);
	add_figure(&issue->contribution, 1,
			   figure_at(&one->receipt.contribution, CF_F_STILL_OPEN));
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
		one->codes[i] = cf_dictionary_number_of(changes->dictionary, values[i],
												nulls[i]);
	one->day = DatumGetDateADT(values[CF_KS_DAY]);
	one->parts = values[CF_KS_PARTS];
	one->rules = values[CF_KS_RULES];
	one->overruled = values[CF_KS_OVERRULED];
	set_receipt(changes, one, values, nulls);
	set_issue(changes, one);
	if (nulls[CF_KS_CLOSED_DAY])
		return;
	set_keys(changes, &one->end, one->codes,
			 DatumGetDateADT(values[CF_KS_CLOSED_DAY]));
	add_figure(&one->end.contribution, CF_F_CLOSINGS, 1);
}

static bool
is_nothing(const CfContribution *contribution)
{
	for (int i = 0; i < CF_HISTOGRAMS_MAX; i++)
		if (contribution->buckets[i] != CF_NO_BUCKET)
			return false;
	return contribution->nfigures == 0;
}

static void
add_entry(CfKpiChanges *changes, const Entry *entry, int sign)
{
	if (is_nothing(&entry->contribution))
		return;
	for (int i = 0; i < entry->nkeys; i++)
		cf_kpi_sums_add(changes->sums, &entry->keys[i], &entry->contribution,
						sign);
}

/* the figures of "new" less those of "old" */
static void
subtract_figures(const CfContribution *old, const CfContribution *new,
				 CfContribution *difference)
{
	int			i = 0;
	int			j = 0;

	difference->nfigures = 0;
	while (i < old->nfigures || j < new->nfigures)
	{
		int64		left = i < old->nfigures ? old->figures[i].place :
			CF_FIGURES_MAX;
		int64		right = j < new->nfigures ? new->figures[j].place :
			CF_FIGURES_MAX;
		int64		figure = 0;

		if (right <= left)
			figure = new->figures[j++].figure;
		if (left <= right)
			figure = cf_figure_sum(figure, -old->figures[i++].figure);
		add_figure(difference, Min(left, right), figure);
	}
}

/*
 * Most changes of a case leave it in its sums, and change one or two of its
 * figures there.
 */
static void
exchange(CfKpiChanges *changes, const Entry *old, const Entry *new)
{
	Entry		gained;
	Entry		lost;

	if (old->nkeys != new->nkeys ||
		memcmp(old->keys, new->keys, old->nkeys * sizeof(CfSumKey)) != 0)
	{
		add_entry(changes, old, -1);
		add_entry(changes, new, 1);
		return;
	}
	gained = *new;
	lost = *old;
	subtract_figures(&old->contribution, &new->contribution,
					 &gained.contribution);
	lost.contribution.nfigures = 0;
	for (int i = 0; i < CF_HISTOGRAMS_MAX; i++)
		if (old->contribution.buckets[i] == new->contribution.buckets[i])
			gained.contribution.buckets[i] = lost.contribution.buckets[i] =
				CF_NO_BUCKET;
	add_entry(changes, &gained, 1);
	add_entry(changes, &lost, -1);
}

/* a rule decided about the case, or started a clock that came to this */
static void
add_rule(CfKpiChanges *changes, const Case *one, int64 rule_id,
		 const CfContribution *contribution, int sign)
{
	CfSumKey	key = key_of(CF_OF_RULE, one->day);
	char		digits[MAXINT8LEN + 1];
	int			length = pg_lltoa(rule_id, digits);

	key.codes[0] = cf_dictionary_number(changes->dictionary, digits, length);
	cf_kpi_sums_add(changes->sums, &key, contribution, sign);
}

static void
add_rules(CfKpiChanges *changes, const Case *one, int sign)
{
	List	   *overruled = cf_ids_of_array(one->overruled);
	ListCell   *cell;

	foreach(cell, cf_ids_of_array(one->rules))
	{
		int64		rule_id = *(int64 *) lfirst(cell);
		CfContribution contribution;

		clear_contribution(&contribution);
		add_figure(&contribution, RULE_DECIDED, 1);
		add_figure(&contribution, RULE_OVERRULED,
				   cf_has_id(overruled, rule_id));
		add_rule(changes, one, rule_id, &contribution, sign);
	}
}

static bool
same_rules(const Case *old, const Case *new)
{
	return old->exists && new->exists && old->day == new->day &&
		datum_image_eq(old->rules, new->rules, false, -1) &&
		datum_image_eq(old->overruled, new->overruled, false, -1);
}

static void
add_part(CfKpiChanges *changes, const Case *one, Datum part, int sign)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(part);
	HeapTupleData tuple = {.t_data = header};
	Datum		values[CF_PART_COLUMNS];
	bool		nulls[CF_PART_COLUMNS];
	CfSumKey	key = key_of(CF_OF_PART, month_of(one->day));
	CfContribution contribution;
	int			place;

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	heap_deform_tuple(&tuple, changes->part_desc, values, nulls);
	for (int i = CF_PART_KIND; i <= CF_PART_DEPARTMENT; i++)
		key.codes[i] = cf_dictionary_number_of(changes->dictionary, values[i],
											   nulls[i]);
	key.codes[3] = one->codes[CF_KS_CATEGORY];
	clear_contribution(&contribution);
	place = nulls[CF_PART_PLACE] ? 0 : DatumGetInt32(values[CF_PART_PLACE]);
	if (place >= 1 && place <= PART_SECONDS)
		add_figure(&contribution, place - 1, 1);
	if (!nulls[CF_PART_SECONDS])
	{
		int64		seconds = DatumGetInt64(values[CF_PART_SECONDS]);

		add_figure(&contribution, PART_SECONDS, seconds);
		contribution.buckets[0] = cf_bucket_of(seconds);
	}
	if (is_asked(changes, CF_OF_PART))
		cf_kpi_sums_add(changes->sums, &key, &contribution, sign);
	if (nulls[CF_PART_RULE_ID] || place < 1 || place > PART_SECONDS ||
		!is_asked(changes, CF_OF_RULE))
		return;
	clear_contribution(&contribution);
	add_figure(&contribution, RULE_CLOCKS + place - 1, 1);
	add_rule(changes, one, DatumGetInt64(values[CF_PART_RULE_ID]),
			 &contribution, sign);
}

static void
add_parts(CfKpiChanges *changes, const Case *one, int sign)
{
	ArrayType  *array = DatumGetArrayTypeP(one->parts);
	Datum	   *parts;
	bool	   *nulls;
	int			count;

	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE,
					  &parts, &nulls, &count);
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			add_part(changes, one, parts[i], sign);
}

static bool
same_parts(const Case *old, const Case *new)
{
	return old->exists && new->exists && old->day == new->day &&
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
	if (is_asked(changes, CF_OF_RULE) && !same_rules(&old, &new))
	{
		if (old.exists)
			add_rules(changes, &old, -1);
		if (new.exists)
			add_rules(changes, &new, 1);
	}
	if ((!is_asked(changes, CF_OF_PART) && !is_asked(changes, CF_OF_RULE)) ||
		same_parts(&old, &new))
		return;
	if (old.exists)
		add_parts(changes, &old, -1);
	if (new.exists)
		add_parts(changes, &new, 1);
}
