# The documents are run: every block of SQL in order in a fresh database, and
# where a block of output follows, that is what comes out.  The README's table of
# errors holds the SQLSTATEs of src/errors.h.
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
	"shared_preload_libraries = 'pg_cron'\ncron.database_name = 'readme'\n")
  if $with_cron;
$node->start;

sub text_of
{
	my ($path) = @_;
	my $text = slurp_file($path);

	utf8::encode($text) if utf8::is_utf8($text);
	return $text;
}

# Blocks [ SQL, expected output or undef ].
sub blocks_of
{
	my ($text) = @_;
	my @blocks;

	while ($text =~ /^```sql\n(.*?)^```\n(?:```text\n(.*?)^```\n)?/gms)
	{
		push @blocks, [ $1, $2 ];
	}
	return grep { $with_cron || $_->[0] !~ /^-- needs pg_cron/ } @blocks;
}

# One session, as the reader would have it; a line marks the end of each block.
sub outputs_of
{
	my ($database, @blocks) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . "/$database.sql";
	my $command = sprintf 'psql -X -q -d "%s" < "%s" 2>&1',
	  $node->connstr($database), $file;

	append_to_file($file, "\\set SHOW_CONTEXT never\n"
		  . join '', map { "$_->[0]\\echo end of block\n" } @blocks);
	return split /^end of block\n/m, `$command`;
}

# Blank lines between results are the reader's.
sub tidy
{
	my ($text) = @_;

	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n{2,}/\n/g;
	$text =~ s/\A\n//;
	return $text;
}

sub run_document
{
	my ($path, $database, $at_least, @before) = @_;
	my @blocks = blocks_of(text_of($path));
	my @outputs;

	cmp_ok(scalar @blocks, '>=', $at_least, "there are examples in $path");
	unshift @blocks, [ join('', @before), undef ] if @before;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, 'CREATE EXTENSION pg_cron')
	  if $with_cron && $database eq 'readme';
	@outputs = outputs_of($database, @blocks);
	foreach my $number (0 .. $#blocks)
	{
		my ($sql, $expected) = @{ $blocks[$number] };
		my $name =
		  "$path, block " . ($number + 1) . ': ' . (split /\n/, $sql)[0];

		if (defined $expected)
		{
			is(tidy($outputs[$number]), tidy($expected), $name);
		}
		else
		{
			unlike($outputs[$number], qr/^(ERROR|FATAL):/m, $name);
		}
	}
}

run_document('README.md', 'readme', 15);
run_document('docs/APPLICATIONS.md', 'applications', 5);
run_document('docs/SUPERVISOR.md', 'supervisor', 15);

# reference pages speak of a desk that is there
my @desk = split /^/, <<'EOF';
CREATE EXTENSION complaint_flow;
SELECT complaint_flow.create_desk('support', pack => 'standard');
INSERT INTO support.staff (code, name, role, department) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service'),
    ('zhou.min', 'Zhou Min', 'supervisor', 'customer_service');
INSERT INTO support.customer (id, name) VALUES (4711, 'Mrs Qian');
INSERT INTO support.complaint (id, channel, received_by, title) VALUES (1, 'hotline', 'sun.li', 'late parcel');
EOF
run_document('docs/RULES.md', 'rules', 1, @desk);
run_document('docs/PRIVACY.md', 'privacy', 3, @desk);
run_document('docs/MOVING.md', 'moving', 1, @desk);
run_document('docs/KPI.md', 'kpi', 3, @desk);
# roles are the server's: the README made this one
run_document('docs/SECURITY.md', 'security', 1, @desk);

my $readme = text_of('README.md');
my %listed = map { $_ => 1 } $readme =~ /^\| (KF\d\d\d) \|/mg;
my %defined;
$defined{ join '', $_ =~ /'(.)'/g } = 1
  foreach slurp_file('src/errors.h') =~ /MAKE_SQLSTATE\(([^)]*)\)/g;
is( join(' ', sort keys %listed),
	join(' ', sort keys %defined),
	'every SQLSTATE of src/errors.h stands in the table of errors');

done_testing();
