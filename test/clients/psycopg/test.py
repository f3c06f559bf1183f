"""The examples of desk.py do what they say, and habits of psycopg's users."""
import contextlib
import datetime

import psycopg

import desk
from habits import works
from tap import done, none, ok, same, value

UTC = datetime.timezone.utc


def refusal(statement, *values, person="li.na"):
    try:
        with desk.acting_as(person) as conn:
            conn.execute(statement, values)
    except psycopg.Error as error:
        return error
    return None


with desk.acting_as("li.na") as conn:
    case = desk.file_complaint(conn, channel="hotline", customer_id=1, title="包裹少了一件", description="两只杯子只收到一只")
same((case["category"], case["owner"]), ("1.2", "li.na"), "a complaint is classified and owned")
ok(isinstance(case["due_at"], datetime.datetime) and isinstance(case["missing"], list), "due_at is a time, missing a list")
with desk.acting_as("li.na") as conn:
    same(desk.change_state(conn, case["id"], "verifying"), "verifying", "the state changes")
    order = desk.open_work_order(conn, case["id"], "technical", "核对发货记录")
same((order["status"], order["recorded_by"]), ("open", "li.na"), "a work order is open, by the person who acts")
same(value("SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE complaint_id = %d AND seq > 1" % case["id"]),
     "li.na", "the history names the person")
with contextlib.ExitStack() as stack:
    all_of_pool = [stack.enter_context(desk.pool.connection()) for _ in range(desk.pool.max_size)]
    none([conn for conn in all_of_pool if conn.execute("SELECT current_setting('complaint_flow.actor', true) AS actor").fetchone()["actor"]],
         "the next user of a connection is nobody")

error = refusal("INSERT INTO support.complaint (channel, title) VALUES (%s, %s)", "电话", "发票没开")
same(error.sqlstate, "KF008", "an unknown channel: SQLSTATE")
same((error.diag.table_name, error.diag.column_name), ("complaint", "channel"), "... table and column")
same(list(desk.field_errors(error)), ["channel"], "... at the field")
ok("hotline" in desk.field_errors(error)["channel"] and error.diag.message_detail, "... HINT and DETAIL", error.diag.message_hint)
error = refusal("UPDATE support.complaint SET state = 'closed' WHERE id = %s", case["id"])
same((error.sqlstate, error.diag.column_name), ("KF001", "state"), "a state that is not next")
error = refusal("UPDATE support.complaint SET category = '3.1', reason = 'so' WHERE id = %s", case["id"])
same((error.sqlstate, error.diag.table_name, error.diag.column_name), ("KF003", "complaint", "category"),
     "an agent does not reclassify: table and column")

first = datetime.datetime(2026, 4, 1, 2, tzinfo=UTC)
before = value("SELECT max(id) FROM support.complaint")
with desk.acting_as("li.na") as conn:
    desk.load(conn, [(first + datetime.timedelta(minutes=n), "app", 1 + n % 20, "包裹漏发", "Nr. %d" % n) for n in range(500)])
same(value("SELECT count(category) || ' ' || count(DISTINCT sheet_no) FROM support.complaint WHERE id > " + before),
     "500 500", "COPY: all are classified and numbered")

with desk.acting_as("sun.li") as conn:
    rows = desk.received_by_category(conn, datetime.date(2026, 3, 1))
    same(sum(row["received"] for row in rows), 60, "kpi_month: the cases of March")
    none([row for row in rows if type(row["received"]) is not int], "... counts are int")
    seen, last = [], None
    while page := desk.queue_after(conn, last, 37):
        seen += [row["complaint_id"] for row in page]
        last = page[-1]
    same(seen, [row["complaint_id"] for row in conn.execute("SELECT complaint_id FROM support.work_queue").fetchall()],
         "the pages of the queue are the queue")
    conn.execute("SELECT * FROM support.complaint").fetchall()
for binary in False, True:
    unread = []
    with desk.pool.connection() as conn:
        for row in conn.execute("""SELECT quote_ident(relname) AS view FROM pg_class WHERE relnamespace = 'support'::regnamespace
                AND relkind = 'v' AND relname ~ '^(kpi|fact|dim)_' AND has_table_privilege(oid, 'SELECT')""").fetchall():
            try:
                with conn.transaction():
                    conn.cursor(binary=binary).execute("SELECT * FROM support." + row["view"]).fetchall()
            except psycopg.Error as error:
                unread.append(row["view"] + ": " + str(error))
    none(unread, "every view is read " + ("as binary" if binary else "as text"))



def contact_with_nulls():
    with desk.acting_as("li.na") as conn:
        return conn.execute("""INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, contacted_at, created_at)
            VALUES (%s, 'out', 'hotline', 'first_response', 'reached', NULL, NULL) RETURNING contacted_at""",
            [case["id"]]).fetchone()["contacted_at"]


works("a contact at no time is one of this moment", contact_with_nulls)
with desk.acting_as("li.na") as conn, conn.pipeline():
    cursors = [conn.execute("INSERT INTO support.complaint (channel, title) VALUES ('app', %s) RETURNING state", ["发票没开 %d" % n])
               for n in range(5)]
    same([cursor.fetchone()["state"] for cursor in cursors], ["registered"] * 5, "a pipeline of inserts")
desk.pool.close()
done()
