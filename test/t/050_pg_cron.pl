# pg_cron runs the jobs of a desk: schedule, list, one real run, unschedule
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('cron');
$node->init;
$node->append_conf('postgresql.conf', q{
max_worker_processes = 20
autovacuum = off
});
$node->start;
if ($node->safe_psql('postgres',
	q{SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_cron'}) eq '0')
{
	plan skip_all => 'pg_cron is not installed';
}

my @roles = (
	q{CREATE ROLE regress_cf_owner LOGIN},
	q{GRANT CREATE ON DATABASE postgres TO regress_cf_owner},
	q{CREATE EXTENSION complaint_flow});
$node->safe_psql('postgres', "$_;") for @roles;

sub as_owner
{
	my ($database, $sql) = @_;
	my ($stdout, $stderr);

	$node->psql($database, $sql, stdout => \$stdout, stderr => \$stderr,
		extra_params => [ '-U', 'regress_cf_owner', '-v', 'VERBOSITY=verbose' ]);
	return $stdout . $stderr;
}

# no superuser needed for a desk, and every step of the way has its answer
as_owner('postgres', q{SELECT complaint_flow.create_desk('support')});
my $answer = as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
like($answer, qr/KF014/, 'not preloaded: has its SQLSTATE');
like($answer, qr/not in shared_preload_libraries/, 'not preloaded: says so');

$node->append_conf('postgresql.conf', q{
shared_preload_libraries = 'pg_cron'
cron.database_name = 'postgres'
cron.use_background_workers = on
});
$node->restart;
$answer = as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
like($answer, qr/KF014.*CREATE EXTENSION pg_cron/s, 'no extension here: says what to run');

$node->safe_psql('postgres', q{CREATE EXTENSION pg_cron});
$answer = as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
like($answer, qr/GRANT USAGE ON SCHEMA cron TO regress_cf_owner/, 'no right on schema cron: says so');
$node->safe_psql('postgres', q{GRANT USAGE ON SCHEMA cron TO regress_cf_owner});

# another database
$node->safe_psql('postgres', q{CREATE DATABASE elsewhere});
$node->safe_psql('elsewhere',
	q{CREATE EXTENSION complaint_flow; SELECT complaint_flow.create_desk('support', 'empty')});
my ($ret, $stdout, $stderr) =
  $node->psql('elsewhere', q{SELECT complaint_flow.schedule_jobs('support')});
like($stderr, qr/pg_cron lives in database "postgres"/, 'other database: says which');
my @commands = $stderr =~ /(SELECT cron\.schedule_in_database\([^;]*?\))(?=; |\. Any)/g;
my $jobs = $node->safe_psql('elsewhere', q{SELECT count(*) FROM complaint_flow.desk_jobs('support')});
cmp_ok($jobs, '>=', 3, 'there are jobs');
is(scalar @commands, $jobs, 'other database: names the commands');
$node->safe_psql('postgres', "$_;") for @commands;
is($node->safe_psql('postgres',
		q{SELECT string_agg(DISTINCT database, ',') FROM cron.job}),
	'elsewhere', 'other database: its commands work');
$node->safe_psql('postgres', q{SELECT cron.unschedule(jobid) FROM cron.job});

# scheduled, twice the same
like(as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')}),
	qr/run_clocks\('support'\)/, 'schedule_jobs says what it scheduled');
as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
is($node->safe_psql('postgres', q{SELECT count(*), min(username) FROM cron.job}),
	"$jobs|regress_cf_owner", 'each job once, also after a second call');
is(as_owner('postgres', q{SELECT name, schedule, active FROM support.job}),
	$node->safe_psql('postgres', q{SELECT name, schedule, true FROM complaint_flow.desk_jobs('support') ORDER BY name}),
	'the view lists them');

# a real run; pg_cron starts jobs at whole minutes
$PostgreSQL::Test::Utils::timeout_default = 180;
ok($node->poll_query_until('postgres', q{
	SELECT EXISTS (SELECT FROM support.job WHERE name = 'run_clocks'
		AND last_run IS NOT NULL AND status = 'succeeded' AND error IS NULL)}),
	'pg_cron ran the clocks');

# what goes wrong is seen
$node->safe_psql('postgres', q{ALTER TABLE support.clock RENAME TO clock_gone});
ok($node->poll_query_until('postgres', q{
	SELECT EXISTS (SELECT FROM support.job WHERE name = 'run_clocks'
		AND status = 'failed' AND error LIKE 'ERROR:%')}),
	'the error of a failed run is shown');
$node->safe_psql('postgres', q{ALTER TABLE support.clock_gone RENAME TO clock});

is(as_owner('postgres', q{SELECT complaint_flow.unschedule_jobs('support')}), $jobs, 'unscheduled');
is($node->safe_psql('postgres', q{SELECT count(*) FROM cron.job}), '0', 'none is left');

# dropping a desk takes its jobs along
as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
as_owner('postgres', q{SELECT complaint_flow.drop_desk('support')});
is($node->safe_psql('postgres', q{SELECT count(*) FROM cron.job}), '0', 'drop_desk unschedules');

$node->stop;
done_testing();
