"""Users, staff groups, devices and blocks in the admin.

It shows no hashes or keys, and staff cannot grant what they lack.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from accounts import consents_admin, holds_admin  # noqa: F401 (they register their pages)
from accounts.erasing_admin import delete_user
from accounts.forms import StaffAddForm, StaffPasswordForm, StaffPersonForm
from accounts.languages import languages
from accounts.models import Block, Device, SignUpPolicy, User, WaitingAccount
from accounts.operations.approving import approve, refuse
from accounts.operations.deactivating import deactivate, reactivate
from accounts.operations.editing_profile import SHOWN, save_profile
from accounts.operations.replacing_email import begin_email, replace_email
from accounts.operations.signing_out import end_this
from accounts.policies import can_administer
from accounts.shutting import why_shut
from accounts.staff.counts import Count, add_count
from accounts.staff.operations.recording import record_act
from accounts.staff.pages import ReadOnlyAdmin, SingleRowPages, StaffPages, actor_of, reasoned
from accounts.staff.site import site
from accounts.time_zones import time_zones
from chatproject.contract.errors import Forbidden

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User, site=site)
class PersonAdmin(StaffPages, UserAdmin):  # type: ignore[type-arg]
    form = StaffPersonForm
    add_form = StaffAddForm
    change_password_form = StaffPasswordForm
    list_display = ["username", "display_name", "email", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "date_joined"]
    search_fields = ["username", "display_name", "email"]
    search_help_text = "Username, display name or email address"
    ordering = ["username"]
    readonly_fields = ["id", "is_active", "why_shut", "new_password", "last_login", "date_joined"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["id", "username", "display_name", "email", "is_active", "why_shut", "new_password"]}),
        ("Preferences", {"fields": ["time_zone", "locale", "enter_sends"]}),
        ("Powers", {"fields": POWERS}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "email", "password1", "password2"]})]
    actions = ["deactivate", "reactivate", delete_user]
    # Messages that stay need an author, so no row is deleted: see the action `Delete`.
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only staff with all permissions grant permissions. Users change their own address in their settings."""
        actor = actor_of(request)
        own = ["email"] if obj == actor else []
        return [*self.readonly_fields, *own, *([] if actor.is_superuser else POWERS)]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            return forms.ChoiceField(choices=[(each, each) for each in sorted(time_zones())])
        if db_field.name == "locale":
            return forms.ChoiceField(label="Language", choices=languages())
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or can_administer(actor_of(request), obj))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            begin_email(user=obj)
        elif "email" in form.changed_data:
            replace_email(actor=actor_of(request), user=obj, old=form.initial["email"])
        if change and form.changed_data:
            save_profile(obj, SHOWN.intersection(form.changed_data))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Staff change their own password on the product's page, which requires the current one."""
        if id == str(request.user.pk):
            return redirect("account_change_password")
        return super().user_change_password(request, id, form_url)

    @admin.display(description="reason shown at sign-in")
    def why_shut(self, user: User) -> str:
        reason = None if user.is_active else why_shut(user)
        return reason.detail if reason else "–"

    @admin.display(description="password")
    def new_password(self, user: User) -> str:
        return format_html(
            '<a href="{}">Set another one</a>', reverse("admin:auth_user_password_change", args=[user.pk])
        )

    @admin.action(description="Deactivate and sign out everywhere", permissions=["change"])
    def deactivate(self, request: HttpRequest, people: QuerySet[User]) -> None:
        self._each(request, people, deactivate, "Deactivated")

    @admin.action(description="Reactivate", permissions=["change"])
    def reactivate(self, request: HttpRequest, people: QuerySet[User]) -> None:
        self._each(request, people, reactivate, "Reactivated")

    def _each(self, request: HttpRequest, people: QuerySet[User], operation: Any, done: str) -> None:
        for user in people:
            try:
                left = operation(actor=actor_of(request), user=user)
            except Forbidden as error:
                self.message_user(request, f"{user}: {error.detail}", messages.ERROR)
                continue
            self.note(request, user, f"{done}.")
            self.message_user(request, f"{done}: {user}.", messages.SUCCESS)
            if left is not None:
                self.message_user(request, f"{user} still cannot sign in. {left.detail}", messages.WARNING)


@admin.register(Group, site=site)
class StaffGroupAdmin(StaffPages, GroupAdmin):
    """A group gives its members permissions, so only staff with all permissions create and change groups."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).is_superuser and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return actor_of(request).is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return actor_of(request).is_superuser and super().has_delete_permission(request, obj)


@admin.register(Device, site=site)
class DeviceAdmin(StaffPages):
    list_display = ["__str__", "user", "kind", "created_at", "last_seen_at", "ended_at"]
    list_filter = ["kind", ("ended_at", admin.EmptyFieldListFilter), "last_seen_at"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email", "name"]
    fields = readonly_fields = ("id", "user", "kind", "name", "created_at", "last_seen_at", "ended_at")
    actions = ["end"]
    can_add = can_delete = False

    @admin.action(description="Sign out", permissions=["change"])
    def end(self, request: HttpRequest, devices: QuerySet[Device]) -> None:
        for device in devices.select_related("user"):
            if can_administer(actor_of(request), device.user):
                end_this(device=device)
                self.log_change(request, device, "Signed out.")
                self.message_user(request, f"Signed out: {device} of {device.user}.", messages.SUCCESS)
            else:
                self.message_user(request, f"{device.user}: you may not do that.", messages.ERROR)


@admin.register(Block, site=site)
class BlockAdmin(ReadOnlyAdmin):
    list_display = ["blocker", "blocked", "created_at"]
    list_select_related = ["blocker", "blocked"]
    search_fields = ["blocker__username", "blocked__username"]
    fields = ["blocker", "blocked", "created_at"]


add_count(
    Count(
        "sign-ups to approve",
        "accounts.view_waitingaccount",
        "/admin/accounts/waitingaccount/?awaits__exact=approval",
        lambda: WaitingAccount.objects.filter(awaits=WaitingAccount.For.APPROVAL).count(),
    )
)
add_count(
    Count(
        "active people",
        "accounts.view_user",
        "/admin/accounts/user/?is_active__exact=1",
        lambda: User.objects.filter(is_active=True).count(),
    )
)


def _approve(*, actor: User, row: WaitingAccount, reason: str) -> None:
    user = row.user
    approve(actor=actor, user=user)
    record_act(actor=actor, act="approve", object_type="user", object_id=user.pk, reason=reason)


def _refuse(*, actor: User, row: WaitingAccount, reason: str) -> None:
    pk = row.user_id
    refuse(actor=actor, user=row.user)
    record_act(actor=actor, act="refuse", object_type="user", object_id=pk, reason=reason)


@admin.register(WaitingAccount, site=site)
class WaitingAccountAdmin(ReadOnlyAdmin):
    """Sign-ups that wait for approval or confirmation."""

    list_display = ["user", "email", "awaits", "created_at"]
    list_filter = ["awaits", "created_at"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    ordering = ["created_at"]
    fields = ["user", "email", "awaits", "created_at"]
    readonly_fields = ["email"]
    actions = [
        reasoned("Approve", permission="decide", done="Approved", operation=_approve),
        reasoned("Refuse: delete the account", permission="decide", done="Refused", operation=_refuse),
    ]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_waitingaccount")

    @admin.display(description="email")
    def email(self, row: WaitingAccount) -> str:
        return row.user.email


@admin.register(SignUpPolicy, site=site)
class SignUpPolicyAdmin(SingleRowPages):
    """Decides who may create an account. The row starts with the values of the settings."""

    fields = ["mode", "domains", "members_invite"]
