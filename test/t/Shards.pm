
# A server with a database that is one node of a distributed engine: a
# stand-in, test/shard_shape/engine.c.
package Shards;

use strict;
use warnings;

use Exporter 'import';
use File::Copy;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(start_shards);

# start_shards(NAME, DATABASE, SCRIPT ...) -- scripts of test/shard_shape are
# run besides
sub start_shards
{
	my ($name, $db, @scripts) = @_;
	my $tmp = PostgreSQL::Test::Utils::tempdir();
	my $node = PostgreSQL::Test::Cluster->new($name);

	foreach my $file (glob 'test/shard_shape/*')
	{
		copy($file, $tmp) or die "$file: $!";
	}
	chmod 0755, $tmp;
	system_or_bail('make', '-s', '-C', $tmp, 'with_llvm=no', 'all');
	$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
	# a desk has twice as many tables
	$node->append_conf('postgresql.conf', 'max_locks_per_transaction = 256');
	$node->start;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->safe_psql($db, 'CREATE EXTENSION complaint_flow');
	$node->safe_psql('postgres',
		"ALTER DATABASE $db SET session_preload_libraries = 'complaint_flow', '$tmp/engine'");
	foreach my $script ('engine', @scripts)
	{
		system_or_bail('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1',
			'-v', "engine=$tmp/engine", '-d', $node->connstr($db),
			'-f', "test/shard_shape/$script.sql");
	}
	return $node;
}

1;
