# A desk is replicated, row by row, to another cluster: nothing fires there,
# and after the switch it goes on there.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use LivingDesk;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $publisher = PostgreSQL::Test::Cluster->new('publisher');
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
my $schema = "$PostgreSQL::Test::Utils::tmp_check/support_schema.sql";

$publisher->init(allows_streaming => 'logical');
$publisher->start;
$subscriber->init(allows_streaming => 'logical');
$subscriber->start;
prepare_roles($_) for $publisher, $subscriber;
make_desk($publisher, 'postgres', 'support');
my @original = ($publisher, 'postgres', 'support');

$publisher->safe_psql('postgres',
	'CREATE PUBLICATION support_out FOR TABLES IN SCHEMA support');
my $connection = $publisher->connstr . ' dbname=postgres';

# one copy gets its tables from a dump, the other from create_desk: an empty
# desk, emptied of the rows that it is born with
$publisher->command_ok(
	[ 'pg_dump', '--schema-only', '-n', 'support', '-f', $schema, 'postgres' ],
	'dump the tables');
$subscriber->safe_psql('postgres', 'CREATE DATABASE made');
$subscriber->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-f', $schema ],
	'restore the tables');
$subscriber->safe_psql(
	'made', q{
	CREATE EXTENSION complaint_flow;
	GRANT CREATE ON DATABASE made TO regress_cf_owner;
	SET client_min_messages = warning;
	BEGIN;
	SET ROLE regress_cf_owner;
	SELECT complaint_flow.create_desk('support', pack => 'empty');
	SET search_path = support;
	ALTER TABLE complaint ADD COLUMN region text, ADD COLUMN region_length int GENERATED ALWAYS AS (length(region)) STORED;
	RESET ROLE;
	SET LOCAL session_replication_role = replica;
	SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables WHERE schemaname = 'support' \gexec
	COMMIT;
});

my %slot = (postgres => 'from_dump', made => 'from_create_desk');

sub catch_up
{
	$publisher->wait_for_catchup($slot{$_}) for sort keys %slot;
	return;
}

for my $database (sort keys %slot)
{
	$subscriber->safe_psql($database,
		"CREATE SUBSCRIPTION $slot{$database} CONNECTION '$connection' PUBLICATION support_out");
	$subscriber->poll_query_until($database,
		q{SELECT count(*) > 30 AND bool_and(srsubstate = 'r') FROM pg_subscription_rel})
	  or die 'no initial copy';
}
catch_up();
is(contents($subscriber, $_, 'support'), contents(@original),
	"$slot{$_}: the first copy is the same, row by row")
  for sort keys %slot;

# two readers have the policy in their memory
my %reader = map { $_ => open_session($subscriber, $_) } sort keys %slot;
my $deadline =
  "SELECT complaint_flow.deadline('support', 'standard', '2026-04-01 10:00', 'T+1')";
my $ways = q{SELECT string_agg(to_state, ' ' ORDER BY to_state)
	FROM complaint_flow.allowed_transitions('support', 1)};

for my $database (sort keys %slot)
{
	is($reader{$database}->($deadline), '2026-04-03 00:00:00+08', "$slot{$database}: a deadline");
	unlike($reader{$database}->($ways), qr/mediating/, "$slot{$database}: ways out of a state");
}

# a day at the desk, and changes of policy
live_on(@original);
$publisher->safe_psql(
	'postgres', q{
	SET ROLE regress_cf_owner;
	SET search_path = support;
	SELECT complaint_flow.run_clocks('support', '2026-04-20 12:00+08');
	SELECT complaint_flow.fold_kpi('support');
	INSERT INTO transition (from_state, to_state, name) VALUES ('verifying', 'mediating', 'mediate at once');
	INSERT INTO calendar_day (calendar, day, kind, label) VALUES ('standard', '2026-04-02', 'closed', 'stocktaking');
	DELETE FROM classification_rule WHERE position = 5;
	UPDATE staff SET reachable = false WHERE code = 'liu.yang'});
catch_up();
for my $database (sort keys %slot)
{
	is(contents($subscriber, $database, 'support'), contents(@original),
		"$slot{$database}: still the same, nothing fired here");
	is( $subscriber->safe_psql($database,
			'SELECT count(*) FROM support.complaint_event EXCEPT SELECT count(DISTINCT (complaint_id, seq)) FROM support.complaint_event'),
		'', "$slot{$database}: no event is there twice");
	is($reader{$database}->($deadline), '2026-04-04 00:00:00+08',
		"$slot{$database}: the open session counts the new holiday");
	like($reader{$database}->($ways), qr/mediating/,
		"$slot{$database}: and knows the new way");
	$reader{$database}->();
}

$publisher->safe_psql('postgres', 'TRUNCATE support.job_run');
catch_up();
is(contents($subscriber, $_, 'support'), contents(@original), "$slot{$_}: TRUNCATE is followed")
  for sort keys %slot;

# the switch: the copy goes on alone
my $database = 'postgres';
$subscriber->safe_psql($database, "DROP SUBSCRIPTION $slot{$database}");
my ($status, $out, $err) = $subscriber->psql($database,
	"INSERT INTO support.complaint (channel, title) VALUES ('app', 'too early')");
isnt($status, 0, 'sequences are not replicated');
like($err, qr/complaint_pkey/, 'so a number comes twice');
my @advanced = split /\n/, $subscriber->safe_psql($database,
	"SET ROLE regress_cf_owner; SELECT complaint_flow.advance_sequences('support')");
is(scalar(grep { /^sequence complaint_id_seq stood at \d+, now at 5001$/ } @advanced),
	1, 'until they are advanced');
is( $subscriber->safe_psql($database, "SELECT count(*) FROM complaint_flow.advance_sequences('support')"),
	'0', 'once');
$subscriber->safe_psql(
	$database, q{
	INSERT INTO support.classification_rule (position, name, condition, urgency)
	VALUES (5, 'trouble in the far east', $$region = 'far east'$$, 'urgent');
	DELETE FROM support.calendar_day WHERE label = 'stocktaking';
	UPDATE support.complaint SET title = 'an old case of replication' WHERE title = '新投诉'});
ok_alive('after the switch', $subscriber, $database, 'support');

done_testing();
