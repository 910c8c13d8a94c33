"""Shared parts of the apps' admin pages."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import AbstractUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import DomainError


def actor_of(request: HttpRequest) -> Any:
    """Returns the signed-in member of staff: every user of the admin is signed in."""
    return request.user


class StaffPages:
    """Lists accept only the filters that they offer, and writes are in the audit trail.

    Django lets the URL filter by any field, shown or not: `?body__startswith=a` would reveal a hidden field letter by
    letter.
    """

    opts: Any

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        offered: Iterable[Any] = self.get_list_filter(request)  # type: ignore[attr-defined]
        names = map(_parameter, offered)
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Names the list by what it has."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))  # type: ignore[misc, no-any-return]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return self._recorded(request, obj, "add", super().log_addition(request, obj, message))  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return self._recorded(request, obj, "change", super().log_change(request, obj, message))  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            self._record(request, obj, "delete")
        return super().log_deletions(request, queryset)  # type: ignore[misc]

    def note(self, request: HttpRequest, obj: Model, message: str) -> None:
        """Writes to the object's history only: an operation has written its own entry of the audit trail."""
        super().log_change(request, obj, message)  # type: ignore[misc]

    def _recorded(self, request: HttpRequest, obj: Model, act: str, entry: LogEntry) -> LogEntry:
        self._record(request, obj, act, entry.get_change_message())
        return entry

    def _record(self, request: HttpRequest, obj: Model, act: str, reason: str = "") -> None:
        actor = cast(AbstractUser, request.user)
        record_act(actor=actor, act=act, object_type=self.opts.model_name, object_id=obj.pk, reason=reason)


def _parameter(offered: Any) -> str:
    """Returns the query parameter of a list filter: a field's name, the filter's own, or (field's name, filter)."""
    if isinstance(offered, str):
        return offered
    return str(offered[0] if isinstance(offered, tuple) else offered.parameter_name)


class ReadOnlyAdmin(StaffPages):
    """Staff with the view permission can see these objects, but not add, change or delete them.

    A row written by hand has no rev and no event, so only operations make changes.
    """

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReasonForm(forms.Form):
    """Asks for the reason of an act that requires one."""

    reason = forms.CharField(max_length=500, widget=AdminTextareaWidget(attrs={"rows": 3}))


def reasoned(
    description: str, *, permission: str, done: str, operation: Callable[..., Any], form: type[forms.Form] = ReasonForm
) -> Callable[..., Any]:
    """Returns a list action: it asks for a reason, calls `operation` for each chosen object, and shows the result."""

    @admin.action(description=description, permissions=[permission])
    def act(pages: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        asked = form(request.POST if "apply" in request.POST else None)
        if not asked.is_valid():
            return _ask(pages, request, chosen, asked, description)
        for obj in chosen:
            try:
                operation(actor_of(request), obj, **asked.cleaned_data)
            except DomainError as error:
                pages.message_user(request, f"{obj}: {error.detail}", messages.ERROR)
            else:
                pages.note(request, obj, f"{done}: {asked.cleaned_data['reason']}")
                pages.message_user(request, f"{done}: {obj}.", messages.SUCCESS)
        return None

    act.__name__ = description.split(":")[0].lower().replace(" ", "_")
    return act


def _ask(pages: Any, request: HttpRequest, chosen: QuerySet[Any], form: forms.Form, title: str) -> HttpResponse:
    context = {
        **pages.admin_site.each_context(request),
        "title": title,
        "opts": pages.opts,
        "form": form,
        "chosen": list(chosen[:100]),
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": pages.media + form.media,
    }
    return TemplateResponse(request, "admin/act.html", context)
