/*
 * start.c -- what a new connection costs: its first writes, and its memory
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

/* what a connection does first, each in one of its own, and what the second
 * time costs */
static struct
{
	const char *what;
	const char *schema;
	const char *sql;			/* may name a customer or a case */
	double		limit;			/* of the first time; 0: none */
	Series		first;
	Series		second;
}			firsts[] = {
	{"INSERT, bare", "bare", "INSERT INTO complaint (channel, received_by,"
		" customer_id, title, description, updated_by) VALUES ('app',"
		" 'agent1', %ld, 'first', 'first', 'agent1')"},
	{"INSERT", "shipped", "INSERT INTO complaint (channel, received_by,"
		" customer_id, title, description, updated_by) VALUES ('app',"
	" 'agent1', %ld, 'first', 'first', 'agent1')", 12},
	{"UPDATE", "shipped", "UPDATE complaint SET state = 'verifying',"
	" updated_by = 'agent1' WHERE id = %ld", 12},
	{"claim", "shipped",
	"SELECT complaint_flow.claim('shipped', 'boss')", 12}
};

#define NFIRSTS ((int) (sizeof(firsts) / sizeof(*firsts)))

static double
resident_mb(const Session *session)
{
	char		path[64];
	char		line[200];
	long		kb = -1;
	FILE	   *file;

	snprintf(path, sizeof(path), "/proc/%d/status",
			 PQbackendPID(session->conn));
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		sscanf(line, "RssAnon: %ld", &kb);
	if (kb < 0)
		fail("cannot read %s", path);
	fclose(file);
	return kb / 1024.0;
}

static void
measure_memory(void)
{
	Series		idle = {0};
	Series		wrote = {0};

	for (int round = 0; round < 9; round++)
	{
		Session		session = open_session("shipped");

		add(&idle, resident_mb(&session));
		runf(&session, firsts[1].sql, (long) round);
		add(&wrote, resident_mb(&session));
		close_session(&session);
	}
	report("memory of an idle connection", median(&idle), "MB", NO_AIM, 0);
	report("memory after its first write", median(&wrote), "MB", AT_MOST, 5);
}

/* registered cases, each for one update */
static long cases[2 * 41];

static void
find_registered(const Session *session)
{
	for (int i = 0; i < (int) (sizeof(cases) / sizeof(*cases)); i++)
	{
		char		sql[128];
		char	   *id;

		snprintf(sql, sizeof(sql), "SELECT min(id) FROM complaint"
				 " WHERE state = 'registered' AND id > %ld",
				 i > 0 ? cases[i - 1] : 0);
		id = ask(session, sql);
		cases[i] = atol(id);
		free(id);
	}
}

void
bench_start(void)
{
	const int	rounds = quick ? 15 : 41;
	Session		session = open_session("shipped");
	char		label[96];

	say("first writes of a connection");
	run(&session, "SELECT bench.file_complaints('shipped', 1000)");
	find_registered(&session);
	close_session(&session);
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < NFIRSTS; i++)
		{
			double		before;

			session = open_session(firsts[i].schema);
			for (int time = 0; time < 2; time++)
			{
				const int	turn = 2 * round + time;

				before = cpu_us(&session);
				runf(&session, firsts[i].sql,
					 strcmp(firsts[i].what, "UPDATE") == 0 ? cases[turn] :
					 turn % 40L);
				add(time == 0 ? &firsts[i].first : &firsts[i].second,
					(cpu_us(&session) - before) / 1000);
			}
			close_session(&session);
		}
	for (int i = 0; i < NFIRSTS; i++)
	{
		snprintf(label, sizeof(label), "first %s of a connection",
				 firsts[i].what);
		report(label, median(&firsts[i].first), "ms",
			   firsts[i].limit > 0 ? AT_MOST : NO_AIM, firsts[i].limit);
		snprintf(label, sizeof(label), "second %s of a connection",
				 firsts[i].what);
		report(label, median(&firsts[i].second), "ms", NO_AIM, 0);
	}
	measure_memory();
}
