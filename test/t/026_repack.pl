# pg_repack rewrites the big tables of a desk while clients take in complaints
# that action rules write again at once, work on cases and claim them.  It
# replays what its trigger saw, the last image of a row wins, so it tells
# whether the triggers of owners see changes in their order.
#
# CF_REPACK_ROUNDS sets how often each table is rewritten.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use IPC::Run qw(start pump finish);
use LivingDesk qw(open_session);
use Oracle;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('repack');
my $repack = $node->config_data('--bindir') . '/pg_repack';

plan skip_all => 'pg_repack is not installed' unless -x $repack;
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', qq{
deadlock_timeout = 200ms
fsync = off
});
$node->start;
make_desk($node);
$node->safe_psql('postgres', q{
	CREATE EXTENSION pg_repack;
	UPDATE support.department SET liaison = 'agent7', overseer = 'boss' WHERE code = 'risk_control';
	INSERT INTO support.clock_rule (position, name, metric, target, met_by)
		VALUES (1, 'the department is asked', 'asked', '1 hour', '{work_order:*}');
	INSERT INTO support.complaint (channel, title) SELECT 'app', '积分没到账' FROM generate_series(1, 3000);
});

my %work = (
	file => q{
		\set kind random(1, 3)
		INSERT INTO support.complaint (channel, received_by, title, description)
			SELECT 'hotline', 'agent1', CASE :kind WHEN 1 THEN '包裹漏发' ELSE '账户被盗' END, '积分没了'
			  FROM generate_series(1, :kind);
	},
	work => q{
		\set id random(1, 3000)
		INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, made_by)
			VALUES (:id, 'out', 'hotline', 'update', 'reached', 'agent1');
		UPDATE support.complaint SET category = '3.2', reason = 'it was stolen', updated_by = 'boss' WHERE id = :id;
		SELECT complaint_flow.fold_kpi('support', 200);
	},
	claim => q{
		SELECT complaint_flow.claim('support', 'agent2');
		SELECT complaint_flow.run_clocks('support');
	});
my @load;

foreach my $name (sort keys %work)
{
	my $script = $node->basedir . "/$name.sql";

	append_to_file($script, $work{$name});
	push @load, start(
		# slow enough for pg_repack to catch up on any machine
		[ 'pgbench', '-n', '-c', 2, '-R', 40, '-T', 3600, '-h', $node->host, '-p', $node->port, '-f', $script, 'postgres' ],
		'>', "$script.out", '2>', "$script.err");
}
# What pg_repack says.  On a busy machine it gives up where it does not get its
# locks in its own short time; then it is called again.
sub rewritten
{
	my ($table) = @_;
	my ($out, $err);

	foreach (1 .. 20)
	{
		($out, $err) = run_command([
			$repack, '-k', '--no-order', '--wait-timeout=120', '--no-kill-backend',
			'-h', $node->host, '-p', $node->port, '-t', "support.$table", 'postgres' ]);
		last if "$out$err" !~ /statement timeout/;
	}
	return "$out$err";
}

$node->poll_query_until('postgres', 'SELECT count(*) > 3020 FROM support.complaint')
  or die 'nobody files complaints';
foreach my $round (1 .. $ENV{CF_REPACK_ROUNDS} || 2)
{
	foreach my $table (qw(complaint clock queue outbox complaint_event))
	{
		my $said = rewritten($table);

		unlike($said, qr/ERROR|WARNING/, "$table was rewritten, round $round");
	}
}
# the load has gone on all the time
foreach my $harness (@load)
{
	ok($harness->pumpable, 'the clients are still at work');
	$harness->signal('INT');
	finish($harness);
}
foreach my $name (sort keys %work)
{
	my $said = slurp_file($node->basedir . "/$name.sql.err");

	unlike($said, qr/ERROR|FATAL/, "$name: nothing was refused") or diag $said;
}
$node->safe_psql('postgres', q{SELECT complaint_flow.run_clocks('support')});
cmp_ok($node->safe_psql('postgres', q{SELECT count(*) FROM support.work_order WHERE rule_id IS NOT NULL}), '>', 10, 'rules acted meanwhile');
agrees($node, 'after pg_repack');

# pg_repack copies the rows and then replays what was written since, a second
# at a time.  A snapshot of between sees rows as they were copied once the table
# is swapped: this order as open, though it had been answered.
$node->safe_psql('postgres', q{
	INSERT INTO support.staff (code, name, role, department) VALUES ('rob', 'rob', 'agent', 'risk_control');
	INSERT INTO support.work_order (complaint_id, department, task, recorded_by)
		SELECT max(id), 'risk_control', 'look again', 'boss' FROM support.complaint;
});
my $answer = q{INSERT INTO support.work_order_answer (work_order_id, result, answer, recorded_by)
	SELECT max(id), 'done', 'seen to', 'rob' FROM support.work_order WHERE task = 'look again'};
my ($older, $reader) = map { open_session($node, 'postgres') } 1 .. 2;

$older->(q{BEGIN; SELECT FROM support.desk});
my $rewriting = start(
	[ $repack, '-k', '--no-order', '--no-kill-backend', '-h', $node->host, '-p', $node->port,
		'-t', 'support.work_order', 'postgres' ],
	'>', \my $repack_out, '2>', \my $repack_err);
$node->poll_query_until('postgres',
	q{SELECT count(*) > 0 FROM pg_class WHERE relname = 'table_' || 'support.work_order'::regclass::oid})
  or die 'work orders are not copied';
$node->safe_psql('postgres', $answer);
$reader->(q{BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM support.desk});
pump($rewriting) while $rewriting->pumpable && $repack_err !~ /Waiting for/;
$older->('COMMIT');
finish($rewriting);
like($repack_err, qr/^(?!.*(?:ERROR|WARNING)).*Waiting for 1 transaction/s, 'work orders were rewritten meanwhile');
like($reader->("$answer;\n\\echo :SQLSTATE"), qr{^KF002}, 'an order that was answered stays answered');
$node->stop;
done_testing();
