"""Deleting accounts in the admin: the action on a person, and the list of deletions with what they wait for."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import AccountDeletion, PersonHold, User
from accounts.models.hold import IN_FORCE
from accounts.operations.deactivating import reactivate
from accounts.operations.deleting import KEPT_FOR
from accounts.operations.ordering_erasure import order_erasure
from accounts.staff.counts import Count, add_count
from accounts.staff.pages import ReadOnlyAdmin, reasoned
from accounts.staff.site import site
from chatproject.contract.errors import Conflict


def _keep(*, actor: User, deletion: AccountDeletion, reason: str) -> None:
    if deletion.started_at is not None:
        raise Conflict("The erasure has begun. The account can no longer be kept.")
    reactivate(actor=actor, user=deletion.user, reason=reason)


delete_user = reasoned(
    f"Delete: sign out now and erase after {KEPT_FOR.days} days",
    permission="change",
    done=f"Erased in {KEPT_FOR.days} days",
    operation=order_erasure,
    about="user",
)


class ProgressFilter(admin.SimpleListFilter):
    title = "progress"
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("open", "To be erased"), ("erased", "Erased")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return queryset.filter(erased_at__isnull=chosen == "open") if chosen else queryset


@admin.register(AccountDeletion, site=site)
class AccountDeletionAdmin(ReadOnlyAdmin):
    """Accounts to be erased, and what was erased: of those only the id is known."""

    list_display = ["user", "asked_at", "progress", "deletes_messages"]
    list_filter = [ProgressFilter, "asked_at"]
    list_select_related = ["user"]
    search_fields = ["user__username__exact", "user__id__exact"]
    search_help_text = "A username, or the id of a person"
    ordering = ["-asked_at"]
    fields = ["user", "asked_at", "progress", "deletes_messages", "started_at", "erased_at"]
    readonly_fields = ["progress"]
    actions = [reasoned("Keep the account", permission="keep", done="Kept", operation=_keep, about="deletion")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held = PersonHold.objects.filter(IN_FORCE, user=OuterRef("user"))
        found: QuerySet[Any] = super().get_queryset(request).annotate(is_held=Exists(held))
        return found

    def has_keep_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_user")

    @admin.display(description="progress")
    def progress(self, deletion: AccountDeletion) -> str:
        if deletion.erased_at is not None:
            return f"Erased {_said(deletion.erased_at)}"
        if deletion.is_held:  # type: ignore[attr-defined]
            return "Waits for the end of a legal hold"
        if deletion.started_at is not None:
            return f"Being erased since {_said(deletion.started_at)}"
        until = deletion.asked_at + KEPT_FOR
        if deletion.is_due or until <= timezone.now():
            return "Is erased within hours, unless a legal hold covers one of their conversations"
        return f"Can be kept until {_said(until)}"


add_count(
    Count(
        "accounts to erase",
        "accounts.view_accountdeletion",
        "/admin/accounts/accountdeletion/?progress=open",
        lambda: AccountDeletion.objects.filter(erased_at=None).count(),
    )
)


def _said(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")
