from django.db import models

from .tables import Complaint, Contact, Customer, KpiMonth, Remedy, WorkOrder       # made by inspectdb


class WorkQueue(models.Model):
    """A view has no key: Django has to be told which column it is."""
    complaint = models.OneToOneField(Complaint, models.DO_NOTHING, primary_key=True)
    priority = models.IntegerField()
    due_at = models.DateTimeField(null=True)
    title = models.TextField(null=True)
    owner = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "work_queue"

    @classmethod
    def after(cls, last=None, size=50):
        """A page of the queue; LAST is the last row of the page before."""
        order = "priority, coalesce(due_at, 'infinity'), complaint_id"
        where, values = "", []
        if last:
            where = f"WHERE ({order}) > (%s, coalesce(%s, timestamptz 'infinity'), %s)"
            values = [last.priority, last.due_at, last.complaint_id]
        return list(cls.objects.raw(f"SELECT * FROM work_queue {where} ORDER BY {order} LIMIT %s", values + [size]))


def change_state(complaint, state, reason=None):
    complaint.state, complaint.reason = state, reason
    complaint.save()
    complaint.refresh_from_db()     # the engine may have gone on from there


def received_by_category(month):
    return dict(KpiMonth.objects.filter(month=month).values_list("category").annotate(models.Sum("received")))
