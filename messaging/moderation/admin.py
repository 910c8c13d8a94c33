"""Reports and bans for staff."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.text import Truncator

from accounts.models import User
from accounts.staff.counts import Count, add_count
from accounts.staff.pages import ReasonForm, StaffPages, actor_of, reasoned
from accounts.staff.site import site
from chatproject.contract.errors import DomainError, Invalid
from messaging.models import Message
from messaging.moderation.models import Ban, Report
from messaging.moderation.operations.answering import answer_report
from messaging.moderation.operations.banning import ban, check_ban, lift
from messaging.operations.deleting import remove_message

if TYPE_CHECKING:
    BanModelForm = forms.ModelForm[Ban]
else:
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


class BanFromReportForm(ReasonForm):
    reason = forms.CharField(max_length=500, help_text="Shown to the banned person when they sign in.")
    note = forms.CharField(max_length=500, required=False, help_text="Visible only to staff.")
    ends_at = forms.SplitDateTimeField(
        label="Until", required=False, widget=AdminSplitDateTime, help_text="Leave empty to ban until you lift it."
    )


def _dismiss(*, actor: User, report: Report, reason: str) -> None:
    answer_report(actor=actor, report=report, state=Report.State.DISMISSED, answer=reason)


@transaction.atomic
def _remove(*, actor: User, report: Report, reason: str) -> None:
    if report.conversation is None or report.seq is None:
        raise Invalid("This report is not about a message.")
    message = Message.objects.of(report.conversation).at(report.seq)
    remove_message(actor=actor, message=message, reason=reason)
    answer_report(actor=actor, report=report, state=Report.State.ACTED, answer=reason)


@transaction.atomic
def _ban(*, actor: User, report: Report, **about: Any) -> None:
    if report.user is None:
        raise Invalid("This report is not about a person.")
    ban(actor=actor, user=report.user, **about)
    answer_report(actor=actor, report=report, state=Report.State.ACTED, answer=about["reason"])


_settle = partial(reasoned, about="report")


def _glimpse(message: Message) -> str:
    return "(deleted)" if message.is_deleted else Truncator(message.body or "(encrypted)").chars(200)


@admin.register(Report, site=site)
class ReportAdmin(StaffPages):
    """Shows what was reported as the reporter saw it; staff see nothing else of a private conversation."""

    change_form_template = "admin/moderation/report/change_form.html"
    list_display = ("created_at", "reason", "user", "reporter", "conversation", "state", "answered_by")
    list_filter = ("state", "reason", "created_at")
    list_select_related = ("user", "reporter", "conversation", "answered_by")
    search_fields = ("id__exact", "user__username__exact", "reporter__username__exact", "conversation__id__exact")
    ordering = ("-created_at",)
    fields = (*_REPORTED, "context", "others", "state", "answer", *_ANSWERED)
    readonly_fields = (*_REPORTED, "context", "others", *_ANSWERED)
    can_add = can_delete = False
    has_own_record = True
    actions = (
        _settle("Dismiss", permission="change", done="Dismissed", operation=_dismiss),
        _settle("Remove the message", permission="remove", done="Removed", operation=_remove),
        _settle("Ban the person", permission="ban", done="Banned", operation=_ban, form=BanFromReportForm),
    )

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm("messaging.delete_message")

    def has_ban_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm("moderation.add_ban")

    @admin.display(description="nearby messages")
    def context(self, report: Report) -> str:
        """Returns messages around the reported one, in channels only, which anyone may read."""
        if report.seq is None or report.conversation is None:
            return "–"
        if not report.conversation.is_public:
            return "(private: staff see only what the reporter disclosed)"
        around = Message.objects.of(report.conversation).filter(seq__range=(report.seq - 3, report.seq + 3))
        rows = ((each.seq, each.sender, _glimpse(each)) for each in around.select_related("sender").order_by("seq"))
        return format_html_join("", "<p>{} {}: {}</p>", rows) or "–"

    @admin.display(description="reports about the same person")
    def others(self, report: Report) -> str:
        if report.user is None:
            return "–"
        query = urlencode({"q": report.user.username})
        count = Report.objects.filter(user=report.user).exclude(pk=report.pk).count()
        return format_html('<a href="{}?{}">{}</a>', reverse("admin:moderation_report_changelist"), query, count)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Offers the actions of the list on the page of one report too."""
        acts = [each[1:] for each in self.get_actions(request).values() if each]
        return super().render_change_form(request, context | {"acts": acts}, *args, **options)

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        answer_report(actor=actor_of(request), report=obj, state=obj.state, answer=obj.answer)


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
class BanAdmin(StaffPages):
    form = BanForm
    list_display = ("user", "reason", "created_by", "created_at", "ends_at", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("user", "created_by")
    search_fields = ("user__username__exact",)
    ordering = ("-pk",)
    fields = ("user", "reason", "note", "ends_at")
    autocomplete_fields = ("user",)
    can_change = can_delete = False
    has_own_record = True
    actions = (reasoned("Lift", permission="lift", done="Lifted", operation=lift),)

    def get_form(self, request: HttpRequest, obj: Ban | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"actor": request.user})

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.change_ban")

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        made = ban(actor=actor_of(request), user=obj.user, reason=obj.reason, note=obj.note, ends_at=obj.ends_at)
        obj.pk = made.pk
