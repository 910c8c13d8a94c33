"""Shared parts of the apps' admin pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import DomainError

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


def actor_of(request: HttpRequest) -> Any:
    """Returns the signed-in member of staff: every user of the admin is signed in."""
    return request.user


class StaffPages(ModelAdmin):
    """Lists accept only the filters that they offer, and writes are in the audit trail.

    Django lets the URL filter by any field, shown or not: `?body__startswith=a` would reveal a hidden field letter by
    letter.
    """

    #: What staff with the permission may do by hand.
    can_add = can_change = can_delete = True
    #: Whether the operation behind the form writes its own entry of the audit trail.
    has_own_record = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_add and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_change and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_delete and super().has_delete_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        names = map(_parameter, self.get_list_filter(request))
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Names the list by what it has."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return self._recorded(request, obj, "add", super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return self._recorded(request, obj, "change", super().log_change(request, obj, message))

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            self._record(request, obj, "delete")
        return super().log_deletions(request, queryset)

    def note(self, request: HttpRequest, obj: Model, message: str) -> None:
        """Writes to the object's history only: an operation has written its own entry of the audit trail."""
        super().log_change(request, obj, message)

    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        """Returns a page of the admin about these objects."""
        about = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, template, about)

    def _recorded(self, request: HttpRequest, obj: Model, act: str, entry: LogEntry) -> LogEntry:
        if not self.has_own_record:
            self._record(request, obj, act, entry.get_change_message())
        return entry

    def _record(self, request: HttpRequest, obj: Model, act: str, reason: str = "") -> None:
        kind = str(self.opts.model_name)
        record_act(actor=actor_of(request), act=act, object_type=kind, object_id=obj.pk, reason=reason)


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
    can_add = can_change = can_delete = False


class SingleRowPages(StaffPages):
    """The list of the model is its one row, `current()`."""

    can_add = can_delete = False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        current = self.model.current()
        if current._state.adding:
            current.save()
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", current.pk)


class ReasonForm(forms.Form):
    """Asks for the reason of an act that requires one."""

    reason = forms.CharField(max_length=500, widget=AdminTextareaWidget(attrs={"rows": 3}))


def reasoned(
    description: str,
    *,
    permission: str,
    done: str,
    operation: Callable[..., Any],
    about: str = "row",
    form: type[forms.Form] = ReasonForm,
) -> Callable[..., Any]:
    """Returns a list action: it asks for a reason, calls `operation` for each chosen object, and shows the result.

    The operation takes the actor, the object as `about`, and the fields of the form.
    """

    @admin.action(description=description, permissions=[permission])
    def act(pages: StaffPages, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        asked = form(request.POST if "apply" in request.POST else None)
        if not asked.is_valid():
            return _ask(pages, request, chosen, asked, description)
        for obj in chosen:
            try:
                operation(actor=actor_of(request), **{about: obj}, **asked.cleaned_data)
            except DomainError as error:
                pages.message_user(request, f"{obj}: {error.detail}", messages.ERROR)
            else:
                pages.note(request, obj, f"{done}: {asked.cleaned_data['reason']}")
                pages.message_user(request, f"{done}: {obj}.", messages.SUCCESS)
        return None

    act.__name__ = description.split(":")[0].lower().replace(" ", "_")
    return act


def _ask(pages: StaffPages, request: HttpRequest, chosen: QuerySet[Any], form: forms.Form, title: str) -> HttpResponse:
    return pages.page(
        request,
        "admin/act.html",
        title,
        form=form,
        chosen=list(chosen[:100]),
        action=request.POST["action"],
        checkbox=ACTION_CHECKBOX_NAME,
        media=pages.media + form.media,
    )
