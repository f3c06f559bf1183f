# A cluster with desks goes through pg_upgrade: CF_OLD names the folder of the
# older PostgreSQL, which has complaint_flow installed as the newer one has.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../t";

use LivingDesk;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $old_bin = "$ENV{CF_OLD}/bin";
my $new_bin = `pg_config --bindir`;
chomp $new_bin;
my ($new_major) = `pg_config --version` =~ /PostgreSQL (\d+)/;
my @encoding = ('--encoding=UTF8', '--locale=C.UTF-8');
my $with_jobs = q{
shared_preload_libraries = 'pg_cron'
cron.database_name = 'postgres'
cron.use_background_workers = on
max_worker_processes = 20
};

my $old = PostgreSQL::Test::Cluster->new('old', install_path => $ENV{CF_OLD});
$old->init(extra => \@encoding);
$old->append_conf('postgresql.conf', $with_jobs);
$old->start;
prepare_roles($old);
make_desk($old, 'postgres', 'support');
$old->safe_psql('postgres', q{
	CREATE EXTENSION pg_cron;
	GRANT USAGE ON SCHEMA cron TO regress_cf_owner;
	SET ROLE regress_cf_owner;
	SELECT complaint_flow.schedule_jobs('support')});
$old->safe_psql('postgres', 'CREATE DATABASE other');
$old->safe_psql('other', q{CREATE EXTENSION complaint_flow; GRANT CREATE ON DATABASE other TO regress_cf_owner});
make_desk($old, 'other', 'parts');
$old->safe_psql('other', q{SELECT complaint_flow.partition_complaints('parts')});
my @desks = ([ 'postgres', 'support' ], [ 'other', 'parts' ]);

# What the views of the desk say, a checksum each.
sub figures
{
	my ($node, $database, $desk) = @_;
	my @views = split /\n/, $node->safe_psql($database,
		"SELECT viewname FROM pg_views WHERE schemaname = '$desk' AND viewname <> 'job' ORDER BY 1");
	my %figures;

	foreach my $view (@views)
	{
		$figures{$view} = $node->safe_psql($database,
			"SET TimeZone = 'Asia/Shanghai';
			SELECT count(*), md5(string_agg(v::text, E'\\n' ORDER BY v::text COLLATE \"C\")) FROM $desk.$view v");
	}
	return \%figures;
}

# The definition of the desk as the newer pg_dump sees it.  Before 16 a server
# names the table of every column of a view, which later ones do not; from 18
# on NOT NULL has names.
sub definition
{
	my ($node, $database, $desk) = @_;
	my ($out, $err) = run_command(
		[ "$new_bin/pg_dump", '-s', '-n', $desk, '-d', $node->connstr($database) ]);

	$out =~ s/^(?:-- Dumped|\\(?:un)?restrict ).*\n//mg;
	$out =~ s{^(CREATE VIEW .*?;)$}{$1 =~ s/\b\w+\.(?=[\w"])//gr}gmse;
	$out =~ s/ CONSTRAINT \w+_not_null\d*(?= NOT NULL)//g;
	return $out;
}

# Everything that a cluster has for one desk.
sub state_of
{
	my ($node, $database, $desk) = @_;

	return {
		rows => contents($node, $database, $desk),
		figures => figures($node, $database, $desk),
		definition => definition($node, $database, $desk),
		triggers => $node->safe_psql($database,
			"SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger
			WHERE tgrelid::regclass::text LIKE '$desk.%' AND NOT tgisinternal ORDER BY 1, 2"),
		findings => $node->safe_psql($database,
			"SELECT * FROM complaint_flow.check_rules('$desk')"),
		examples => $node->safe_psql($database,
			"SELECT * FROM complaint_flow.check_examples('$desk') ORDER BY 1, 2"),
	};
}

# Long texts: a failure shows the lines that differ.
sub same_lines
{
	my ($is, $was, $name) = @_;
	my $folder = PostgreSQL::Test::Utils::tempdir();

	append_to_file("$folder/was", $was);
	append_to_file("$folder/is", $is);
	my $differences = `diff "$folder/was" "$folder/is"`;
	return is($differences, '', $name);
}

# jobs would write between the two looks
$old->adjust_conf('postgresql.conf', 'shared_preload_libraries', "''");
$old->restart;
my %before = map { $_->[1] => state_of($old, @$_) } @desks;
my %again = map { $_->[1] => figures($old, @$_) } @desks;
# last: examples take numbers
my %numbers = map { $_->[1] => numbers($old, @$_) } @desks;
my $jobs = $old->safe_psql('postgres', 'SELECT jobid, schedule, command, active FROM cron.job ORDER BY 1');
is(() = $jobs =~ /\n/g, 8, 'nine jobs are registered');
$old->adjust_conf('postgresql.conf', 'shared_preload_libraries', "'pg_cron'");
$old->stop;

my $new = PostgreSQL::Test::Cluster->new('new');
$new->init(extra => [ @encoding, $new_major >= 18 ? '--no-data-checksums' : () ]);
$new->append_conf('postgresql.conf', $with_jobs);
my $where = PostgreSQL::Test::Utils::tempdir();
chdir $where or die "cannot enter $where";
command_ok(
	[   "$new_bin/pg_upgrade", '--no-sync',
		'-b', $old_bin, '-B', $new_bin,
		'-d', $old->data_dir, '-D', $new->data_dir,
		'-s', $new->host, '-p', $old->port, '-P', $new->port ],
	'pg_upgrade');
$new->adjust_conf('postgresql.conf', 'shared_preload_libraries', "''");
$new->start;

foreach (@desks)
{
	my ($database, $desk) = @$_;
	my $was = $before{$desk};
	my $numbers = numbers($new, $database, $desk);
	my $is = state_of($new, $database, $desk);
	my @steady = grep { $was->{figures}{$_} eq $again{$desk}{$_} } sort keys %{ $was->{figures} };

	is($is->{rows}, $was->{rows}, "$desk: every table is the same");
	is($numbers, $numbers{$desk}, "$desk: sequences stand where they stood");
	same_lines($is->{definition}, $was->{definition}, "$desk: its definition is the same");
	is($is->{triggers}, $was->{triggers}, "$desk: so are its triggers and their states");
	like($is->{triggers}, qr/complaint\|\w+\|O/, "$desk: which it has");
	cmp_ok(scalar @steady, '>', 40, "$desk: many views do not depend on the moment");
	is_deeply(
		{ map { $_ => $is->{figures}{$_} } @steady },
		{ map { $_ => $was->{figures}{$_} } @steady },
		"$desk: they say the same");
	is($is->{findings}, $was->{findings}, "$desk: check_rules finds the same");
	is($is->{examples}, $was->{examples}, "$desk: the examples turn out the same");
	is($new->safe_psql($database, "SELECT count(*) FROM complaint_flow.kpi_verify('$desk') WHERE figure !~ 'business|closing_bucket'"),
		0, "$desk: sums agree with a recount");
	ok_alive("$desk, upgraded", $new, $database, $desk);
	is($new->safe_psql($database, "SELECT complaint_flow.run_clocks('$desk', '2026-04-20 12:00') > 0"),
		't', "$desk: the clocks of the new case are looked at");
	is($new->safe_psql($database, "SELECT count(*) FROM complaint_flow.upgrade_desk('$desk')"),
		0, "$desk: upgrade_desk has nothing to do");
}

$new->adjust_conf('postgresql.conf', 'shared_preload_libraries', "'pg_cron'");
$new->restart;
is($new->safe_psql('postgres', 'SELECT jobid, schedule, command, active FROM cron.job ORDER BY 1'),
	$jobs, 'the jobs are the same');
ok( $new->poll_query_until('postgres',
		q{SELECT count(*) > 0 FROM cron.job_run_details WHERE command ~ 'run_clocks' AND status = 'succeeded'
		AND start_time > (SELECT pg_postmaster_start_time())}),
	'and go on');
$new->stop;

done_testing();
