"""A service team's application on SQLAlchemy 1.4, in the style of 2.0."""
from contextlib import contextmanager
import os

from sqlalchemy import create_engine, func, insert, literal, select, tuple_
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

engine = create_engine(os.environ["DATABASE_URL"], future=True)
Base = automap_base()
Base.metadata.reflect(engine, schema="support", only=["complaint", "customer", "contact", "work_order", "remedy"])
Base.metadata.reflect(engine, schema="support", views=True, only=["work_queue", "kpi_month"])
Base.prepare()
Complaint, Contact, WorkOrder = Base.classes.complaint, Base.classes.contact, Base.classes.work_order
queue, kpi_month = (Base.metadata.tables["support." + view] for view in ("work_queue", "kpi_month"))


@contextmanager
def acting_as(person):
    """A transaction in which PERSON acts.  The setting ends with it."""
    with Session(engine, future=True) as session, session.begin():
        session.execute(select(func.set_config("complaint_flow.actor", person, True)))
        yield session


def file_complaint(session, **facts):
    complaint = Complaint(**facts)
    session.add(complaint)
    session.flush()
    session.refresh(complaint)      # what the engine made of it
    return complaint


def change_state(session, complaint, state, reason=None):
    complaint.state, complaint.reason = state, reason
    session.flush()
    session.refresh(complaint)      # the engine may have gone on from there


def field_errors(error):
    """What a form shows, and at which field; ERROR is a sqlalchemy.exc.DBAPIError."""
    said = error.orig.diag
    return {said.column_name or "": ": ".join(filter(None, [said.message_primary, said.message_hint]))}


def load(session, rows):
    session.execute(insert(Complaint), rows)


def received_by_category(session, month):
    return session.execute(
        select(kpi_month.c.category, func.sum(kpi_month.c.received).label("received"))
        .where(kpi_month.c.month == month).group_by(kpi_month.c.category)).all()


def queue_after(session, last=None, size=50):
    """A page of the queue; LAST is the last row of the page before."""
    order = [queue.c.priority, func.coalesce(queue.c.due_at, literal("infinity")), queue.c.complaint_id]
    page = select(queue).order_by(*order).limit(size)
    if last:
        page = page.where(tuple_(*order) > tuple_(last.priority, last.due_at or literal("infinity"), last.complaint_id))
    return session.execute(page).all()
