import copy

from django import forms
from django.db import DatabaseError, transaction

from .models import Complaint


class DeskForm(forms.ModelForm):
    """Asks the desk: what it refuses is shown at the field, nothing is kept."""

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.is_valid():
            try:
                with transaction.atomic():
                    copy.copy(self.instance).save()
                    transaction.set_rollback(True)
            except DatabaseError as error:
                said = error.__cause__.diag
                self.add_error(said.column_name if said.column_name in self.fields else None,
                               ": ".join(filter(None, [said.message_primary, said.message_hint])))


class FilingForm(DeskForm):
    class Meta:
        model = Complaint
        fields = ["channel", "customer", "title", "description", "amount"]
        widgets = {"channel": forms.TextInput, "title": forms.TextInput}


class CaseForm(DeskForm):
    class Meta:
        model = Complaint
        fields = ["title", "description", "amount", "remedy_sought", "state", "reason"]
        widgets = {"title": forms.TextInput, "state": forms.TextInput, "reason": forms.TextInput}
