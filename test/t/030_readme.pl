# The README is run: every block of SQL in order in a fresh database, and where
# a block of output follows, that is what comes out.  Its table of errors holds
# the SQLSTATEs of src/errors.h.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $readme = slurp_file('README.md');
utf8::encode($readme) if utf8::is_utf8($readme);

# Blocks [ SQL, expected output or undef ].
my @blocks;
while ($readme =~ /^```sql\n(.*?)^```\n(?:```text\n(.*?)^```\n)?/gms)
{
	push @blocks, [ $1, $2 ];
}
cmp_ok(scalar @blocks, '>', 15, 'there are examples');

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
my $library = `pg_config --pkglibdir`;
chomp $library;
my $with_cron = -e "$library/pg_cron.so";
$node->append_conf('postgresql.conf',
	"shared_preload_libraries = 'pg_cron'\ncron.database_name = 'readme'\n")
  if $with_cron;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE readme');
$node->safe_psql('readme', 'CREATE EXTENSION pg_cron') if $with_cron;
@blocks = grep { $with_cron || $_->[0] !~ /^-- needs pg_cron/ } @blocks;

# One session, as the reader would have it; a line marks the end of each block.
my $script = "\\set SHOW_CONTEXT never\n"
  . join '', map { "$_->[0]\\echo end of block\n" } @blocks;
my $file = PostgreSQL::Test::Utils::tempdir() . '/readme.sql';
append_to_file($file, $script);
my ($out, $err);
my $command = sprintf 'psql -X -q -d "%s" < "%s" 2>&1', $node->connstr('readme'), $file;
$out = `$command`;
my @outputs = split /^end of block\n/m, $out;

# Blank lines between results are the reader's.
sub tidy
{
	my ($text) = @_;

	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n{2,}/\n/g;
	$text =~ s/\A\n//;
	return $text;
}

foreach my $number (0 .. $#blocks)
{
	my ($sql, $expected) = @{ $blocks[$number] };
	my $name = 'block ' . ($number + 1) . ': ' . (split /\n/, $sql)[0];

	if (defined $expected)
	{
		is(tidy($outputs[$number]), tidy($expected), $name);
	}
	else
	{
		unlike($outputs[$number], qr/^(ERROR|FATAL):/m, $name);
	}
}

my %listed = map { $_ => 1 } $readme =~ /^\| (KF\d\d\d) \|/mg;
my %defined;
$defined{ join '', $_ =~ /'(.)'/g } = 1
  foreach slurp_file('src/errors.h') =~ /MAKE_SQLSTATE\(([^)]*)\)/g;
is( join(' ', sort keys %listed),
	join(' ', sort keys %defined),
	'every SQLSTATE of src/errors.h stands in the table of errors');

done_testing();
