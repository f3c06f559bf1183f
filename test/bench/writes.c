/*
 * writes.c -- INSERT, COPY and changes of state: bare table, engine, PL/pgSQL
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

enum
{
	BARE, ENGINE, RIVAL, SHIPPED, VARIANTS
};

enum
{
	CHANNEL, RECEIVED_BY, RECEIVED_AT, CUSTOMER, PRODUCT, MERCHANT, AMOUNT,
	ORDER_REF, TITLE, DESCRIPTION, UPDATED_BY, SHEET_NO, COLUMNS
};

#define COLUMN_LIST "channel, received_by, received_at, customer_id, " \
	"product, merchant, amount, order_ref, title, description, updated_by"

typedef struct Variant
{
	const char *database;		/* NULL: that of the measurements */
	const char *schema;
	const char *columns;
	int			ncolumns;
	Session		session;
} Variant;

/*
 * The bare table is the yardstick.  Whoever uses it has to number the sheets
 * too; nothing else that the engines decide is asked of it.  Desk "shipped" has
 * the standard pack, the others 40 rules of their own.
 */
static Variant variants[VARIANTS] = {
	{.schema = "bare",
		.columns = COLUMN_LIST ", sheet_no", .ncolumns = COLUMNS},
	{.schema = "bench", .columns = COLUMN_LIST, .ncolumns = COLUMNS - 1},
	{.schema = "rival", .columns = COLUMN_LIST, .ncolumns = COLUMNS - 1},
	{.schema = "shipped", .columns = COLUMN_LIST, .ncolumns = COLUMNS - 1}
};

#define MAX_VALUE 1000
typedef char Row[COLUMNS][MAX_VALUE];

/* a row of client values; the same number gives the same row */
static void
make_row(Row row, long number)
{
	static const char *const channels[] = {
		"hotline", "web_form", "app", "email", "letter", "on_site", "hotline",
		"app", "web_form", "app", "hotline", "email", "group_hq"
	};
	static const char *const products[] = {
		"card", "points", "voucher", "travel", "insurance", "phone", "shop",
		"food", "parking", "lounge", "hotel", "other"
	};
	static const char *const phrases[] = {
		"多次拨打客服热线没有得到答复", "请尽快核实并给出处理结果",
		"商户表示需要等待总部确认", "已提供订单截图和付款凭证",
		"积分到账时间与活动规则不一致", "希望有专人联系我说明情况",
		"门店工作人员让我自己联系平台", "页面一直提示系统繁忙稍后再试",
		"客服态度很差", "要求退款", "卡被盗刷", "准备找媒体曝光"
	};
	unsigned	random = (unsigned) number * 2654435761u;
	char	   *text = row[DESCRIPTION];

	snprintf(row[CHANNEL], MAX_VALUE, "%s", channels[random % 13]);
	snprintf(row[RECEIVED_BY], MAX_VALUE, "agent%ld", number % 39);
	snprintf(row[RECEIVED_AT], MAX_VALUE, "2026-03-%02ld %02ld:%02ld:%02ld+08",
			 1 + number / 3600 % 28, number / 150 % 24, number % 60,
			 number * 7 % 60);
	snprintf(row[CUSTOMER], MAX_VALUE, "%ld", 1 + number * 7919 % 5000);
	snprintf(row[PRODUCT], MAX_VALUE, "%s", products[random / 16 % 12]);
	snprintf(row[MERCHANT], MAX_VALUE, "m%u", random / 64 % 50);
	snprintf(row[AMOUNT], MAX_VALUE, "%u.50", random / 256 % 1000);
	snprintf(row[ORDER_REF], MAX_VALUE, "%c%08ld",
			 number % 5 == 0 ? 'X' : 'A', number);
	snprintf(row[TITLE], MAX_VALUE, "投诉 %ld 关于服务", number);
	text[0] = '\0';
	for (int i = 0; i < 9; i++)
	{
		/* the telling phrases are rare */
		unsigned	pick = (random >> (i * 3)) % 128;

		strcat(text, phrases[pick < 4 ? 8 + pick : pick % 8]);
	}
	snprintf(row[UPDATED_BY], MAX_VALUE, "agent%ld", number % 39);
	snprintf(row[SHEET_NO], MAX_VALUE, "202603%02ld-%06ld",
			 1 + number / 3600 % 28, number);
}

static void
insert_one(const Variant *variant, long number)
{
	Row			row;
	const char *args[COLUMNS];

	make_row(row, number);
	for (int i = 0; i < COLUMNS; i++)
		args[i] = row[i];
	free(execute(&variant->session, "insert_one", variant->ncolumns, args));
}

static void
copy_rows(const Variant *variant, long first, int count)
{
	const Session *session = &variant->session;
	const int	last = variant->ncolumns - 1;
	PGresult   *result;

	runf(session, "COPY complaint (%s) FROM STDIN", variant->columns);
	for (int n = 0; n < count; n++)
	{
		Row			row;
		char		line[COLUMNS * MAX_VALUE];
		int			length = 0;

		make_row(row, first + n);
		for (int i = 0; i <= last; i++)
			length += snprintf(line + length, sizeof(line) - length, "%s%c",
							   row[i], i == last ? '\n' : '\t');
		if (PQputCopyData(session->conn, line, length) != 1)
			fail("COPY: %s", PQerrorMessage(session->conn));
	}
	if (PQputCopyEnd(session->conn, NULL) != 1)
		fail("COPY: %s", PQerrorMessage(session->conn));
	result = PQgetResult(session->conn);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail("COPY: %s", PQerrorMessage(session->conn));
	PQclear(result);
	while ((result = PQgetResult(session->conn)) != NULL)
		PQclear(result);
}

/* slices: each does "count" rows from "first" on */
typedef void (*Slice) (const Variant *variant, long first, int count);

static void
insert_slice(const Variant *variant, long first, int count)
{
	for (int i = 0; i < count; i++)
		insert_one(variant, first + i);
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
take_turns(const Variant *list, int nvariants, Slice slice, int rounds,
		   long first, int count, Series *results)
{
	for (int i = 0; i < nvariants; i++)
		results[i].count = 0;
	for (int round = 0; round < rounds; round++)
		for (int turn = 0; turn < nvariants; turn++)
		{
			int			v = round % 2 ? nvariants - 1 - turn : turn;
			const Session *session = &list[v].session;
			double		before = cpu_us(session);

			slice(&list[v], first + (long) round * count, count);
			add(&results[v], (cpu_us(session) - before) / count);
		}
}

static void
measure(int nvariants, Slice slice, int rounds, long first, int count,
		Series *results)
{
	take_turns(variants, nvariants, slice, rounds, first, count, results);
}

static void
report_writes(const char *what, const Series *results, double over_bare,
			  double over_rival)
{
	char		label[96];

	snprintf(label, sizeof(label), "%s, bare table", what);
	report(label, median(&results[BARE]), "us", NO_AIM, 0);
	snprintf(label, sizeof(label), "%s, complaint_flow", what);
	report(label, median(&results[ENGINE]), "us", NO_AIM, 0);
	snprintf(label, sizeof(label), "%s, PL/pgSQL", what);
	report(label, median(&results[RIVAL]), "us", NO_AIM, 0);
	snprintf(label, sizeof(label), "%s, complaint_flow over bare", what);
	report(label, median_ratio(&results[ENGINE], &results[BARE]), "times",
		   over_bare > 0 ? AT_MOST : NO_AIM, over_bare);
	snprintf(label, sizeof(label), "%s, complaint_flow over PL/pgSQL", what);
	report(label, median_ratio(&results[ENGINE], &results[RIVAL]), "times",
		   over_rival > 0 ? AT_MOST : NO_AIM, over_rival);
}

static void
report_shipped(const char *what, const Series *results, double over_bare)
{
	char		label[96];

	snprintf(label, sizeof(label), "%s, standard pack", what);
	report(label, median(&results[SHIPPED]), "us", NO_AIM, 0);
	snprintf(label, sizeof(label), "%s, standard pack over bare", what);
	report(label, median_ratio(&results[SHIPPED], &results[BARE]), "times",
		   AT_MOST, over_bare);
}

/* the two engines must have decided the same, or nothing is comparable */
static void
compare_decisions(const Session *session)
{
	static const char *const queries[] = {
		"SELECT count(*) FROM bench.complaint a JOIN rival.complaint b USING (id) WHERE (a.sheet_no, a.customer_tier, a.category, a.level, a.urgency, a.urgent_reasons, a.priority, a.state, a.owner, a.department, a.handler_role, a.missing, a.due_at, a.sla_status, a.judged_by, a.event_count) IS DISTINCT FROM (b.sheet_no, b.customer_tier, b.category, b.level, b.urgency, b.urgent_reasons, b.priority, b.state, b.owner, b.department, b.handler_role, b.missing, b.due_at, b.sla_status, b.judged_by, b.event_count)",
		"SELECT count(*) FROM bench.clock a FULL JOIN rival.clock b USING (complaint_id, metric, cycle) WHERE (a.rule_id, a.started_at, a.due_at, a.warn_at, a.next_at, a.outcome) IS DISTINCT FROM (b.rule_id, b.started_at, b.due_at, b.warn_at, b.next_at, b.outcome)",
		"SELECT count(*) FROM bench.queue a FULL JOIN rival.queue b USING (complaint_id) WHERE (a.priority, a.due_at, a.audience) IS DISTINCT FROM (b.priority, b.due_at, b.audience)",
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
begin_variant(Variant *variant, long first, int count)
{
	Session    *session = &variant->session;
	char		sql[500];

	*session = open_session_in(variant->database, variant->schema);
	snprintf(sql, sizeof(sql), "INSERT INTO complaint (%s) VALUES"
			 " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11%s)",
			 variant->columns,
			 variant->ncolumns == COLUMNS ? ", $12" : "");
	prepare(session, "insert_one", sql);
	copy_rows(variant, first, count);
	run(session, "VACUUM (ANALYZE) complaint");
	insert_slice(variant, 500000, 200);	/* plans are made */
}

static void
prepare_change(int nvariants, const char *const *states, int count)
{
	for (int v = 0; v < nvariants; v++)
	{
		char		sql[200];

		/* of the standard pack, some have joined others */
		snprintf(sql, sizeof(sql), "UPDATE complaint SET state = '%s',"
				 " updated_by = 'agent7' WHERE id = $1 AND state <> 'joined'",
				 states[v]);
		run(&variants[v].session, "DEALLOCATE ALL");
		prepare(&variants[v].session, "change_state", sql);
		update_slice(&variants[v], 1, count);
	}
}

void
bench_writes(void)
{
	const int	rounds = quick ? 30 : 120;
	const int	singles = 200;
	const int	copies = 2000;
	const int	stock = (rounds + 1) * singles;
	static const char *const first[] = {
		"working", "working", "working", "verifying"
	};
	static const char *const second[] = {"answered", "answered", "answered"};
	Series		results[VARIANTS];

	say("INSERT, COPY, changes of state");
	for (int v = 0; v < VARIANTS; v++)
		begin_variant(&variants[v], 1, stock);
	measure(VARIANTS, insert_slice, rounds, 1000000, singles, results);
	report_writes("single INSERT", results, 1.8, 0.5);
	report_shipped("single INSERT", results, 2.0);
	measure(VARIANTS, copy_rows, rounds / 3, 2000000, copies, results);
	report_writes("COPY", results, 2.2, 0);
	report_shipped("COPY", results, 3.5);
	prepare_change(VARIANTS, first, singles);
	measure(VARIANTS, update_slice, rounds, 1 + singles, singles, results);
	report_writes("change of state", results, 1.6, 0);
	report_shipped("change of state", results, 1.6);
	prepare_change(SHIPPED, second, singles);
	measure(SHIPPED, update_slice, rounds, 1 + singles, singles, results);
	report_writes("change of state that meets a clock", results, 0, 0);
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
	const int	singles = 200;
	const int	copies = 2000;
	Variant		pair[] = {
		{.schema = "bench", .columns = COLUMN_LIST, .ncolumns = COLUMNS - 1},
		{.database = "unnoted", .schema = "bench", .columns = COLUMN_LIST,
		.ncolumns = COLUMNS - 1}
	};
	Series		results[2];

	say("INSERT and COPY with and without a note for key figures");
	for (int v = 0; v < 2; v++)
		begin_variant(&pair[v], 3000000, 2000);
	take_turns(pair, 2, insert_slice, rounds, 4000000, singles, results);
	report("single INSERT, without a note", median(&results[1]), "us",
		   NO_AIM, 0);
	report("single INSERT, with over without a note",
		   median_ratio(&results[0], &results[1]), "times", AT_MOST, 1.15);
	take_turns(pair, 2, copy_rows, rounds / 3, 5000000, copies, results);
	report("COPY, without a note", median(&results[1]), "us", NO_AIM, 0);
	report("COPY, with over without a note",
		   median_ratio(&results[0], &results[1]), "times", AT_MOST, 1.15);
	for (int v = 0; v < 2; v++)
		close_session(&pair[v].session);
}
