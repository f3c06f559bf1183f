/*
 * rows.c -- rows as clients write them, and slices of work that take turns
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rows.h"

#define COLUMN_LIST "channel, received_by, received_at, customer_id, " \
	"product, merchant, amount, order_ref, title, description, updated_by"

#define DAY 86400

/* in these, rows are counted; in some of them autovacuum writes, too */
#define COUNTED_ROUNDS 5

/* a moment of the last four weeks */
static void
make_moment(char *value, long number)
{
	time_t		now = time(NULL);
	time_t		moment = now - now % DAY - 1 - number * 7919 % (28 * DAY);

	strftime(value, MAX_VALUE, "%Y-%m-%d %H:%M:%S+00", gmtime(&moment));
}

/* for the desk of desk.sql; the same number gives the same row */
void
make_row_of_rules(Row row, long number)
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
	row[SHEET_NO][0] = '\0';
}

/*
 * For the standard pack, as a company of 10,000 complaining customers has them:
 * 70 of 100 customers are known, half of the cases name a product and one of
 * 1,000 merchants of which some are hated, 2 of 100 are about account security,
 * texts have 130 characters in the mean.
 */
void
make_shipped_row(Row row, long number)
{
	static const char *const channels[] = {
		"hotline", "online_chat", "web_form", "app", "email", "letter",
		"on_site", "social_media", "group_hq"
	};
	static const char *const phrases[] = {
		"多次拨打客服热线没有得到答复。", "请尽快核实并给出处理结果。",
		"商户表示需要等待总部确认。", "已提供订单截图和付款凭证。",
		"积分到账时间与活动规则不一致。", "希望有专人联系我说明情况。",
		"客服态度很差。", "商品有质量问题，要求退款。"
	};
	unsigned	random = (unsigned) number * 2654435761u;
	double		luck = (random >> 8) / 16777216.0;
	char	   *text = row[DESCRIPTION];

	memset(row, 0, sizeof(Row));
	snprintf(row[CHANNEL], MAX_VALUE, "%s", channels[random % 9]);
	snprintf(row[RECEIVED_BY], MAX_VALUE, "agent%ld", number % 60);
	make_moment(row[RECEIVED_AT], number);
	if (number % 10 < 7)
		snprintf(row[CUSTOMER], MAX_VALUE, "%ld", number * 7919 % 10000);
	if (number % 2 == 0)
	{
		snprintf(row[PRODUCT], MAX_VALUE, "p%u", random / 16 % 12);
		snprintf(row[MERCHANT], MAX_VALUE, "m%d", (int) (1000 * luck * luck));
	}
	snprintf(row[AMOUNT], MAX_VALUE, "%u.50", random / 256 % 1000);
	snprintf(row[ORDER_REF], MAX_VALUE, "X%ld", number);
	snprintf(row[TITLE], MAX_VALUE, "投诉 %ld", number);
	for (unsigned i = 0; i < 5 + random / 32 % 11; i++)
		strcat(text, phrases[(random >> (i * 2)) % 8]);
	if (number % 50 == 7)
		strcat(text, "卡被盗刷。");
	snprintf(row[UPDATED_BY], MAX_VALUE, "agent%ld", number % 60);
	snprintf(row[SHEET_NO], MAX_VALUE, "%ld", number);
}

/* nobody asks who complains, and about what */
void
make_lean_row(Row row, long number)
{
	make_shipped_row(row, number);
	row[CUSTOMER][0] = row[PRODUCT][0] = row[MERCHANT][0] = '\0';
}

void
prepare_insert(const Session *session, bool numbers_sheets)
{
	char		sql[500];

	snprintf(sql, sizeof(sql), "INSERT INTO complaint (" COLUMN_LIST "%s)"
			 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11%s)",
			 numbers_sheets ? ", sheet_no" : "", numbers_sheets ? ", $12" : "");
	prepare(session, "insert_row", sql);
}

void
insert_row(const Session *session, const Row row, bool numbers_sheets)
{
	const char *args[COLUMNS];

	for (int i = 0; i < COLUMNS; i++)
		args[i] = row[i][0] ? row[i] : NULL;
	free(execute(session, "insert_row", numbers_sheets ? COLUMNS : COLUMNS - 1,
				 args));
}

void
insert_slice(const Variant *variant, long first, int count)
{
	for (int i = 0; i < count; i++)
	{
		Row			row;

		variant->make_row(row, first + i);
		insert_row(&variant->session, row, variant->numbers_sheets);
	}
}

void
copy_slice(const Variant *variant, long first, int count)
{
	const Session *session = &variant->session;
	const int	last = COLUMNS - (variant->numbers_sheets ? 1 : 2);

	runf(session, "COPY complaint (" COLUMN_LIST "%s) FROM STDIN",
		 variant->numbers_sheets ? ", sheet_no" : "");
	for (int n = 0; n < count; n++)
	{
		Row			row;
		char		line[COLUMNS * MAX_VALUE];
		int			length = 0;

		variant->make_row(row, first + n);
		for (int i = 0; i <= last; i++)
			length += snprintf(line + length, sizeof(line) - length, "%s%c",
							   row[i][0] ? row[i] : "\\N",
							   i == last ? '\n' : '\t');
		copy_line(session, line, length);
	}
	end_copy(session);
}

void
open_variant(Variant *variant)
{
	variant->session = open_session_in(variant->database, variant->schema);
	if (!variant->replays)
		prepare_insert(&variant->session, variant->numbers_sheets);
}

/* heap rows and index entries in the WAL since "start" */
static void
count_writes(const Session *session, const char *start, int size, Cost *cost)
{
	static const char *const kinds[] = {
		"Heap/(INSERT|UPDATE|HOT_UPDATE)", "Btree/(INSERT_LEAF|INSERT_POST|SPLIT)"
	};

	flush_wal(session);
	for (int i = 0; i < 2; i++)
	{
		char		sql[500];
		char	   *count;

		snprintf(sql, sizeof(sql), "SELECT sum(count) FROM public.pg_get_wal_stats"
				 "('%s', pg_current_wal_flush_lsn(), true)"
				 " WHERE \"resource_manager/record_type\" ~ '^%s'", start, kinds[i]);
		count = ask(session, sql);
		add(i == 0 ? &cost->heap_rows : &cost->index_entries,
			count ? atof(count) / size : 0);
		free(count);
	}
}

static void
take_turn(const Variant *variant, Slice slice, long first, int size,
		  bool counted, Cost *cost)
{
	const Session *session = &variant->session;
	char	   *start;
	char	   *bytes;
	char		sql[100];
	double		before;

	if (variant->replays)
		ready_floor(session, slice == copy_slice);
	start = ask(session, "SELECT pg_current_wal_insert_lsn()");
	before = cpu_us(session);
	if (variant->replays)
		write_floor(session);
	else
		slice(variant, first, size);
	add(&cost->cpu, (cpu_us(session) - before) / size);
	snprintf(sql, sizeof(sql), "SELECT pg_current_wal_insert_lsn() - '%s'",
			 start);
	bytes = ask(session, sql);
	add(&cost->wal, atof(bytes) / size);
	free(bytes);
	if (counted)
		count_writes(session, start, size, cost);
	free(start);
}

/* one after another, back and forth; whoever replays stands behind the desk */
void
take_turns(const Variant *variants, int count, Slice slice, int rounds,
		   long first, int size, Cost *costs)
{
	memset(costs, 0, count * sizeof(Cost));
	for (int round = 0; round < rounds; round++)
		for (int turn = 0; turn < count; turn++)
		{
			int			v = round % 2 ? count - 1 - turn : turn;
			bool		counted = round >= rounds - COUNTED_ROUNDS;

			/* what the desk has written is replayed right after it */
			if (variants[v].replays)
				continue;
			take_turn(&variants[v], slice, first + (long) round * size, size,
					  counted, &costs[v]);
			if (v + 1 < count && variants[v + 1].replays)
				take_turn(&variants[v + 1], slice, 0, size, counted,
						  &costs[v + 1]);
		}
}
