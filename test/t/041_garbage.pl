# Functions written in C, called with whatever comes to mind; trigger functions
# on tables and events that they were not made for; values of the extension's
# types in bytes that no server sends.  Every answer is a result or an error
# with its SQLSTATE; the server does not crash.
#
# CF_GARBAGE says how many calls, triggers and rows of bytes are tried each,
# CF_GARBAGE_SEED which ones; the full run is CF_GARBAGE=20000.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $rounds = $ENV{CF_GARBAGE} || 500;
my $seed = $ENV{CF_GARBAGE_SEED} || 8;

$PostgreSQL::Test::Utils::timeout_default = 3600;
srand $seed;
note "CF_GARBAGE=$rounds CF_GARBAGE_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('garbage');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', q{
log_statement = none
log_min_messages = fatal
log_min_error_statement = panic
restart_after_crash = on
statement_timeout = '60s'
});
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
$node->safe_psql('postgres', slurp_file("$FindBin::RealBin/../helper/changed_types.sql"));

sub any { return $_[ int rand @_ ] }

my %seen;

# Runs statements in one session, each on its own; what the server did not
# survive is reported.
sub survives
{
	my ($what, @statements) = @_;
	my @killers;

	$node->safe_psql('postgres', q{
		CREATE OR REPLACE FUNCTION public.attempt(number int, statements text[]) RETURNS text LANGUAGE plpgsql
			SET search_path = support, public SET client_min_messages = error AS $$
		DECLARE
			statement text;
			state text := '00000';
		BEGIN
			BEGIN
				FOREACH statement IN ARRAY statements LOOP EXECUTE statement; END LOOP;
				RAISE SQLSTATE 'ZZ000';
			EXCEPTION WHEN SQLSTATE 'ZZ000' THEN NULL;
				WHEN OTHERS THEN state := SQLSTATE || CASE WHEN SQLSTATE LIKE 'XX%' THEN ' ' || SQLERRM ELSE '' END;
			END;
			RETURN number || ' ' || state;
		END $$});
	my $number = 0;

	while ($number < @statements)
	{
		my $last = $number + 499 < $#statements ? $number + 499 : $#statements;
		my $script = join '', map {
			my $list = join ', ', map { s/'/''/gr =~ s/^/E'/r =~ s/\\/\\\\/gr . "'" }
			  ref $statements[$_] ? $statements[$_]->@* : $statements[$_];
			"SELECT public.attempt($_, ARRAY[$list]);\n"
		} $number .. $last;
		my ($rc, $out) = $node->psql('postgres', $script);

		for my $line (split /\n/, $out)
		{
			my ($done, $state, $rest) = $line =~ /^(\d+) (\w{5})(.*)/ or next;
			$seen{$what}{$state}++;
			diag "$state$rest: " . join '; ', ref $statements[$done] ? $statements[$done]->@* : $statements[$done]
			  if $state =~ /^XX/;
			$number = $done + 1;
		}
		next unless $rc;
		push @killers, join '; ', ref $statements[$number] ? $statements[$number]->@* : $statements[$number];
		$number++;
		$node->poll_query_until('postgres', 'SELECT true') or die 'the server does not come back';
	}
	is(join("\n", @killers), '', "the server survives $what");
	is(join(' ', grep { /^XX/ } keys $seen{$what}->%*), '', "nothing of $what is an internal error");
	note sprintf '%s: %d, %s', $what, scalar(@statements),
	  join ', ', map { "$_ $seen{$what}{$_}" } sort keys $seen{$what}->%*;
	return;
}

# values of a type, NULL among them
my %values = (
	name => [ "''", "'support'", "'nowhere'", 'NULL', "repeat('x', 70)" ],
	text => [ "''", "'en'", "'complaint'", 'NULL', "repeat('长', 100000)", "E'\\x01\\t%s%n\\\\'", "'standard'", "'li.na'", "'(('", "'true'" ],
	bigint => [ 0, 1, 501, -1, 'NULL', '9223372036854775807', "'-9223372036854775808'" ],
	integer => [ 0, 1, -1, 'NULL', 2147483647, "'-2147483648'" ],
	boolean => [ 'true', 'false', 'NULL' ],
	'timestamp with time zone' => [ 'now()', "'infinity'", "'-infinity'", "'294276-12-31'", "'4713-01-01 BC'", 'NULL', "'2026-03-08 02:30 America/New_York'" ],
	date => [ 'current_date', "'infinity'", "'-infinity'", "'5874897-12-31'", "'4713-01-01 BC'", 'NULL' ],
	interval => [ "'1 hour'", "'-1 hour'", "'178000000 years'", "'-178000000 years'", "'1 month'", "'0'", 'NULL', "'3 days 2 hours'" ],
	numeric => [ 0, "'NaN'", "'Infinity'", '1e1000', -1, 'NULL' ],
	'double precision' => [ 0, 0.5, 1, "'NaN'", "'Infinity'", -1, 'NULL', "'1e308'" ],
	'text[]' => [ "'{}'", "'{a,NULL,b}'", "'{{a,b},{c,d}}'", 'NULL', "'[5:6]={a,b}'" ],
	'bigint[]' => [ "'{}'", "'{1,NULL,2}'", "'{{1,2},{3,4}}'", 'NULL', "'[-5:-4]={1,2}'", "'{9223372036854775807,9223372036854775807}'" ],
	'complaint_flow.target' => [ "'T+2'", "'0 minutes'", "'T+36525'", "'same day'", 'NULL', "'8 weeks'", "'nonsense'" ],
	'complaint_flow.histogram' => [ "(SELECT complaint_flow.histogram_of(n * n, n) FROM generate_series(1, 9) n)", 'NULL', "'garbage'", "''" ],
	'complaint_flow.histogram[]' => [ "'{}'", 'NULL', "ARRAY[NULL]" ],
	jsonb => [ "'{}'", "'[]'", "'1'", 'NULL', "'{\"a\": [1, null, {\"b\": \"x\"}]}'" ],
	cstring => [ "''", "'T+2'", "'garbage'", 'NULL', "repeat('x', 100000)" ],
	bytea => [ "''", "'\\x00ff'", 'NULL' ],
	internal => ['NULL'],
	record => [ 'ROW(1)', 'NULL', "ROW('a', 2, NULL)" ]);

my @functions = map { [ split /\|/, $_, -1 ] } split /\n/, $node->safe_psql('postgres', q{
	SELECT p.oid::regproc || '|' || (SELECT coalesce(string_agg(format_type(t.type, NULL), ';' ORDER BY t.n), '') FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, n))
	FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'complaint_flow'
	WHERE p.prorettype <> 'trigger'::regtype AND (p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') OR p.prokind = 'a')
	ORDER BY 1});

cmp_ok(scalar(@functions), '>', 50, 'there are functions to call');
survives('calls of functions', map {
	my ($name, $types) = any(@functions)->@*;
	my @arguments = map {
		my $type = $_;
		my $value = any(($values{$type} || ['NULL'])->@*);
		$type eq 'record' ? $value : "($value)::$type"
	} split /;/, $types;

	sprintf 'SELECT sum(length(x::text)) FROM (SELECT %s(%s) AS x) AS called', $name, join ', ', @arguments;
} 1 .. $rounds);

# triggers where they do not belong
my @triggers = split /\n/, $node->safe_psql('postgres', q{
	SELECT p.oid::regproc FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'complaint_flow'
	WHERE p.prorettype = 'trigger'::regtype ORDER BY 1});
my @tables = (split(/\n/, $node->safe_psql('postgres', q{
	SELECT 'support.' || relname FROM pg_class WHERE relnamespace = 'support'::regnamespace AND relkind = 'r' ORDER BY 1})), 'public.works');
my %column = map { split / /, $_, 2 } split /\n/, $node->safe_psql('postgres', q{
	SELECT 'support.' || c.relname || ' ' || quote_ident(a.attname) FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 2 WHERE relnamespace = 'support'::regnamespace AND relkind = 'r'});
my %insert = (
	'support.complaint' => q{INSERT INTO complaint (channel, title) VALUES ('hotline', 'x')},
	'support.contact' => q{INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached')},
	'support.remedy' => q{INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'points', 3)},
	'support.evidence' => q{INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'other', 'x')},
	'public.works' => q{INSERT INTO public.works (sql) VALUES ('x')});
my @timings = ('BEFORE %s ON %s FOR EACH ROW', 'AFTER %s ON %s FOR EACH ROW', 'BEFORE %s ON %s FOR EACH STATEMENT', 'AFTER %s ON %s FOR EACH STATEMENT');

# A trigger in place of the engine's own, or beside it, and what fires it.
sub stray_trigger
{
	my $table = any(@tables, (sort keys %insert) x 10);
	my $name = any('aaa', 'zzz_decide', 'zzz_record', 'zzzz');
	my $event = any('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE');
	my $column = $column{$table} || 'sql';
	my @arguments = map { any('complaint', 'contact', 'remedy', 'state', 'conduct_finding', 'x', 'id', 'recorded_by', 'condition', '', $table =~ s/.*\.//r) }
	  1 .. any(0, 1, 1, 1, 2, 3);

	return [
		any('SELECT', "ALTER TABLE $table DISABLE TRIGGER USER", "DROP TRIGGER IF EXISTS $name ON $table", "DROP TRIGGER IF EXISTS $name ON $table"),
		sprintf("CREATE TRIGGER $name " . any(@timings) . ' EXECUTE FUNCTION %s(%s)', $event, $table, any(@triggers), join ', ', map { "'$_'" } @arguments),
		$event eq 'INSERT' ? $insert{$table} || "INSERT INTO $table OVERRIDING SYSTEM VALUE SELECT * FROM $table LIMIT 1"
		: $event eq 'UPDATE' ? "UPDATE $table SET $column = $column"
		: $event eq 'DELETE' ? "DELETE FROM $table"
		: "TRUNCATE $table CASCADE",
		any('SELECT', 'SET CONSTRAINTS ALL IMMEDIATE', $insert{'support.complaint'}, $insert{'support.evidence'})
	];
}

survives('stray triggers', map { stray_trigger() } 1 .. $rounds);

# bytes of values, some changed, cut, or added
my %bytes;
for my $type ('target', 'histogram')
{
	my $made = $type eq 'target' ? q{unnest('{T+2,0 minutes,30 days,same day,2 business days,8 business hours,T+2 close}'::complaint_flow.target[])}
	  : q{(SELECT complaint_flow.histogram_of((random() * n * n)::bigint, m) FROM generate_series(1, n) m) FROM generate_series(1, 61, 12) n};

	$bytes{$type} = [ map { pack 'H*', $_ } grep { $_ ne '' } split /\n/, $node->safe_psql('postgres',
		"SELECT encode(complaint_flow.${type}_send(v), 'hex') FROM (SELECT $made) AS x (v)") ];
	cmp_ok(scalar($bytes{$type}->@*), '>', 3, "there are values of type $type");
}
$node->safe_psql('postgres', 'CREATE TABLE public.received (target complaint_flow.target, histogram complaint_flow.histogram)');

sub mutated
{
	my ($value) = @_;

	for (1 .. any(1, 1, 2, 5))
	{
		my $at = int rand length($value) || 1;
		my $byte = chr any(0, 1, 127, 128, 255, int rand 256);

		any(sub { substr($value, $at, 1) = $byte if $at < length $value },
			sub { substr($value, $at) = '' },
			sub { $value .= $byte x any(1, 4, 16) },
			sub { substr($value, $at, 0) = $byte },
			sub { substr($value, $at, 4) = pack 'N', any(0, 1, 2**31 - 1, 2**31, 2**32 - 1) if $at + 4 <= length $value })->();
	}
	return $value;
}

sub received
{
	my ($number) = @_;
	my $type = any('target', 'histogram');
	my $value = mutated(any($bytes{$type}->@*));
	my $file = $node->data_dir . "/received.$number";

	open my $handle, '>:raw', $file or die $!;
	print $handle "PGCOPY\n\xff\r\n\0", pack('N N n N', 0, 0, 1, length $value), $value, pack('n', 65535);
	close $handle;
	return [
		"COPY public.received ($type) FROM '$file' (FORMAT binary)",
		$type eq 'target' ? q{SELECT target::text, complaint_flow.target_hash(target), complaint_flow.target_cmp(target, 'T+2'), complaint_flow.target_send(target),
			complaint_flow.deadline('support', 'standard', now(), target) FROM public.received}
		: q{SELECT histogram::text, complaint_flow.histogram_send(histogram), complaint_flow.histogram_count(histogram),
			complaint_flow.histogram_percentile(histogram, 0.9), complaint_flow.histogram_plus(histogram, histogram) FROM public.received}
	];
}

survives('bytes of values', map { received($_) } 1 .. $rounds);

done_testing();
