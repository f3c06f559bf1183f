/*
 * kpi.c -- key figures of a desk with years of cases: each view against the
 * same figures counted over the cases, not folded changes, the fold itself
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

/* one question, asked of the views and of the cases */
typedef struct Question
{
	const char *what;
	const char *view;
	const char *raw;
	double		limit;			/* in ms; 0: none */
	Series		taken;
} Question;

static Question questions[] = {
	{"kpi_month, 12 months",
		"SELECT * FROM kpi_month WHERE month >= bench.month(11)",
	"SELECT * FROM raw_month WHERE month >= bench.month(11)", 100},
	{"kpi_month, 36 months", "SELECT * FROM kpi_month",
	"SELECT * FROM raw_month", 100},
	{"kpi_week, 13 weeks",
		"SELECT * FROM kpi_week WHERE week >= bench.day(91)",
	"SELECT * FROM raw_week WHERE week >= bench.day(91)", 100},
	{"kpi_day, one day", "SELECT * FROM kpi_day WHERE day = bench.day(160)",
	"SELECT * FROM raw_day WHERE day = bench.day(160)", 100},
	{"kpi_day, each day of a month",
		"SELECT day, sum(received), sum(still_open), sum(resolved_fully),"
		" sum(promises_late) FROM kpi_day"
		" WHERE day BETWEEN bench.day(60) AND bench.day(31) GROUP BY day",
		"SELECT day, sum(received), sum(still_open), sum(resolved_fully),"
		" sum(promises_late) FROM raw_day"
	" WHERE day BETWEEN bench.day(60) AND bench.day(31) GROUP BY day", 100},
	{"kpi_by, owners, 12 months", "SELECT * FROM kpi_by"
		" WHERE dimension = 'owner' AND month >= bench.month(11)",
	"SELECT * FROM raw_owner WHERE month >= bench.month(11)", 100},
	{"kpi_within, 12 months",
		"SELECT * FROM kpi_within WHERE month >= bench.month(11)",
	"SELECT * FROM raw_within WHERE month >= bench.month(11)", 100},
	{"kpi_clock, 12 months",
		"SELECT * FROM kpi_clock WHERE month >= bench.month(11)",
	"SELECT * FROM raw_clock WHERE month >= bench.month(11)", 100},
	{"kpi_clock, 36 months", "SELECT * FROM kpi_clock",
	"SELECT * FROM raw_clock", 0},
	{"kpi_state, 12 months",
		"SELECT * FROM kpi_state WHERE month >= bench.month(11)",
	"SELECT * FROM raw_state WHERE month >= bench.month(11)", 100},
	{"kpi_hot", "SELECT * FROM kpi_hot", "SELECT * FROM raw_hot", 100},
	{"kpi_agent, 12 months",
		"SELECT * FROM kpi_agent WHERE month >= bench.month(11)",
	"SELECT * FROM raw_owner WHERE month >= bench.month(11)", 100},
	{"kpi_score, 12 months",
		"SELECT * FROM kpi_score WHERE month >= bench.month(11)",
	"SELECT * FROM raw_score WHERE month >= bench.month(11)", 100}
};

#define NQUESTIONS ((int) (sizeof(questions) / sizeof(*questions)))

static long ncases;				/* that were made */

static void
make_cases(const Session *session)
{
	const long	step = 100000;

	for (long first = 1; first <= ncases; first += step)
		runf(session, "SELECT bench.add_cases(%ld, %ld, %ld)", first,
			 first + step - 1 < ncases ? first + step - 1 : ncases,
			 ncases);
	run(session, "VACUUM (ANALYZE) complaint, clock, complaint_event");
}

/* the sums are tables like any: what the autovacuum of a busy desk does */
static void
vacuum_sums(const Session *session)
{
	char	   *tables = ask(session, "SELECT string_agg(relname, ', ')"
							 " FROM pg_class WHERE relkind = 'r' AND"
							 " relnamespace = 'bench_kpi'::regnamespace AND"
							 " relname LIKE 'kpi%'");

	runf(session, "VACUUM (ANALYZE) %s", tables);
	free(tables);
}

static void
compare_views(const Session *session, int rounds)
{
	char		label[96];

	for (int round = 0; round < rounds + 1; round++)
		for (int i = 0; i < NQUESTIONS; i++)
		{
			double		taken = timed(session, questions[i].view) / 1000;

			if (round > 0)		/* plans are made, pages are read */
				add(&questions[i].taken, taken);
		}
	for (int i = 0; i < NQUESTIONS; i++)
	{
		Question   *question = &questions[i];
		double		taken = median(&question->taken);
		double		raw;

		say("over the cases: %s", question->what);
		raw = timed(session, question->raw) / 1000;
		snprintf(label, sizeof(label), "%s", question->what);
		report(label, taken, "ms", question->limit > 0 ? AT_MOST : NO_AIM,
			   question->limit);
		snprintf(label, sizeof(label), "%s, over the cases",
				 question->what);
		report(label, raw, "ms", NO_AIM, 0);
		snprintf(label, sizeof(label), "%s, times faster", question->what);
		report(label, raw / taken, "times",
			   ncases >= 10000000 ? AT_LEAST : NO_AIM, 100);
	}
}

/* both must tell the same, or nothing is comparable */
static void
compare_figures(const Session *session)
{
	char	   *count = ask(session, "SELECT count(*) FROM raw_month r"
							" FULL JOIN (SELECT * FROM kpi_month WHERE received > 0) v"
							" USING (month, department, category)"
							" WHERE (r.received, r.still_open, r.resolved_fully, r.responded, r.contacts,"
							" r.reopened, r.repeats, r.accurate, r.scored, r.satisfied, r.promises_met,"
							" r.promises_late, r.promises_overdue, r.cost, r.first_response_mean, r.resolution_mean)"
							" IS DISTINCT FROM (v.received, v.still_open, v.resolved_fully, v.responded, v.contacts,"
							" v.reopened, v.repeats, v.accurate, v.scored, v.satisfied, v.promises_met,"
							" v.promises_late, v.promises_overdue, v.cost, v.first_response_mean, v.resolution_mean)");

	report("months that kpi_month and the cases tell differently",
		   atol(count), "rows", AT_MOST, 0);
	free(count);
}

/* the latest so many cases change past the triggers, each so often */
static void
change_cases(const Session *session, long cases, int times)
{
	runf(session, "SET session_replication_role = replica;"
		 "WITH changed AS (UPDATE complaint SET contact_count = contact_count + 1"
		 " WHERE id > %ld RETURNING id)"
		 " INSERT INTO kpi_change SELECT id FROM changed, generate_series(1, %d);"
		 "RESET session_replication_role", ncases - cases, times);
}

static void
measure_fold(const Session *session, int rounds)
{
	const char *fold = "SELECT complaint_flow.fold_kpi('bench_kpi', 1000000)";
	char		label[96];

	run(session, fold);
	for (int many = 0; many < 3; many++)
	{
		const long	changes[] = {1000, 10000, 100000};
		Series		taken = {0};

		change_cases(session, changes[many], 1);
		for (int round = 0; round < rounds; round++)
			add(&taken, timed(session, questions[0].view) / 1000);
		snprintf(label, sizeof(label), "%s, %ld changes not folded",
				 questions[0].what, changes[many]);
		report(label, median(&taken), "ms", many == 2 ? AT_MOST : NO_AIM, 500);
		run(session, fold);
	}
	for (int times = 1; times <= 4; times += 3)
	{
		Series		taken = {0};

		for (int round = 0; round < 3; round++)
		{
			change_cases(session, 100000 / times, times);
			add(&taken, timed(session, fold) / 1000);
			vacuum_sums(session);
		}
		snprintf(label, sizeof(label),
				 "fold of 100,000 changes of the latest %d cases",
				 100000 / times);
		report(label, median(&taken), "ms", AT_MOST, 1500);
	}
}

void
bench_kpi(void)
{
	const int	rounds = quick ? 3 : 7;
	Session		session = open_session("bench_kpi");
	double		taken;
	char		label[96];

	ncases = bench_cases > 0 ? bench_cases : quick ? 100000 : 1000000;
	say("key figures: making %ld cases", ncases);
	make_cases(&session);
	run(&session, "CHECKPOINT");
	say("key figures: all sums anew");
	taken = timed(&session, "SELECT complaint_flow.kpi_rebuild('bench_kpi')");
	snprintf(label, sizeof(label), "kpi_rebuild of %ld cases", ncases);
	report(label, taken / 1e6, "s", NO_AIM, 0);
	vacuum_sums(&session);
	say("key figures: the views");
	compare_views(&session, rounds);
	compare_figures(&session);
	say("key figures: the fold");
	measure_fold(&session, rounds);
	close_session(&session);
}
