# Each server of a group is killed at each step of handing cases down, the
# network is cut and frozen, a backlog piles up: every case arrives once.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Group;
use IPC::Run qw(start finish);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $head = new_head_office('beijing', 'shanghai');
my %company = map { $_ => new_company($_) } 'beijing', 'shanghai';
my $wire = new_wire($company{beijing});

join_and_admit($head, $company{beijing}, 'beijing', $wire->{folder}, $wire->{port});
join_and_admit($head, $company{shanghai}, 'shanghai');

# stall(NODE, EVENT, TABLE, CONDITION) -- such rows wait until the server dies
sub stall
{
	my ($node, $event, $table, $condition) = @_;

	my $life = ask($node, 'SELECT pg_postmaster_start_time()');

	ask($node, qq{
		CREATE FUNCTION public.stall() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN IF pg_postmaster_start_time() = ''$life'' THEN RAISE LOG ''stalled''; PERFORM pg_sleep(600); END IF; RETURN NEW; END';
		CREATE TRIGGER aaa_stall BEFORE $event ON $table FOR EACH ROW WHEN ($condition) EXECUTE FUNCTION public.stall();
		ALTER TABLE $table ENABLE ALWAYS TRIGGER aaa_stall});
	return;
}

# run_job(NODE, DESK) -- in the background
sub run_job
{
	my ($node, $desk) = @_;
	my ($in, $out) = ('', '');

	return start([ 'psql', '-X', '-d', $node->connstr('postgres'), '-c', "SELECT complaint_flow.exchange_cases('$desk')" ],
		'<', \$in, '>', \$out, '2>', \$out);
}

# The processes that a killed server leaves behind end by themselves.
sub kill_and_start
{
	my ($node, @jobs) = @_;

	my $pid = $node->{_pid};

	$node->kill9;
	eval { finish($_) } foreach @jobs;
	for (1 .. 100)
	{
		select undef, undef, undef, 0.1;
		next if kill 0, $pid;
		return if $node->start(fail_ok => 1);
		$node->{_pid} = undef;
	}
	die 'the server does not start again';
}

sub die_and_come_back
{
	my ($node, @jobs) = @_;

	kill_and_start($node, @jobs);
	ask($node, 'DROP FUNCTION IF EXISTS public.stall() CASCADE');
	return;
}

# stalled_and_killed(NODE, EVENT, TABLE, CONDITION, RUNNER, DESK) -- the job of
# RUNNER comes as far as this row of NODE, which then dies
sub stalled_and_killed
{
	my ($node, $event, $table, $condition, $runner, $desk) = @_;
	stall($node, $event, $table, $condition);
	my $from = -s $node->logfile;
	my $job = run_job($runner, $desk);
	$node->wait_for_log(qr/stalled/, $from);
	die_and_come_back($node, $job);
	return;
}

my %handed = (beijing => 0, shanghai => 0);

sub hand
{
	my ($company, $number) = @_;

	hand_down($head, $company, $number);
	$handed{$company} += $number;
	return;
}

# all is quiet: what the head office sent is there once, and it knows of it
sub all_there_once
{
	my ($what) = @_;

	settle($head, %company);
	foreach my $name (sort keys %company)
	{
		my $counts = ask($company{$name}, qq{
			SELECT (SELECT count(*) FROM acme_$name.inbox) || ' sent, '
				|| (SELECT count(*) FROM acme_$name.referral_status WHERE status <> 'refused') || ' filed, '
				|| (SELECT count(*) FROM acme_$name.referral_status WHERE status = 'refused') || ' refused, '
				|| (SELECT count(*) FROM acme_$name.inbox i WHERE NOT EXISTS (SELECT FROM acme_$name.referral_status s WHERE s.id = i.id)) || ' lost, '
				|| (SELECT count(*) - count(DISTINCT reason) FROM support.complaint WHERE channel = 'group_hq') || ' doubled, '
				|| (SELECT count(*) FROM support.complaint WHERE channel = 'group_hq') || ' cases'});

		note("$what: $name: $counts");
		is($counts, "$handed{$name} sent, $handed{$name} filed, 0 refused, 0 lost, 0 doubled, $handed{$name} cases", "$what: $name");
		is(ask($head, "SELECT waiting + delivered, filed + closed FROM acme.company_now WHERE company = '$name'"), "0|$handed{$name}",
			"$what: the head office knows of those of $name");
	}
	return;
}

hand($_, 3) for sort keys %company;
all_there_once('nothing dies');

hand('beijing', 3);
stalled_and_killed($head, 'INSERT', 'acme.referral', 'true', $head, 'head');
all_there_once('the head office dies before it sends');

hand('beijing', 3);
stalled_and_killed($head, 'UPDATE', 'acme.referral', 'NEW.delivered_at IS NOT NULL', $head, 'head');
is(ask($company{beijing}, 'SELECT count(*) FROM acme_beijing.inbox WHERE NOT settled'), 3, 'sent');
is(ask($head, 'SELECT count(*) FROM acme.referral WHERE delivered_at IS NOT NULL AND work_order_id > (SELECT max(id) - 3 FROM head.work_order)'), 0, 'and not known to be');
all_there_once('the head office dies after it has sent');

hand('beijing', 3);
hand('shanghai', 2);
stalled_and_killed($company{beijing}, 'INSERT', 'acme_beijing.inbox', 'true', $head, 'head');
is(ask($head, q{SELECT code, problem IS NULL FROM acme.company ORDER BY 1}), "beijing|f\nshanghai|t", 'the other company got its cases');
all_there_once('a company dies while cases arrive');

hand('beijing', 5);
run_jobs('head', $head);
stalled_and_killed($company{beijing}, 'INSERT', 'support.complaint', 'NEW.description LIKE \'% 4\'', $company{beijing}, 'support');
all_there_once('a company dies while it files them');

hand('beijing', 3);
run_jobs('head', $head);
$wire->cut;
run_jobs('support', $company{beijing});
die_and_come_back($company{beijing});
is(ask($head, q{SELECT delivered FROM acme.company_now WHERE company = 'beijing'}), 3, 'the head office has not heard of them');
$wire->mend;
all_there_once('a company dies before the head office hears of it');

hand('beijing', 3);
run_jobs('head', $head);
{
	stall($head, 'INSERT OR UPDATE', 'acme_beijing.referral_status', 'true');
	my $from = -s $head->logfile;
	run_jobs('support', $company{beijing});
	$head->wait_for_log(qr/stalled/, $from);
	die_and_come_back($head);
}
all_there_once('the head office dies while it hears of it');

ask($company{$_}, q{SET complaint_flow.actor = 'sun.li'; UPDATE support.complaint SET state = 'withdrawn', reason = reason || ' settled' WHERE state <> 'withdrawn' AND channel = 'group_hq'})
  for sort keys %company;
run_jobs('support', values %company);
wait_for($head, "SELECT sum(closed) = $handed{beijing} + $handed{shanghai} FROM acme.company_now");
stalled_and_killed($head, 'INSERT', 'head.work_order_answer', 'NEW.work_order_id > 5', $head, 'head');
is(ask($head, 'SELECT count(*) FROM head.work_order_answer'), 0, 'it died in the middle of the answers');
all_there_once('the head office dies while it answers');
is(ask($head, q{SELECT count(*), count(DISTINCT work_order_id) FROM head.work_order_answer}), join('|', ($handed{beijing} + $handed{shanghai}) x 2),
	'each work order has its answer, and one');

# the network is cut, and comes back
$wire->cut;
hand('beijing', 4);
hand('shanghai', 4);
run_jobs('head', $head);
like(ask($head, q{SELECT problem FROM acme.company_now WHERE company = 'beijing'}), qr/could not establish connection/, 'cut off');
is(ask($head, q{SELECT status, count(*) FROM acme.referral_now WHERE answered_at IS NULL GROUP BY 1 ORDER BY 1}), "delivered|4\nwaiting|4", 'the other company is served');
ask($company{beijing}, q{INSERT INTO support.complaint (channel, received_by, title) SELECT 'hotline', 'sun.li', '发票没开' FROM generate_series(1, 10)});
run_jobs('support', $company{beijing});
$wire->mend;
all_there_once('after a cut');

# or nothing comes through, and nobody is told
hand('beijing', 2);
$wire->freeze;
my $job = run_job($head, 'head');
hand('shanghai', 1);
is(ask($head, q{SELECT sum(received) > 0 FROM acme.kpi_month}), 't', 'figures can be read meanwhile');
finish($job);
like(ask($head, q{SELECT problem FROM acme.company_now WHERE company = 'beijing'}), qr/no answer|timeout/, 'it gives up');
like(ask($head, q{SELECT problem FROM acme.fact_complaint WHERE company = 'beijing'}), qr/no answer|could not connect/, 'nor does it wait for single cases');
$wire->thaw;
all_there_once('after a silence');

# a week without the company, a week without the head office
$company{beijing}->stop;
hand('beijing', 1200);
for (1 .. 3) { run_jobs('head', $head) }
$company{beijing}->start;
$head->stop;
ask($company{beijing}, q{
	SET complaint_flow.actor = 'sun.li';
	INSERT INTO support.complaint (received_at, channel, title) SELECT now() - n * interval '2 minutes', 'hotline', '发票没开' FROM generate_series(1, 5000) n});
for (1 .. 3) { run_jobs('support', $company{beijing}) }
$head->start;
all_there_once('after a week');
same_figures($head, 'after a week', %company);

# anything may die at any time
srand(13);
for my $round (1 .. 6)
{
	hand('beijing', 5);
	hand('shanghai', 5);
	my @jobs = (run_job($head, 'head'), map { run_job($_, 'support') } values %company);
	my @victims = ($head, $company{beijing}, $company{shanghai});
	my $victim = $victims[ $round % 3 ];

	select undef, undef, undef, 0.03 + rand 0.3;
	kill_and_start($victim, @jobs);
}
all_there_once('after all that');
same_figures($head, 'after all that', %company);
is(ask($_->[0], "SELECT count(*) FROM complaint_flow.verify_history('$_->[1]')"), 0, 'histories are whole')
  for [ $head, 'head' ], map { [ $_, 'support' ] } values %company;

done_testing();
