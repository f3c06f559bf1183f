/*
 * kpi_line.h -- what is added to a sum: figures, and times for its histograms
 *
 * Only what is not zero is kept: of the figures of a case most are.
 */
#ifndef CF_KPI_LINE_H
#define CF_KPI_LINE_H

#include "figures/kpi_figure.h"

/* histograms of a sum */
#define CF_TIMES_MAX 4

/* times that came into a bucket of a histogram, or left it */
typedef struct CfMark
{
	int			histogram;
	int			bucket;
	int			count;
} CfMark;

typedef struct CfKpiLine
{
	int			nfigures;
	int			places[CF_FIGURES_MAX];
	int64		figures[CF_FIGURES_MAX];
	int			nmarks;
	CfMark		marks[2 * CF_TIMES_MAX];
} CfKpiLine;

extern void cf_line_clear(CfKpiLine *line);
extern void cf_line_figure(CfKpiLine *line, int place, int64 figure);
extern void cf_line_figures(CfKpiLine *line, Datum array);
extern int64 cf_line_figure_at(const CfKpiLine *line, int place);
extern void cf_line_time(CfKpiLine *line, int histogram, int64 seconds);
extern void cf_line_difference(const CfKpiLine *line, const CfKpiLine *less,
							   CfKpiLine *difference);

#endif							/* CF_KPI_LINE_H */
