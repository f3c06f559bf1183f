/*
 * jobs.c -- the clock job: 1,000 due among many running clocks, and none due
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

typedef struct JobDesk
{
	const char *name;
	long		clocks;
	long		done;			/* due until then was flagged */
	Series		due;
	Series		idle;
} JobDesk;

static void
run_job(const Session *session, JobDesk *desk)
{
	char		sql[200];
	double		before = cpu_us(session);
	char	   *changed;

	/* clock n is due n seconds after the rows were made */
	snprintf(sql, sizeof(sql),
			 "SELECT complaint_flow.run_clocks('%s', due_at + interval '0.5 s')"
			 " FROM %s.clock WHERE complaint_id = %ld",
			 desk->name, desk->name, desk->done + 1000);
	changed = ask(session, sql);
	add(&desk->due, (cpu_us(session) - before) / 1000);
	if (changed == NULL || atol(changed) != 1000)
		fail("the job flagged %s cases instead of 1000",
			 changed ? changed : "no");
	free(changed);
	desk->done += 1000;
	snprintf(sql, sizeof(sql),
			 "SELECT complaint_flow.run_clocks('%s', due_at + interval '0.5 s')"
			 " FROM %s.clock WHERE complaint_id = %ld",
			 desk->name, desk->name, desk->done);
	add(&desk->idle, timed(session, sql) / 1000);
}

void
bench_jobs(void)
{
	const int	rounds = quick ? 5 : 11;
	JobDesk		desks[] = {{"bench_small", 100000, 1, {0}, {0}},
	{"bench_large", 1000000, 1, {0}, {0}}};
	Session		session = open_session(NULL);

	say("the clock job: making 1,100,000 cases");
	for (int i = 0; i < 2; i++)
	{
		runf(&session, "SELECT bench.small_desk('%s')", desks[i].name);
		runf(&session, "SELECT bench.multiply('%s', %ld, false)",
			 desks[i].name, desks[i].clocks);
		runf(&session, "VACUUM (ANALYZE) %s.complaint", desks[i].name);
		runf(&session, "VACUUM (ANALYZE) %s.clock", desks[i].name);
		runf(&session, "VACUUM (ANALYZE) %s.queue", desks[i].name);
	}
	run(&session, "CHECKPOINT");
	say("the clock job");
	for (int round = 0; round < rounds + 1; round++)
	{
		for (int i = 0; i < 2; i++)
			run_job(&session, &desks[i]);
		if (round == 0)			/* plans are made, code is loaded */
			for (int i = 0; i < 2; i++)
				desks[i].due.count = desks[i].idle.count = 0;
	}
	report("clock job, 1,000 due among 100,000", median(&desks[0].due), "ms",
		   AT_MOST, 60);
	report("clock job, 1,000 due among 1,000,000", median(&desks[1].due),
		   "ms", AT_MOST, 60);
	report("clock job, ten times the running clocks",
		   median_ratio(&desks[1].due, &desks[0].due), "times", AT_MOST, 2);
	report("clock job, nothing due among 1,000,000",
		   median(&desks[1].idle), "ms", AT_MOST, 2);
	close_session(&session);
}
