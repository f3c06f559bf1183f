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
		/* COPY writes many rows with one record */
		if (cost->heap_rows < 1)
			continue;
		snprintf(label, sizeof(label), "%s, %s, rows", what, names[v]);
		report(label, cost->heap_rows, "rows", NO_AIM, 0);
		snprintf(label, sizeof(label), "%s, %s, index entries", what, names[v]);
		report(label, cost->index_entries, "entries", NO_AIM, 0);
	}
}

/* cases that stand in the initial state; the same numbers in all tables */
static long *cases;
static long ncases;

static void
find_cases(const Session *session)
{
	PGresult   *result = PQexec(session->conn, "SELECT id FROM complaint"
								" WHERE state = 'registered' ORDER BY id");

	ncases = PQntuples(result);
	cases = malloc(ncases * sizeof(long));
	for (long i = 0; i < ncases; i++)
		cases[i] = atol(PQgetvalue(result, i, 0));
	PQclear(result);
}

static void
case_slice(const Variant *variant, const char *statement, long first,
		   int count)
{
	char		id[24];
	const char *args[] = {id};

	if (first + count > ncases)
		fail("only %ld cases are in the initial state", ncases);
	for (int i = 0; i < count; i++)
	{
		snprintf(id, sizeof(id), "%ld", cases[first + i]);
		free(execute(&variant->session, statement, 1, args));
	}
}

static void
change_slice(const Variant *variant, long first, int count)
{
	case_slice(variant, "change_state", first, count);
}

static void
contact_slice(const Variant *variant, long first, int count)
{
	case_slice(variant, "add_contact", first, count);
}

static void
prepare_cases(void)
{
	find_cases(&variants[ENGINE].session);
	for (int v = 0; v < FLOOR; v++)
	{
		prepare(&variants[v].session, "change_state",
				"UPDATE complaint SET state = 'verifying', updated_by = 'agent7'"
				" WHERE id = $1");
		prepare(&variants[v].session, "add_contact", "INSERT INTO contact"
				" (complaint_id, direction, channel, purpose, result)"
				" VALUES ($1, 'out', 'hotline', 'first_response', 'reached')");
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
	prepare_cases();
	measure("change of state", change_slice, rounds, 0, singles,
			(Limits) {1.25, 1.6});
	measure("contact", contact_slice, rounds, 0, singles, (Limits) {1.15, 0});
	report("rows of the desk that the floor has not",
		   floor_differences(&variants[FLOOR].session), "rows", AT_MOST, 0);
	for (int v = 0; v < VARIANTS; v++)
		close_session(&variants[v].session);
	close_floor();
	free(cases);
	bench_lean(rounds, singles, copies);
}
