# The demo's data load with COPY and hold what their README promises.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

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

done_testing();
