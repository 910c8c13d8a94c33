"""Staff see conversations but not their content, and revoke invitation links.

Only the titles and topics of channels are shown and searched: the name of a private group reveals what it is about.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.holds_admin import HoldAdmin
from accounts.staff.pages import ReadOnlyAdmin, ReasonForm, StaffPages, reasoned
from accounts.staff.site import site
from conversations.models import Conversation, ConversationHold, Invitation, Membership, RetentionPolicy
from conversations.models.invitation import InvitationQuerySet
from conversations.operations.closing import close_as_staff
from conversations.operations.exempting import set_exempt
from conversations.operations.handing_over import hand_over

if TYPE_CHECKING:
    ConversationModelAdmin = admin.ModelAdmin[Conversation]
    InvitationModelAdmin = admin.ModelAdmin[Invitation]
    MembershipModelAdmin = admin.ModelAdmin[Membership]
else:
    ConversationModelAdmin = InvitationModelAdmin = MembershipModelAdmin = admin.ModelAdmin


HIDDEN = "(hidden)"


def _close(actor: Any, conversation: Conversation, reason: str) -> None:
    close_as_staff(actor=actor, conversation=conversation, reason=reason)


def _reopen(actor: Any, conversation: Conversation, reason: str) -> None:
    close_as_staff(actor=actor, conversation=conversation, reason=reason, is_closed=False)


def _exempt(actor: Any, conversation: Conversation, reason: str) -> None:
    set_exempt(actor=actor, conversation=conversation, reason=reason, is_exempt=True)


def _end_exemption(actor: Any, conversation: Conversation, reason: str) -> None:
    set_exempt(actor=actor, conversation=conversation, reason=reason, is_exempt=False)


class HandOverForm(ReasonForm):
    username = forms.CharField(label="New owner", max_length=32, help_text="The username of a member.")


def _hand_over(actor: Any, conversation: Conversation, username: str, reason: str) -> None:
    hand_over(actor=actor, conversation=conversation, username=username, reason=reason)


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
class ConversationAdmin(ReadOnlyAdmin, ConversationModelAdmin):
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
        reasoned("Hand over", permission="look_after", done="Handed over", operation=_hand_over, form=HandOverForm),
        reasoned("Close", permission="look_after", done="Closed", operation=_close),
        reasoned("Reopen", permission="look_after", done="Reopened", operation=_reopen),
        reasoned("Exempt from retention", permission="look_after", done="Exempt", operation=_exempt),
        reasoned("Apply retention again", permission="look_after", done="No longer exempt", operation=_end_exemption),
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
class MembershipAdmin(ReadOnlyAdmin, MembershipModelAdmin):
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
class InvitationAdmin(ReadOnlyAdmin, InvitationModelAdmin):
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
class RetentionPolicyAdmin(StaffPages, admin.ModelAdmin):  # type: ignore[type-arg]
    """For how long messages are kept. The list is its one row, which starts with the value of the settings."""

    fields = ("days", "least_days", "admins_choose")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RetentionPolicy | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        current = RetentionPolicy.current()
        if current._state.adding:
            current.save()
        return redirect("admin:conversations_retentionpolicy_change", 1)
