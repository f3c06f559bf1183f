/*
 * writes.c -- INSERT, COPY, change of state and contact on the standard pack:
 * the desk, the same rows by plain SQL, and the case alone
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"

enum
{
	BARE, ENGINE, FLOOR, VARIANTS
};

static Variant variants[VARIANTS] = {
	{.schema = "bare", .make_row = make_shipped_row, .numbers_sheets = true},
	{.schema = "shipped", .make_row = make_shipped_row},
	{.schema = "floor", .replays = true}
};

static const char *const names[VARIANTS] = {"bare", "complaint_flow", "floor"};

/* limits of what the desk may cost; 0: none */
typedef struct Limits
{
	double		over_floor;
	double		over_bare;
} Limits;

static void
report_ratio(const char *what, const char *over, const Cost *a, const Cost *b,
			 double limit)
{
	char		label[96];

	snprintf(label, sizeof(label), "%s, over %s", what, over);
	report(label, median_ratio(&a->cpu, &b->cpu), "times",
		   limit > 0 ? AT_MOST : NO_AIM, limit);
}

static void
report_costs(const char *what, const Cost *costs, Limits limits)
{
	char		label[96];

	for (int v = 0; v < VARIANTS; v++)
	{
		snprintf(label, sizeof(label), "%s, %s", what, names[v]);
		report(label, median(&costs[v].cpu), "us", NO_AIM, 0);
	}
	report_ratio(what, "floor", &costs[ENGINE], &costs[FLOOR],
				 limits.over_floor);
	report_ratio(what, "bare", &costs[ENGINE], &costs[BARE],
				 limits.over_bare);
	for (int v = 0; v < VARIANTS; v++)
	{
		const Cost *cost = &costs[v];

		snprintf(label, sizeof(label), "%s, %s, WAL", what, names[v]);
		report(label, median(&cost->wal), "bytes", NO_AIM, 0);
		/* COPY into a plain table writes many rows with one record */
		if (median(&cost->heap_rows) < 1)
			continue;
		snprintf(label, sizeof(label), "%s, %s, rows", what, names[v]);
		report(label, median(&cost->heap_rows), "rows", NO_AIM, 0);
		snprintf(label, sizeof(label), "%s, %s, index entries", what, names[v]);
		report(label, median(&cost->index_entries), "entries", NO_AIM, 0);
	}
}

static void
measure(const char *what, Slice slice, int rounds, long first, int size,
		Limits limits)
{
	static Cost costs[VARIANTS];

	/* plans are made */
	take_turns(variants, VARIANTS, slice, 2, first, size, costs);
	take_turns(variants, VARIANTS, slice, rounds, first + 2 * size, size,
			   costs);
	report_costs(what, costs, limits);
}

/* what a case takes on disk with its indexes, once its figures are folded */
static void
report_disk(const Session *session)
{
	char	   *desk;
	char	   *bare;

	run(session, "SELECT complaint_flow.fold_kpi('shipped', 1000000)");
	desk = ask(session, "SELECT sum(pg_total_relation_size(('shipped.' || t)::regclass))"
			   " / (SELECT count(*) FROM shipped.complaint)"
			   " FROM unnest('{complaint,complaint_event,clock,queue,outbox,contact,"
			   "issue_count,customer_turn,kpi_case}'::text[]) AS t");
	bare = ask(session, "SELECT pg_total_relation_size('bare.complaint')"
			   " / (SELECT count(*) FROM bare.complaint)");
	report("disk of a case, complaint_flow", atof(desk), "bytes", NO_AIM, 0);
	report("disk of a case, bare", atof(bare), "bytes", NO_AIM, 0);
	free(desk);
	free(bare);
}

/* who needs neither customers nor issues nor messages */
static void
bench_lean(int rounds, int singles, int copies)
{
	Variant		pair[] = {
		{.schema = "bare", .make_row = make_lean_row, .numbers_sheets = true},
		{.schema = "lean", .make_row = make_lean_row}
	};
	Cost		costs[2];

	for (int v = 0; v < 2; v++)
	{
		open_variant(&pair[v]);
		copy_slice(&pair[v], 3000000, copies);
		insert_slice(&pair[v], 3500000, singles);	/* plans are made */
	}
	take_turns(pair, 2, insert_slice, rounds, 4000000, singles, costs);
	report_ratio("single INSERT, lean desk", "bare", &costs[1], &costs[0], 1.5);
	take_turns(pair, 2, copy_slice, rounds / 3, 5000000, copies, costs);
	report_ratio("COPY, lean desk", "bare", &costs[1], &costs[0], 2.2);
	for (int v = 0; v < 2; v++)
		close_session(&pair[v].session);
}

void
bench_writes(void)
{
	const int	rounds = quick ? 30 : 120;
	const int	singles = 200;
	const int	copies = 2000;

	say("INSERT, COPY, changes of state and contacts on the standard pack");
	open_floor();
	for (int v = 0; v < VARIANTS; v++)
		open_variant(&variants[v]);
	measure("COPY", copy_slice, rounds / 3, 1, copies, (Limits) {1.5, 3.5});
	run(&variants[BARE].session, "VACUUM (ANALYZE)");
	measure("single INSERT", insert_slice, rounds, 1000000, singles,
			(Limits) {1.35, 2});
	find_cases(&variants[ENGINE].session);
	for (int v = 0; v < FLOOR; v++)
		prepare_cases(&variants[v].session);
	measure("change of state", change_slice, rounds, 0, singles,
			(Limits) {1.25, 1.6});
	measure("contact", contact_slice, rounds, 0, singles, (Limits) {1.15, 0});
	report("rows of the desk that the floor has not",
		   floor_differences(&variants[FLOOR].session), "rows", AT_MOST, 0);
	close_floor();
	report_disk(&variants[ENGINE].session);
	for (int v = 0; v < VARIANTS; v++)
		close_session(&variants[v].session);
	bench_lean(rounds, singles, copies);
}
