/*
 * tally.c -- how many cases go from which value to which, and where they go
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "compare/tally.h"

static uint32
hash_of_text(const char *text)
{
	return text ? hash_bytes((const unsigned char *) text, strlen(text)) : 0;
}

static uint32
hash_of_pair(const CfPair *pair)
{
	return hash_combine(hash_combine(hash_of_text(pair->attribute),
									 hash_of_text(pair->was)),
						hash_of_text(pair->becomes));
}

/* cf_same_text -- the same, or both NULL */
bool
cf_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

#define SH_PREFIX sum
#define SH_ELEMENT_TYPE CfSum
#define SH_KEY_TYPE CfPair
#define SH_KEY pair
#define SH_HASH_KEY(tb, k) hash_of_pair(&(k))
#define SH_EQUAL(tb, a, b) \
	(strcmp((a).attribute, (b).attribute) == 0 && \
	 cf_same_text((a).was, (b).was) && cf_same_text((a).becomes, (b).becomes))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define SH_PREFIX load
#define SH_ELEMENT_TYPE CfLoad
#define SH_KEY_TYPE CfLoadKey
#define SH_KEY key
#define SH_HASH_KEY(tb, k) \
	hash_combine(hash_of_text((k).department), murmurhash32((uint32) (k).day))
#define SH_EQUAL(tb, a, b) \
	((a).day == (b).day && cf_same_text((a).department, (b).department))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* cf_tally -- nothing is counted yet; lives in the current memory */
CfTally *
cf_tally(void)
{
	CfTally    *tally = palloc(sizeof(CfTally));

	tally->cxt = CurrentMemoryContext;
	tally->sums = sum_create(tally->cxt, 256, NULL);
	tally->loads = load_create(tally->cxt, 256, NULL);
	return tally;
}

static const char *
copy_of(CfTally *tally, const char *text)
{
	return text ? MemoryContextStrdup(tally->cxt, text) : NULL;
}

/* cf_tally_pair -- one case more */
void
cf_tally_pair(CfTally *tally, const CfPair *pair, int rank, bool changed)
{
	bool		found;
	CfSum	   *sum = sum_insert(tally->sums, *pair, &found);

	if (!found)
	{
		sum->pair.attribute = copy_of(tally, pair->attribute);
		sum->pair.was = copy_of(tally, pair->was);
		sum->pair.becomes = copy_of(tally, pair->becomes);
		sum->rank = rank;
		sum->changed = changed;
		sum->cases = 0;
	}
	sum->cases++;
}

/* cf_tally_load -- one case more on a side; department may be NULL */
void
cf_tally_load(CfTally *tally, const char *department, DateADT day, CfSide side)
{
	CfLoadKey	key = {department, day};
	bool		found;
	CfLoad	   *load = load_insert(tally->loads, key, &found);

	if (!found)
	{
		load->key.department = copy_of(tally, department);
		memset(load->cases, 0, sizeof(load->cases));
	}
	load->cases[side]++;
}

static int
compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* by attribute; what changed before what stayed, the most first */
static int
compare_sums(const void *a, const void *b)
{
	const CfSum *one = *(CfSum *const *) a;
	const CfSum *other = *(CfSum *const *) b;
	int			order = one->rank - other->rank;

	if (order == 0)
		order = strcmp(one->pair.attribute, other->pair.attribute);
	if (order == 0)
		order = other->changed - one->changed;
	if (order == 0 && one->cases != other->cases)
		order = one->cases > other->cases ? -1 : 1;
	if (order == 0)
		order = compare_texts(one->pair.was, other->pair.was);
	return order != 0 ? order :
		compare_texts(one->pair.becomes, other->pair.becomes);
}

static int
compare_loads(const void *a, const void *b)
{
	const CfLoad *one = *(CfLoad *const *) a;
	const CfLoad *other = *(CfLoad *const *) b;

	if (one->key.day != other->key.day)
		return one->key.day < other->key.day ? -1 : 1;
	return compare_texts(one->key.department, other->key.department);
}

/* cf_tally_sums -- all, in the order in which people read them */
CfSum	  **
cf_tally_sums(CfTally *tally, int *count)
{
	CfSum	  **sorted = palloc((tally->sums->members + 1) * sizeof(CfSum *));
	CfSum	   *sum;
	sum_iterator iterator;

	*count = 0;
	sum_start_iterate(tally->sums, &iterator);
	while ((sum = sum_iterate(tally->sums, &iterator)) != NULL)
		sorted[(*count)++] = sum;
	qsort(sorted, *count, sizeof(CfSum *), compare_sums);
	return sorted;
}

/* cf_tally_loads -- all, by day and department */
CfLoad	  **
cf_tally_loads(CfTally *tally, int *count)
{
	CfLoad	  **sorted = palloc((tally->loads->members + 1) * sizeof(CfLoad *));
	CfLoad	   *load;
	load_iterator iterator;

	*count = 0;
	load_start_iterate(tally->loads, &iterator);
	while ((load = load_iterate(tally->loads, &iterator)) != NULL)
		sorted[(*count)++] = load;
	qsort(sorted, *count, sizeof(CfLoad *), compare_loads);
	return sorted;
}
