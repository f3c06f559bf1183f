# The demo's data load with COPY and hold what their README promises; its
# stories fill a desk of which every view and every part of the report shows
# something, and what it advises to look at next works.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
my $library = `pg_config --pkglibdir`;
chomp $library;
my $with_cron = -e "$library/pg_cron.so";
$node->append_conf('postgresql.conf',
	"shared_preload_libraries = 'pg_cron'\ncron.database_name = 'demo'\n")
  if $with_cron;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE demo');

# Load a file of the demo into a table of text columns named by its header.
sub load
{
	my ($table) = @_;
	my $file = "demo/data/$table.csv";
	my ($header) = slurp_file($file) =~ /^([^\n]+)\n/;
	my $columns = join ', ', map { "$_ text" } split /,/, $header;

	$node->safe_psql('postgres', "CREATE TABLE $table ($columns)");
	$node->safe_psql('postgres',
		"\\copy $table FROM '$file' (FORMAT csv, HEADER true)");
	unlike(slurp_file($file), qr/\r/, "$file: lines end in LF");
	return;
}

# Passes when the query returns no row.
sub none
{
	my ($what, $query) = @_;

	is($node->safe_psql('postgres', $query), '', $what);
	return;
}

load('cfpb_complaints');
load('zh_complaints');

is( $node->safe_psql(
		'postgres', q{
		SELECT count(*), count(DISTINCT complaint_id),
			count(DISTINCT product), max(length(narrative)) <= 2000
		FROM cfpb_complaints}),
	'400|400|13|t',
	'CFPB: number, kinds, length');
none(
	'CFPB: dates and yes or no',
	q{SELECT complaint_id FROM cfpb_complaints
	WHERE date_received::date > date_sent::date
	OR timely NOT IN ('Yes', 'No') OR submitted_via IS NULL});

is( $node->safe_psql(
		'postgres', q{
		SELECT string_agg(DISTINCT expected_category, ' '
			ORDER BY expected_category) FROM zh_complaints}),
	'1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2.1 2.2 2.3 3.1 3.2 3.3 3.4',
	'every category occurs');
is( $node->safe_psql(
		'postgres', q{
		SELECT count(*) > 120, count(DISTINCT title) = count(*),
			count(*) FILTER (WHERE title !~ '[一-龥]')
		FROM zh_complaints}),
	't|t|10',
	'Chinese ones and English ones, no title twice');
is( $node->safe_psql(
		'postgres', q{
		SELECT string_agg(DISTINCT complainant_group, ' '
			ORDER BY complainant_group) FROM zh_complaints}),
	'authority consumer_council government group_leadership media',
	'every sensitive group occurs');
none(
	'nobody receives what comes by form or app, somebody all else',
	q{SELECT title FROM zh_complaints
	WHERE (received_by IS NULL) <> (channel IN ('web_form', 'app'))});
none(
	'complaints about staff name the person, who did not receive them',
	q{SELECT title FROM zh_complaints
	WHERE (accused_staff IS NOT NULL) <> (expected_category IN ('2.2', '2.3'))
	OR accused_staff = received_by});
none(
	'group headquarters and sensitive groups are urgent',
	q{SELECT title FROM zh_complaints
	WHERE (channel = 'group_hq' OR complainant_group IS NOT NULL)
	AND expected_urgency <> 'urgent'});
none(
	'amounts are numbers, titles are there',
	q{SELECT title FROM zh_complaints
	WHERE amount::numeric < 0 OR title IS NULL OR description IS NULL});

# run_story(STORY) -- runs a story as demo/run does, and returns what it said
sub run_story
{
	my ($story) = @_;
	my $command = sprintf
	  'cd demo && psql -X -q -v ON_ERROR_STOP=1 -d "%s" -f "%s" 2>&1',
	  $node->connstr('demo'), $story =~ s{^demo/}{}r;
	my $said = `$command`;

	return ($?, $said);
}

SKIP:
{
	skip 'no pg_cron', 1 unless $with_cron;
	my @stories = sort glob 'demo/[0-9][0-9]_*.sql';
	my $said = '';

	foreach my $story (@stories)
	{
		my ($waits_for) = slurp_file($story) =~ /^-- wait for: *(.*)$/m;
		my ($status, $text) = (0, '');

		# the minute of pg_cron is not waited for
		if (defined $waits_for)
		{
			$node->safe_psql('demo', slurp_file($story) =~ /^-- or else: *(.*)$/m);
			is($node->safe_psql('demo', "SELECT ($waits_for)::text"),
				'true', "$story: what it waits for comes");
		}
		($status, $text) = run_story($story);
		is($status, 0, "$story ends well") or diag $text;
		$said .= $text;
	}
	is( join("\n", map { s/^psql:\S* //r } $said =~ /^(psql:\S+ ERROR:.*)$/mg),
		join("\n",
			'ERROR:  unknown name "chanel" in a condition',
			'ERROR:  complaint cannot change from state "registered" to "approved"',
			'ERROR:  column "priority" of a complaint cannot be written to another value',
			'ERROR:  nobody decides about what they asked for'),
		'the engine refuses what the stories say that it refuses, and nothing else');
	like($said, qr/INFO:  [1-9]\d+ views, none empty$/m, 'every view has rows');
	is( $node->safe_psql('demo',
			q{SELECT * FROM complaint_flow.verify_history('support')}),
		'', 'the history is whole');
	is( $node->safe_psql('demo', q{
			SELECT bool_and(closings > 0 AND late > 0 AND reopened > 0 AND joined > 0 AND repeats > 0 AND escalated > 0
				AND scored > satisfied AND satisfied > 0 AND remedies > 0 AND batches > 0)
			FROM (SELECT sum(closings) AS closings, sum(promises_late) AS late, sum(reopened) AS reopened, sum(joined) AS joined,
					sum(repeats) AS repeats, sum(escalated) AS escalated, sum(scored) AS scored, sum(satisfied) AS satisfied,
					sum(remedies) AS remedies, sum(in_batches) AS batches
				FROM support.kpi_day) AS k}),
		't', 'of everything that can happen to a case something happened');
	is( $node->safe_psql('demo', q{
			SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM support.remedy
			UNION ALL SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM support.handover
			UNION ALL SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM support.work_order
			UNION ALL SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM support.extension}),
		"approved executed proposed rejected\naccepted asked refused\nanswered open\nasked granted refused",
		'remedies, hand-overs, work orders and extensions of every kind');

	# what the report page is made of; only whole months have classes of time
	my @parts = split /\n/, `psql -X -q -A -t -F "\t" -v ON_ERROR_STOP=1 -v desk=support -v from_day= -v to_day= \\
		-d "@{[ $node->connstr('demo') ]}" -f report/data.sql`;
	is( join(' ', grep { $_ ne 'within' }
			map { /^(\w+)\t(?:\[\]|\{\}|null)$/ ? $1 : () } @parts),
		'', 'every part of the report page has something to show');
	cmp_ok(scalar @parts, '>=', 18, 'and none is missing');

	foreach my $question (split /\n/, slurp_file('demo/next.sql'))
	{
		isnt($node->safe_psql('demo', $question),
			'', "what to ask next has an answer: $question");
	}

	# a view that lost its rows is found
	$node->safe_psql('demo', 'DELETE FROM support.training_participant');
	my ($status, $text) = run_story($stories[-1]);
	isnt($status, 0, 'a view without a row ends the demo');
	like($text, qr/ERROR:  views without a row: training_effect$/m,
		'and is named');
}

done_testing();
