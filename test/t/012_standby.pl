# A standby server answers questions about a desk, does nothing, and goes on
# where the primary stopped.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use LivingDesk;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
my $standby = PostgreSQL::Test::Cluster->new('standby');

$primary->init(allows_streaming => 1);
$primary->start;
prepare_roles($primary);
make_desk($primary, 'postgres', 'support');
$primary->backup('base');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));

my @there = ($primary, 'postgres', 'support');
my @here = ($standby, 'postgres', 'support');

is_same_desk('standby', \@there, \@here);

# what can be asked, gets the same answer here and there
my %question = (
	deadline => q{complaint_flow.deadline('support', 'standard', '2026-04-01 10:00', '8 business hours')},
	'working days' => q{complaint_flow.working_days_between('support', 'standard', '2026-01-01', '2026-12-31')},
	'complaint_sheet' => q{complaint_flow.complaint_sheet('support', 3, 'zh')},
	'explain_complaint' => q{string_agg(e::text, E'\n') FROM complaint_flow.explain_complaint('support', 3) e},
	'allowed_transitions' => q{string_agg(t::text, E'\n') FROM complaint_flow.allowed_transitions('support', 3) t},
	'complaint_as_of' => q{complaint_flow.complaint_as_of('support', 3, now())},
	'verify_history' => q{count(*) FROM complaint_flow.verify_history('support')},
	'desks' => q{string_agg(d.desk || ' ' || d.ready, ',') FROM complaint_flow.desks() d},
	'compare_policy' => q{string_agg(p::text, E'\n') FROM complaint_flow.compare_policy('support', '-infinity', 'infinity') p},
	'work_queue' => q{string_agg(q::text, E'\n') FROM support.work_queue q},
	'jobs' => q{string_agg(j::text, E'\n') FROM complaint_flow.jobs('support') j},
);
for my $name (sort keys %question)
{
	my $answer = $primary->safe_psql('postgres', "SELECT $question{$name}");

	isnt($answer, '', "$name answers on the primary");
	is($standby->safe_psql('postgres', "SELECT $question{$name}"),
		$answer, "$name answers the same on the standby");
}

# jobs may be scheduled on both: here they find nothing to do
is($standby->safe_psql('postgres', "SELECT complaint_flow.run_clocks('support', '2030-01-01')"),
	'0', 'run_clocks does nothing on a standby');
for my $job (qw(warn_calendar_end publish_history_digest report_departments))
{
	my ($status, $out, $err) =
	  $standby->psql('postgres', "SELECT complaint_flow.$job('support')");
	is($status, 0, "$job is quiet on a standby") or diag($err);
}
my ($status, $out, $err) = $standby->psql('postgres',
	"SET complaint_flow.actor = 'sun.li'; SELECT complaint_flow.claim('support')");
isnt($status, 0, 'claiming is refused on a standby');
like($err, qr/read-only transaction|during recovery/, 'because it writes');

# a session that reads here follows the rules that change there
my $reader = open_session($standby, 'postgres');
my $deadline = "SELECT complaint_flow.deadline('support', 'standard', '2026-04-01 10:00', 'T+1')";
is($reader->($deadline), '2026-04-03 00:00:00+08', 'a deadline');
$primary->safe_psql('postgres',
	"INSERT INTO support.calendar_day (calendar, day, kind) VALUES ('standard', '2026-04-02', 'closed')");
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
is($reader->($deadline), '2026-04-04 00:00:00+08', 'counts the new holiday');
$primary->safe_psql('postgres', "DELETE FROM support.calendar_day WHERE day = '2026-04-02'");
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
is($reader->($deadline), '2026-04-03 00:00:00+08', 'until it is gone again');

# the primary is lost
$primary->stop('immediate');
$standby->promote;
like($reader->("SELECT complaint_flow.run_clocks('support', '2026-04-20 12:00')"),
	qr/^[1-9]\d*$/, 'after the promotion the same session runs the clocks');
$reader->();
ok_alive('after the promotion', @here);

done_testing();
