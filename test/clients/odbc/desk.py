"""A service team's application on ODBC, here with pyodbc; VBA, C# and Delphi
send the same statements."""
from contextlib import contextmanager
import os
import re

import pyodbc

# what stands in a DSN; UseDeclareFetch keeps large results on the server
WHERE = ("Driver=PostgreSQL Unicode;Servername={PGHOST};Port={PGPORT};Database={PGDATABASE};Username={PGUSER};"
         "Password={PGPASSWORD};UseDeclareFetch=1;BoolsAsChar=0").format(**os.environ)


@contextmanager
def acting_as(person):
    """A transaction in which PERSON acts.  The setting ends with it."""
    conn = pyodbc.connect(WHERE, autocommit=False)
    try:
        conn.execute("SELECT set_config('complaint_flow.actor', ?, true)", person)
        yield conn
        conn.commit()
    finally:
        conn.close()        # rolls back what was not committed


def file_complaint(conn, channel, customer, title, description):
    return conn.execute("INSERT INTO support.complaint (channel, customer_id, title, description) VALUES (?, ?, ?, ?)"
                        " RETURNING id, sheet_no, category, owner, due_at", channel, customer, title, description).fetchone()


def change_state(conn, complaint, state, reason=None):
    return conn.execute("UPDATE support.complaint SET state = ?, reason = ? WHERE id = ? RETURNING state",
                        state, reason, complaint).fetchval()


def open_work_order(conn, complaint, department, task):
    return conn.execute("INSERT INTO support.work_order (complaint_id, department, task) VALUES (?, ?, ?) RETURNING id, status, recorded_by",
                        complaint, department, task).fetchone()


def refusal(error):
    """SQLSTATE, message and DETAIL.  psqlodbc hands out neither HINT nor column."""
    code, text = error.args
    text = re.sub(r"^\[\w+\] (ERROR: +)?|;\nError while executing.*", "", text, flags=re.DOTALL)
    message, _, detail = text.partition("\nDETAIL: ")
    return code, message, detail


def load(conn, rows):
    conn.cursor().executemany("INSERT INTO support.complaint (channel, customer_id, title, description) VALUES (?, ?, ?, ?)", rows)


def queue_after(conn, last=None, size=50):
    """A page of the queue; LAST is the last row of the page before."""
    order = "priority, coalesce(due_at, 'infinity'), complaint_id"
    where, values = "", []
    if last:
        where = f"WHERE ({order}) > (?, ?::timestamptz, ?)"
        values = [last.priority, last.due, last.complaint_id]
    return conn.execute(f"SELECT complaint_id, priority, coalesce(due_at, 'infinity')::text AS due, title"
                        f"  FROM support.work_queue {where} ORDER BY {order} LIMIT {int(size)}", values).fetchall()
