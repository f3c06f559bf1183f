# The server dies: under the job, and under load.  What was committed is there
# and agrees with itself, and the next run of the job flags every clock once.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Oracle;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('crash');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', 'restart_after_crash = on');
$node->start;
make_desk($node);
$node->safe_psql('postgres', q{
	INSERT INTO support.complaint (channel, title, description, received_at)
		SELECT 'web_form', 'parcel', 'lost', now() - interval '30 days' FROM generate_series(1, 1200);
});

# The entry of a killed backend vanishes when the server starts anew.
sub recovers
{
	my ($pid, $what) = @_;

	ok($node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid"), $what);
	return;
}

# The job stops in the middle of its work: message 2,000 waits for a lock that
# another session holds.
$node->safe_psql('postgres', q{
	CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM pg_advisory_xact_lock(7);
		RETURN NULL;
	END $$;
	CREATE TRIGGER stop_here AFTER INSERT ON support.outbox FOR EACH ROW
		WHEN (new.complaint_id = 800) EXECUTE FUNCTION stop_here();
});
my ($in, $out, $err) = ('', '', '');
my $holder = IPC::Run::start(
	[ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr('postgres') ],
	'<', \$in, '>', \$out, '2>', \$err);
$in = "SELECT 'held' FROM pg_advisory_lock(7);\n";
$holder->pump until $out =~ /held/;
my ($job_out, $job_err) = ('', '');
my $job = IPC::Run::start(
	[ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr('postgres'),
		'-c', q{SELECT complaint_flow.run_clocks('support')} ],
	'<', \undef, '>', \$job_out, '2>', \$job_err);
ok($node->poll_query_until('postgres',
		q{SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted}),
	'the job is half-way');
my $pid = $node->safe_psql('postgres',
	q{SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted});
ok(kill('KILL', $pid), 'its backend is killed');
$job->finish;
$holder->finish;
like($job_err, qr/server closed the connection|terminat/, 'the client is told');
recovers($pid, 'the server recovers');

is($node->safe_psql('postgres', q{
		SELECT (SELECT count(*) FROM support.outbox), (SELECT count(*) FROM support.clock WHERE breached_at IS NOT NULL),
		       (SELECT count(*) FROM support.complaint WHERE sla_status <> 'running')}),
	'0|0|0', 'the killed run did nothing');
$node->safe_psql('postgres', 'DROP TRIGGER stop_here ON support.outbox');
is($node->safe_psql('postgres', q{SELECT complaint_flow.run_clocks('support')}), '1200', 'the next run does all of it');
is($node->safe_psql('postgres', q{SELECT complaint_flow.run_clocks('support')}), '0', 'and the one after it nothing');
is($node->safe_psql('postgres', q{
		SELECT count(*), count(DISTINCT (complaint_id, metric)) FROM support.clock WHERE breached_at IS NOT NULL}),
	$node->safe_psql('postgres', q{
		SELECT count(*), count(DISTINCT dedup_key) FROM support.outbox WHERE topic = 'clock_breached'}),
	'one message for every breach');
agrees($node, 'after the killed job');

# The server is brought down under load: by the death of a backend, which ends
# all of them, and whole.
my $insert = $node->basedir . '/insert.sql';
PostgreSQL::Test::Utils::append_to_file($insert, q{
\set id random(1, 2000)
BEGIN;
INSERT INTO support.complaint (channel, received_by, title, description)
	VALUES ('hotline', 'agent' || :client_id, 'parcel', 'lost');
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result)
	SELECT id, 'out', 'hotline', 'update', 'reached' FROM support.complaint WHERE id = :id;
END;
});
my $fold = $node->basedir . '/fold.sql';
# half of what comes in at most, so that some always waits
PostgreSQL::Test::Utils::append_to_file($fold, "SELECT complaint_flow.fold_kpi('support', 10);\n");
for my $round (1 .. 2)
{
	my $before = $node->safe_psql('postgres', 'SELECT count(*) FROM support.complaint');
	my ($load_out, $load_err) = ('', '');
	my $load = IPC::Run::start(
		[ 'pgbench', '-n', '-c', '4', '-T', '120', '-f', "$insert\@20", '-f', $fold, $node->connstr('postgres') ],
		'>', \$load_out, '2>', \$load_err);
	ok($node->poll_query_until('postgres', "SELECT count(*) > $before + 500 FROM support.complaint"),
		"round $round: under load");
	if ($round == 1)
	{
		my $victim = $node->safe_psql('postgres',
			q{SELECT min(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()});

		kill('KILL', $victim);
		$load->finish;
		recovers($victim, "round $round: the server recovers");
	}
	else
	{
		$node->safe_psql('postgres', 'CHECKPOINT');
		$node->stop('immediate');
		$load->finish;
		$node->start;
	}
	# a killed fold leaves figures as they were: all are exact, folded or not
	is($node->safe_psql('postgres', 'SELECT sum(received) FROM support.kpi_month'),
		$node->safe_psql('postgres', 'SELECT count(*) FROM support.complaint'),
		"round $round: every case is counted");
	cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM support.kpi_case'), '>', 0, "round $round: some are folded");
	cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM support.kpi_change'), '>', 0, "round $round: others wait");
	agrees($node, "round $round: after the crash");
	$node->safe_psql('postgres', q{SELECT complaint_flow.fold_kpi('support')});
	none($node, q{SELECT * FROM complaint_flow.kpi_verify('support')}, "round $round: and when all are folded");
	is($node->safe_psql('postgres',
			q{INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'after the crash') RETURNING event_count}),
		'1', "round $round: work goes on");
}

$node->stop;
done_testing();
