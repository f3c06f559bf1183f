"""The examples of desk.py do what they say, and habits of ODBC's users."""
import datetime
import decimal

import pyodbc

import desk
from habits import works
from tap import done, none, ok, same, value


def refusal(person, action):
    try:
        with desk.acting_as(person) as conn:
            action(conn)
    except pyodbc.Error as error:
        return error
    return None


with desk.acting_as("li.na") as conn:
    case = desk.file_complaint(conn, "hotline", 1, "包裹少了一件", "两只杯子只收到一只")
    same((case.category, case.owner), ("1.2", "li.na"), "a complaint is classified and owned")
    ok(isinstance(case.due_at, datetime.datetime), "due_at is a time", case)
    same(desk.change_state(conn, case.id, "verifying"), "verifying", "the state changes")
    order = desk.open_work_order(conn, case.id, "technical", "核对发货记录")
    backend = conn.execute("SELECT pg_backend_pid()").fetchval()
same((order.status, order.recorded_by), ("open", "li.na"), "a work order is open, by the person who acts")
same(value("SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE complaint_id = %d AND seq > 1" % case.id),
     "li.na", "the history names the person")
conn = pyodbc.connect(desk.WHERE)
same(tuple(conn.execute("SELECT pg_backend_pid(), current_setting('complaint_flow.actor', true)").fetchone()), (backend, ""),
     "the next user of the pooled connection is nobody")
conn.close()
error = refusal("li.na", lambda conn: desk.file_complaint(conn, "电话", None, "发票没开", None))
same(desk.refusal(error), ("KF008", 'unknown channel "电话"', 'Table "support.channel" has no such code.'),
     "an unknown channel: SQLSTATE, message, DETAIL")
error = refusal("li.na", lambda conn: desk.change_state(conn, case.id, "closed"))
same(desk.refusal(error)[0], "KF001", "a state that is not next")
ok(desk.refusal(error)[1].endswith(' to "closed"'), "... message", error)
with desk.acting_as("li.na") as conn:
    desk.load(conn, [("app", 1 + n % 20, "包裹漏发", "Many %d" % n) for n in range(100)])
same(value("SELECT count(category) || ' ' || count(DISTINCT sheet_no) FROM support.complaint WHERE description LIKE 'Many %'"), "100 100",
     "executemany: all are classified and numbered")
with desk.acting_as("sun.li") as conn:
    seen, last = [], None
    while page := desk.queue_after(conn, last, 37):
        seen += [str(row.complaint_id) for row in page]
        last = page[-1]
    same(seen, value("SELECT string_agg(complaint_id::text, ',') FROM support.work_queue").split(","), "the pages of the queue are the queue")
    rows = conn.execute("SELECT month, category, received, resolution_rate FROM support.kpi_month WHERE received > 0").fetchall()
    none([row for row in rows if not isinstance(row.month, datetime.date) or type(row.received) is not int
          or not isinstance(row.resolution_rate, (decimal.Decimal, type(None)))], "kpi_month: dates, ints, decimals")
    same(sum(row.received for row in rows if row.month == datetime.date(2026, 3, 1)), 60, "... the cases of March")
    columns = {row.column_name: row.type_name for row in conn.cursor().columns(schema="support", table="complaint")}
    keys = [row.column_name for row in conn.cursor().primaryKeys(schema="support", table="complaint")]
    none([name for name, type_name in columns.items() if type_name in ("unknown", "")], "SQLColumns: every column has a type")
    same(keys, ["id"], "SQLPrimaryKeys")


def linked_table():
    """Access and Excel write back a row by all that they have read of it."""
    with desk.acting_as("li.na") as conn:
        row = conn.execute("SELECT id, received_at, channel, title, merchant, state FROM support.complaint WHERE id = ?", case.id).fetchone()
        cut = row.received_at.replace(microsecond=row.received_at.microsecond // 1000 * 1000)
        return conn.execute("UPDATE support.complaint SET received_at = ?, channel = ?, title = ?, merchant = ?, state = ? WHERE id = ?",
                            cut, row.channel, row.title, "Harbour Store", row.state, row.id).rowcount == 1


works("a linked table writes a row back, times cut to milliseconds", linked_table)
done()
