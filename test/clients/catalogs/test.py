"""An analyst's tool that looks at support_figures finds what an analyst
wants: the star, the figures for people, the queue; each with a comment, each
column of a type that the tool knows, and how facts join dimensions."""
import re

import psycopg2

import tools
from tap import done, none, ok, same, sql

SCHEMA = "support_figures"
WANTED = {"dim_day", "dim_department", "dim_category", "dim_level", "dim_urgency", "dim_channel", "dim_state", "dim_staff",
          "fact_complaint", "fact_clock", "fact_stay", "kpi_month", "kpi_week", "kpi_day", "work_queue"}
# as PostgreSQL, SQLAlchemy and ODBC call them
KNOWN = {"bool", "boolean", "bpchar", "date", "float8", "double precision", "int2", "smallint", "int4", "integer", "int8", "bigint",
         "numeric", "text", "varchar", "timestamptz", "timestamp", "timestamp with time zone"}
JOINS = {("fact_complaint", "day", "dim_day", "day"), ("fact_complaint", "category", "dim_category", "code"),
         ("fact_complaint", "department", "dim_department", "code"), ("fact_complaint", "channel", "dim_channel", "code"),
         ("fact_clock", "complaint_id", "fact_complaint", "complaint_id"), ("fact_stay", "complaint_id", "fact_complaint", "complaint_id")}


def plain(type_name):
    """Without digits, and what SQLAlchemy writes in capitals."""
    return re.sub(r"\(.*\)", "", type_name).lower().strip()


for tool, with_comments in ((tools.metabase, True), (tools.superset, True), (tools.jdbc, True), (tools.tableau, False), (tools.power_bi, False)):
    name = tool.__name__
    told = tool(SCHEMA)
    none(sorted(WANTED - set(told.relations)), name + ": what an analyst wants is there")
    none([one for one in told.relations if not re.match("(dim|fact|kpi)_|work_queue$", one)], name + ": nothing else is")
    none([one for one in told.relations if one not in {table for table, _ in told.columns}], name + ": each relation has columns")
    none(["%s.%s: %s" % (*one, kind) for one, (kind, _) in told.columns.items() if plain(kind) not in KNOWN], name + ": each type is known")
    if with_comments:
        none([one for one, comment in told.relations.items() if not comment], name + ": each relation has a comment")
        none([one for one, (_, comment) in told.columns.items() if not comment], name + ": each column has a comment")
    none(sorted({one for one in told.relations if one.startswith("dim_")} - {table for table, _ in told.primary}),
         name + ": each dimension has a key")
    none(sorted(JOINS - told.foreign), name + ": facts join dimensions")
    none([one for one in told.foreign if one[2] not in told.relations], name + ": ... and nothing else")

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
lost = []
for table, column, other, key in sorted(told.foreign):
    lost += ["%s.%s" % (table, column) for count, in tools.ask(
        'SELECT count(*) FROM {0}."{1}" AS a LEFT JOIN {0}."{3}" AS b ON b."{4}" = a."{2}" WHERE a."{2}" IS NOT NULL AND b."{4}" IS NULL'.format(
            SCHEMA, table, column, other, key)) if count]
none(lost, "a join by a key loses no row")
try:
    tools.ask("DELETE FROM %s.work_queue" % SCHEMA)
    ok(False, "the analyst writes nothing")
except psycopg2.Error as error:
    same(error.pgcode, "42501", "the analyst writes nothing")
done()
