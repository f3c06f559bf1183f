# House rules that no compiler checks: every file is in the build, the install
# SQL creates plainly, every object is explained, nothing is public by chance.
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use File::Find;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $makefile = slurp_file('Makefile');

# All files below the folders whose names match, sorted; what make built in
# place is not ours.
sub files
{
	my ($pattern, @folders) = @_;
	my @found;

	@folders = grep { -d } @folders;
	return () unless @folders;
	find(
		{   no_chdir => 1,
			wanted => sub {
				push @found, $_ if -f && /$pattern/ && !m{sql/(?:release/)?complaint_flow--};
			}
		},
		@folders);
	return sort @found;
}

# Passes when the list is empty, else shows it.
sub none
{
	my ($what, @wrong) = @_;

	is(join("\n", @wrong), '', $what);
}

# SQL without comments, C without comments and string contents.
sub bare_sql
{
	my $text = slurp_file(shift);

	$text =~ s/--[^\n]*//g;
	$text =~ s{/\*.*?\*/}{}gs;
	return $text;
}

sub bare_c
{
	my $text = slurp_file(shift);

	$text =~ s{("(?:\\.|[^"\\])*")|('(?:\\.|[^'\\])*')|/\*.*?\*/}
		{$1 ? '""' : $2 ? "''" : ' '}gse;
	return $text;
}

# The files of one make variable and of one folder are the same.
sub same_files
{
	my ($name, $listed, $present) = @_;
	my %listed = map { $_ => 1 } @$listed;
	my %present = map { $_ => 1 } @$present;

	none("$name: nothing forgotten", grep { !$listed{$_} } @$present);
	none("$name: nothing missing", grep { !$present{$_} } @$listed);
}

my @tests = map { m{^test/sql/(.*)\.sql$} } files(qr/\.sql$/, 'test/sql');
none('each test stands in the folder of a topic', grep { !m{^\w+/\w+$} } @tests);
none('no file of sql/ hides a test from pg_regress', grep { -e "sql/$_.sql" } @tests);
same_files(
	'expected outputs',
	[ map { "expected/$_.out" } @tests ],
	[ grep { !/_1\.out$/ } files(qr/\.out$/, 'expected') ]);
same_files(
	'expected outputs of isolation tests',
	[ map { s{specs}{expected}r =~ s{spec$}{out}r } files(qr/\.spec$/, 'test/isolation/specs') ],
	[ grep { !/_1\.out$/ } files(qr/\.out$/, 'test/isolation/expected') ]);
none(
	'SQL fragments stand in the Makefile',
	grep { $makefile !~ /(?<!\S)\Q$_\E(?!\S)/ }
	  files(qr/\.sql$/, map { "sql/$_" } qw(install calendar desk pack group)));

# what was released stays, whoever installed it: as listed, and as tagged
foreach my $line (split /\n/, slurp_file('sql/release/SHA256SUMS'))
{
	my ($sum, $name) = split /  /, $line;
	my ($version) = $name =~ /--([\d.]+)\.sql$/;
	my $file = "sql/release/$name";

	is(sha256_hex(slurp_file($file)), $sum, "$file is as it was released");
	SKIP:
	{
		my $tagged = qx{git -c safe.directory='*' show v$version:$file 2>/dev/null};

		skip "no tag v$version here", 1 if $? != 0;
		is(sha256_hex($tagged), $sum, "$file is as it was tagged");
	}
}
none(
	'released scripts are listed',
	grep { slurp_file('sql/release/SHA256SUMS') !~ /  \Q$_\E$/m } map { s{.*/}{}r } glob('sql/release/*.sql'));

# docs/REQUIREMENTS.md: every requirement has a row, every test that the last
# cell of a row names exists
my $required = slurp_file('docs/REQUIREMENTS.md');
my (@numbers, @no_test);
while ($required =~ /^\| R(\d+) \|.*\| ([^|]*)\|$/mg)
{
	push @numbers, $1;
	foreach my $name ($2 =~ /`([^`]+)`/g)
	{
		push @no_test, $name
		  unless -f ( $name =~ /\.spec$/ ? "test/isolation/specs/$name"
			: $name =~ /\.pl$/ ? "test/t/$name"
			: "test/sql/$name.sql");
	}
}
is("@numbers", join(' ', 1 .. 57), 'a row for each requirement');
none('tests that show the requirements', @no_test);

# files that documents name between backquotes
my @gone;
foreach my $doc ('README.md', files(qr/\.md$/, 'docs', 'test'))
{
	push @gone, map { "$doc: $_" }
	  grep { !/NAME|NNN/ && !-e && !-e "src/$_" && !-e "test/$_" && !-e "test/t/$_" && !-e "test/isolation/specs/$_" }
	  slurp_file($doc) =~ m{`((?:[\w.]+/)*\w+\.(?:c|h|awk|pl|spec|pm))`}g;
}
none('files that the documents name', @gone);
my %topic = map { s{/.*}{}r => 1 } @tests;
none(
	'tests that the documents name',
	grep { $topic{ s{/.*}{}r } && !-f "test/sql/$_.sql" }
	  map { slurp_file($_) =~ m{(?<![\w/.])(\w+/\w+)(?![\w/.])}g }
	  files(qr/\.md$/, 'docs', 'test'));

my @install = files(qr/\.sql$/, 'sql/install', 'sql/calendar');
none(
	'install SQL creates plainly',
	# but for what a function executes
	grep { bare_sql($_) =~ /(?<!')\bCREATE\s+OR\s+REPLACE\b|\bIF\s+NOT\s+EXISTS\b/i }
	  @install);

none(
	'what works inside a desk is called by its public name, which owners may call',
	grep { bare_sql($_) =~ /\bPERFORM \@extschema\@\.\w+_as_(?:owner|reader|writer|drafter)\(/ } @install);

# The floors of src/, from the map in docs/DESIGN.md: a folder includes and
# calls only what stands below it, no two files need each other, and a header
# declares what the source beside it defines.
my %floor;
my $map = slurp_file('docs/DESIGN.md');
$floor{$2} = $1 while $map =~ /^\| (\d+) \| `(\w+)` \|/mg;

# src/room/name.c and src/room/name.h are one unit, "room/name".
sub unit
{
	return shift =~ m{^src/(\w+/\w+)\.[ch]$} ? $1 : undef;
}

sub room
{
	return (split m{/}, shift)[0];
}

my (%defined_in, %needs, @up, @not_beside);
my @rooms = grep { defined unit($_) } files(qr/\.[ch]$/, 'src');
foreach my $file (grep { /\.c$/ } @rooms)
{
	my $text = bare_c($file);

	$defined_in{$2} = unit($file)
	  while $text =~ /^((?!static\b)[^\n;]*)\n(cf_\w+)\(/mg;
	$defined_in{$1} = unit($file)
	  while $text =~ /^(?:const )?\w+ \**(cf_\w+)(?:\[\w*\])? = /mg;
}
foreach my $file (@rooms)
{
	my $text = bare_c($file);
	my $self = unit($file);
	my %calls = map { $_ => 1 } $text =~ /\b(cf_\w+)/g;

	$needs{$self}{$_} = "includes $_.h"
	  foreach slurp_file($file) =~ m{^#include "(\w+/\w+)\.h"}mg;
	foreach my $name (grep { $defined_in{$_} } sort keys %calls)
	{
		$needs{$self}{ $defined_in{$name} } = "calls $name";
		push @not_beside, "$file: $name"
		  if $file =~ /\.h$/
		  && $defined_in{$name} ne $self
		  && $text =~ /^extern [^;]*\b\Q$name\E\b/m;
	}
	delete $needs{$self}{$self};
}
foreach my $self (sort keys %needs)
{
	foreach my $other (grep { -f "src/$_.h" } sort keys %{ $needs{$self} })
	{
		push @up, "$self $needs{$self}{$other} of $other"
		  if room($self) ne room($other)
		  && $floor{ room($self) } <= $floor{ room($other) };
	}
}

# Takes away, again and again, what needs nothing that is left, and what
# nothing left needs: circles stay.
sub circles
{
	my %left = map { $_ => 1 } keys %needs;
	my @free;

	do
	{
		my %needed = map { $_ => 1 } map { keys %{ $needs{$_} } } keys %left;

		@free = grep
		{
			my $self = $_;
			!$needed{$self} || !grep { $left{$_} } keys %{ $needs{$self} }
		} keys %left;
		delete @left{@free};
	} while (@free);
	return sort keys %left;
}

is( join(' ', sort keys %floor),
	join(' ', sort map { m{^src/(\w+)$} && -d ? $1 : () } glob 'src/*'),
	'docs/DESIGN.md gives each folder of src/ a floor');
none('no arrow goes up', @up);
none('no two files need each other', circles());
none('a header declares what its own source defines', @not_beside);

my @c = files(qr/\.[ch]$/, 'src');
my @no_code;
foreach my $file (@c)
{
	my $text = bare_c($file);
	my $call = qr/(\((?:[^()]++|(?1))*\))/;

	while ($text =~ /\bereport\s*$call/g)
	{
		my $body = $1;

		push @no_code, "$file: $body"
		  if $body =~ /^\(\s*ERROR\b/
		  && $body !~ /\berrcode(?:_for_\w+)?\s*\(/;
	}
}
none('every ereport(ERROR) has an errcode', @no_code);
none('no // comments', grep { bare_c($_) =~ m{//} } @c);
my @text = (@c, files(qr/\.(sql|spec|pl|sh|mjs|css|py|rb|php|java|go|R)$/, 'sql', 'test', 'demo', 'report'));
# examples are data, a text a line
none('at most 500 lines a file',
	grep { !m{/examples\.sql$} && (slurp_file($_) =~ tr/\n//) > 500 } @text);
my $mark = join '|', map { "TO$_" } 'DO';
none(
	'no marks of unfinished work',
	grep { slurp_file($_) =~ /\b(?:$mark|FIX ?ME|XXX)\b/ } @c);
none(
	'one callback of the relation cache, in base/relation_watch.c',
	grep { $_ ne 'src/base/relation_watch.c' && bare_c($_) =~ /\bCacheRegisterRelcacheCallback\b/ } @c);
none(
	'version shims stand in compat.h',
	grep { $_ ne 'src/base/compat.h' && bare_c($_) =~ /\bPG_VERSION_NUM\b/ } @c);

# now the catalog
my $node = PostgreSQL::Test::Cluster->new('main');

$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');

sub rows
{
	return split /\n/, $node->safe_psql('postgres', shift);
}

# Objects of a schema without a comment.
sub uncommented
{
	my ($schema) = @_;

	return rows(
		qq{
		SELECT 'function ' || p.oid::regprocedure FROM pg_proc AS p
		WHERE p.pronamespace = '$schema'::regnamespace
		AND obj_description(p.oid, 'pg_proc') IS NULL
		UNION ALL
		SELECT 'relation ' || c.oid::regclass FROM pg_class AS c
		WHERE c.relnamespace = '$schema'::regnamespace
		AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c')
		AND obj_description(c.oid, 'pg_class') IS NULL
		AND NOT (c.relkind = 'c'
			AND obj_description(c.reltype, 'pg_type') IS NOT NULL)
		AND NOT EXISTS (SELECT FROM pg_depend AS d
			WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
			AND d.deptype = 'i' AND c.relkind = 'S')
		UNION ALL
		SELECT 'column ' || c.oid::regclass || '.' || a.attname
		FROM pg_class AS c
		JOIN pg_attribute AS a ON a.attrelid = c.oid
		WHERE c.relnamespace = '$schema'::regnamespace
		AND c.relkind IN ('r', 'p', 'v', 'm')
		AND a.attnum > 0 AND NOT a.attisdropped
		AND col_description(c.oid, a.attnum) IS NULL
		UNION ALL
		SELECT 'type ' || t.oid::regtype FROM pg_type AS t
		WHERE t.typnamespace = '$schema'::regnamespace
		AND t.typtype IN ('b', 'd', 'e', 'r')
		AND t.typcategory <> 'A'
		AND obj_description(t.oid, 'pg_type') IS NULL
		ORDER BY 1});
}

none('every object of the extension has a comment',
	uncommented('complaint_flow'));
none(
	'every setting has a description',
	rows(
		q{
		LOAD 'complaint_flow';
		SELECT name FROM pg_settings
		WHERE name LIKE 'complaint\_flow.%' AND coalesce(short_desc, '') = ''
		ORDER BY 1}));

# PUBLIC may call what the list names, by decision and not by default
my %public = map { $_ => 1 }
  grep { /^\w/ } split /\n/, slurp_file('test/t/public_functions.txt');
my $members = q{
	FROM pg_proc AS p
	JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass
		AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension AS e ON e.oid = d.refobjid
		AND d.refclassid = 'pg_extension'::regclass
		AND e.extname = 'complaint_flow'
};
none(
	'each function revokes before it grants',
	rows("SELECT p.oid::regprocedure $members AND p.proacl IS NULL ORDER BY 1"));
none(
	'nothing is public that public_functions.txt does not name',
	grep { !$public{$_} } rows(
		"SELECT DISTINCT p.proname $members
		CROSS JOIN LATERAL aclexplode(
			coalesce(p.proacl, acldefault('f', p.proowner))) AS a
		WHERE a.grantee = 0 ORDER BY 1"));
none(
	'functions in SQL and PL/pgSQL pin the search path',
	rows(
		"SELECT p.oid::regprocedure $members
		JOIN pg_language AS l ON l.oid = p.prolang
		WHERE l.lanname IN ('sql', 'plpgsql') AND p.prosqlbody IS NULL
		AND NOT coalesce(p.proconfig::text LIKE '%search_path=pg_catalog, pg_temp%',
			false)
		ORDER BY 1"));

# create_desk and those for groups have just made the schema; mend_views and upgrade_desk act as its owner
none(
	'no function has a desk in its search path',
	rows(
		"SELECT p.oid::regprocedure $members
		AND p.prosrc LIKE '%set_config(''search_path''%'
		AND p.proname NOT IN ('create_desk', 'mend_views_as_owner', 'create_group', 'join_group_as_owner',
			'take_steps', 'place_view', 'place_comments')
		ORDER BY 1"));
none(
	'what is done inside a desk is not public, and is what its public function says',
	rows(
		"SELECT p.oid::regprocedure $members
		JOIN LATERAL regexp_match(p.proname, '^(.*)_(as_(?:owner|reader|writer|drafter))\$') AS m (part) ON true
		LEFT JOIN pg_proc f ON f.pronamespace = p.pronamespace AND f.proname = m.part[1]
			AND f.proargtypes = p.proargtypes AND f.prosrc IN ('cf_call_' || m.part[2], replace('cf_call_' || m.part[2], 'as_owner', 'job'), replace('cf_call_' || m.part[2], 'as_owner', 'on_any_node'))
		WHERE m.part IS NOT NULL AND (f.oid IS NULL
			OR (f.provolatile, f.proisstrict, f.proretset, f.prorettype) <> (p.provolatile, p.proisstrict, p.proretset, p.prorettype)
			OR p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql') AND p.prosrc NOT LIKE '%.check_inside(desk)%'
			OR has_function_privilege('pg_monitor', p.oid, 'EXECUTE'))
		ORDER BY 1"));

# the tables of docs/RULES.md that begin with a kind and a severity
my %documented =
  slurp_file('docs/RULES.md') =~ /^\| `(\w+)` \| (error|warning|note) \|/mg;

none(
	'docs/RULES.md lists every kind of finding, with its severity',
	grep {
		my ($kind, $severity) = split /\|/;
		($documented{$kind} // '') ne $severity
	} rows(
		"SELECT kind, severity FROM complaint_flow.finding_kinds() ORDER BY 1"));
my %kinds = map { $_ => 1 } rows(
	"SELECT kind FROM complaint_flow.finding_kinds()
	UNION SELECT split_part(words, ' ', 1) FROM complaint_flow.condition_words()");
none('and no other',
	grep { !$kinds{$_} } sort keys %documented);
none('and none is missing',
	grep { slurp_file('docs/RULES.md') !~ /^\| `$_` \|/m } sort keys %kinds);

SKIP:
{
	my @desk = rows(
		"SELECT p.oid $members WHERE p.proname = 'create_desk'");

	skip 'no create_desk yet', 4 unless @desk;
	$node->safe_psql('postgres',
		"SELECT complaint_flow.create_desk('lint', pack => 'empty')");
	none('every object of a desk has a comment', uncommented('lint'));
	$node->safe_psql('postgres', q{
		SELECT complaint_flow.create_group('flock', 'lint');
		SELECT complaint_flow.create_desk('sheep');
		CREATE ROLE regress_head;
		CREATE ROLE regress_replicator REPLICATION;
		SELECT complaint_flow.join_group('sheep', 'flock', 'sheep', 'regress_head', 'regress_replicator')});
	none('every object of a group has a comment', uncommented('flock'));
	none('every object of its company has a comment', uncommented('flock_sheep'));
	none(
		'nothing of a desk belongs to the extension',
		rows(
			q{
			SELECT c.oid::regclass FROM pg_class AS c
			JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass
				AND d.objid = c.oid AND d.deptype = 'e'
			WHERE c.relnamespace = 'lint'::regnamespace ORDER BY 1}));
}

done_testing();
