"""A service team's application on psycopg 3."""
from contextlib import contextmanager

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

pool = ConnectionPool(kwargs={"row_factory": dict_row})     # PGHOST, PGUSER ... say where


@contextmanager
def acting_as(person):
    """A transaction in which PERSON acts.  The setting ends with it."""
    with pool.connection() as conn, conn.transaction():
        conn.execute("SELECT set_config('complaint_flow.actor', %s, true)", [person])
        yield conn


def file_complaint(conn, **facts):
    return conn.execute(
        """INSERT INTO support.complaint (channel, customer_id, title, description)
           VALUES (%(channel)s, %(customer_id)s, %(title)s, %(description)s)
           RETURNING id, sheet_no, category, urgency, owner, due_at, missing""", facts).fetchone()


def change_state(conn, complaint, state, reason=None):
    return conn.execute("UPDATE support.complaint SET state = %s, reason = %s WHERE id = %s RETURNING state",
                        [state, reason, complaint]).fetchone()["state"]


def open_work_order(conn, complaint, department, task):
    return conn.execute("INSERT INTO support.work_order (complaint_id, department, task) VALUES (%s, %s, %s) RETURNING *",
                        [complaint, department, task]).fetchone()


def field_errors(error):
    """What a form shows, and at which field."""
    said = error.diag
    return {said.column_name or "": ": ".join(filter(None, [said.message_primary, said.message_hint]))}


def load(conn, rows):
    columns = "received_at, channel, customer_id, title, description"
    with conn.cursor().copy(f"COPY support.complaint ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def received_by_category(conn, month):
    return conn.execute("SELECT category, sum(received)::bigint AS received, sum(promises_late)::bigint AS late"
                        "  FROM support.kpi_month WHERE month = %s GROUP BY category ORDER BY category", [month]).fetchall()


def queue_after(conn, last=None, size=50):
    """A page of the queue; LAST is the last row of the page before."""
    order = "priority, coalesce(due_at, 'infinity'), complaint_id"
    where = f"WHERE ({order}) > (%(priority)s, coalesce(%(due_at)s, 'infinity'), %(complaint_id)s)" if last else ""
    return conn.execute(f"SELECT * FROM support.work_queue {where} ORDER BY {order} LIMIT %(size)s",
                        {**(last or {}), "size": size}).fetchall()
