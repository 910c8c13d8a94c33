"""Notices, the server's state and the audit trail for staff."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.staff.models import Notice, ServerState, StaffAct
from accounts.staff.operations.read_only import set_read_only
from accounts.staff.operations.telling import tell_standing
from accounts.staff.pages import ReadOnlyAdmin, StaffPages, actor_of
from accounts.staff.site import site

if TYPE_CHECKING:
    NoticeModelAdmin = admin.ModelAdmin[Notice]
    ServerStateModelAdmin = admin.ModelAdmin[ServerState]
    StaffActModelAdmin = admin.ModelAdmin[StaffAct]
else:
    NoticeModelAdmin = ServerStateModelAdmin = StaffActModelAdmin = admin.ModelAdmin


@admin.register(StaffAct, site=site)
class StaffActAdmin(ReadOnlyAdmin, StaffActModelAdmin):
    list_display = ("created_at", "actor_name", "act", "object_type", "object_id", "reason")
    list_filter = ("act", "object_type", "created_at")
    search_fields = ("actor_name__exact", "object_id__exact")
    search_help_text = "A username or an object's id"
    ordering = ("-pk",)
    fields = ("created_at", "actor_name", "act", "object_type", "object_id", "reason")


@admin.register(Notice, site=site)
class NoticeAdmin(StaffPages, NoticeModelAdmin):
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
class ServerStateAdmin(StaffPages, ServerStateModelAdmin):
    """Its list is its one row."""

    fields = ("is_read_only", "reason", "since")
    readonly_fields = ("since",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ServerState | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        ServerState.objects.get_or_create(pk=1)
        return redirect("admin:staff_serverstate_change", 1)

    def save_model(self, request: HttpRequest, obj: ServerState, form: Any, change: bool) -> None:
        set_read_only(actor=actor_of(request), on=obj.is_read_only, reason=obj.reason)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The operation has written its own entry of the audit trail."""
        self.note(request, obj, message)
