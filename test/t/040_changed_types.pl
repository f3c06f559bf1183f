# Somebody gives a column of a desk's table another type, drops, renames or
# empties it, moves it behind the others, or takes a table or its keys away.
# Whatever is then written, counted, swept or read gives a result or an error
# with its SQLSTATE; the server does not crash.  Most changes are tried in the
# transaction that makes them, some by another session, which knows the desk
# as it was.
#
# CF_CHANGED_TYPES says how many of the changes are tried, in percent; 0.4
# when it is not set.  The full run is CF_CHANGED_TYPES=100.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use LivingDesk;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $percent = $ENV{CF_CHANGED_TYPES} || 0.4;

$PostgreSQL::Test::Utils::timeout_default = 3600;

my $node = PostgreSQL::Test::Cluster->new('changed');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', q{
log_statement = none
log_min_messages = fatal
log_min_error_statement = panic
synchronous_commit = off
restart_after_crash = on
});
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
$node->safe_psql('postgres', slurp_file("$FindBin::RealBin/../helper/changed_types.sql"));
$node->safe_psql('template1', 'CREATE DATABASE kept TEMPLATE postgres');

# the same changes in every run, and some that are always worth a try: values
# that the engine sets in an entry, and one that it copies
sub chosen
{
	my ($share) = @_;

	return split /\n/, $node->safe_psql('postgres', qq{
		SELECT number FROM changes
		WHERE number > 0 AND abs(hashtext('$share' || number)::bigint) % 10000 < $share * 100
		OR change LIKE ANY ('{ALTER TABLE work_order_answer ALTER complaint_id TYPE bytea %,
			ALTER TABLE extension ALTER old_due_at TYPE bytea %, ALTER TABLE conduct_finding ALTER recorded_at TYPE text %,
			ALTER TABLE closing_bucket ALTER within TYPE integer %}')
		ORDER BY number});
}

my %seen;
my @refused;
my @internal;

sub take
{
	my ($number, $result) = @_;

	push @refused, "$number $result" if $result =~ /^refused/;
	push @internal, "$number $result" if $result =~ /\[XX/;
	while ($result =~ /\b([0-9A-Z]{5})=(\d+)/g) { $seen{$1} += $2 }
	return;
}

sub is_back
{
	return $node->poll_query_until('postgres', 'SELECT true') || die 'the server does not come back';
}

# in the transaction that makes the change; one session after another makes
# fifty of them
my @changes = chosen($percent);
my @left = @changes;
my @crashes;

while (@left)
{
	my @batch = splice @left, 0, 50;
	my ($rc, $out) = $node->psql('postgres',
		join '', map { "SELECT $_ || ' ' || try($_);\n" } @batch);

	for my $line (split /\n/, $out)
	{
		my ($number, $result) = $line =~ /^(\d+) (.*)/ or next;
		take($number, $result);
		shift @batch while @batch && $batch[0] <= $number;
	}
	next unless $rc;
	push @crashes, shift @batch;
	unshift @left, @batch;
	is_back();
}
is(join(' ', @crashes), '', 'no change makes the server crash');
note scalar(@changes) . ' changes';

# in a session that has the desk, its plans and its indexes from before
my @elsewhere = chosen($percent / 20);
my @late_crashes;

for my $number (@elsewhere)
{
	$node->safe_psql('template1', 'CREATE DATABASE changed TEMPLATE kept');
	my $session = open_session($node, 'changed');

	take($number, $session->('SELECT public.try(0)'));
	my ($rc) = $node->psql('changed',
		"SET search_path = support, public; SELECT public.make_change(c) FROM public.changes c WHERE number = $number");
	my $result = eval { $session->('SELECT public.try(0)') };
	if (defined $result && $result =~ /\d/)
	{
		take($number, $result) if $rc == 0;
		$session->();
	}
	else
	{
		push @late_crashes, $number;
		is_back();
	}
	$node->safe_psql('template1', 'DROP DATABASE changed WITH (FORCE)');
}
is(join(' ', @late_crashes), '', 'nor one that another session made');
note scalar(@elsewhere) . ' changes by another session';

my @killers = (@crashes, @late_crashes);
diag $node->safe_psql('postgres', 'SELECT number, kind, tab, change FROM changes WHERE number IN (' . join(', ', @killers) . ')')
  if @killers;
is(join("\n", @internal), '', 'nothing is an internal error');
cmp_ok(scalar(@refused), '<=', @changes / 50, 'the changes can be made');
diag join "\n", @refused if @refused > @changes / 50;
cmp_ok($seen{KF010} || 0, '>', scalar(@changes), 'much is refused as a damaged desk');
note join ', ', map { "$_ $seen{$_}" } sort keys %seen;

done_testing();
