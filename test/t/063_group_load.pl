# Eight writers at each company of a group, cases that are handed down, and a
# head office that reads all the while: at the end its figures are theirs.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Group;
use IPC::Run qw(start finish);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $head = new_head_office('beijing', 'shanghai');
my %company = map { $_ => new_company($_) } 'beijing', 'shanghai';

join_and_admit($head, $company{$_}, $_) for sort keys %company;
settle($head, %company);

my $script = "$PostgreSQL::Test::Utils::tmp_check/group_load.sql";
append_to_file($script, q{
\set back random(0, 60 * 24 * 50)
INSERT INTO support.complaint (received_at, channel, received_by, title, description)
	VALUES (now() - :back * interval '1 minute', 'hotline', 'sun.li', '包裹少了一件', :client_id || ' ' || :back) RETURNING id \gset
INSERT INTO support.contact (complaint_id, direction, channel, purpose, made_by, result)
	VALUES (:id, 'out', 'hotline', 'first_response', 'sun.li', 'reached');
BEGIN;
SET LOCAL complaint_flow.actor = 'sun.li';
UPDATE support.complaint SET state = 'withdrawn', reason = 'content' WHERE id = :id AND id % 3 = 0;
COMMIT;
});

my $loops = 0;

# again and again, until it is killed
sub in_background
{
	my ($node, $sql) = @_;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/group_loop" . $loops++ . '.sql';

	append_to_file($file, "$sql \\watch 0.2\n");
	return start([ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-f', $file ], '>', '/dev/null');
}

my $each = 50;
my @jobs = (
	in_background($head, q{SELECT complaint_flow.exchange_cases('head')}),
	in_background($head, q{SELECT (SELECT sum(received) FROM acme.kpi_month), (SELECT count(*) FROM acme.kpi_clock_by_company), (SELECT sum(filed) FROM acme.company_now), (SELECT count(*) FROM acme.referral_now)}),
	map {
		my $node = $_;
		map { in_background($node, "SELECT complaint_flow.$_('support')") } qw(fold_kpi exchange_cases run_clocks)
	} values %company);
my $said = '';
my @writers = map {
	start([ 'pgbench', '-n', '-c', 8, '-j', 2, '-t', $each, '-f', $script, $_->connstr('postgres') ], '>', '/dev/null', '2>', \$said)
} values %company;
for (1 .. 8)
{
	hand_down($head, $_, 10) for sort keys %company;
	select undef, undef, undef, 0.3;
}
finish($_) or die "the writers fail: $said" for @writers;

my $ended = time;
my %wanted = map { $_ => ask($company{$_}, 'SELECT count(*) FROM support.complaint WHERE channel <> \'group_hq\'') } keys %company;
is($wanted{$_}, 8 * $each, "all is written at $_") for sort keys %company;
wait_for($head, "SELECT count(*) = 2 FROM (SELECT company FROM acme.kpi_month_by_company GROUP BY company HAVING sum(received) = 8 * $each + 80) AS x",
	'the head office has it all');
note(sprintf 'the figures of the head office were complete %.1f s after the last write', time - $ended);
foreach my $job (@jobs)
{
	$job->kill_kill;
}
settle($head, %company) for 1 .. 2;
same_figures($head, 'after the load', %company);
is(ask($head, q{SELECT string_agg(concat_ws(' ', company, waiting, delivered, filed + closed, refused), ', ' ORDER BY company) FROM acme.company_now}),
	'beijing 0 0 80 0, shanghai 0 0 80 0', 'each case that was handed down is there once');
foreach my $name (sort keys %company)
{
	is(ask($company{$name}, q{SELECT count(*), count(DISTINCT reason) FROM support.complaint WHERE channel = 'group_hq'}), '80|80', "$name: none is there twice");
	is(ask($company{$name}, q{SELECT (SELECT count(*) FROM complaint_flow.kpi_verify('support')) + (SELECT count(*) FROM complaint_flow.verify_history('support'))}),
		0, "$name: sums and histories are right");
}

done_testing();
