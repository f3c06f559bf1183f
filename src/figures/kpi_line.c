/*
 * kpi_line.c -- what is added to a sum
 */
#include "postgres.h"

#include "utils/array.h"

#include "figures/histogram.h"
#include "figures/kpi_line.h"

void
cf_line_clear(CfKpiLine *line)
{
	line->nfigures = 0;
	line->nmarks = 0;
}

/* cf_line_figure -- at a place that the line does not have yet */
void
cf_line_figure(CfKpiLine *line, int place, int64 figure)
{
	Assert(place >= 0 && place < CF_FIGURES_MAX);
	if (figure == 0)
		return;
	line->places[line->nfigures] = place;
	line->figures[line->nfigures++] = figure;
}

/* cf_line_figures -- those of a row of kpi_case, into an empty line */
void
cf_line_figures(CfKpiLine *line, Datum value)
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
	for (int i = 0; i < count; i++)
		cf_line_figure(line, i, figures[i]);
}

int64
cf_line_figure_at(const CfKpiLine *line, int place)
{
	for (int i = 0; i < line->nfigures; i++)
		if (line->places[i] == place)
			return line->figures[i];
	return 0;
}

static void
add_mark(CfKpiLine *line, const CfMark *mark, int times)
{
	for (int i = 0; i < line->nmarks; i++)
	{
		CfMark	   *other = &line->marks[i];

		if (other->histogram != mark->histogram ||
			other->bucket != mark->bucket)
			continue;
		other->count += times * mark->count;
		if (other->count == 0)
			*other = line->marks[--line->nmarks];
		return;
	}
	line->marks[line->nmarks] = *mark;
	line->marks[line->nmarks++].count *= times;
}

/* cf_line_time -- one more time in a histogram; at most one in each */
void
cf_line_time(CfKpiLine *line, int histogram, int64 seconds)
{
	CfMark		mark = {.histogram = histogram,.count = 1};

	Assert(histogram >= 0 && histogram < CF_TIMES_MAX);
	mark.bucket = cf_bucket_of(seconds);
	add_mark(line, &mark, 1);
}

/*
 * cf_line_difference -- what makes "less" to "line"
 *
 * Neither of them is a difference itself.
 */
void
cf_line_difference(const CfKpiLine *line, const CfKpiLine *less,
				   CfKpiLine *difference)
{
	int64		figures[CF_FIGURES_MAX] = {0};

	cf_line_clear(difference);
	for (int i = 0; i < line->nfigures; i++)
		figures[line->places[i]] = line->figures[i];
	for (int i = 0; i < less->nfigures; i++)
		figures[less->places[i]] = cf_figure_sum(figures[less->places[i]],
												 -less->figures[i]);
	for (int i = 0; i < CF_FIGURES_MAX; i++)
		cf_line_figure(difference, i, figures[i]);
	for (int i = 0; i < line->nmarks; i++)
		add_mark(difference, &line->marks[i], 1);
	for (int i = 0; i < less->nmarks; i++)
		add_mark(difference, &less->marks[i], -1);
}
