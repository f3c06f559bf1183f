/*
 * jobs.c -- the clock job on the standard pack: 1,000 cases due among many, and
 * none due
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
			 "SELECT complaint_flow.run_clocks('%s', min(due_at) + interval '0.5 s')"
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
			 "SELECT complaint_flow.run_clocks('%s', min(due_at) + interval '0.5 s')"
			 " FROM %s.clock WHERE complaint_id = %ld",
			 desk->name, desk->name, desk->done);
	add(&desk->idle, timed(session, sql) / 1000);
}

void
bench_jobs(void)
{
	const int	rounds = quick ? 5 : 11;
	JobDesk		desks[] = {{"jobs_small", 100000, 0, {0}, {0}},
	{"jobs_large", 1000000, 0, {0}, {0}}};
	Session		session = open_session(NULL);

	say("the clock job: making 1,100,000 cases");
	for (int i = 0; i < 2; i++)
	{
		const char *name = desks[i].name;

		runf(&session, "SELECT bench.shipped_desk('%s')", name);
		runf(&session, "INSERT INTO %s.complaint (channel, received_by, title,"
			 " description) VALUES ('app', 'agent1', 'one of many',"
			 " '多次拨打客服热线没有得到答复，要求退款')", name);
		runf(&session, "SELECT bench.multiply('%s', %ld)", name,
			 desks[i].clocks);
		runf(&session, "VACUUM (ANALYZE) %s.complaint, %s.clock, %s.queue",
			 name, name, name);
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
