from django.contrib import admin

from .forms import CaseForm, FilingForm
from .models import Complaint, Customer


@admin.register(Complaint)
class ComplaintAdmin(admin.ModelAdmin):
    list_display = ["sheet_no", "title", "category", "state", "owner", "due_at"]
    list_filter = ["state", "urgency"]
    search_fields = ["sheet_no", "title"]
    show_full_result_count = False
    raw_id_fields = ["customer"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=CaseForm if obj else FilingForm, **kwargs)

    def has_delete_permission(self, request, obj=None):
        return False        # cases are never deleted


admin.site.register(Customer)
