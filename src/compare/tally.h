/*
 * tally.h -- how many cases go from which value to which, and where they go
 */
#ifndef CF_TALLY_H
#define CF_TALLY_H

#include "utils/date.h"

#include "compare/policies.h"

/* how many cases have one value on the old side and the other on the new */
typedef struct CfPair
{
	const char *attribute;
	const char *was;			/* or NULL, as the next */
	const char *becomes;
} CfPair;

typedef struct CfSum
{
	CfPair		pair;			/* hash key */
	char		status;
	int			rank;			/* of the attribute */
	bool		changed;
	int64		cases;
} CfSum;

/* cases that come to a department on one local day */
typedef struct CfLoadKey
{
	const char *department;		/* or NULL */
	DateADT		day;
} CfLoadKey;

typedef struct CfLoad
{
	CfLoadKey	key;			/* hash key */
	char		status;
	int64		cases[CF_SIDE_COUNT];
} CfLoad;

typedef struct CfTally
{
	MemoryContext cxt;
	struct sum_hash *sums;
	struct load_hash *loads;
} CfTally;

extern CfTally *cf_tally(void);
extern bool cf_same_text(const char *a, const char *b);
extern void cf_tally_pair(CfTally *tally, const CfPair *pair, int rank,
						  bool changed);
extern void cf_tally_load(CfTally *tally, const char *department, DateADT day,
						  CfSide side);
extern CfSum **cf_tally_sums(CfTally *tally, int *count);
extern CfLoad **cf_tally_loads(CfTally *tally, int *count);

#endif							/* CF_TALLY_H */
