"""Staff see conversations but not their content, and revoke invitation links.

Only the titles and topics of channels are shown and searched: the name of a private group reveals what it is about.
"""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from accounts.holds_admin import HoldAdmin
from accounts.staff.pages import ReadOnlyAdmin, ReasonForm, SingleRowPages, reasoned
from accounts.staff.site import site
from conversations.models import Conversation, ConversationHold, Invitation, Membership, RetentionPolicy
from conversations.models.invitation import InvitationQuerySet
from conversations.operations.closing import close_as_staff
from conversations.operations.exempting import set_exempt
from conversations.operations.handing_over import hand_over

HIDDEN = "(hidden)"

_look_after = partial(reasoned, permission="look_after", about="conversation")


class HandOverForm(ReasonForm):
    username = forms.CharField(label="New owner", max_length=32, help_text="The username of a member.")


class OwnerFilter(admin.SimpleListFilter):
    """Finds groups and channels whose owners are all deactivated, so that staff can hand them over."""

    title = "owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("gone", "Gone")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        if self.value() != "gone":
            return queryset
        owners = Membership.objects.owners().filter(conversation=OuterRef("pk"), user__is_active=True)
        return queryset.exclude(kind=Conversation.Kind.DIRECT).filter(~Exists(owners), member_count__gt=0)


@admin.register(Conversation, site=site)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "kind", "member_count", "last_seq", "rev", "created_at", "last_activity_at", "closed_at")
    list_filter = ("kind", "history", OwnerFilter, ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("id__exact", "memberships__user__username__exact")
    search_help_text = "A conversation's id, a member's username, or words of a channel's title"
    ordering = ("-last_activity_at", "-pk")
    fields = (
        "id",
        "kind",
        "shown_title",
        "shown_topic",
        "history",
        "member_count",
        "last_seq",
        "rev",
        "changed_rev",
        "created_by",
        "created_at",
        "last_activity_at",
        "closed_at",
        "is_closed_by_staff",
        "expired_seq",
        "keep_days",
        "is_exempt",
    )
    readonly_fields = ("shown_title", "shown_topic")
    actions = (
        _look_after("Hand over", done="Handed over", operation=hand_over, form=HandOverForm),
        _look_after("Close", done="Closed", operation=close_as_staff),
        _look_after("Reopen", done="Reopened", operation=partial(close_as_staff, is_closed=False)),
        _look_after("Exempt from retention", done="Exempt", operation=partial(set_exempt, is_exempt=True)),
        _look_after("Apply retention again", done="No longer exempt", operation=partial(set_exempt, is_exempt=False)),
    )

    def has_look_after_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("conversations.change_conversation")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Conversation], search_term: str
    ) -> tuple[QuerySet[Conversation], bool]:
        matches, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term:
            return matches, may_repeat
        is_channel = Q(kind=Conversation.Kind.CHANNEL, title__icontains=search_term)
        return queryset.filter(Q(pk__in=matches.values("pk")) | is_channel), False

    @admin.display(description="title")
    def shown_title(self, conversation: Conversation) -> str:
        return conversation.title if conversation.is_public else HIDDEN

    @admin.display(description="topic")
    def shown_topic(self, conversation: Conversation) -> str:
        return conversation.topic if conversation.is_public else HIDDEN


@admin.register(Membership, site=site)
class MembershipAdmin(ReadOnlyAdmin):
    """Without mute, pin and archive, which only the member may see."""

    list_display = ("user", "conversation", "role", "joined_at", "left_at")
    list_filter = ("role", "conversation__kind", ("left_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "conversation")
    search_fields = ("user__username", "conversation__id__exact")
    ordering = ("-pk",)
    fields = (
        "user",
        "conversation",
        "role",
        "rev",
        "joined_at",
        "joined_seq",
        "left_at",
        "delivered_seq",
        "read_seq",
        "receipt_at",
    )


@admin.register(Invitation, site=site)
class InvitationAdmin(ReadOnlyAdmin):
    """Without the token, which would let staff into a private conversation."""

    list_display = ("conversation", "created_by", "created_at", "expires_at", "uses", "max_uses", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "expires_at")
    list_select_related = ("conversation", "created_by")
    search_fields = ("conversation__id__exact", "created_by__username")
    ordering = ("-pk",)
    fields = ("conversation", "created_by", "created_at", "expires_at", "uses", "max_uses", "revoked_at")
    actions = ("revoke",)

    @admin.action(description="Revoke the selected invitations", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: InvitationQuerySet) -> None:
        for invitation in queryset.unrevoked():
            self.log_change(request, invitation, "Revoked.")
        self.message_user(request, f"{queryset.revoke()} revoked.", messages.SUCCESS)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("conversations.change_invitation")


@admin.register(ConversationHold, site=site)
class ConversationHoldAdmin(HoldAdmin):
    about = "conversation"
    search_fields = ["conversation__id__exact"]
    search_help_text = "A conversation's id"


@admin.register(RetentionPolicy, site=site)
class RetentionPolicyAdmin(SingleRowPages):
    """For how long messages are kept. The row starts with the value of the settings."""

    fields = ("days", "least_days", "admins_choose")
