"""Reports and bans for staff."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.staff.counts import Count, add_count
from accounts.staff.pages import StaffPages, actor_of, reasoned
from accounts.staff.site import site
from chatproject.lib.errors import DomainError
from messaging.moderation.models import Ban, Report
from messaging.moderation.operations.answering import answer_report
from messaging.moderation.operations.banning import ban, check_ban, lift

if TYPE_CHECKING:
    ReportModelAdmin = admin.ModelAdmin[Report]
    BanModelAdmin = admin.ModelAdmin[Ban]
    BanModelForm = forms.ModelForm[Ban]
else:
    ReportModelAdmin = BanModelAdmin = admin.ModelAdmin
    BanModelForm = forms.ModelForm

_REPORTED = ("reporter", "user", "conversation", "seq", "text", "reason", "detail", "created_at")
_ANSWERED = ("answered_by", "answered_at")

add_count(
    Count(
        "open reports",
        "moderation.view_report",
        "/admin/moderation/report/?state__exact=open",
        lambda: Report.objects.open().count(),
    )
)
add_count(
    Count(
        "people banned",
        "moderation.view_ban",
        "/admin/moderation/ban/?lifted_at__isempty=1",
        lambda: Ban.objects.in_force().count(),
    )
)


@admin.register(Report, site=site)
class ReportAdmin(StaffPages, ReportModelAdmin):
    """What was reported is shown as its reporter saw it; it is all that staff see of a private conversation."""

    list_display = ("created_at", "reason", "user", "reporter", "conversation", "state", "answered_by")
    list_filter = ("state", "reason", "created_at")
    list_select_related = ("user", "reporter", "conversation", "answered_by")
    search_fields = ("id__exact", "user__username__exact", "reporter__username__exact", "conversation__id__exact")
    ordering = ("-created_at",)
    fields = (*_REPORTED, "state", "answer", *_ANSWERED)
    readonly_fields = (*_REPORTED, *_ANSWERED)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        answer_report(actor=actor_of(request), report=obj, state=obj.state, answer=obj.answer)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.note(request, obj, message)


class BanForm(BanModelForm):
    actor: Any

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if user := cleaned.get("user"):
            try:
                check_ban(self.actor, user)
            except DomainError as error:
                self.add_error("user", error.detail)
        return cleaned


@admin.register(Ban, site=site)
class BanAdmin(StaffPages, BanModelAdmin):
    form = BanForm
    list_display = ("user", "reason", "created_by", "created_at", "ends_at", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("user", "created_by")
    search_fields = ("user__username__exact",)
    ordering = ("-pk",)
    fields = ("user", "reason", "ends_at")
    autocomplete_fields = ("user",)
    actions = (
        reasoned(
            "Lift",
            permission="lift",
            done="Lifted",
            operation=lambda actor, row, reason: lift(actor=actor, row=row, reason=reason),
        ),
    )

    def get_form(self, request: HttpRequest, obj: Ban | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"actor": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.change_ban")

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        made = ban(actor=actor_of(request), user=obj.user, reason=obj.reason, ends_at=obj.ends_at)
        obj.pk = made.pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.note(request, obj, message)
