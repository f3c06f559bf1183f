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

# a superuser lets jobs run over somebody else's desk, who has planted code
$node->safe_psql('postgres', q{
	CREATE ROLE regress_cf_mallory LOGIN;
	GRANT CREATE ON DATABASE postgres TO regress_cf_mallory;
	SET SESSION AUTHORIZATION regress_cf_mallory;
	SELECT complaint_flow.create_desk('trap', 'empty');
	CREATE TABLE trap.loot (who name, as_whom name);
	CREATE FUNCTION trap.spring() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN INSERT INTO trap.loot VALUES (TG_NAME, current_user); RETURN NULL; END $$;
	CREATE FUNCTION trap.look() RETURNS boolean LANGUAGE plpgsql AS $$
	BEGIN INSERT INTO trap.loot VALUES ('policy', current_user); RETURN true; END $$;
	CREATE TRIGGER spring AFTER INSERT OR UPDATE OR DELETE ON trap.job_run
		FOR EACH STATEMENT EXECUTE FUNCTION trap.spring();
	ALTER TABLE trap.desk ENABLE ROW LEVEL SECURITY;
	ALTER TABLE trap.desk FORCE ROW LEVEL SECURITY;
	CREATE POLICY look ON trap.desk USING (trap.look());
	RESET SESSION AUTHORIZATION;
	SELECT cron.schedule('trap', '* * * * *', $$SELECT complaint_flow.run_clocks('trap')$$)});

# a real run; pg_cron starts jobs at whole minutes
$PostgreSQL::Test::Utils::timeout_default = 180;
ok($node->poll_query_until('postgres', q{
	SELECT EXISTS (SELECT FROM support.job WHERE name = 'run_clocks'
		AND last_run IS NOT NULL AND status = 'succeeded' AND error IS NULL)}),
	'pg_cron ran the clocks');
ok($node->poll_query_until('postgres', q{
	SELECT count(*) > 0 FROM cron.job_run_details d JOIN cron.job j USING (jobid) WHERE jobname = 'trap' AND status = 'succeeded'}),
	'and those of another desk');
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT who || ' as ' || as_whom, ', ') FROM trap.loot}),
	'policy as regress_cf_mallory, spring as regress_cf_mallory', "what its owner planted ran with the owner's rights");
$node->safe_psql('postgres', q{SELECT cron.unschedule('trap'); SET client_min_messages = error; DROP SCHEMA trap CASCADE});

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

# two databases with a desk of the same name keep both sets
$node->safe_psql('postgres', q{CREATE DATABASE shop1; });
$node->safe_psql('postgres', q{CREATE DATABASE shop2; });
foreach my $shop ('shop1', 'shop2')
{
	$node->safe_psql($shop, q{
		CREATE EXTENSION complaint_flow;
		GRANT CREATE ON DATABASE } . $shop . q{ TO regress_cf_owner;
		SET SESSION AUTHORIZATION regress_cf_owner;
		SELECT complaint_flow.create_desk('support', 'empty')});
	# also when a superuser asks, they are to run with the owner's rights
	($ret, $stdout, $stderr) =
	  $node->psql($shop, q{SELECT complaint_flow.schedule_jobs('support')});
	@commands = $stderr =~ /(SELECT cron\.schedule_in_database\([^;]*?\))(?=; |\. Any)/g;
	is(scalar @commands, $jobs, "$shop: names the commands");
	$node->safe_psql('postgres', "$_;") for @commands;
}
is($node->safe_psql('postgres', q{
	SELECT database, username, count(*), count(DISTINCT jobname), max(octet_length(jobname)) <= 63
	  FROM cron.job GROUP BY 1, 2 ORDER BY 1}),
	"shop1|regress_cf_owner|$jobs|$jobs|t\nshop2|regress_cf_owner|$jobs|$jobs|t",
	'both sets are there');
is($node->safe_psql('postgres', q{SELECT count(*) FROM complaint_flow.stale_jobs()}),
	'0', 'what another database has is not judged from here');
$node->safe_psql('postgres', q{DROP DATABASE shop2});
is($node->safe_psql('postgres', q{
	SELECT DISTINCT database, desk, fault FROM complaint_flow.stale_jobs()}),
	'shop2|support|database "shop2" does not exist', 'a database that is gone is noticed');
$node->safe_psql('postgres', q{SELECT cron.unschedule(jobid) FROM cron.job});

# a superuser schedules for the owner
as_owner('postgres', q{SELECT complaint_flow.create_desk('support')});
$node->safe_psql('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
is($node->safe_psql('postgres', q{SELECT DISTINCT username, count(*) FROM cron.job GROUP BY 1}),
	"regress_cf_owner|$jobs", 'a superuser schedules them for the owner');

# the schema is renamed: the old jobs are dead, said to be so, and taken out
as_owner('postgres', q{ALTER SCHEMA support RENAME TO help});
is(as_owner('postgres', q{SELECT DISTINCT desk, fault FROM complaint_flow.stale_jobs()}),
	'support|desk "support" does not exist', 'jobs of the former name are noticed');
is(as_owner('postgres', q{SELECT ready, cardinality(damage) FROM complaint_flow.desks()}),
	"t|$jobs", 'and desks() tells so');
as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('help')});
is($node->safe_psql('postgres', q{
	SELECT count(*), count(*) FILTER (WHERE command LIKE '%help%') FROM cron.job}),
	"$jobs|$jobs", 'schedule_jobs takes them out');
as_owner('postgres', q{ALTER SCHEMA help RENAME TO support});
is(as_owner('postgres', q{SELECT complaint_flow.unschedule_jobs('help')}), $jobs,
	'so does unschedule_jobs by the former name');
like(as_owner('postgres', q{SELECT complaint_flow.unschedule_jobs('help')}),
	qr/KF008/, 'a name that nothing ever had is refused');
as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
as_owner('postgres', q{ALTER SCHEMA support RENAME TO help});
as_owner('postgres', q{SELECT complaint_flow.drop_desk('help')});
is($node->safe_psql('postgres', q{SELECT count(*) FROM cron.job}), '0',
	'drop_desk leaves no jobs of a former name');

# the owner is renamed: a superuser sees it and mends it
as_owner('postgres', q{SELECT complaint_flow.create_desk('support')});
as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
$node->safe_psql('postgres', q{ALTER ROLE regress_cf_owner RENAME TO regress_cf_other});
is($node->safe_psql('postgres', q{
	SELECT count(*) FROM support.job WHERE fault = 'role "regress_cf_owner" does not exist'}),
	$jobs, 'jobs of a role that is gone are noticed');
$node->safe_psql('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
is($node->safe_psql('postgres', q{SELECT username, count(*) FROM cron.job GROUP BY 1}),
	"regress_cf_other|$jobs", 'schedule_jobs by a superuser mends them');
$node->safe_psql('postgres', q{ALTER ROLE regress_cf_other RENAME TO regress_cf_owner});

# the same job under two roles runs twice
$node->safe_psql('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
$node->safe_psql('postgres', q{SELECT cron.schedule(job_name, schedule, command) FROM complaint_flow.desk_jobs('support')});
is($node->safe_psql('postgres', q{
	SELECT count(*) FROM support.job WHERE fault = 'another role has the same job; another role has the same job'}),
	$jobs, 'doubled jobs are noticed');
is($node->safe_psql('postgres', q{SELECT complaint_flow.unschedule_jobs('support')}), 2 * $jobs,
	'a superuser takes out both');

# the database is renamed, and pg_cron with it
as_owner('postgres', q{SELECT complaint_flow.schedule_jobs('support')});
$node->append_conf('postgresql.conf', q{cron.database_name = 'shop1'});
$node->restart;
$node->safe_psql('shop1', q{ALTER DATABASE postgres RENAME TO renamed});
$node->append_conf('postgresql.conf', q{cron.database_name = 'renamed'});
$node->restart;
is(as_owner('renamed', q{SELECT DISTINCT fault FROM support.job}),
	'database "postgres" does not exist', 'jobs of the former database are noticed');
as_owner('renamed', q{SELECT complaint_flow.schedule_jobs('support')});
is(as_owner('renamed', q{SELECT database, count(*) FROM cron.job GROUP BY 1}),
	"renamed|$jobs", 'schedule_jobs mends them');
is(as_owner('renamed', q{SELECT complaint_flow.unschedule_jobs('support')}), $jobs, 'all are taken out');

$node->stop;
done_testing();
