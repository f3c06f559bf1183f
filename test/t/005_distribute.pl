# Distributing a desk and taking it back, and what is refused on the way: on a
# stand-in of one node for the engine, whose catalogs are changed to say what
# other nodes would see.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shards;
use Test::More;

my $db = 'distributed';
my $node = start_shards('distribute', $db);
my $function = 'complaint_flow.distribute_desk';

sub run
{
	my ($sql) = @_;

	return $node->safe_psql($db, "SET TimeZone = 'Asia/Shanghai'; SET client_min_messages = warning; $sql");
}

# The error of a statement, as "SQLSTATE: message"
sub refused
{
	my ($sql, $where) = @_;
	my ($out, $err);

	$node->psql($where // $db, "\\set VERBOSITY verbose\n$sql", stdout => \$out, stderr => \$err, on_error_stop => 0);
	return $err =~ /ERROR:  (\w+: .*)/ ? $1 : "no error: $out";
}

# everything of the desk but the rows that writing it down would bring
sub dump_of
{
	my ($file) = @_;
	my $dump;

	$node->command_ok([ 'pg_dump', '-n', 'support', '-f', $file, $node->connstr($db) ], 'dump');
	$dump = slurp_file($file);
	$dump =~ s/^\\(un)?restrict .*\n//mg;
	# a right that the stand-in gives
	$dump =~ s/^GRANT USAGE ON SEQUENCE .* TO PUBLIC;\n//mg;
	# rows come in the order in which they were copied
	return join "\n", sort split /\n/, $dump;
}

run(q{
	CREATE ROLE shard_owner LOGIN; CREATE ROLE shard_clerk LOGIN; CREATE ROLE shard_messenger LOGIN;
	GRANT CREATE ON DATABASE distributed TO shard_owner;
	SET SESSION AUTHORIZATION shard_owner;
	SELECT complaint_flow.create_desk('support');
	SELECT complaint_flow.grant_desk('support', 'agent', 'shard_clerk'), complaint_flow.grant_desk('support', 'messenger', 'shard_messenger');
	ALTER TABLE support.complaint ADD COLUMN region text;
	COMMENT ON COLUMN support.complaint.region IS 'where';
	ALTER TABLE support.customer DISABLE TRIGGER zzz_check;
	INSERT INTO support.staff (code, name, role, department, database_role) VALUES ('li.na', 'Li Na', 'agent', 'customer_service', 'shard_clerk');
	INSERT INTO support.complaint (received_at, channel, received_by, title, description)
		SELECT '2026-03-02 10:00', 'hotline', 'li.na', 'parcel ' || n, 'one cup is missing' FROM generate_series(1, 20) AS n});
my $tmp = PostgreSQL::Test::Utils::tempdir();
my $before = dump_of("$tmp/before");

# what is refused, and leaves the desk as it is
like(refused("SELECT ${function}('nowhere')"), qr/KF008: desk "nowhere" does not exist/, 'no desk');
like(refused("SET ROLE shard_clerk; SELECT ${function}('support')"), qr/KF003: only the owner/, 'not the owner');
like(refused("SELECT complaint_flow.undistribute_desk('support')"), qr/KF018: desk "support" is not distributed/, 'not distributed');
like(refused("CREATE VIEW public.own AS SELECT id FROM support.complaint; SELECT ${function}('support')"),
	qr/KF013: other schemas need tables/, 'a view elsewhere');
run('DROP VIEW public.own');
like(refused("CREATE TABLE support.part (n int) PARTITION BY LIST (n); SELECT ${function}('support')"),
	qr/KF018: desk "support" has partitions/, 'partitions');
run('DROP TABLE support.part');
like(refused("CREATE TABLE public.shop (id bigint PRIMARY KEY); CREATE TABLE support.own (shop bigint REFERENCES public.shop); SELECT ${function}('support')"),
	qr/KF018: desk "support" has foreign keys to other schemas/, 'a foreign key to another schema');
run('DROP TABLE support.own, public.shop');
like(refused("SELECT complaint_flow.filter_by_department('support', true); SELECT ${function}('support')"),
	qr/KF018: the rows of desk "support" are filtered/, 'a row filter');
run("SELECT complaint_flow.filter_by_department('support', false)");
run("SELECT complaint_flow.draft_policy('support', 'spring')");
like(refused("SELECT ${function}('support')"), qr/KF013: desk "support" has drafts/, 'drafts');
run("SELECT complaint_flow.discard_policy('support', 'spring')");
run('UPDATE pg_dist_local_group SET groupid = 2');
like(refused("SELECT ${function}('support')"), qr/KF018: desk "support" is managed from the coordinator/, 'on a worker');
run('UPDATE pg_dist_local_group SET groupid = 0');
$node->safe_psql('postgres', "CREATE EXTENSION complaint_flow; SELECT complaint_flow.create_desk('support', 'empty')");
like(refused("SELECT ${function}('support')", 'postgres'), qr/KF018: desk "support" cannot be distributed in this database/, 'no engine');

# there, with a session that knows the desk from before
my $session = $node->background_psql($db, on_error_die => 1);
my $file_case = q{INSERT INTO support.complaint (received_at, channel, received_by, title, description)
	VALUES ('2026-03-02 11:00', 'hotline', 'li.na', 'one more', 'and more') RETURNING owner};
like($session->query_safe("SET client_min_messages = warning; $file_case"), qr/li\.na/, 'a session takes in a case');
run("SET SESSION AUTHORIZATION shard_owner; SELECT ${function}('support')");
like(refused("SELECT ${function}('support')"), qr/KF018: desk "support" is distributed already/, 'distributed already');
like($session->query_safe($file_case), qr/li\.na/, 'and goes on when the desk is distributed');
is(run(q{SELECT count(*) FROM pg_class WHERE relnamespace = 'support'::regnamespace AND relkind = 'r' AND relname !~ '_\d{9}$' AND pg_relation_size(oid) > 0}),
	'0', 'shells are empty') or diag(run(q{SELECT relname FROM pg_class WHERE relnamespace = 'support'::regnamespace AND relkind = 'r' AND relname !~ '_\d{9}$' AND pg_relation_size(oid) > 0}));
is(run(q{SELECT count(*), sum(event_count) FROM support.complaint}), '22|22', 'no case was taken in twice');
is(run(q{SELECT table_name, trigger_name, fault FROM complaint_flow.trigger_faults('support')}), 'customer|zzz_check|disabled', 'triggers fire as before');
is(run(q{SELECT count(*) FROM complaint_flow.verify_history('support')}), '0', 'the history fits');

# a function in FROM reads the rows, too, however the planner takes it
run(q{CREATE FUNCTION public.cases() RETURNS SETOF bigint LANGUAGE sql STABLE AS 'SELECT id FROM support.complaint'});
is(run(q{SELECT count(*) FROM public.cases()}), '22', 'a function in FROM');

# what has nothing to do with the desk keeps its words
like(refused(q{SELECT ('order_' || substring(relname FROM '\d+$'))::int FROM pg_class WHERE relname LIKE 'complaint\__________'}),
	qr/22P02: invalid input syntax for type integer: "order_9\d+"/, 'words that only end like a shard');

# errors speak of tables as users know them
foreach my $error (
	[ q{INSERT INTO support.complaint (channel, title, customer_id) VALUES ('hotline', 'x', 77)},
		'23503: insert or update on table "complaint" violates foreign key constraint "complaint_customer_id_fkey"' ],
	[ q{INSERT INTO support.channel SELECT * FROM support.channel}, '23505: duplicate key value violates unique constraint "channel_pkey"' ],
	[ q{INSERT INTO support.channel VALUES ('x y', 'a', 'b')}, '23514: new row for relation "channel" violates check constraint "channel_code_check"' ],
	[ q{SET ROLE shard_clerk; UPDATE support.level SET label = 'x'}, '42501: permission denied for table level' ],
	[ q{INSERT INTO support.complaint (id, channel, title) VALUES (9007199254740992, 'hotline', 'x')}, 'KF011: number of a row of table "complaint" is too large' ],
	[ q{DELETE FROM support.complaint}, 'KF007: rows of table "complaint" cannot be removed' ])
{
	is(refused($error->[0]), $error->[1], $error->[1]);
}
like(refused("SELECT complaint_flow.filter_by_department('support', true)"), qr/KF018: the rows of desk "support" cannot be filtered/, 'no row filter');
is(run('SELECT (c).id, (c).state FROM (SELECT c FROM support.complaint c WHERE id = 1) AS w'), '1|registered', 'a whole row');
is(run(q{INSERT INTO support.channel VALUES ('hotline', 'a', 'b') ON CONFLICT ON CONSTRAINT channel_pkey DO UPDATE SET label = 'telephone' RETURNING label}),
	'telephone', 'ON CONFLICT ON CONSTRAINT');

# numbers of a node, which begin high
run(q{ALTER SEQUENCE support.complaint_id_seq MINVALUE 562949953421313 START 562949953421313 RESTART});
is(run(q{INSERT INTO support.complaint (received_at, channel, title) VALUES ('2026-03-02 12:00', 'hotline', 'x') RETURNING id, sheet_no}),
	'562949953421313|20260302-2-000001', 'numbers of a node');
is(run(q{SELECT complaint_flow.advance_sequences('support')}), '', 'sequences stay in their range');
is(run(q{SET ROLE shard_owner; INSERT INTO support.complaint (id, received_at, channel, title) VALUES (562949953421400, '2026-03-02 12:00', 'hotline', 'x');
	SELECT complaint_flow.advance_sequences('support')}),
	'sequence complaint_id_seq stood at 562949953421313, now at 562949953421400', 'and follow within it');

# jobs: two runs at once, as from two nodes, are one
$session->query_safe(q{BEGIN; SELECT complaint_flow.run_clocks('support', '2026-03-20 09:00')});
is(run(q{SELECT complaint_flow.run_clocks('support', '2026-03-20 09:00')}), '0', 'another run finds nothing to do');
$session->query_safe('COMMIT');
is(run(q{SELECT count(*) = count(DISTINCT (complaint_id, activity)) FROM support.complaint_event WHERE activity LIKE 'clock%'}), 't', 'and nothing is flagged twice');

# the desk is on another node, and comes back
run(q{UPDATE pg_dist_placement SET groupid = 1; SELECT count(tell_sessions(logicalrelid)) FROM pg_dist_shard});
like(refused("SELECT complaint_flow.run_clocks('support')"), qr/KF018: function "run_clocks" was not sent to the node/, 'calls are sent on');
is(run(q{SELECT complaint_flow.is_elsewhere('support')}), 't', 'elsewhere');
is($session->query_safe('SELECT count(*) FROM support.complaint'), '0', 'an old shard is not read');
run(q{UPDATE pg_dist_placement SET groupid = 0; SELECT count(tell_sessions(logicalrelid)) FROM pg_dist_shard});
like($session->query_safe($file_case), qr/li\.na/, 'the session finds it again');
$session->quit;

# back, and the same
run(q{SET session_replication_role = replica;
	DELETE FROM support.complaint WHERE id > 20; DELETE FROM support.complaint_event WHERE complaint_id > 20; DELETE FROM support.clock WHERE complaint_id > 20;
	DELETE FROM support.queue WHERE complaint_id > 20});
run("UPDATE support.desk SET engine_version = '1.0.0'");
like(refused("SELECT complaint_flow.upgrade_desk('support')"), qr/KF013: desk "support" is distributed$/,
	'a distributed desk is taken back before it is upgraded');
run("UPDATE support.desk SET engine_version = complaint_flow.engine_version()");
run("SET SESSION AUTHORIZATION shard_owner; SELECT complaint_flow.undistribute_desk('support')");
is(run(q{SELECT count(*), sum(event_count) FROM support.complaint}), '20|40', 'ordinary rows again');
my $after = dump_of("$tmp/after");
my $shape = qr/^(?:CREATE|ALTER|COMMENT|GRANT|REVOKE)/;
is(join("\n", grep { /$shape/ } split /\n/, $after), join("\n", grep { /$shape/ } split /\n/, $before), 'tables, comments and privileges are as they were');
like(run("$file_case"), qr/li\.na/, 'and the desk works');
$node->stop;
done_testing();
