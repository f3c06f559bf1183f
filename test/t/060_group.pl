# A head office and two companies, a cluster each: joining, figures, cases
# that are handed down, and what becomes of them, leaving.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Group;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $head = new_head_office('beijing', 'shanghai');
my %company = map { $_ => new_company($_) } 'beijing', 'shanghai';

# beijing has a past before it joins
ask($company{beijing}, q{
	SET complaint_flow.actor = 'sun.li';
	INSERT INTO support.complaint (received_at, channel, title) SELECT now() - n * interval '5 hours', 'hotline', '包裹少了一件' FROM generate_series(1, 300) n;
	UPDATE support.complaint SET state = 'withdrawn', reason = 'settled' WHERE id % 3 = 0;
	SELECT complaint_flow.fold_kpi('support')});
join_and_admit($head, $company{$_}, $_) for sort keys %company;
settle($head, %company);
same_figures($head, 'after joining', %company);
is(ask($head, 'SELECT sum(received) FROM acme.kpi_month'), 300, 'the past of a company came along');
is(ask($head, q{SELECT string_agg(concat_ws(' ', company, title, belongs, receiving, problem), ', ' ORDER BY company) FROM acme.company_now}),
	'beijing The beijing company t t, shanghai The shanghai company t t', 'all is well');

# life goes on at both, rules change, sums are made anew
my $life = q{
	SET complaint_flow.actor = 'sun.li';
	INSERT INTO support.complaint (received_at, channel, title, description) SELECT now() - n * interval '7 hours', 'hotline', '发票没开', 'nr ' || n FROM generate_series(1, 150) n;
	UPDATE support.complaint SET state = 'withdrawn', reason = 'settled' WHERE id % 5 = 0 AND state <> 'withdrawn';
	SELECT complaint_flow.run_clocks('support')};
ask($company{$_}, $life) for sort keys %company;
settle($head, %company);
same_figures($head, 'after some life', %company);
is(ask($head, 'SELECT sum(received), sum(closings) FROM acme.kpi_month'),
	join('|', 600, ask($company{beijing}, 'SELECT sum(closings) FROM support.kpi_month') + ask($company{shanghai}, 'SELECT sum(closings) FROM support.kpi_month')),
	'all companies together');
is( ask($head, q{SELECT sum(received), round(avg(resolution_rate), 4) FROM acme.kpi_by WHERE dimension = 'channel'}),
	ask($head, q{SELECT sum(received), round(avg(rate), 4) FROM (SELECT month, code, sum(received) AS received,
		round((sum(resolved_fully) + sum(resolved_partly)) / nullif(sum(complaints), 0), 4) AS rate FROM acme.kpi_by_by_company WHERE dimension = 'channel' GROUP BY 1, 2) x}),
	'rates are of the sums, not means of rates');
ask($company{beijing}, q{SELECT complaint_flow.kpi_rebuild('support')});
settle($head, %company);
same_figures($head, 'after kpi_rebuild', %company);
ask($company{beijing}, q{UPDATE support.desk SET currency = 'USD'});
settle($head, %company);
is(ask($head, q{SELECT problem FROM acme.company_now WHERE company = 'beijing'}), '', 'another currency is no fault');

# a manager of the group looks closer, and sees no person
ask($head, q{
	CREATE ROLE regress_viewer LOGIN;
	SELECT complaint_flow.grant_group('acme', 'regress_viewer')});
my $closer = q{SELECT company, count(complaint_id), count(problem) FROM acme.fact_complaint GROUP BY company ORDER BY company};
is($head->safe_psql('postgres', $closer, extra_params => [ '-U', 'regress_viewer' ]),
	"beijing|450|0\nshanghai|150|0", 'cases of all companies');
like(refused($head, 'SELECT * FROM acme.referral', 'regress_viewer'), qr/42501/, 'but nothing else');
my $month = ask($head, q{SELECT min(month) FROM acme.kpi_month_by_company WHERE company = 'shanghai'});
$company{shanghai}->stop;
is($head->safe_psql('postgres', "SELECT company, count(complaint_id) > 0, max(problem) ~ 'could not connect' FROM acme.fact_complaint WHERE month = '$month' GROUP BY company ORDER BY company",
		extra_params => [ '-U', 'regress_viewer' ]),
	"beijing|t|\nshanghai|f|t", 'one that does not answer says so, the other is there');
is(ask($head, q{SELECT sum(received) FROM acme.kpi_month_by_company WHERE company = 'shanghai'}), 150, 'its last figures are there');
wait_for($head, q{SELECT NOT receiving FROM acme.company_now WHERE company = 'shanghai'}, 'and it is seen that it is away');
$company{shanghai}->start;

# cases go down: each is filed, one is settled, one is refused
hand_down($head, 'beijing', 2);
hand_down($head, 'shanghai', 1);
ask($head, q{
	INSERT INTO head.complaint (channel, received_by, title, description, amount, currency) VALUES ('hotline', 'zhou', '退款', '钱没到', 5, 'EUR');
	INSERT INTO head.work_order (complaint_id, department, task, recorded_by) SELECT max(id), 'shanghai', 'pay', 'zhou' FROM head.complaint});
ask($company{shanghai}, q{ALTER TABLE support.complaint ADD CONSTRAINT no_euros CHECK (currency <> 'EUR')});
is(ask($head, 'SELECT count(*) FROM acme.referral_now'), 0, 'nothing before the job');
run_jobs('head', $head);
is(ask($head, q{SELECT string_agg(company || ' ' || status, ', ' ORDER BY work_order_id) FROM acme.referral_now}),
	'beijing delivered, beijing delivered, shanghai delivered, shanghai delivered', 'delivered');
settle($head, %company);
is(ask($head, q{SELECT string_agg(company || ' ' || status, ', ' ORDER BY work_order_id) FROM acme.referral_now}),
	'beijing filed, beijing filed, shanghai filed, shanghai refused', 'filed, and one refused');
like(ask($head, q{SELECT reason FROM acme.referral_now WHERE status = 'refused'}), qr/^KF011: .*no_euros/, 'with the reason');
is(ask($head, q{SELECT result || ' by ' || recorded_by FROM head.work_order_answer}), 'refused by liaison.shanghai',
	'which is the answer to the work order');
is(ask($company{beijing}, q{SELECT string_agg(concat_ws(' ', channel, title, urgency, reason), ', ' ORDER BY id) FROM support.complaint WHERE id > 450}),
	join(', ', map { ask($head, "SELECT 'group_hq 包裹少了一件 urgent acme ' || sheet_no || ': settle it' FROM head.complaint WHERE id = $_") } 1, 2),
	'the case of a company: from headquarters, urgent by the rules of its own');
is(ask($company{beijing}, q{SELECT count(*), count(title), count(description), count(task), count(sheet_no) FROM acme_beijing.inbox}), '2|0|0|0|2',
	'and what came with it is nowhere else');
is(ask($head, q{SELECT bool_and(head_on_time AND company_sla_status = 'running' AND head_due_at > company_due_at) FROM acme.referral_now WHERE status = 'filed'}),
	't', 'two sets of clocks, told apart');

# late by the company's clock, in time by the head office's
my $here = ask($head, q{SELECT min(company_complaint_id) FROM acme.referral_now WHERE company = 'beijing'});
ask($company{beijing}, q{SELECT complaint_flow.run_clocks('support', now() + interval '6 hours')});
settle($head, %company);
is(ask($head, "SELECT head_on_time, company_sla_status FROM acme.referral_now WHERE company = 'beijing' AND company_complaint_id = $here"),
	't|breached', 'late by the clock of the company');
ask($company{beijing}, qq{SET complaint_flow.actor = 'sun.li'; UPDATE support.complaint SET state = 'withdrawn', reason = 'content' WHERE id = $here});
settle($head, %company);
is(ask($head, "SELECT status, company_state, answered_at IS NOT NULL FROM acme.referral_now WHERE company_complaint_id = $here AND company = 'beijing'"),
	'closed|withdrawn|t', 'settled there, answered here');
is(ask($head, q{SELECT count(*) FROM head.work_order WHERE status = 'answered'}), 2, 'two work orders have their answers');
is(ask($head, q{SELECT count(*) FROM complaint_flow.verify_history('head')}) . ask($company{beijing}, q{SELECT count(*) FROM complaint_flow.verify_history('support')}),
	'00', 'histories are whole');
is(ask($head, q{SELECT string_agg(concat_ws(' ', company, waiting, delivered, filed, closed, refused), ', ' ORDER BY company) FROM acme.company_now}),
	'beijing 0 0 1 1 0, shanghai 0 0 1 0 1', 'counts');

# who knows the customer already, does not get one twice
ask($head, q{
	INSERT INTO head.customer (id, name, phone) VALUES (7, 'Zhao', '13800000000');
	INSERT INTO head.complaint (channel, received_by, customer_id, title, description) SELECT 'hotline', 'zhou', 7, '发票没开', n::text FROM generate_series(1, 2) n;
	INSERT INTO head.work_order (complaint_id, department, task, recorded_by) SELECT id, 'beijing', 'invoice', 'zhou' FROM head.complaint WHERE customer_id = 7});
settle($head, %company);
ask($head, q{
	UPDATE head.customer SET phone = '13900000000' WHERE id = 7;
	INSERT INTO head.work_order (complaint_id, department, task, recorded_by) SELECT max(id), 'beijing', 'once more', 'zhou' FROM head.complaint WHERE customer_id = 7});
settle($head, %company);
is(ask($company{beijing}, q{SELECT name, phone, split_part(external_ref, '.', 1), (SELECT count(*) FROM support.complaint WHERE customer_id = customer.id) FROM support.customer}),
	'Zhao|13900000000|acme:7|3', 'one customer, three cases, and the newest telephone');

# dumps of both sides, restored elsewhere
foreach my $node ($head, $company{beijing})
{
	my $dump = "$PostgreSQL::Test::Utils::tmp_check/" . $node->name . '.sql';

	ask($node, 'CREATE DATABASE copy');
	$node->command_ok([ 'pg_dump', '-f', $dump, 'postgres' ], 'dump of ' . $node->name);
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'copy', '-f', $dump ], 'restored');
}
my $sum = q{SELECT count(*), sum(received), sum(closings) FROM acme.kpi_month_by_company};
is($head->safe_psql('copy', $sum), ask($head, $sum), 'the figures of the group are there');
is($head->safe_psql('copy', q{SELECT count(*) FROM acme.referral_now}), ask($head, q{SELECT count(*) FROM acme.referral_now}), 'and its referrals');
is($company{beijing}->safe_psql('copy', q{SELECT ready FROM complaint_flow.desks()}), 't', 'the desk of the company is whole');
is($company{beijing}->safe_psql('copy', q{
	INSERT INTO support.complaint (channel, received_by, title) VALUES ('hotline', 'sun.li', '发票没开');
	SELECT complaint_flow.fold_kpi('support');
	SELECT (SELECT sum(figures[2]) FROM acme_beijing.kpi_month_sum) = (SELECT sum(received) FROM support.kpi_month)}), "1\nt", 'and its sums are copied');
$head->safe_psql('copy', join ';', map { "ALTER SUBSCRIPTION acme_$_ SET (slot_name = NONE); DROP SUBSCRIPTION acme_$_" } sort keys %company);
ask($_, 'DROP DATABASE copy') for $head, $company{beijing};

# leaving: refused while cases are open, then nothing is left behind
like(refused($company{shanghai}, q{SELECT complaint_flow.leave_group('support', 'acme')}), qr/KF013.*1 cases/, 'not while cases are open');
is(ask($head, q{SELECT * FROM complaint_flow.remove_company('acme', 'shanghai')}), '', 'the head office lets it go');
ask($company{shanghai}, q{SELECT complaint_flow.leave_group('support', 'acme', even_with_open => true)});
my $rests = q{SELECT (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_publication),
	(SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'acme%'), (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'acme%')};
is(ask($company{shanghai}, $rests), '0|0|0|0', 'nothing is left at the company');
is(ask($head, q{SELECT sum(received) FROM acme.kpi_month_by_company WHERE company = 'shanghai'}), 151, 'its figures stay at the head office');
hand_down($head, 'shanghai', 1);
settle($head, beijing => $company{beijing});
is(ask($head, q{SELECT count(*) FROM acme.referral_now WHERE status = 'waiting'}), 0, 'work orders for it are handed to nobody');

# it comes back, and the other leaves without asking
join_and_admit($head, $company{shanghai}, 'shanghai');
settle($head, %company);
same_figures($head, 'after the return', %company);
is(ask($head, q{SELECT string_agg(concat_ws(' ', company, waiting, delivered, filed), ', ' ORDER BY company) FROM acme.company_now}),
	'beijing 0 0 2, shanghai 0 0 2', 'what was handed down before is known as it was then');
ask($company{beijing}, q{SELECT complaint_flow.leave_group('support', 'acme', even_with_open => true)});
is(ask($company{beijing}, $rests), '0|0|0|0', 'nothing is left at a company that left by itself');
hand_down($head, 'beijing', 1);
settle($head, shanghai => $company{shanghai});
like(ask($head, q{SELECT problem FROM acme.company_now WHERE company = 'beijing'}), qr/acme_beijing/, 'the head office sees it');
like(ask($head, q{SELECT * FROM complaint_flow.drop_group('acme')}), qr/^1 work orders were not delivered: answer them, .*$/, 'the group is dissolved, and says what is left to do');
is(ask($head, $rests), '0|0|0|0', 'nothing is left at the head office');
is(ask($head, q{SELECT count(*) FROM pg_subscription}), 0, 'no subscription either');
ask($head, q{SELECT complaint_flow.drop_desk('head', true)});

done_testing();
