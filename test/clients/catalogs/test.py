"""An analyst's tool that looks at support_figures finds what an analyst
wants: the star, key figures, open cases; each with a comment, each column of a
type that the tool knows.  Views have no keys: tools that look for relations join
columns of one name, so names must tell the star and nothing else."""
import re

import psycopg2

import tools
from tap import done, none, ok, same, sql

SCHEMA = "support_figures"
WANTED = {"dim_day", "dim_department", "dim_category", "dim_level", "dim_urgency", "dim_channel", "dim_state", "dim_staff",
          "fact_complaint", "fact_clock", "fact_stay", "kpi_month", "kpi_week", "kpi_day", "open_case"}
# as PostgreSQL, SQLAlchemy and ODBC call them
KNOWN = {"bool", "boolean", "bpchar", "date", "float8", "double precision", "int2", "smallint", "int4", "integer", "int8", "bigint",
         "numeric", "text", "varchar", "timestamptz", "timestamp", "timestamp with time zone"}
KEYS = {"dim_day": "day", "dim_department": "department", "dim_category": "category", "dim_level": "level", "dim_urgency": "urgency",
        "dim_channel": "channel", "dim_state": "state", "dim_staff": "owner"}
# what is said of rows, and is no relation
WORDS = {"label", "label_zh", "active", "rank", "year", "month", "week", "kind", "department_label", "department_label_zh"}


def by_name(told):
    """(fact, column, dimension): columns of one name, as tools join them."""
    facts = [one for one in told.columns if one[0].startswith("fact_")]
    return {(fact, column, dim) for fact, column in facts for dim, name in told.columns if dim.startswith("dim_") and name == column}


def plain(type_name):
    """Without digits, and what SQLAlchemy writes in capitals."""
    return re.sub(r"\(.*\)", "", type_name).lower().strip()


for tool, with_comments in ((tools.metabase, True), (tools.superset, True), (tools.jdbc, True), (tools.tableau, False), (tools.power_bi, False)):
    name = tool.__name__
    told = tool(SCHEMA)
    none(sorted(WANTED - set(told.relations)), name + ": what an analyst wants is there")
    none([one for one in told.relations if not re.match("(dim|fact|kpi)_|open_case$|rule_use$|mining_event$", one)], name + ": nothing else is")
    none([one for one in told.relations if one not in {table for table, _ in told.columns}], name + ": each relation has columns")
    none(["%s.%s: %s" % (*one, kind) for one, (kind, _) in told.columns.items() if plain(kind) not in KNOWN], name + ": each type is known")
    if with_comments:
        none([one for one, comment in told.relations.items() if not comment], name + ": each relation has a comment")
        none([one for one, (_, comment) in told.columns.items() if not comment], name + ": each column has a comment")
    none(sorted(dim for dim, key in KEYS.items() if not [one for one in by_name(told) if one[1:] == (key, dim)]),
         name + ": each dimension is joined by a fact")
    none(sorted(one for one in by_name(told) if KEYS[one[2]] != one[1] and one[1] not in WORDS), name + ": ... by its key alone")
    none(sorted((one, column) for one in KEYS for other, column in told.columns
                if other == one and column != KEYS[one] and (column in KEYS.values())), name + ": dimensions do not join one another")

told = tools.metabase(SCHEMA)
customers = sql("SELECT name FROM support.customer UNION SELECT phone FROM support.customer UNION SELECT email FROM support.customer")
names = "|".join(re.escape(row[0]) for row in customers)
refused, empty, told_names = [], [], []
for relation in told.relations:
    try:
        (rows, named), = tools.ask('SELECT count(*), count(*) FILTER (WHERE one::text ~ %%s) FROM %s."%s" AS one' % (SCHEMA, relation), names)
        empty += [relation] if rows == 0 and relation in WANTED else []
        told_names += [relation] if named else []
    except psycopg2.Error as error:
        refused.append("%s: %s" % (relation, error))
none(refused, "the analyst reads each relation")
none(empty, "what an analyst wants has rows")
none(told_names, "no name, telephone or address of a customer")
same(tools.ask("SELECT sum(received)::int FROM %s.kpi_month WHERE month = '2026-03-01'" % SCHEMA), [(60,)], "kpi_month: the cases of March")
same(tools.ask("SELECT count(*)::int FROM %s.fact_complaint WHERE day BETWEEN '2026-03-01' AND '2026-03-31'" % SCHEMA), [(60,)],
     "fact_complaint: the cases of March")
lost, doubled = [], []
for dim, key in KEYS.items():
    doubled += [dim for count, in tools.ask('SELECT count(*) - count(DISTINCT "{2}") FROM {0}."{1}"'.format(SCHEMA, dim, key)) if count]
for table, column, other in sorted(by_name(told)):
    if column == KEYS[other]:
        lost += ["%s.%s" % (table, column) for count, in tools.ask(
            'SELECT count(*) FROM {0}."{1}" AS a LEFT JOIN {0}."{3}" AS b USING ("{2}") WHERE a."{2}" IS NOT NULL AND b IS NULL'.format(
                SCHEMA, table, column, other)) if count]
none(doubled, "a key stands once in its dimension")
none(lost, "a join by a key loses no row")
try:
    tools.ask("DELETE FROM %s.dim_level" % SCHEMA)
    ok(False, "the analyst writes nothing")
except psycopg2.Error as error:
    same(error.pgcode, "42501", "the analyst writes nothing")
done()
