/*
 * kpi_figure.h -- the figures that a case counts, and their places
 */
#ifndef CF_KPI_FIGURE_H
#define CF_KPI_FIGURE_H

#include "common/int.h"

/* places in the array of figures; see table kpi_figure */
enum
{
	CF_F_CLOSINGS, CF_F_RECEIVED, CF_F_STILL_OPEN, CF_F_CLOSED,
	CF_F_RESOLVED_FULLY, CF_F_RESOLVED_PARTLY, CF_F_INVALID,
	CF_F_RESPONDED, CF_F_FIRST_RESPONSE, CF_F_FIRST_RESPONSE_BUSINESS,
	CF_F_ENDED, CF_F_RESOLUTION, CF_F_RESOLUTION_BUSINESS, CF_F_CONTACTS,
	CF_F_ATTEMPTS, CF_F_REOPENED, CF_F_REOPENINGS, CF_F_REPEATS,
	CF_F_ESCALATED_COMPLAINTS, CF_F_ESCALATED, CF_F_RECLASSIFIED,
	CF_F_REROUTED, CF_F_ACCURATE, CF_F_IN_BATCHES, CF_F_SCORED,
	CF_F_SCORE_SUM, CF_F_SATISFIED, CF_F_INVESTIGATED, CF_F_UPHELD,
	CF_F_CAUSE_IDENTIFIED, CF_F_PROMISES_MET, CF_F_PROMISES_LATE,
	CF_F_PROMISES_OVERDUE, CF_F_PROMISES_CANCELLED, CF_F_REMEDIES,
	CF_F_COST, CF_F_JOINED, CF_F_BUCKETS
};

/* rows of closing_bucket; their places follow the figures above */
#define CF_BUCKETS_MAX 16
#define CF_FIGURES_MAX (CF_F_BUCKETS + CF_BUCKETS_MAX)

/* attributes of the type kpi_part */
enum
{
	CF_PART_KIND, CF_PART_CODE, CF_PART_DEPARTMENT, CF_PART_PLACE,
	CF_PART_SECONDS, CF_PART_RULE_ID, CF_PART_COLUMNS
};

/*
 * Figures added up.  What no longer fits stays at the end: a cost beyond that
 * is no real one, and must not take all other figures away.
 */
static inline int64
cf_figure_sum(int64 a, int64 b)
{
	int64		sum;

	if (pg_add_s64_overflow(a, b, &sum))
		return b < 0 ? PG_INT64_MIN : PG_INT64_MAX;
	return sum;
}

#endif							/* CF_KPI_FIGURE_H */
