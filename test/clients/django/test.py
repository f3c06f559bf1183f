"""The examples do what they say, and habits of Django's users."""
import datetime
import os

import django
from django.db import DatabaseError, transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import setup_test_environment

from habits import works
from service.actor import act_as
from service.forms import CaseForm, FilingForm
from service.models import Complaint, Contact, Customer, Remedy, WorkOrder, WorkQueue, change_state, received_by_category
from tap import done, none, ok, same, value


def refusal(person, action):
    try:
        with transaction.atomic():
            act_as(person)
            action()
    except DatabaseError as error:
        return error.__cause__
    return None


def acted(person, action):
    """What ACTION() returns, done by PERSON."""
    with transaction.atomic():
        act_as(person)
        return action()


number = int(value("""INSERT INTO support.complaint (channel, received_by, customer_id, title, description)
    VALUES ('hotline', 'li.na', 1, '包裹少了一件', '两只杯子只收到一只') RETURNING id"""))


def file_complaint():
    case = Complaint(channel="hotline", customer_id=2, title="包裹少了一件", description="两只杯子只收到一只")
    case.save()
    case.refresh_from_db()
    return (case.category, case.owner) == ("1.2", "li.na") and case.updated_at and case.due_at


works("a complaint is saved, classified and owned", lambda: acted("li.na", file_complaint))
case = Complaint.objects.get(pk=number)
works("the state changes by save()", lambda: acted("li.na", lambda: change_state(case, "verifying")) or case.state == "verifying")
same(value("SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE complaint_id = %d AND seq > 1" % number),
     "li.na", "the history names the person")
ok(not acted("", lambda: None) and value("SELECT 1") == "1", "nobody acts")
works("a work order", lambda: acted("li.na", lambda: WorkOrder.objects.create(
    complaint_id=number, department="technical", task="核对发货记录")).pk)
works("a contact", lambda: acted("li.na", lambda: Contact.objects.create(
    complaint_id=number, direction="out", channel="hotline", purpose="first_response", result="reached")).pk)
works("a remedy", lambda: acted("li.na", lambda: Remedy.objects.create(complaint_id=number, kind="points", amount="10.50")).pk)
works("a customer", lambda: acted("li.na", lambda: Customer.objects.create(name="王小明")).pk)

error = refusal("li.na", lambda: Complaint.objects.create(
    received_at=datetime.datetime.now(datetime.timezone.utc), channel="电话", title="发票没开"))
same((error.pgcode, error.diag.column_name), ("KF008", "channel"), "an unknown channel: SQLSTATE and column")

# the form
def form(**fields):
    return FilingForm({"channel": "hotline", "title": "发票没开", **fields})


before = value("SELECT count(*) FROM support.complaint")
same(acted("li.na", lambda: list(form(channel="电话").errors)), ["channel"], "a form with an unknown channel: at its field")
works("a form with a state that is not next: at its field", lambda: acted("li.na", lambda: list(CaseForm(
    {"title": case.title, "state": "closed"}, instance=Complaint.objects.get(pk=number)).errors) == ["state"]))
same(acted("li.na", lambda: dict(form(amount="20.50").errors)), {}, "a form takes an amount")
same(value("SELECT count(*) FROM support.complaint"), before, "forms that only ask leave nothing")
works("a form is saved", lambda: acted("li.na", lambda: form().save().pk))

# the admin
setup_test_environment()
call_centre = Client()
acted("li.na", lambda: User.objects.create_superuser("li.na", password="secret"))
call_centre.login(username="li.na", password="secret")
page = call_centre.get("/admin/service/complaint/")
ok(page.status_code == 200 and "包裹少了一件" in page.content.decode(), "the admin lists complaints")
page = call_centre.post("/admin/service/complaint/add/", {"channel": "电话", "title": "发票没开"})
works("the admin shows a refusal at its field", lambda: "hotline" in page.context["adminform"].form.errors["channel"][0])
works("the admin files a complaint", lambda: call_centre.post(
    "/admin/service/complaint/add/", {"channel": "hotline", "title": "由管理页面"}).status_code == 302)
same(value("SELECT string_agg(owner || ' ' || received_by, ',') FROM support.complaint WHERE title = '由管理页面'"), "li.na li.na",
     "... whoever is logged in received it")
page = call_centre.post("/admin/service/complaint/%d/change/" % number, {"title": "包裹少了一件，急", "state": case.state})
same((page.status_code, page.context and dict(page.context["adminform"].form.errors)), (302, None), "the admin changes a complaint")

# many, figures, pages
works("bulk_create", lambda: acted("li.na", lambda: len(Complaint.objects.bulk_create(
    Complaint(channel="app", customer_id=1 + n % 20, title="包裹漏发", description="Nr. %d" % n) for n in range(200)))) == 200)
same(value("SELECT count(*) FROM support.complaint WHERE channel = 'app' AND description LIKE 'Nr. %' AND category IS NOT NULL"), "200",
     "... all are classified")
same(sum(received_by_category(datetime.date(2026, 3, 1)).values()), 60, "kpi_month: the cases of March")
seen, last = [], None
while page := WorkQueue.after(last, 37):
    seen += [str(row.complaint_id) for row in page]
    last = page[-1]
same(seen, value("SELECT string_agg(complaint_id::text, ',') FROM support.work_queue").split(","), "the pages of the queue are the queue")

# save() sends every column, also those that others have changed since
stale = Complaint.objects.get(pk=number)
works("another change comes between", lambda: not refusal("wang.fang", lambda: Contact.objects.create(
    complaint_id=number, direction="in", channel="hotline", purpose="information", result="reached",
    contacted_at=datetime.datetime.now(datetime.timezone.utc), created_at=datetime.datetime.now(datetime.timezone.utc))))
stale.merchant = "Harbour Store"
works("a stale row is saved", lambda: not acted("li.na", stale.save))
same(value("SELECT merchant FROM support.complaint WHERE id = %d" % number), "Harbour Store", "... and what was meant is written")


def same_reason():
    """The reason stands in the row that was read, and is given again."""
    for urgency in "urgent", "ordinary":
        row = Complaint.objects.get(pk=number)
        row.urgency, row.reason = urgency, "the customer asked"
        row.save()
    return row.urgency == "ordinary"


works("the same reason twice is a reason", lambda: acted("sun.li", same_reason))
none([field.name for field in Complaint._meta.fields if getattr(field, "max_digits", 0) > 1000], "amounts have digits")
done()
