/*
 * calls.c -- deadlines and keywords, call by call
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

static double
ns_per_call(const Session *session, const char *expression, const char *from,
			long calls)
{
	char		sql[1000];

	snprintf(sql, sizeof(sql), "SELECT count(%s) FROM %s", expression, from);
	return timed(session, sql) * 1000 / calls;
}

static void
bench_deadline(const Session *session)
{
	const long	moments = 200000;
	const long	few = 2000;
	const int	rounds = quick ? 7 : 25;
	Series		empty = {0};
	Series		ours = {0};
	Series		loop = {0};
	Series		net = {0};
	Series		times = {0};

	runf(session, "CREATE TEMP TABLE moment AS SELECT"
		 " timestamptz '2025-01-01' + n * interval '7 minutes' AS at"
		 " FROM generate_series(1, %ld) AS n", moments);
	run(session, "CREATE TEMP TABLE few AS SELECT at FROM moment LIMIT 2000");
	for (int round = 0; round < rounds; round++)
	{
		double		base = ns_per_call(session,
									   "timestamptz_larger(at, 'epoch')",
									   "moment", moments);
		double		call = ns_per_call(session,
									   "complaint_flow.deadline('bench', 'office', at, 'T+7')",
									   "moment", moments);
		double		slow = ns_per_call(session, "rival.day_loop(at, 7)",
									   "few", few);

		add(&empty, base);
		add(&ours, call);
		add(&loop, slow);
		add(&net, call - base);
		add(&times, slow / call);
	}
	report("deadline(): empty function, with the scan", median(&empty), "ns",
		   NO_AIM, 0);
	report("deadline(): a call over an empty function", median(&net), "ns",
		   AT_MOST, 150);
	report("deadline(): PL/pgSQL day loop", median(&loop), "ns", NO_AIM, 0);
	report("deadline(): times faster than the day loop, scan included",
		   median(&times), "times", AT_LEAST, 300);
}

static void
bench_keywords(const Session *session)
{
	const long	texts = 500;
	const int	rounds = quick ? 5 : 15;
	Series		ours = {0};
	Series		like = {0};

	run(session, "INSERT INTO bench.keyword_set (name, keywords)"
		" SELECT 'thousand', array_agg(DISTINCT chr(19968 + n * 37 % 2999)"
		" || chr(19968 + n * 101 % 2999) || chr(19968 + n * 7 % 2999))"
		" FROM generate_series(1, 1000) AS n");
	run(session, "CREATE TEMP TABLE message AS SELECT string_agg("
		"chr(19968 + (t * 7919 + c * 104729 + c * c * 31) % 2999), '') AS body"
		" FROM generate_series(1, 500) AS t, generate_series(1, 500) AS c"
		" GROUP BY t");
	run(session, "CREATE TEMP TABLE pattern AS SELECT array_agg('%' || word ||"
		" '%') AS patterns FROM bench.keyword_set, unnest(keywords) AS word"
		" WHERE name = 'thousand'");
	for (int round = 0; round < rounds; round++)
	{
		add(&ours, ns_per_call(session,
							   "*) FILTER (WHERE complaint_flow.mentions('bench', body, 'thousand')",
							   "message", texts));
		add(&like, ns_per_call(session, "*) FILTER (WHERE body LIKE ANY (patterns)",
							   "(SELECT body, patterns FROM message, pattern LIMIT 100) AS m",
							   100));
	}
	report("1,000 keywords on 500 Chinese characters: mentions()",
		   median(&ours) / 1000, "us", NO_AIM, 0);
	report("1,000 keywords on 500 Chinese characters: 1,000 LIKEs",
		   median(&like) / 1000, "us", NO_AIM, 0);
	report("1,000 keywords: times faster than LIKE",
		   median_ratio(&like, &ours), "times", AT_LEAST, 300);
	run(session, "DELETE FROM bench.keyword_set WHERE name = 'thousand'");
}

void
bench_calls(void)
{
	Session		session = open_session("bench");

	say("deadlines and keywords");
	run(&session, "SET max_parallel_workers_per_gather = 0");
	bench_deadline(&session);
	bench_keywords(&session);
	close_session(&session);
}
