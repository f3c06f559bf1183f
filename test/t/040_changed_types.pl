# Somebody gives a column of a desk's table another type, drops or renames it,
# or puts the columns into another order.  Whatever is then written, counted,
# swept or read gives a result or an error with its SQLSTATE; the server does
# not crash.
#
# CF_CHANGED_TYPES says how many of all changes are tried, as a percentage; a
# few of them by default.  The full run is CF_CHANGED_TYPES=100.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $percent = $ENV{CF_CHANGED_TYPES} || 2;
my $helpers = "$FindBin::RealBin/../helper";

$PostgreSQL::Test::Utils::timeout_default = 3600;

my $node = PostgreSQL::Test::Cluster->new('changed');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', q{
log_statement = none
log_min_messages = fatal
log_min_error_statement = panic
synchronous_commit = off
max_locks_per_transaction = 1000
restart_after_crash = on
});
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
$node->safe_psql('postgres', slurp_file("$helpers/changed_types.sql"));

# The changes that this run tries, the same ones in every run.
my @changes = split /\n/, $node->safe_psql('postgres', qq{
	SELECT number FROM changes
	WHERE abs(hashtext(number || ' ' || change)) % 10000 < $percent * 100 ORDER BY number});
my %seen;
my @crashes;
my @refused;

# In one session: it has the desk and its plans from the change before.
sub session
{
	return $node->background_psql('postgres', on_error_stop => 0);
}

my @left = @changes;

while (@left)
{
	my @batch = splice @left, 0, 50;
	my ($rc, $out, $err) = $node->psql('postgres',
		join '', map { "SELECT number || ' ' || try(number) FROM changes WHERE number = $_;\n" } @batch);

	for my $line (split /\n/, $out)
	{
		my ($number, $result) = $line =~ /^(\d+) (.*)$/ or next;
		shift @batch while @batch && $batch[0] <= $number;
		push @refused, $line if $result =~ /refused/;
		while ($result =~ /([0-9A-Z]{5})=(\d+)/g) { $seen{$1} += $2 }
	}
	next unless $rc;
	push @crashes, "$batch[0]: " . join ' ', grep { /connection|server|ERROR/ } split /\n/, $err;
	shift @batch;
	unshift @left, @batch;
	$node->poll_query_until('postgres', 'SELECT true') or die 'the server does not come back';
}

my $described = @crashes ? $node->safe_psql('postgres',
	'SELECT number, change FROM changes WHERE number IN (' . join(', ', map { /^(\d+)/ } @crashes) . ') ORDER BY 1') : '';

is($described, '', 'no change makes the server crash');
is(scalar(grep { /^XX/ } keys %seen), 0, 'nor is anything an internal error')
  or diag(join ', ', map { "$_ $seen{$_}" } sort keys %seen);
cmp_ok($seen{KF010} || 0, '>', @changes / 10, 'many are refused as a damaged desk');
cmp_ok(scalar(@refused), '<', 1 + @changes / 100, 'nearly all changes can be made')
  or diag(join "\n", @refused[0 .. 9]);
note(sprintf '%d changes, %s', scalar(@changes), join ', ', map { "$_ $seen{$_}" } sort keys %seen);

done_testing();
