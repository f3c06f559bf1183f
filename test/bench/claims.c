/*
 * claims.c -- claims by several clients; updates of a life cycle
 */
#include <stdio.h>
#include <stdlib.h>

#include "clients.h"

#define DESK "bench_queue"

/* the two comparisons keep the planner from walking the primary key */
static const char *const statements[] = {
	"SELECT complaint_flow.claim('" DESK "', $1, 'role agent')",
	"UPDATE " DESK ".complaint SET owner = $1, updated_by = $1 WHERE id ="
	" (SELECT complaint_id FROM " DESK ".queue"
	" WHERE audience >= 'role agent' AND audience <= 'role agent'"
	" ORDER BY audience, priority, due_at, complaint_id"
	" LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING id"
};

static void
prepare_claim(const Session *session, int client, const void *statement)
{
	prepare(session, "claim", statement);
}

static void
claim(const Session *session, int client, long number)
{
	char		agent[16];
	const char *args[] = {agent};
	char	   *id;

	snprintf(agent, sizeof(agent), "agent%d", client);
	id = execute(session, "claim", 1, args);
	if (id == NULL)
		fail("nothing was left to claim");
	free(id);
}

/* claims a second */
static double
claims(int clients, const char *statement, double seconds, long *total)
{
	const Work	work = {NULL, prepare_claim, claim, statement};

	return work_rate(clients, &work, seconds, total);
}

/* every claim left one event, and no case has two */
static void
report_twice(const Session *session, long total)
{
	char	   *twice = ask(session,
							"SELECT count(*) FROM (SELECT FROM " DESK ".complaint_event"
							" WHERE activity = 'claimed' GROUP BY complaint_id"
							" HAVING count(*) > 1) AS t");
	char	   *events = ask(session, "SELECT count(*) FROM " DESK
							 ".complaint_event WHERE activity = 'claimed'");

	report("cases claimed twice", atol(twice), "cases", AT_MOST, 0);
	report("claims that left no event", total - atol(events), "claims",
		   AT_MOST, 0);
	free(twice);
	free(events);
}

static void
measure_clients(const Session *session, int clients, int rounds,
				double seconds, long *total)
{
	Series		rates[2] = {{0}};
	char		what[80];

	for (int round = 0; round < rounds; round++)
		for (int turn = 0; turn < 2; turn++)
		{
			int			i = (round + turn) % 2;

			/* neither walks over what the other left */
			run(session, "VACUUM " DESK ".queue");
			add(&rates[i], claims(clients, statements[i], seconds, total));
		}
	snprintf(what, sizeof(what), "claim(), clients: %d", clients);
	report(what, median(&rates[0]), "/s", NO_AIM, 0);
	snprintf(what, sizeof(what), "SKIP LOCKED statement, clients: %d", clients);
	report(what, median(&rates[1]), "/s", NO_AIM, 0);
	snprintf(what, sizeof(what), "claim() over SKIP LOCKED, clients: %d",
			 clients);
	report(what, median_ratio(&rates[0], &rates[1]), "times", AT_LEAST, 0.9);
}

/* a report reads for long: nothing that was claimed can be cleaned away */
static void
measure_old_snapshot(double seconds, int steps, long *total)
{
	Session		reader = open_session(NULL);
	double		before = claims(4, statements[0], seconds, total);
	double		during = 0;

	run(&reader, "BEGIN ISOLATION LEVEL REPEATABLE READ");
	run(&reader, "SELECT count(*) FROM " DESK ".staff");
	for (int i = 0; i < steps; i++)
		during = claims(4, statements[0], seconds, total);
	run(&reader, "COMMIT");
	close_session(&reader);
	report("claim(), 4 clients, long after an old snapshot was opened",
		   during, "/s", NO_AIM, 0);
	report("claim() with an old snapshot over without", during / before,
		   "times", AT_LEAST, 0.5);
}

void
bench_claims(void)
{
	const int	clients[] = {1, 4, 8};
	const double seconds = quick ? 0.5 : 1;
	long		total = 0;
	Session		session = open_session(NULL);

	say("claims: making 700,000 waiting cases");
	run(&session, "SELECT bench.small_desk('" DESK "')");
	run(&session, "SELECT bench.multiply('" DESK "', 700000)");
	run(&session, "VACUUM (ANALYZE) " DESK ".complaint");
	run(&session, "VACUUM (ANALYZE) " DESK ".queue");
	say("claims");
	for (int i = 0; i < 3; i++)
		measure_clients(&session, clients[i], quick ? 3 : 5, seconds, &total);
	measure_old_snapshot(1, quick ? 5 : 20, &total);
	report_twice(&session, total);
	close_session(&session);
}

void
bench_life_cycle(void)
{
	Session		session = open_session(NULL);
	char	   *share;

	say("a life cycle");
	run(&session, "SELECT bench.small_desk('bench_life')");
	run(&session, "INSERT INTO bench_life.state (code, kind, label, label_zh)"
		" VALUES ('working', 'working', 'working', '处理中'),"
		" ('answered', 'working', 'answered', '已答复');"
		" INSERT INTO bench_life.transition (from_state, to_state, name) VALUES"
		" ('open', 'working', 'start'), ('working', 'answered', 'answer'),"
		" ('answered', 'closed', 'settle');"
		" INSERT INTO bench_life.contact_purpose (code, label, label_zh)"
		" VALUES ('answer', 'answer', '答复')");
	prepare(&session, "receive", "INSERT INTO bench_life.complaint"
			" (channel, title, description) VALUES ('app', 'a', $1) RETURNING id");
	for (int i = 0; i < (quick ? 1000 : 4000); i++)
	{
		const char *description[] = {"多次拨打客服热线没有得到答复请尽快核实并给出处理结果"};

		free(execute(&session, "receive", 1, description));
		free(ask(&session, "SELECT complaint_flow.claim('bench_life', 'agent1')"));
	}
	run(&session, "DO $$ DECLARE c bigint; s text; BEGIN"
		" FOR c IN SELECT id FROM bench_life.complaint LOOP"
		" FOREACH s IN ARRAY '{working,answered,closed}'::text[] LOOP"
		" UPDATE bench_life.complaint SET state = s WHERE id = c;"
		" IF s = 'working' THEN INSERT INTO bench_life.contact"
		" (complaint_id, direction, channel, purpose, result)"
		" VALUES (c, 'out', 'app', 'answer', 'reached'); END IF;"
		" COMMIT; END LOOP; END LOOP; END $$");
	run(&session, "SELECT pg_stat_force_next_flush()");
	share = ask(&session, "SELECT 100.0 * n_tup_hot_upd / n_tup_upd"
				" FROM pg_stat_user_tables"
				" WHERE schemaname = 'bench_life' AND relname = 'complaint'");
	report("HOT updates of a case over its life", share ? atof(share) : 0,
		   "%", AT_LEAST, 70);
	free(share);
	close_session(&session);
}
