# A desk is dumped and restored in every way that PostgreSQL offers, and is
# the same desk afterwards.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use LivingDesk;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
my $dumps = $PostgreSQL::Test::Utils::tmp_check;

$node->init;
$node->append_conf('postgresql.conf', "fsync = off");
$node->start;
prepare_roles($node);
make_desk($node, 'postgres', 'support');
my @original = ($node, 'postgres', 'support');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM support.outbox'),
	'>', 100, 'the desk has seen breaches');

sub restore
{
	my ($name, $dump, @command) = @_;
	my $database = "copy_$name";

	$node->command_ok([ 'pg_dump', @$dump, 'postgres' ], "$name: dump");
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database,
		"CREATE EXTENSION complaint_flow; GRANT CREATE ON DATABASE $database TO regress_cf_owner")
	  if $name eq 'one_desk';
	$node->command_ok([ @command, '-d', $database ],
		"$name: restore");
	is_same_desk($name, \@original, [ $node, $database, 'support' ]);
	ok_alive($name, $node, $database, 'support');
	return;
}

my @psql = ('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f');

# while it is dumped, the desk itself stays as it is
my $before = contents(@original);

restore('plain', [ '-f', "$dumps/plain.sql" ], @psql, "$dumps/plain.sql");
restore('custom', [ '-Fc', '-f', "$dumps/custom" ],
	'pg_restore', '-e', "$dumps/custom");
restore('directory', [ '-Fd', '-j4', '-f', "$dumps/directory" ],
	'pg_restore', '-e', '-j4', "$dumps/directory");
# its owner, who is no superuser, moves one desk into another database
restore('one_desk', [ '-U', 'regress_cf_owner', '-n', 'support', '-f', "$dumps/one.sql" ],
	@psql, "$dumps/one.sql", '-U', 'regress_cf_owner');
restore('inserts', [ '--column-inserts', '-f', "$dumps/inserts.sql" ],
	@psql, "$dumps/inserts.sql");
is(contents(@original), $before, 'dumping changes nothing');

# what the desk has learned goes along
my $ask = "SELECT code, probability FROM complaint_flow.predict('support', '积分被盗，账号被人用了')";
my $learned = $node->safe_psql('postgres', $ask);
like($learned, qr/^3\.2\|0\.\d+/m, 'the model knows what the text is about');
is($node->safe_psql('copy_custom', $ask), $learned, 'and says the same where it was restored');

# data alone is no ordinary write: the triggers of a desk that stands refuse it
$node->safe_psql('postgres', 'CREATE DATABASE copy_data');
$node->command_ok(
	[ 'pg_dump', '-n', 'support', '--section=pre-data', '--section=post-data', '-f', "$dumps/schema.sql", 'postgres' ],
	'data only: dump the tables');
$node->command_ok(
	[ 'pg_dump', '-n', 'support', '--data-only', '-f', "$dumps/data.sql", 'postgres' ],
	'data only: dump the rows');
$node->safe_psql('copy_data', 'CREATE EXTENSION complaint_flow');
$node->command_ok([ @psql, "$dumps/schema.sql", '-d', 'copy_data' ],
	'data only: restore the tables');
my $empty = contents($node, 'copy_data', 'support');
$node->command_fails([ @psql, "$dumps/data.sql", '-1', '-d', 'copy_data' ],
	'data only: the triggers refuse the rows of a dump');
is(contents($node, 'copy_data', 'support'), $empty, 'data only: and nothing came in');
{
	local $ENV{PGOPTIONS} = '-c session_replication_role=replica';
	$node->command_ok([ @psql, "$dumps/data.sql", '-1', '-d', 'copy_data' ],
		'data only: as a replica the rows come in');
}
is_same_desk('data only', \@original, [ $node, 'copy_data', 'support' ]);
ok_alive('data only', $node, 'copy_data', 'support');

# pg_dump's own way switches all triggers off and on again, but forgets which
# of them fire always
$node->safe_psql('postgres', 'CREATE DATABASE copy_disabled');
$node->command_ok(
	[ 'pg_dump', '-n', 'support', '--data-only', '--disable-triggers', '-f', "$dumps/disabled.sql", 'postgres' ],
	'triggers disabled: dump the rows');
$node->safe_psql('copy_disabled', 'CREATE EXTENSION complaint_flow');
$node->command_ok([ @psql, "$dumps/schema.sql", '-d', 'copy_disabled' ],
	'triggers disabled: restore the tables');
$node->command_ok([ @psql, "$dumps/disabled.sql", '-d', 'copy_disabled' ],
	'triggers disabled: restore the rows');
is(contents($node, 'copy_disabled', 'support'), contents(@original),
	'triggers disabled: every table is the same');
is( $node->safe_psql('copy_disabled', "SELECT DISTINCT fault FROM complaint_flow.trigger_faults('support')"),
	'not enabled always', 'triggers disabled: the faults are found');
$node->safe_psql('copy_disabled', "SELECT complaint_flow.upgrade_desk('support')");
is_same_desk('triggers disabled', \@original, [ $node, 'copy_disabled', 'support' ]);
ok_alive('triggers disabled', $node, 'copy_disabled', 'support');

# a draft goes along, and is edited and published where it was restored
$node->safe_psql('postgres', "SELECT complaint_flow.draft_policy('support', 'moved');
	UPDATE support_draft_moved.channel SET label = 'telephone' WHERE code = 'hotline'");
$node->command_ok([ 'pg_dump', '-f', "$dumps/draft.sql", 'postgres' ], 'draft: dump');
$node->safe_psql('postgres', 'CREATE DATABASE copy_draft');
$node->command_ok([ @psql, "$dumps/draft.sql", '-d', 'copy_draft' ], 'draft: restore');
$node->safe_psql('copy_draft', "UPDATE support_draft_moved.channel SET label_zh = '电话' WHERE code = 'hotline';
	SELECT complaint_flow.publish_policy('support', 'moved')");
is($node->safe_psql('copy_draft', "SELECT label || label_zh FROM support.channel WHERE code = 'hotline'"),
	'telephone电话', 'draft: edited and published');
$node->safe_psql('postgres', "SELECT complaint_flow.discard_policy('support', 'moved')");

# without the extension
my ($status, $out, $err) = $node->psql('copy_plain', 'DROP EXTENSION complaint_flow');
isnt($status, 0, 'the extension cannot go while a desk needs it');
like($err, qr/trigger zzz_decide on table support\.complaint depends/, 'and the desk is named');
my $cases = contents($node, 'copy_plain', 'support');
$node->safe_psql('copy_plain', 'SET client_min_messages = error; DROP EXTENSION complaint_flow CASCADE');
my %count = map { (split /\|/)[ 0, 1 ] } split /\n/, $cases;
my %left = map { (split /\|/)[ 0, 1 ] } split /\n/, contents($node, 'copy_plain', 'support');
is_deeply(\%left, \%count, 'by force it goes, and every row stays');
is($node->safe_psql('copy_plain', "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgname <> 'tidy'"),
	'0', 'the triggers of the engine go with it');

# what else is lost beside the views that call it: the columns of its types
sub columns
{
	my ($database) = @_;

	return split /\n/, $node->safe_psql(
		$database, q{
		SELECT attrelid::regclass || '.' || attname FROM pg_attribute
		JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'support'::regnamespace
		AND relkind = 'r' AND attnum > 0 AND NOT attisdropped ORDER BY 1});
}

my %kept = map { $_ => 1 } columns('copy_plain');
my @histograms = map { ("$_.first_response", "$_.first_response_business", "$_.resolution", "$_.resolution_business") }
  qw(support.kpi_by_sum support.kpi_day_sum support.kpi_month_sum support.kpi_week_sum);
is_deeply(
	[ grep { !$kept{$_} } columns('copy_custom') ],
	[sort qw(support.action_rule.due support.clock.target support.clock_rule.at_most support.clock_rule.target support.closing_bucket.within support.escalation_step.after),
		qw(support.kpi_case.parts support.kpi_part_sum.times), @histograms],
	'so do the columns of types of the engine, and nothing else');

# created again, the extension says that it cannot mend this
$node->safe_psql('copy_plain', 'CREATE EXTENSION complaint_flow');
($status, $out, $err) = $node->psql('copy_plain', "SELECT complaint_flow.upgrade_desk('support')");
isnt($status, 0, 'what is lost is not mended');
like($err, qr/column clock\.target.*column clock_rule\.target.*column escalation_step\.after/s, 'but named');

done_testing();
