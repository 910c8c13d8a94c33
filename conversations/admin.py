"""Staff look at conversations, never into them, and close invitation links."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.http import HttpRequest

from chatproject.lib.staff import Looking
from conversations.models import Conversation, Invitation, Membership
from conversations.models.invitation import InvitationQuerySet

if TYPE_CHECKING:
    ConversationModelAdmin = admin.ModelAdmin[Conversation]
    InvitationModelAdmin = admin.ModelAdmin[Invitation]
    MembershipModelAdmin = admin.ModelAdmin[Membership]
else:
    ConversationModelAdmin = InvitationModelAdmin = MembershipModelAdmin = admin.ModelAdmin


@admin.register(Conversation)
class ConversationAdmin(Looking, ConversationModelAdmin):
    list_display = ("__str__", "kind", "member_count", "last_seq", "rev", "created_at", "last_activity_at")
    list_filter = ("kind", "history")
    search_fields = ("title", "topic", "id__exact", "memberships__user__username__exact")
    ordering = ("-last_activity_at", "-pk")
    fields = (
        "id",
        "kind",
        "title",
        "topic",
        "history",
        "member_count",
        "last_seq",
        "rev",
        "changed_rev",
        "created_by",
        "created_at",
        "last_activity_at",
    )


@admin.register(Membership)
class MembershipAdmin(Looking, MembershipModelAdmin):
    """Without mute, pin and archive: those are for the member's eyes."""

    list_display = ("user", "conversation", "role", "joined_at", "left_at")
    list_filter = ("role", "conversation__kind", ("left_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "conversation")
    search_fields = ("user__username", "conversation__title", "conversation__id__exact")
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


@admin.register(Invitation)
class InvitationAdmin(Looking, InvitationModelAdmin):
    """Without the token: it would let staff into a private conversation."""

    list_display = ("conversation", "created_by", "created_at", "expires_at", "uses", "max_uses", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "expires_at")
    list_select_related = ("conversation", "created_by")
    search_fields = ("conversation__title", "conversation__id__exact", "created_by__username")
    ordering = ("-pk",)
    fields = ("conversation", "created_by", "created_at", "expires_at", "uses", "max_uses", "revoked_at")
    actions = ("revoke",)

    @admin.action(description="Revoke the invitations chosen", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: InvitationQuerySet) -> None:
        self.message_user(request, f"{queryset.revoke()} revoked.", messages.SUCCESS)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("conversations.change_invitation")
