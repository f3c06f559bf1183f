# Sixteen clients file complaints about the same few issues at once, and find
# out that some are about something else: batches are exact all the same.
#
# CF_BATCH_CASES sets the number of complaints at each isolation level.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Oracle;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $cases = $ENV{CF_BATCH_CASES} || 10000;
my $node = PostgreSQL::Test::Cluster->new('batches');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', qq{
deadlock_timeout = 200ms
max_connections = 40
fsync = off
});
$node->start;
make_desk($node);

# what the rows of complaint themselves say, without any counter
my @counts = (
	'an issue has an incident where more than ten are about it, else none' =>
	  q{SELECT issue_key, count(*), count(incident_id) FROM complaint WHERE issue_key IS NOT NULL
		 GROUP BY issue_key, (received_at AT TIME ZONE 'Asia/Shanghai')::date
		HAVING (count(*) > 10) <> (count(incident_id) > 0)},
	'every open case of a batch is in its incident and urgent' =>
	  q{SELECT c.id FROM complaint c JOIN state s ON s.code = c.state
		  JOIN incident i ON i.issue_key = c.issue_key AND i.day = (c.received_at AT TIME ZONE 'Asia/Shanghai')::date
		 WHERE s.kind <> 'final' AND (c.incident_id IS DISTINCT FROM i.id OR c.urgency <> 'urgent')},
	'a case in no incident is not urgent' =>
	  q{SELECT id FROM complaint WHERE incident_id IS NULL AND urgency = 'urgent'},
	'an incident has cases, all about its issue' =>
	  q{SELECT i.id FROM incident i LEFT JOIN complaint c ON c.incident_id = i.id
		 GROUP BY i.id HAVING count(c.id) = 0 OR bool_or(c.issue_key <> i.issue_key)},
	'no case names an incident that there is not' =>
	  q{SELECT id FROM complaint WHERE incident_id NOT IN (SELECT id FROM incident)},
	'nothing was raised twice' =>
	  q{SELECT complaint_id FROM complaint_event
		 WHERE changes -> 'urgency' ->> 1 = 'urgent' GROUP BY 1 HAVING count(*) > 1
		UNION ALL
		SELECT complaint_id FROM complaint_event
		 WHERE activity = 'incident:joined' GROUP BY 1 HAVING count(*) > 1},
);

sub batches_agree
{
	my ($when) = @_;
	my @left = @counts;

	while (my ($what, $query) = splice(@left, 0, 2))
	{
		none($node, "SET search_path = support, public; $query", "$when: $what");
	}
	return;
}

# some issues get hundreds of complaints, some a dozen, some few; of several
# categories, or of none
sub file
{
	my ($day) = @_;

	return qq{
		\\set issue random_exponential(1, 50, 5.0)
		\\set words random(1, 4)
		INSERT INTO support.complaint (received_at, channel, merchant, title)
			VALUES ('$day 10:00+08', 'app', 'shop ' || :issue, (ARRAY['坏了', '再次投诉', '态度恶劣', '嗡嗡响'])[:words]);
	};
}

my %day = (
	'read committed' => '2026-03-02',
	'repeatable read' => '2026-03-03',
	'serializable' => '2026-03-04');
foreach my $level (sort keys %day)
{
	my $each = int($cases / 16);
	my $all = 16 * $each;
	(my $option = $level) =~ s/ /\\ /;
	(my $script = $level) =~ s/ /_/;
	local $ENV{PGOPTIONS} = "-c default_transaction_isolation=$option";

	$node->pgbench("-n -c 16 -j 2 -t $each --max-tries=10000", 0,
		[qr{processed: $all/$all}], [qr{^(?!.*aborted)}s],
		"sixteen clients, $level", { $script => file($day{$level}) });
	is($node->safe_psql('postgres', "SELECT count(*) FROM support.complaint
			WHERE (received_at AT TIME ZONE 'Asia/Shanghai')::date = '$day{$level}'"),
		$all, "all are filed, $level");
}
batches_agree('after the filing');
is($node->safe_psql('postgres', 'SELECT count(*) > 20 FROM support.incident'), 't', 'there were batches');
is($node->safe_psql('postgres', q{SELECT count(*) > 0 FROM support.issue_count WHERE incident_id IS NULL}), 't',
	'and issues that were none');

# several at once, corrections of what a case is about, and cases that end
my %work = (
	'file@6' => file('2026-03-05'),
	'several@2' => q{
		INSERT INTO support.complaint (received_at, channel, merchant, title)
			SELECT '2026-03-05 10:00+08', 'app', 'shop ' || n % 70, '坏了'
			  FROM generate_series(1 + :client_id, 40 + :client_id, 3) AS n;
	},
	'correct@6' => q{
		\set issue random_exponential(1, 50, 5.0)
		UPDATE support.complaint SET merchant = 'shop ' || :issue
		 WHERE id = (SELECT id FROM support.complaint WHERE received_at = '2026-03-05 10:00+08'
		              AND incident_id IS NULL ORDER BY id DESC OFFSET :client_id * 3 LIMIT 1);
	},
	'end@1' => q{
		UPDATE support.complaint SET state = 'withdrawn', reason = 'content', updated_by = 'boss'
		 WHERE id = (SELECT id FROM support.complaint WHERE state = 'registered' AND received_at = '2026-03-05 10:00+08'
		              AND incident_id IS NULL ORDER BY id DESC OFFSET :client_id LIMIT 1);
	});
my $rounds = int($cases / 32);

$node->pgbench("-n -c 16 -j 2 -t $rounds --max-tries=1000", 0, [qr{processed}], [qr{^(?!.*aborted)}s],
	'filing and correcting', { map { ("mixed_$_" => $work{$_}) } keys %work });
# the job counts what a correction could not, because somebody else was counting
$node->safe_psql('postgres', "SELECT complaint_flow.run_clocks('support', '2026-03-01')");
is($node->safe_psql('postgres', 'SELECT count(*) FROM support.issue_moved'), '0', 'nothing is left to count');
batches_agree('after corrections');
agrees($node, 'after corrections');

$node->stop;
done_testing();
