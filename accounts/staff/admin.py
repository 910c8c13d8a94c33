"""Notices, the server's state and the audit trail for staff."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path

from accounts.staff.exporting import TYPES, exported
from accounts.staff.models import Document, Notice, ServerState, StaffAct
from accounts.staff.operations.publishing import publish_document
from accounts.staff.operations.read_only import set_read_only
from accounts.staff.operations.recording import record_act
from accounts.staff.operations.telling import tell_standing
from accounts.staff.pages import ReadOnlyAdmin, SingleRowPages, StaffPages, actor_of
from accounts.staff.site import site


@admin.register(StaffAct, site=site)
class StaffActAdmin(ReadOnlyAdmin):
    change_list_template = "admin/staff/staffact/change_list.html"
    list_display = ("created_at", "actor_name", "act", "object_type", "reason", "object_id", "address", "device")
    list_filter = ("actor_name", "act", "object_type", "created_at")
    search_fields = ("actor_name__exact", "object_id__exact", "address__exact")
    search_help_text = "A username, an object's id or an address"
    date_hierarchy = "created_at"
    ordering = ("-pk",)
    fields = ("created_at", "actor_name", "act", "object_type", "object_id", "reason", "address", "device")

    def get_urls(self) -> list[URLPattern]:
        export = path("export/<str:form>/", self.admin_site.admin_view(self.export), name="staff_staffact_export")
        return [export, *super().get_urls()]

    def export(self, request: HttpRequest, form: str) -> StreamingHttpResponse:
        """Sends what the list shows with the same filters, without its limit. The export is an act, too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in TYPES:
            raise Http404
        try:
            acts = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("The filters of this address are wrong.") from error
        record_act(actor=actor_of(request), act="export", object_type="staffact", object_id=form)
        return exported(acts, form)


@admin.register(Document, site=site)
class DocumentAdmin(StaffPages):
    """Each text is a new version: no one changes or deletes what people accepted."""

    list_display = ("__str__", "requires_acceptance", "published_at")
    list_filter = ("kind", "requires_acceptance")
    ordering = ("-published_at",)
    fields = ("kind", "text", "requires_acceptance")
    can_change = can_delete = False
    has_own_record = True

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        publish_document(actor=actor_of(request), document=obj)


@admin.register(Notice, site=site)
class NoticeAdmin(StaffPages):
    list_display = ("text", "starts_at", "ends_at", "created_at")
    list_filter = ("starts_at", ("ends_at", admin.EmptyFieldListFilter))
    search_fields = ("text",)
    ordering = ("-starts_at",)
    fields = ("text", "starts_at", "ends_at")

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        tell_standing()

    def delete_model(self, request: HttpRequest, obj: Notice) -> None:
        super().delete_model(request, obj)
        tell_standing()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        super().delete_queryset(request, queryset)
        tell_standing()


@admin.register(ServerState, site=site)
class ServerStateAdmin(SingleRowPages):
    fields = ("is_read_only", "reason", "since")
    readonly_fields = ("since",)
    has_own_record = True

    def save_model(self, request: HttpRequest, obj: ServerState, form: Any, change: bool) -> None:
        set_read_only(actor=actor_of(request), on=obj.is_read_only, reason=obj.reason)
