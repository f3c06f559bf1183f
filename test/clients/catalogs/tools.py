"""What tools learn of a schema from the catalogs.  Each returns its
relations {name: comment}, columns {(relation, column): (type, comment)},
primary keys {(relation, column)} and foreign keys {(relation, column,
relation, column)}; None where the tool does not ask."""
import os
import subprocess
from collections import namedtuple

import psycopg2
import pyodbc
from sqlalchemy import create_engine, inspect

Told = namedtuple("Told", "relations columns primary foreign")


def ask(query, *values):
    with psycopg2.connect("") as conn, conn.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def metabase(schema):
    """As Metabase's sync: pg_class with descriptions and what may be read,
    information_schema for columns and primary keys, pg_constraint for the rest."""
    return Told(dict(ask("""
        SELECT c.relname, d.description
          FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
          LEFT JOIN pg_catalog.pg_description AS d ON d.objoid = c.oid AND d.objsubid = 0 AND d.classoid = 'pg_class'::regclass
         WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'f', 'm') AND has_table_privilege(c.oid, 'SELECT')""", schema)),
        {(table, column): (kind, comment) for table, column, kind, comment in ask("""
        SELECT c.table_name, c.column_name,
               CASE WHEN c.udt_schema IN ('public', 'pg_catalog') THEN c.udt_name ELSE format('"%%s"."%%s"', c.udt_schema, c.udt_name) END,
               col_description(format('%%I.%%I', c.table_schema, c.table_name)::regclass, c.ordinal_position::int)
          FROM information_schema.columns AS c WHERE c.table_schema = %s""", schema)},
        set(ask("""
        SELECT k.table_name, k.column_name
          FROM information_schema.table_constraints AS t
          JOIN information_schema.key_column_usage AS k USING (constraint_schema, constraint_name, table_schema, table_name)
         WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = %s""", schema)),
        set(ask("""
        SELECT f.relname, fa.attname, p.relname, pa.attname
          FROM pg_constraint AS o
          JOIN pg_class AS f ON f.oid = o.conrelid
          JOIN pg_class AS p ON p.oid = o.confrelid
          JOIN pg_attribute AS fa ON fa.attrelid = f.oid AND fa.attnum = ANY (o.conkey)
          JOIN pg_attribute AS pa ON pa.attrelid = p.oid AND pa.attnum = ANY (o.confkey)
         WHERE o.contype = 'f' AND o.connamespace = %s::regnamespace""", schema)))


def power_bi(schema):
    """As Power Query's connector, which reads nothing but INFORMATION_SCHEMA:
    no comments, keys by way of referential_constraints."""
    return Told(dict(ask("SELECT table_name, NULL FROM information_schema.tables WHERE table_schema = %s", schema)),
        {(table, column): (kind, None) for table, column, kind in ask("""
        SELECT table_name, column_name, udt_name FROM information_schema.columns WHERE table_schema = %s""", schema)},
        set(ask("""
        SELECT i.table_name, ii.column_name
          FROM information_schema.table_constraints AS i
          JOIN information_schema.key_column_usage AS ii ON i.constraint_schema = ii.constraint_schema
           AND i.constraint_name = ii.constraint_name AND i.table_schema = ii.table_schema AND i.table_name = ii.table_name
         WHERE i.constraint_type = 'PRIMARY KEY' AND i.table_schema = %s""", schema)),
        set(ask("""
        SELECT f.table_name, f.column_name, p.table_name, p.column_name
          FROM information_schema.referential_constraints AS r
          JOIN information_schema.key_column_usage AS f USING (constraint_schema, constraint_name)
          JOIN information_schema.key_column_usage AS p ON p.constraint_schema = r.unique_constraint_schema
           AND p.constraint_name = r.unique_constraint_name AND p.ordinal_position = f.position_in_unique_constraint
         WHERE f.table_schema = %s""", schema)))


def superset(schema):
    """Superset asks by SQLAlchemy's inspector."""
    told = inspect(create_engine(os.environ["DATABASE_URL"]))
    names = told.get_table_names(schema) + told.get_view_names(schema)
    columns = {(name, one["name"]): (str(one["type"]), one["comment"]) for name in names for one in told.get_columns(name, schema)}
    return Told({name: told.get_table_comment(name, schema)["text"] for name in names}, columns,
                {(name, column) for name in names for column in told.get_pk_constraint(name, schema)["constrained_columns"]},
                {(name, *key["constrained_columns"], key["referred_table"], *key["referred_columns"])
                 for name in names for key in told.get_foreign_keys(name, schema)})


def tableau(schema):
    """Tableau, Excel and Access ask by the catalog functions of ODBC."""
    where = "Driver=PostgreSQL Unicode;Servername={PGHOST};Port={PGPORT};Database={PGDATABASE};Username={PGUSER};Password={PGPASSWORD}"
    told = pyodbc.connect(where.format(**os.environ)).cursor()
    names = [row.table_name for row in told.tables(schema=schema).fetchall()]
    columns = {(row.table_name, row.column_name): (row.type_name, row.remarks or None) for row in told.columns(schema=schema).fetchall()}
    return Told(dict.fromkeys(names), columns,
                {(row.table_name, row.column_name) for name in names for row in told.primaryKeys(table=name, schema=schema).fetchall()},
                {(row.fktable_name, row.fkcolumn_name, row.pktable_name, row.pkcolumn_name)
                 for name in names for row in told.foreignKeys(foreignTable=name, foreignSchema=schema).fetchall()})


def jdbc(schema):
    """DBeaver, Looker Studio and all on the JVM ask by DatabaseMetaData."""
    text = subprocess.run(["java", "-XX:TieredStopAtLevel=1", "Metadata", schema], check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = [line.split("\t") for line in text.splitlines()]

    def kind(word):
        return [line[1:] for line in lines if line[0] == word]
    return Told({name: None if comment == "null" else comment for name, comment in kind("relation")},
                {(table, column): (type_name, None if comment == "null" else comment) for table, column, type_name, comment in kind("column")},
                {(table, column) for table, column in kind("primary")},
                {(table, column, other, key) for table, column, _, other, key in kind("foreign")})
