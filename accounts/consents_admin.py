"""Which user accepted which version of the documents, and when."""

from django.contrib import admin

from accounts.models import Consent
from accounts.staff.pages import ReadOnlyAdmin
from accounts.staff.site import site


@admin.register(Consent, site=site)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["user", "document", "given_at", "via"]
    list_filter = ["document__kind", "via", "given_at"]
    list_select_related = ["user", "document"]
    search_fields = ["user__username__exact"]
    search_help_text = "A username"
    ordering = ["-pk"]
    fields = ["user", "document", "given_at", "via"]
