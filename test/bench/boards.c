/*
 * boards.c -- what people look at all day: open cases counted, the queue
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define DESK "boards"

/* each in ms, at the smaller and the larger number of open cases */
static struct
{
	const char *what;
	const char *sql;
	double		limits[2];
	Series		taken;
}			boards[] = {
	{"kpi_live", "SELECT * FROM kpi_live", {50, 300}},
	{"kpi_waiting", "SELECT * FROM kpi_waiting", {50, 300}},
	{"work_queue", "SELECT * FROM work_queue", {50, 300}},
	{"work_queue of one owner",
	"SELECT * FROM work_queue WHERE owner = 'agent7'", {50, 300}},
	{"work_queue, first 50", "SELECT * FROM work_queue LIMIT 50", {2, 2}}
};

#define NBOARDS ((int) (sizeof(boards) / sizeof(*boards)))

static void
add_open_cases(const Session *session, long wanted)
{
	for (long open = 0; open < wanted * 0.99;)
	{
		char	   *count = ask(session, "SELECT count(*) FROM queue");

		open = atol(count);
		free(count);
		/* some join others */
		if (open < wanted)
			runf(session, "SELECT bench.file_complaints('" DESK "', %ld)",
				 wanted - open);
	}
	run(session, "VACUUM (ANALYZE)");
}

static void
look(const Session *session, int many, long count)
{
	const int	rounds = quick ? 5 : 11;
	char		label[96];

	for (int i = 0; i < NBOARDS; i++)
		boards[i].taken.count = 0;
	for (int round = 0; round < rounds + 1; round++)
		for (int i = 0; i < NBOARDS; i++)
		{
			double		taken = timed(session, boards[i].sql) / 1000;

			if (round > 0)		/* plans are made, pages are read */
				add(&boards[i].taken, taken);
		}
	for (int i = 0; i < NBOARDS; i++)
	{
		snprintf(label, sizeof(label), "%s, %ld open cases", boards[i].what,
				 count);
		report(label, median(&boards[i].taken), "ms", AT_MOST,
			   boards[i].limits[many]);
	}
}

void
bench_boards(void)
{
	const long	counts[] = {60000, 350000};
	Session		session = open_session(NULL);

	run(&session, "SELECT bench.shipped_desk('" DESK "')");
	run(&session, "SET search_path = " DESK ", pg_catalog");
	for (int many = 0; many < (quick ? 1 : 2); many++)
	{
		say("boards: making %ld open cases", counts[many]);
		add_open_cases(&session, counts[many]);
		say("boards");
		look(&session, many, counts[many]);
	}
	close_session(&session);
}
