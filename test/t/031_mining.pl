# The log of every story replays on the state machine, and goes into a SQLite
# file that keeps the rules of OCEL 2.0.  The pictures of the state machine are
# drawn where Graphviz is installed.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# Loads the SQL into a new file; prints one line for every broken rule of the
# relational form of OCEL 2.0: tables, columns, keys, what refers to what.
my $checker = <<'PYTHON';
import sqlite3, sys

file = sqlite3.connect(":memory:")
try:
    file.executescript(sys.stdin.read())
except sqlite3.Error as error:
    print("does not load:", error)
    sys.exit()

def all(query):
    return file.execute(query).fetchall()

def columns(table):
    return {c[1]: (c[2], c[5] > 0) for c in all(f'PRAGMA table_info("{table}")')}

def expect(what, holds):
    if not holds:
        print(what)

tables = {t for (t,) in all("SELECT name FROM sqlite_master WHERE type = 'table'")}
keys = {
    "event": {"ocel_id"}, "object": {"ocel_id"},
    "event_map_type": {"ocel_type"}, "object_map_type": {"ocel_type"},
    "event_object": {"ocel_event_id", "ocel_object_id", "ocel_qualifier"},
    "object_object": {"ocel_source_id", "ocel_target_id", "ocel_qualifier"}}
refer = {
    "event": {("event_map_type", "ocel_type", "ocel_type")},
    "object": {("object_map_type", "ocel_type", "ocel_type")},
    "event_object": {("event", "ocel_event_id", "ocel_id"), ("object", "ocel_object_id", "ocel_id")},
    "object_object": {("object", "ocel_source_id", "ocel_id"), ("object", "ocel_target_id", "ocel_id")}}
for kind in ("event", "object"):
    expect(f"columns of {kind}", set(columns(kind)) == {"ocel_id", "ocel_type"})
    for type, map in all(f"SELECT ocel_type, ocel_type_map FROM {kind}_map_type"):
        name = f"{kind}_{map}"
        refer[name] = {(kind, "ocel_id", "ocel_id")}
        keys[name] = {"ocel_id"} if kind == "event" else set()
        has = columns(name)
        expect(f"{name}: time", has.get("ocel_time", ("",))[0] == "TIMESTAMP")
        expect(f"{name}: changed field", kind == "event" or "ocel_changed_field" in has)
        for column, (declared, _) in has.items():
            if declared == "TIMESTAMP":
                expect(f"{name}.{column}: times", not all(
                    f'SELECT 1 FROM "{name}" WHERE "{column}" IS NOT NULL AND strftime(\'%s\', "{column}") IS NULL'))
        # each event or object has its row, objects one with the first values
        first = "" if kind == "event" else " AND d.ocel_changed_field IS NULL AND d.ocel_time LIKE '1970-01-01 00:00:00%'"
        expect(f"{name}: rows", not all(
            f"SELECT 1 FROM {kind} k WHERE k.ocel_type = '{type}' AND 1 <> "
            f'(SELECT count(*) FROM "{name}" d WHERE d.ocel_id = k.ocel_id{first})'))
        expect(f"{name}: types", not all(
            f'SELECT 1 FROM "{name}" d JOIN {kind} k USING (ocel_id) WHERE k.ocel_type <> \'{type}\''))
expect("tables: " + str(tables ^ set(keys)), tables == set(keys))
for table, key in keys.items():
    expect(f"{table}: key", {c for c, (_, pk) in columns(table).items() if pk} == key)
    expect(f"{table}: foreign keys",
           {(k[2], k[3], k[4]) for k in all(f'PRAGMA foreign_key_list("{table}")')} == refer.get(table, set()))
for broken in all("PRAGMA foreign_key_check"):
    print("refers to nothing:", broken)
for event, in all("SELECT ocel_id FROM event WHERE ocel_id NOT IN (SELECT ocel_event_id FROM event_object)"):
    print("event without object:", event)
print(all("SELECT count(*) FROM event")[0][0], "events")
PYTHON

sub installed
{
	my ($command) = @_;

	return system("$command >/dev/null 2>&1") == 0;
}

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
my $folder = PostgreSQL::Test::Utils::tempdir();
append_to_file("$folder/check.py", $checker);
my $with_python = installed("python3 -c 'import sqlite3'");
my $with_dot = installed('dot -V');

my @stories = map { m{^test/sql/(.*)\.sql$} } sort glob('test/sql/*/story_*.sql');
cmp_ok(scalar @stories, '>', 20, 'there are stories');
foreach my $test (@stories, 'standard_pack/life', 'history/event_log')
{
	my $sql = slurp_file("test/sql/$test.sql");
	my $story = $test =~ s{/}{.}r;

	# the desk stays, and nobody with all rights forges anything
	$sql =~ s/^.*\b(?:drop_desk|drop_logins_desk|DROP SCHEMA|DROP ROLE)\b.*$//mg;
	$sql =~ s/^SET session_replication_role.*?^RESET session_replication_role;$//msg;
	utf8::encode($sql) if utf8::is_utf8($sql);
	append_to_file("$folder/$story.sql", $sql . qq{
RESET ROLE;
\\pset format unaligned
\\pset tuples_only on
\\o $folder/$story.replay
SELECT format('SELECT * FROM complaint_flow.replay_log(%L)', desk) FROM complaint_flow.desks() \\gexec
\\o $folder/$story.words
SELECT format('SELECT e.complaint_id, e.seq FROM %1\$I.complaint_event e
    FULL JOIN %1\$I.mining_event m ON m.case_id = e.complaint_id AND m.seq = e.seq
    WHERE m.at IS NULL OR m.label = '''' OR m.label_zh = '''' OR e.seq IS NULL', desk) FROM complaint_flow.desks() \\gexec
\\o $folder/$story.events
SELECT format('SELECT count(*) || '' events'' FROM %I.complaint_event', desk) FROM complaint_flow.desks() LIMIT 1 \\gexec
\\o $folder/$story.ocel
SELECT format('SELECT complaint_flow.export_ocel(%L)', desk) FROM complaint_flow.desks() LIMIT 1 \\gexec
\\o $folder/$story.dot
SELECT format('SELECT complaint_flow.state_machine_graphviz(%L, ''zh'', true)', desk) FROM complaint_flow.desks() LIMIT 1 \\gexec
\\o
SELECT format('SELECT complaint_flow.drop_desk(%L, true)', desk) FROM complaint_flow.desks() \\gexec
});
	system(sprintf('psql -X -q -d "%s" -f "%s" >/dev/null 2>&1',
			$node->connstr('postgres'), "$folder/$story.sql"));
	is(slurp_file("$folder/$story.replay"), '', "$story: the log follows the rules");
	is(slurp_file("$folder/$story.words"), '', "$story: each event is in the log, with words");
  SKIP:
	{
		skip 'python3 with sqlite3 is not installed', 1 unless $with_python;
		is(scalar `python3 "$folder/check.py" <"$folder/$story.ocel" 2>&1`,
			slurp_file("$folder/$story.events"), "$story: as OCEL 2.0");
	}
  SKIP:
	{
		skip 'Graphviz is not installed', 1 unless $with_dot;
		ok(installed("dot -Tsvg '$folder/$story.dot'"), "$story: as a picture");
	}
}

done_testing();
