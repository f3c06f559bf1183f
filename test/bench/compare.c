/*
 * compare.c -- judging cases of the past by two policies
 */
#include <stdlib.h>

#include "bench.h"

/* with customers, issues, orders, texts of 20 to 100 characters */
static const char cases[] =
"INSERT INTO bench.complaint (received_at, channel, received_by, customer_id,"
" product, merchant, order_ref, amount, complainant_group, title, description)"
" SELECT timestamptz '2025-01-01' + n * interval '3 minutes',"
" (ARRAY['hotline', 'web', 'app', 'email', 'group_hq'])[1 + n %% 5],"
" 'agent' || n %% 39, CASE WHEN n %% 2 = 0 THEN 1 + n %% 4999 END,"
" (ARRAY['card', 'points', 'voucher', 'travel', 'insurance', 'phone', 'shop', 'food'])[1 + n %% 8],"
" 'm' || n %% 13, CASE WHEN n %% 3 = 0 THEN 'X' || n END, n %% 1000,"
" CASE WHEN n %% 50 = 0 THEN 'government' END, 'complaint ' || n,"
" (ARRAY['持卡人反映账户被盗刷多笔，要求退款。', '客服态度很差，电话里不耐烦。',"
" '积分兑换没有到账，已经等了三天。', '商家拒绝退货，要找媒体曝光。'])[1 + n %% 4]"
" || repeat('多次拨打客服热线没有得到答复', n %% 6)"
" FROM generate_series(1, %ld) AS n";

void
bench_compare(void)
{
	const long	count = quick ? 20000 : 100000;
	const int	rounds = quick ? 3 : 7;
	Session		session = open_session(NULL);
	Series		speed = {0};

	say("comparing policies: making %ld cases", count);
	runf(&session, cases, count);
	run(&session, "UPDATE bench.complaint SET state = 'working' WHERE id % 3 = 0 AND received_at < '2026-01-01'");
	run(&session, "VACUUM (ANALYZE) bench.complaint");
	run(&session, "VACUUM (ANALYZE) bench.complaint_event");
	say("comparing policies");
	run(&session, "BEGIN");
	run(&session, "UPDATE bench.classification_rule SET active = false WHERE name IN ('r1', 'r5', 'r41')");
	for (int round = 0; round < rounds + 1; round++)
	{
		double		before = cpu_us(&session);
		char	   *judged = ask(&session, "SELECT cases FROM complaint_flow.compare_policy("
								 "'bench', '2025-01-01', '2026-01-01')"
								 " WHERE attribute = 'cases' AND becomes = 'judged'");

		if (judged == NULL || atol(judged) != count)
			fail("%s cases were judged instead of %ld",
				 judged ? judged : "no", count);
		free(judged);
		if (round > 0)			/* plans are made, code is loaded */
			add(&speed, count / ((cpu_us(&session) - before) / 1000000));
	}
	run(&session, "ROLLBACK");
	report("policies compared, both sides", median(&speed), "cases/s of CPU",
		   AT_LEAST, 20000);
	close_session(&session);
}
