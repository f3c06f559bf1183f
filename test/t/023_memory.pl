# One connection that works all day does not grow: single inserts, inserts of
# one long transaction, refused inserts, contacts, claims and the job, changes
# of rules.
#
# CF_MEMORY_ROWS and CF_MEMORY_CHANGES set how many; the full run is
# CF_MEMORY_ROWS=1000000 CF_MEMORY_CHANGES=10000.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Oracle;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

if (!-r '/proc/self/status' || slurp_file('/proc/self/status') !~ /^RssAnon/m)
{
	plan skip_all => 'the system does not tell how much memory a process has of its own';
}
my $rows = $ENV{CF_MEMORY_ROWS} || 100000;
my $changes = $ENV{CF_MEMORY_CHANGES} || 1000;
$PostgreSQL::Test::Utils::timeout_default = 3600;

my $node = PostgreSQL::Test::Cluster->new('memory');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', qq{
log_statement = none
log_min_error_statement = panic
log_min_messages = fatal
max_wal_size = 4GB
synchronous_commit = off
# it makes the copy of the desk anew, at a moment of its own and smaller at first
autovacuum = off
});
$node->start;
make_desk($node);
$node->safe_psql('postgres', q{
	CREATE FUNCTION report(phase text) RETURNS text LANGUAGE sql AS $$
		SELECT format('%s %s %s', phase,
			substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s*(\d+)'),
			(SELECT sum(total_bytes) / 1024 FROM pg_backend_memory_contexts)::bigint)
	$$;
	CREATE PROCEDURE receive(n int) LANGUAGE plpgsql AS $$
	BEGIN
		FOR i IN 1 .. n LOOP
			INSERT INTO support.complaint (channel, received_by, title, description)
				VALUES ('hotline', 'agent' || i % 8, '杯子坏了', '用一次就漏水 ' || i);
		END LOOP;
	END $$;
	CREATE PROCEDURE refuse(n int) LANGUAGE plpgsql AS $$
	BEGIN
		FOR i IN 1 .. n LOOP
			BEGIN
				INSERT INTO support.complaint (channel, title) VALUES (CASE i % 2 WHEN 0 THEN 'smoke' ELSE 'hotline' END, CASE i % 2 WHEN 0 THEN 'x' END);
			EXCEPTION WHEN SQLSTATE 'KF008' OR SQLSTATE 'KF012' THEN NULL;
			END;
		END LOOP;
	END $$;
	CREATE PROCEDURE work(n int) LANGUAGE plpgsql AS $$
	BEGIN
		FOR i IN 1 .. n LOOP
			INSERT INTO support.contact (complaint_id, direction, channel, purpose, result)
				VALUES (1 + i % 1000, 'out', 'hotline', 'update', 'reached');
			UPDATE support.complaint SET reason = 'because ' || i, updated_by = 'boss' WHERE id = 1 + i % 1000;
			PERFORM complaint_flow.claim('support', 'agent1');
			IF i % 100 = 0 THEN
				PERFORM complaint_flow.run_clocks('support', now() + i * interval '1 minute');
			END IF;
		END LOOP;
	END $$;
	CREATE PROCEDURE change(n int) LANGUAGE plpgsql AS $$
	BEGIN
		FOR i IN 1 .. n LOOP
			UPDATE support.clock_rule SET warn_at_percent = 50 + i % 40 WHERE position = 10;
			CALL receive(1);
		END LOOP;
	END $$;
});

# One statement a transaction, each sent by itself, 1,000 to a file.
my $insert = $node->basedir . '/insert.sql';
my $change = $node->basedir . '/change.sql';
append_to_file($insert,
	q{INSERT INTO support.complaint (channel, received_by, title, description) VALUES ('hotline', 'agent1', '积分没到账', '消费一周积分没到账');}
	  . "\n")
  for 1 .. 1000;
append_to_file($change,
	"UPDATE support.clock_rule SET warn_at_percent = 50 + $_ % 40 WHERE position = 10;\nCALL receive(1);\n")
  for 1 .. 50;

# Runs $first $half times, reports, $half times again, reports.
sub twice
{
	my ($phase, $first, $times) = @_;
	my $work = "$first\n" x $times;

	return "$work SELECT report('$phase');\n$work SELECT report('$phase');\n";
}

my $half = int($rows / 2);
# the new copy of the desk is built beside the old one: room for two comes first
my $script = "CALL receive(1000);\nCALL change(20);\n" . twice('work', 'CALL work(1000);', int($rows / 20000) || 1);
$script .= twice('inserts', "\\i $insert", int($rows / 2000));
$script .= twice('one_transaction', "CALL receive($half);", 1) =~ s/^/BEGIN; /r . "COMMIT;\n";
$script .= twice('transactions', 'CALL receive(1000);', int($rows / 2000 / 4));
$script .= "BEGIN; " . twice('refused', "CALL refuse($half);", 1) . "COMMIT;\n";
$script .= twice('changes', "\\i $change", int($changes / 100));
$script .= "BEGIN; " . twice('changes_in_one_transaction', 'CALL change(' . int($changes / 2) . ');', 1) . "COMMIT;\n";
my $file = $node->basedir . '/all.sql';
append_to_file($file, $script);
my ($out, $err) = run_command(
	[ 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', $file ]);
is($err, '', 'no error');

my %seen;
for my $line (split /\n/, $out)
{
	my ($phase, $rss, $contexts) = split / /, $line;

	note "$phase: $rss kB of its own, $contexts kB in memory contexts";
	if (defined $seen{$phase})
	{
		# until a transaction ends, PostgreSQL keeps a note of each message and
		# of each row that it changed twice
		my $notes = $phase eq 'changes_in_one_transaction' ? $changes / 2 : 0;

		# the heap may keep the room of an old and a new copy of the desk, which
		# stand side by side for a moment; the contexts are exact
		cmp_ok($rss, '<', $seen{$phase}[0] + 4096 + $notes, "$phase: the process did not grow");
		cmp_ok($contexts, '<', $seen{$phase}[1] + 128 + $notes, "$phase: the memory contexts did not grow");
	}
	$seen{$phase} = [ $rss, $contexts ];
}
is(scalar(keys %seen), 7, 'all of it was seen');
is($node->safe_psql('postgres', 'SELECT count(*) >= ' . 2 * $half . ' FROM support.complaint'), 't', 'and the cases are there');

$node->stop;
done_testing();
