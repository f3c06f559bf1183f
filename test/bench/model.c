/*
 * model.c -- what a learned model costs: training, and each new case
 */
#include <stdlib.h>

#include "bench.h"

/* texts of 16 codes: a common language of 2000 characters, and a tenth of each
 * text from 60 characters of its code */
#define TEXTS "(SELECT t, t %% 16 AS code, string_agg(chr(19968 + CASE" \
	" WHEN (t * 31 + c * 17) %% 10 = 0 THEN 3000 + t %% 16 * 60 + (t * 13 + c * c) %% 60" \
	" ELSE (t * 7919 + c * 104729 + c * c * 31) %% 2000 END), '') AS body" \
	" FROM generate_series(1, %d) AS t, generate_series(1, %d) AS c GROUP BY t) AS x"

static void
bench_training(const Session *session)
{
	const int	texts = quick ? 2000 : 10000;
	double		us;

	runf(session, "CREATE TEMP TABLE lesson AS SELECT array_agg(body) AS contents,"
		 " array_agg('c' || code) AS codes FROM " TEXTS, texts, 200);
	us = timed(session, "SELECT accuracy FROM lesson,"
			   " complaint_flow.fit_text_model(contents, codes)");
	report(quick ? "training on 2,000 texts of 200 characters, 16 codes" :
		   "training on 10,000 texts of 200 characters, 16 codes", us / 1e6,
		   "s", AT_MOST, quick ? 12 : 60);
}

/* a new case with and without a rule that asks the model, which is never sure:
 * what follows from a category is no cost of the model */
static void
bench_scoring(const Session *session)
{
	const int	cases = 500;
	const int	rounds = quick ? 9 : 41;
	Series		with = {0};
	Series		without = {0};
	Series		more = {0};

	run(session, "SELECT complaint_flow.create_desk('modelled')");
	/* or the guesses alone make the row so long that it is compressed */
	run(session, "ALTER TABLE modelled.complaint ALTER description SET STORAGE PLAIN");
	run(session, "DELETE FROM modelled.example");
	runf(session, "INSERT INTO modelled.example (content, category)"
		 " SELECT body, k.code FROM " TEXTS
		 " JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n"
		 " FROM modelled.category) k ON k.n = x.code", 1000, 50);
	run(session, "SELECT complaint_flow.train_model('modelled', 'category')");
	run(session, "UPDATE modelled.classification_rule SET active = false");
	run(session, "UPDATE modelled.desk SET wanted_precision = 1");
	runf(session, "CREATE TEMP TABLE letter AS SELECT body FROM " TEXTS, cases,
		 500);
	for (int round = 0; round < rounds; round++)
		for (int asked = 0; asked < 2; asked++)
		{
			run(session, "BEGIN");
			runf(session, "UPDATE modelled.classification_rule"
				 " SET active = %s WHERE takes_prediction = 'category'",
				 asked ? "true" : "false");
			run(session, "INSERT INTO modelled.complaint (channel, title)"
				" VALUES ('hotline', 'the first one reads the rules')");
			add(asked ? &with : &without,
				timed(session, "INSERT INTO modelled.complaint"
					  " (channel, description) SELECT 'hotline', body"
					  " FROM letter") / cases);
			run(session, "ROLLBACK");
		}
	for (int round = 0; round < rounds; round++)
		add(&more, with.value[round] - without.value[round]);
	report("insert of 500 characters, no rule asks the model", median(&without),
		   "us", NO_AIM, 0);
	report("insert of 500 characters: asking the model costs", median(&more),
		   "us", AT_MOST, 5);
}

void
bench_model(void)
{
	Session		session = open_session("bench");

	bench_training(&session);
	bench_scoring(&session);
	run(&session, "SELECT complaint_flow.drop_desk('modelled', true)");
	close_session(&session);
}
