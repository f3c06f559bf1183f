/*
 * outcome.h -- what one side makes of a case of the past
 */
#ifndef CF_OUTCOME_H
#define CF_OUTCOME_H

#include "compare/clock_life.h"
#include "compare/world.h"

typedef struct CfOutcomeClock
{
	const char *metric;
	const char *rule;			/* its name */
	const char *target;			/* or the at_most that came earlier */
	TimestampTz due_at;			/* as it was at the receipt */
	CfClockLife life;
} CfOutcomeClock;

/* texts live until the case's memory is reset; NULL: none */
typedef struct CfOutcome
{
	const char **values;		/* by cf_attributes */
	List	   *clocks;			/* of CfOutcomeClock */
	CfRow		row;
	struct CfGuesses *guesses;	/* what models said of the text */
	CfScans    *scans;			/* what its texts mention */
} CfOutcome;

typedef struct CfAttribute
{
	const char *name;
	CfColumn	column;
	bool		is_list;		/* of texts */
	bool		many;			/* so many values that a sum does not name them */
} CfAttribute;

extern const CfAttribute cf_attributes[];
extern const int cf_attribute_count;

extern CfOutcome *cf_judge_past(CfWorld *world, CfDesk *desk, CfDesk *then,
								Relation rel, const CfPastCase *past,
								const CfOutcome *other);
extern bool cf_same_models(CfDesk *a, CfDesk *b, Relation rel);
extern CfOutcomeClock *cf_outcome_clock(const CfOutcome *outcome,
										const char *metric);

#endif							/* CF_OUTCOME_H */
