/*
 * rival.c -- INSERT, COPY and changes of state: a desk and the same rules in
 * PL/pgSQL
 */
#include <stdio.h>
#include <stdlib.h>

#include "rows.h"

enum
{
	ENGINE, RIVAL, VARIANTS
};

static Variant variants[VARIANTS] = {
	{.schema = "bench", .make_row = make_row_of_rules},
	{.schema = "rival", .make_row = make_row_of_rules}
};

#define OVER_RIVAL 0.3

static void
report_rival(const char *what, const Cost *costs)
{
	char		label[96];

	snprintf(label, sizeof(label), "%s, 40 rules", what);
	report(label, median(&costs[ENGINE].cpu), "us", NO_AIM, 0);
	snprintf(label, sizeof(label), "%s, 40 rules in PL/pgSQL", what);
	report(label, median(&costs[RIVAL].cpu), "us", NO_AIM, 0);
	snprintf(label, sizeof(label), "%s, 40 rules, over PL/pgSQL", what);
	report(label, median_ratio(&costs[ENGINE].cpu, &costs[RIVAL].cpu), "times",
		   AT_MOST, OVER_RIVAL);
}

/* the two engines must have decided the same, or nothing is comparable */
static void
compare_decisions(const Session *session)
{
	static const char *const queries[] = {
		"SELECT count(*) FROM bench.complaint a JOIN rival.complaint b USING (id) WHERE (a.sheet_no, a.customer_tier, a.category, a.level, a.urgency, a.urgent_reasons, a.priority, a.state, a.owner, a.department, a.handler_role, a.missing, a.due_at, a.sla_status, a.judged_by, a.event_count) IS DISTINCT FROM (b.sheet_no, b.customer_tier, b.category, b.level, b.urgency, b.urgent_reasons, b.priority, b.state, b.owner, b.department, b.handler_role, b.missing, b.due_at, b.sla_status, b.judged_by, b.event_count)",
		"SELECT count(*) FROM bench.clock a FULL JOIN rival.clock b USING (complaint_id, metric, cycle) WHERE (a.rule_id, a.started_at, a.due_at, a.warn_at, a.next_at, a.outcome) IS DISTINCT FROM (b.rule_id, b.started_at, b.due_at, b.warn_at, b.next_at, b.outcome)",
		"SELECT count(*) FROM bench.queue a FULL JOIN rival.queue b USING (complaint_id) WHERE a IS DISTINCT FROM b",
		"SELECT count(*) FROM bench.complaint_event a FULL JOIN rival.complaint_event b USING (complaint_id, seq) WHERE (a.activity, a.actor, a.changes) IS DISTINCT FROM (b.activity, b.actor, b.changes)"
	};
	long		differences = 0;

	for (int i = 0; i < (int) (sizeof(queries) / sizeof(*queries)); i++)
	{
		char	   *count = ask(session, queries[i]);

		differences += atol(count);
		free(count);
	}
	report("rows that complaint_flow and PL/pgSQL wrote differently",
		   differences, "rows", AT_MOST, 0);
}

static void
update_slice(const Variant *variant, long first, int count)
{
	char		id[24];
	const char *args[] = {id};

	for (int i = 0; i < count; i++)
	{
		snprintf(id, sizeof(id), "%ld", first + i);
		free(execute(&variant->session, "change_state", 1, args));
	}
}

static void
measure_change(const char *what, const char *state, int rounds, int size)
{
	Cost		costs[VARIANTS];
	char		sql[200];

	snprintf(sql, sizeof(sql), "UPDATE complaint SET state = '%s',"
			 " updated_by = 'agent7' WHERE id = $1", state);
	for (int v = 0; v < VARIANTS; v++)
	{
		run(&variants[v].session, "DEALLOCATE ALL");
		prepare(&variants[v].session, "change_state", sql);
		update_slice(&variants[v], 1, size);	/* plans are made */
	}
	take_turns(variants, VARIANTS, update_slice, rounds, 1 + size, size, costs);
	report_rival(what, costs);
}

/* stock for changes of state, and plans */
static void
begin(Variant *variant, long first, int stock)
{
	open_variant(variant);
	copy_slice(variant, first, stock);
	run(&variant->session, "VACUUM (ANALYZE) complaint");
	insert_slice(variant, 500000, 200);
}

void
bench_rival(void)
{
	const int	rounds = quick ? 20 : 120;
	const int	singles = 200;
	const int	copies = 2000;
	Cost		costs[VARIANTS];

	say("INSERT, COPY, changes of state against PL/pgSQL");
	for (int v = 0; v < VARIANTS; v++)
		begin(&variants[v], 1, (rounds + 1) * singles);
	take_turns(variants, VARIANTS, insert_slice, rounds, 1000000, singles,
			   costs);
	report_rival("single INSERT", costs);
	take_turns(variants, VARIANTS, copy_slice, rounds / 3, 2000000, copies,
			   costs);
	report_rival("COPY", costs);
	measure_change("change of state", "working", rounds, singles);
	measure_change("change of state that meets a clock", "answered", rounds,
				   singles);
	compare_decisions(&variants[ENGINE].session);
	for (int v = 0; v < VARIANTS; v++)
		close_session(&variants[v].session);
}

/*
 * bench_note -- what it costs that each write leaves a note for the key figures
 *
 * In database "unnoted" the same engine leaves none, see test/bench/run.
 */
void
bench_note(void)
{
	const int	rounds = quick ? 30 : 120;
	Variant		pair[] = {
		{.schema = "bench", .make_row = make_row_of_rules},
		{.database = "unnoted", .schema = "bench",
		.make_row = make_row_of_rules}
	};
	Cost		costs[2];

	say("INSERT and COPY with and without a note for key figures");
	for (int v = 0; v < 2; v++)
		begin(&pair[v], 3000000, 2000);
	take_turns(pair, 2, insert_slice, rounds, 4000000, 200, costs);
	report("single INSERT, with over without a note",
		   median_ratio(&costs[0].cpu, &costs[1].cpu), "times", AT_MOST, 1.15);
	take_turns(pair, 2, copy_slice, rounds / 3, 5000000, 2000, costs);
	report("COPY, with over without a note",
		   median_ratio(&costs[0].cpu, &costs[1].cpu), "times", AT_MOST, 1.15);
	for (int v = 0; v < 2; v++)
		close_session(&pair[v].session);
}
