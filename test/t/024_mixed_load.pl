# All kinds of writes at once, as test/load/run does for any length of time;
# with pg_repack among them where it is installed.
#
# CF_LOAD_SECONDS sets how long.
use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('mixed');
my $repack = $node->config_data('--bindir') . '/pg_repack';

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', qq{
deadlock_timeout = 200ms
autovacuum_naptime = 1s
});
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
{
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	my ($out, $err) = run_command(
		[
			$^X, "$FindBin::RealBin/../load/mix.pl",
			'--seconds', $ENV{CF_LOAD_SECONDS} || 30, '--database', 'postgres',
			-x $repack ? ('--repack', $repack) : ()
		]);

	note $out;
	is($err, '', 'the load program complains of nothing');
	like($out, qr/^deadlocks: 0$/m, 'no deadlock');
	like($out, qr/^no violation$/m, 'no error but refusals, and everything agrees');
	# a kind of work that never succeeds shows nothing
	is(join("\n", $out =~ /^(.{28} +0 .*)$/mg), '', 'all of it was done');
}
unlike(slurp_file($node->logfile), qr/deadlock detected|TRAP:|PANIC:/,
	'nothing of the kind in the log');
$node->stop;
done_testing();
