/*
 * policy.c -- changing the policy of a desk with many cases and rules: the past
 * judged by two policies, the rules checked, a draft published
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

static const char rules[] =
"INSERT INTO policed.routing_rule (position, name, condition, handler, argument)"
" SELECT n - 1000, 'route ' || n, format('category = %L AND amount > %s AND channel = %L',"
" (ARRAY['1.1', '1.2', '2.2', '3.1'])[1 + n % 4], n,"
" (ARRAY['hotline', 'web_form', 'app', 'email', 'group_hq'])[1 + n % 5]), 'role', 'agent'"
" FROM generate_series(1, 1000) AS n";

static void
bench_compare(const Session *session, long count)
{
	const int	rounds = 3;
	Series		speed = {0};

	run(session, "BEGIN");
	run(session, "UPDATE policed.classification_rule SET active = false"
		" WHERE name IN ('agent unfriendly', 'words about an unfriendly agent', 'quality of goods')");
	for (int round = 0; round < rounds + 1; round++)
	{
		double		before = cpu_us(session);
		char	   *judged = ask(session, "SELECT cases FROM complaint_flow.compare_policy("
								 "'policed', '2025-01-01', '2035-01-01')"
								 " WHERE attribute = 'cases' AND becomes = 'judged'");

		if (judged == NULL || atol(judged) != count)
			fail("%s cases were judged instead of %ld",
				 judged ? judged : "no", count);
		free(judged);
		if (round > 0)			/* plans are made, code is loaded */
			add(&speed, count / ((cpu_us(session) - before) / 1000000));
	}
	run(session, "ROLLBACK");
	report("policies compared, both sides", median(&speed), "cases/s of CPU",
		   AT_LEAST, 20000);
}

static void
bench_check(const Session *session)
{
	Series		check = {0};
	Series		change = {0};

	run(session, rules);
	for (int round = 0; round < 5; round++)
	{
		add(&check, timed(session, "SELECT count(*) FROM complaint_flow.check_rules('policed')"));
		add(&change, timed(session, "UPDATE policed.routing_rule"
						   " SET position = position - 1 WHERE name = 'route 7'"));
	}
	report("check_rules with 1,000 rules", median(&check) / 1000, "ms",
		   AT_MOST, 1000);
	report("one of 1,000 rules changed, and checked at the end",
		   median(&change) / 1000, "ms", NO_AIM, 0);
}

static void
bench_publish(const Session *session)
{
	Series		made = {0};
	Series		published = {0};

	for (int round = 0; round < 5; round++)
	{
		char		sql[200];

		snprintf(sql, sizeof(sql),
				 "SELECT complaint_flow.draft_policy('policed', 'round_%d')", round);
		add(&made, timed(session, sql));
		runf(session, "UPDATE policed_draft_round_%d.clock_rule SET warn_at_percent = %d",
			 round, 51 + round);
		snprintf(sql, sizeof(sql),
				 "SELECT complaint_flow.publish_policy('policed', 'round_%d')", round);
		add(&published, timed(session, sql));
	}
	report("draft made of 1,000 rules", median(&made) / 1000, "ms", NO_AIM, 0);
	report("draft published, with all its checks", median(&published) / 1000,
		   "ms", NO_AIM, 0);
}

void
bench_policy(void)
{
	const long	count = kpi_cases > 0 ? kpi_cases : quick ? 20000 : 1000000;
	Session		session = open_session(NULL);

	say("changing a policy: making %ld cases", count);
	run(&session, "SELECT bench.shipped_desk('policed')");
	runf(&session, "SELECT bench.file_complaints('policed', %ld)", count);
	run(&session, "UPDATE policed.complaint SET state = 'verifying' WHERE id % 3 = 0 AND state = 'registered'");
	run(&session, "VACUUM (ANALYZE) policed.complaint");
	run(&session, "VACUUM (ANALYZE) policed.complaint_event");
	say("changing a policy");
	bench_compare(&session, count);
	bench_check(&session);
	bench_publish(&session);
	close_session(&session);
}
