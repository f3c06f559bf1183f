# The documents are run: every block of SQL of README.md and docs/*.md in order,
# each document in a fresh database, and where a block of output follows, that
# is what comes out.  The code of CLIENTS.md stands in the programs of
# test/clients.  The table of errors holds the SQLSTATEs of errors.h, and links
# lead somewhere.
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
	"shared_preload_libraries = 'pg_cron'\ncron.database_name = 'operating'\n")
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

# Guides make their own desk, reference pages speak of one that is there.
my $desk = <<'DESK';
CREATE EXTENSION complaint_flow;
SET TimeZone = 'Asia/Shanghai';
SELECT complaint_flow.create_desk('support', pack => 'standard');
INSERT INTO support.staff (code, name, role, department) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service'),
    ('zhou.min', 'Zhou Min', 'supervisor', 'customer_service');
INSERT INTO support.customer (id, name) VALUES (4711, 'Mrs Qian');
INSERT INTO support.complaint (id, channel, received_by, title) VALUES (1, 'hotline', 'sun.li', 'late parcel');
DESK

# run_document(PATH) -- returns the number of its examples
sub run_document
{
	my ($path) = @_;
	my ($database) = map { lc } $path =~ /(\w+)\.md$/;
	my @blocks = blocks_of(text_of($path));
	my $sql = join '', map { $_->[0] } @blocks;
	my @outputs;

	return 0 unless @blocks;
	unshift @blocks, [ $desk, undef ]
	  if $sql !~ /^CREATE EXTENSION complaint_flow;/m;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, 'CREATE EXTENSION pg_cron')
	  if $sql =~ /^-- needs pg_cron/m;
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
	return scalar @blocks;
}

my $examples = 0;
foreach my $path ('README.md', grep { $_ ne 'docs/CLIENTS.md' } sort glob('docs/*.md'))
{
	$examples += run_document($path);
}
cmp_ok($examples, '>=', 80, 'there are examples in the documents');

# Each block of code of CLIENTS.md begins with a comment that names its file,
# and stands there word for word; "run" of that folder tries it.
my ($copied, @not_copied) = (0);
my $cookbook = text_of('docs/CLIENTS.md');
while ($cookbook =~ /^```(?!text)\w+\n(.*?)^```\n/gms)
{
	my ($first, $code) = split /\n/, $1, 2;
	my ($folder, $file) =
	  $first =~ m{^\W+ (test/clients/\w+)/((?:\w+/)*[\w.]+)(?: \*/)?$};

	$copied++;
	push @not_copied, $first
	  unless defined $file && -f "$folder/$file" && -f "$folder/run"
	  && length $code && index(text_of("$folder/$file"), $code) >= 0;
}
is(join("\n", @not_copied), '', 'the code of CLIENTS.md stands in test/clients');
cmp_ok($copied, '>=', 20, 'there is code in CLIENTS.md');

my %listed = map { $_ => 1 }
  text_of('docs/APPLICATIONS.md') =~ /^\| (KF\d\d\d) \|/mg;
my %defined;
$defined{ join '', $_ =~ /'(.)'/g } = 1
  foreach slurp_file('src/base/errors.h') =~ /MAKE_SQLSTATE\(([^)]*)\)/g;
is( join(' ', sort keys %listed),
	join(' ', sort keys %defined),
	'every SQLSTATE of src/base/errors.h stands in the table of errors');

# Links between the documents lead somewhere.
sub anchor_of
{
	my ($heading) = @_;

	$heading = lc $heading;
	$heading =~ s/[^a-z0-9 _-]//g;
	$heading =~ tr/ /-/;
	return $heading;
}

sub dead_links
{
	my ($path) = @_;
	my ($folder) = $path =~ m{^(.*/)?};
	my @dead;

	foreach my $link (text_of($path) =~ /\]\((?!https?:)([^)\s]+)\)/g)
	{
		my ($file, $anchor) = $link =~ /^([^#]*)(?:#(.*))?$/;
		my $target = $file eq '' ? $path : ($folder // '') . $file;

		if (!-e $target)
		{
			push @dead, $link;
		}
		elsif (defined $anchor)
		{
			push @dead, $link
			  unless grep { anchor_of($_) eq $anchor }
			  text_of($target) =~ /^#+ (.*)$/mg;
		}
	}
	return @dead;
}

foreach my $path ('README.md', 'CHANGELOG.md', sort glob('docs/*.md'))
{
	is(join(' ', dead_links($path)), '', "links of $path");
}
cmp_ok((text_of('README.md') =~ tr/\n//), '<=', 250,
	'the README is short');

# Pictures load fast, say in words what they show, and do not grow stale.
my %pictures = reverse text_of('README.md') =~ /!\[([^\]]*)\]\(([^)]+)\)/g;
is( join(' ', sort keys %pictures),
	join(' ', sort glob 'docs/pictures/*'),
	'README.md shows every picture');
foreach my $picture (sort keys %pictures)
{
	cmp_ok(-s $picture // 0, '>', 5_000, "$picture is there");
	cmp_ok(-s $picture // 0, '<', 250_000, "$picture is small");
	cmp_ok(length $pictures{$picture}, '>', 20, "$picture has words");
}

# What the query finds in a desk of the standard pack, each once.
sub pack_has
{
	my ($query) = @_;

	return split /\n/,
	  $node->safe_psql('postgres', "SELECT DISTINCT word FROM ($query) AS q (word)");
}

sub none
{
	my ($what, @wrong) = @_;

	is(join("\n", @wrong), '', $what);
	return;
}

$node->safe_psql('postgres', q{
	CREATE EXTENSION complaint_flow;
	SELECT complaint_flow.create_desk('pictured')});
my ($drawn, $legend) =
  text_of('docs/pictures/states.svg') =~ m{^(.*?)<g font-size="13"(.*)}s;
# the lines of a box are its words; a state without a box stands in the legend
my @states = map { join ' ', m{<text[^>]*>([^<]*)</text>}g }
  $drawn =~ m{<g><rect(.*?)</g>}gs;
push @states, $legend =~ m{→ ([^:]*):}g;
my %ways = map { $_ => 1 }
  map { split /; / } $legend =~ m{class="way"[^>]*>([^<]*)<}g;
my %numbers = map { $_ => 1 } $drawn =~ m{[> ](\d+)</text>}g;

none(
	'the picture of the state machine has each state of the standard pack',
	grep { my $state = $_; !grep { index($_, $state) == 0 } @states }
	  pack_has('SELECT label FROM pictured.state'));
is(scalar @states, scalar pack_has('SELECT code FROM pictured.state'), 'and no other');
is( join('; ', sort keys %ways),
	join('; ', sort { $a cmp $b } pack_has('SELECT name FROM pictured.transition WHERE active')),
	'it names every transition, and no other');
is( scalar keys %numbers,
	scalar pack_has(
		"SELECT from_state || ' ' || to_state FROM pictured.transition WHERE active"),
	'and numbers every way between two states');

done_testing();
