# The extension installs, goes away without a trace, and survives a dump.
use strict;
use warnings;

use Cwd;
use File::Basename;
use File::Find;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $control = slurp_file('complaint_flow.control');
my ($version) = $control =~ /^default_version = '([^']+)'/m;
my $node = PostgreSQL::Test::Cluster->new('main');

# every place that names the version names the same
my $meta = decode_json(slurp_file('META.json'));
is($meta->{version}, $version, 'META.json has the version of the control file');
is($meta->{provides}{complaint_flow}{version}, $version, 'so has what it provides');
like(slurp_file('debian/changelog'), qr/\Acomplaint-flow \(\Q$version\E\)/, 'and debian/changelog');
like(slurp_file('CHANGELOG.md'), qr/\A[^#]*# [^#]*## \Q$version\E\b/, 'and CHANGELOG.md begins with it');

# "make uninstall" takes back what "make install" brings
my $tree = PostgreSQL::Test::Utils::tempdir();
my @make = ('make', '-s', '-C', dirname($PostgreSQL::Test::Utils::tmp_check), '-f', getcwd() . '/Makefile', "DESTDIR=$tree");

sub installed
{
	my @found;

	find(sub { push @found, $File::Find::name if -f }, $tree);
	return sort @found;
}

command_ok([ @make, 'install' ], 'install into an empty tree');
my $names = join "\n", installed();
like($names, qr{/complaint_flow\.so$}m, 'the library is there');
like($names, qr{/complaint_flow\.control$}m, 'the control file is there');
like($names, qr{/complaint_flow--\Q$version\E\.sql$}m, 'and the script');
command_ok([ @make, 'uninstall' ], 'uninstall');
is(join("\n", installed()), '', 'nothing is left');

$node->init;
$node->start;

# What there is besides the system's own, as one text.
sub inventory
{
	my ($dbname) = @_;

	return $node->safe_psql(
		$dbname, q{
		SELECT 'schema ' || nspname FROM pg_namespace
		WHERE nspname !~ '^(pg_|information_schema)'
		UNION ALL
		SELECT 'extension ' || extname FROM pg_extension
		UNION ALL
		SELECT 'relation ' || oid::regclass FROM pg_class WHERE oid >= 16384
			AND relnamespace <> 'pg_toast'::regnamespace
		UNION ALL
		SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE oid >= 16384
		UNION ALL
		SELECT 'type ' || oid::regtype FROM pg_type WHERE oid >= 16384
		UNION ALL
		SELECT 'cast ' || castsource::regtype || ' ' || casttarget::regtype
		FROM pg_cast WHERE oid >= 16384
		UNION ALL
		SELECT 'event trigger ' || evtname FROM pg_event_trigger
		ORDER BY 1});
}

my $empty = inventory('postgres');

# the script is not for psql
my $sharedir = $node->config_data('--sharedir');
my $script = "$sharedir/extension/complaint_flow--$version.sql";
my ($status, $out, $err) =
  $node->psql('postgres', undef, extra_params => [ '-f', $script ]);
like($out . $err, qr/CREATE EXTENSION complaint_flow/,
	'the script tells how to load it');
is(inventory('postgres'), $empty, 'and psql did nothing with it');

$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
is( $node->safe_psql(
		'postgres',
		"SELECT extversion, extnamespace::regnamespace, extrelocatable
		FROM pg_extension WHERE extname = 'complaint_flow'"),
	"$version|complaint_flow|f",
	'created in its own schema, in the version of the control file');
my $full = inventory('postgres');
isnt($full, $empty, 'creating makes objects');

# only what CREATE EXTENSION made and owns stands in its schema
is( $node->safe_psql(
		'postgres', q{
		SELECT p.oid::regprocedure FROM pg_proc AS p
		WHERE p.oid >= 16384 AND NOT EXISTS (
			SELECT FROM pg_depend AS d
			WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
			AND d.deptype = 'e')}),
	'',
	'every function is a member of the extension');

# a dump carries the extension as one line
$node->safe_psql('postgres', 'CREATE DATABASE copy');
my $dump = "${PostgreSQL::Test::Utils::tmp_check}/install.sql";
$node->command_ok([ 'pg_dump', '-f', $dump, 'postgres' ], 'dump');
unlike(slurp_file($dump), qr/CREATE FUNCTION/, 'no function in the dump');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'copy', '-f', $dump ],
	'restore');
is(inventory('copy'), $full, 'restored as it was');

# a user who is not superuser
$node->safe_psql('postgres', 'CREATE ROLE regress_cf_clerk LOGIN');
$node->safe_psql('copy', 'DROP EXTENSION complaint_flow');
($status, $out, $err) = $node->psql(
	'copy',
	'CREATE EXTENSION complaint_flow',
	extra_params => [ '-U', 'regress_cf_clerk' ]);
isnt($status, 0, 'an ordinary user cannot create the extension');
like($err, qr/permission denied to create extension/, 'and is told so');

# keywords are found in UTF8
$node->safe_psql('postgres',
	q{CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0});
$node->safe_psql('latin', 'CREATE EXTENSION complaint_flow');
($status, $out, $err) =
  $node->psql('latin', q{SELECT complaint_flow.create_desk('x', 'empty')});
like($err, qr/a desk needs a database in UTF8/, 'no desk in another encoding');
($status, $out, $err) =
  $node->psql('latin', q{SELECT complaint_flow.fold_text('x')});
like($err, qr/texts can be folded in UTF8 only/, 'and no folded texts');

$node->safe_psql('postgres', 'DROP EXTENSION complaint_flow');
is( inventory('postgres'),
	$empty =~ s/^(?=schema public)/schema complaint_flow\n/mr,
	'dropping leaves the empty schema, as PostgreSQL does');
$node->safe_psql('postgres', 'DROP SCHEMA complaint_flow');
is(inventory('postgres'), $empty, 'and nothing else');
$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
is(inventory('postgres'), $full, 'and it can be created again');

done_testing();
