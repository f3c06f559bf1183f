/*
 * growth.c -- does the same work cost more on a desk with many more cases?
 */
#include <stdio.h>
#include <stdlib.h>

#include "rows.h"

#define SMALL 100000

enum
{
	SMALL_DESK, LARGE_DESK, DESKS
};

static Variant desks[DESKS] = {
	{.schema = "grown_small", .make_row = make_shipped_row},
	{.schema = "grown_large", .make_row = make_shipped_row}
};

static void
claim_slice(const Variant *variant, long first, int count)
{
	for (int i = 0; i < count; i++)
	{
		char	   *id = execute(&variant->session, "claim", 0, NULL);

		if (id == NULL)
			fail("nothing was left to claim");
		free(id);
	}
}

static void
measure(const char *what, Slice slice, int rounds, long cases, long first)
{
	const int	size = 200;
	static Cost costs[DESKS];
	char		label[96];

	/* plans are made */
	take_turns(desks, DESKS, slice, 2, first, size, costs);
	take_turns(desks, DESKS, slice, rounds, first + 2 * size, size, costs);
	snprintf(label, sizeof(label), "%s, %ld over %d cases", what, cases, SMALL);
	report(label, median_ratio(&costs[LARGE_DESK].cpu, &costs[SMALL_DESK].cpu),
		   "times", AT_MOST, 1.1);
}

/* the first cases are the same on both desks */
static void
make_desk(const Session *session, Variant *desk, long cases)
{
	say("growth: making %ld cases", cases);
	runf(session, "SELECT bench.shipped_desk('%s')", desk->schema);
	runf(session, "SELECT bench.file_complaints('%s', %d)", desk->schema,
		 SMALL);
	if (cases > SMALL)	/* so many times the first ones */
		runf(session, "SELECT bench.add_closed('%s', %ld)", desk->schema,
			 cases);
	open_variant(desk);
	prepare_cases(&desk->session);
	prepare(&desk->session, "claim",
			"SELECT complaint_flow.claim(current_schema(), 'boss')");
}

void
bench_growth(void)
{
	const int	rounds = quick ? 20 : 60;
	const long	cases = bench_cases == 0 ? 1000000 : bench_cases;
	Session		session;

	if (cases < 2 * SMALL)
		fail("growth needs %d cases or more", 2 * SMALL);
	session = open_session(NULL);
	make_desk(&session, &desks[SMALL_DESK], SMALL);
	make_desk(&session, &desks[LARGE_DESK], cases);
	run(&session, "VACUUM (ANALYZE)");
	run(&session, "CHECKPOINT");
	find_cases(&desks[SMALL_DESK].session);
	say("growth");
	measure("single INSERT", insert_slice, rounds, cases, 1000000);
	measure("change of state", change_slice, rounds, cases, 0);
	measure("contact", contact_slice, rounds, cases, 0);
	measure("claim", claim_slice, rounds, cases, 0);
	for (int i = 0; i < DESKS; i++)
		close_session(&desks[i].session);
	close_session(&session);
}
