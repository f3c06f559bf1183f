"""The examples of desk.py do what they say, and habits of SQLAlchemy's users."""
import datetime

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.attributes import flag_modified

import desk
from habits import works
from tap import done, none, ok, same, value


def refusal(person, action):
    try:
        with desk.acting_as(person) as session:
            action(session)
    except DBAPIError as error:
        return error
    return None


with desk.acting_as("li.na") as session:
    case = desk.file_complaint(session, channel="hotline", customer_id=1, title="包裹少了一件", description="两只杯子只收到一只")
    same((case.category, case.owner), ("1.2", "li.na"), "a complaint is classified and owned")
    desk.change_state(session, case, "verifying")
    same(case.state, "verifying", "the state changes")
    order = desk.WorkOrder(complaint_id=case.id, department="technical", task="核对发货记录")
    session.add(order)
    session.flush()
    session.refresh(order)
    same((order.status, order.recorded_by), ("open", "li.na"), "a work order is open, by the person who acts")
    number = case.id
same(value("SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE complaint_id = %d AND seq > 1" % number),
     "li.na", "the history names the person")
with desk.engine.connect() as connection:
    ok(not connection.exec_driver_sql("SELECT current_setting('complaint_flow.actor', true)").scalar(),
       "the next user of the connection is nobody")

error = refusal("li.na", lambda session: desk.file_complaint(session, channel="电话", title="发票没开"))
same((error.orig.pgcode, list(desk.field_errors(error))), ("KF008", ["channel"]), "an unknown channel: SQLSTATE and field")
ok("hotline" in desk.field_errors(error)["channel"], "... HINT")


def close(session):
    desk.change_state(session, session.get(desk.Complaint, number), "closed")


error = refusal("li.na", close)
same((error.orig.pgcode, list(desk.field_errors(error))), ("KF001", ["state"]), "a state that is not next")

first = datetime.datetime(2026, 4, 1, 2, tzinfo=datetime.timezone.utc)
before = value("SELECT max(id) FROM support.complaint")
with desk.acting_as("li.na") as session:
    desk.load(session, [dict(received_at=first + datetime.timedelta(minutes=n), channel="app", customer_id=1 + n % 20,
                             title="包裹漏发", description="Nr. %d" % n) for n in range(200)])
same(value("SELECT count(category) || ' ' || count(DISTINCT sheet_no) FROM support.complaint WHERE id > " + before),
     "200 200", "insert of many: all are classified and numbered")
with desk.acting_as("sun.li") as session:
    same(sum(row.received for row in desk.received_by_category(session, datetime.date(2026, 3, 1))), 60,
         "kpi_month: the cases of March")
    seen, last = [], None
    while page := desk.queue_after(session, last, 37):
        seen += [row.complaint_id for row in page]
        last = page[-1]
    same([str(one) for one in seen], value("SELECT string_agg(complaint_id::text, ',') FROM support.work_queue").split(","),
         "the pages of the queue are the queue")

# what a framework sends besides
def whole_row(merchant, **stamps):
    """All columns come back as they were read, but for stamps."""
    with desk.acting_as("li.na") as session:
        row = session.get(desk.Complaint, number)
        for column in inspect(desk.Complaint).columns:
            if not column.primary_key:
                setattr(row, column.key, stamps.get(column.key, getattr(row, column.key)))
                flag_modified(row, column.key)
        row.merchant = merchant
    return value("SELECT merchant FROM support.complaint WHERE id = %d" % number) == merchant


now = datetime.datetime.now(datetime.timezone.utc)
received = datetime.datetime.fromisoformat(value("SELECT date_trunc('milliseconds', received_at) AT TIME ZONE 'UTC' FROM support.complaint WHERE id = %d" % number))
works("a whole row is saved", lambda: whole_row("橙心家居"))
works("... with a stamp of the framework", lambda: whole_row("Harbour Store", updated_at=now))
works("... with a time cut to milliseconds", lambda: whole_row("Orange Home", received_at=received.replace(tzinfo=datetime.timezone.utc)))


def nulls():
    with desk.acting_as("li.na") as session:
        session.execute(desk.insert(desk.Complaint).values(channel="app", title="发票没开", received_at=None, state=None))
        session.execute(desk.insert(desk.WorkOrder).values(
            complaint_id=number, department="technical", task="再核对", status=None, recorded_at=None))
    return True


works("NULL where a default is", nulls)
none([column.table.name + "." + column.name for table in desk.Base.metadata.tables.values() for column in table.columns
      if str(column.type) == "NULL"], "every column has a type")
same(str(desk.Complaint.amount.type), "NUMERIC(19, 4)", "amounts have digits")
done()
