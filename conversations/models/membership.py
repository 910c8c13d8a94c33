"""The members of a conversation, their roles, and how far they have read."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import existing
from chatproject.contract.ids import parse_id
from conversations.floor import floor_of
from conversations.models.conversation import Conversation


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(left_at__isnull=True)

    def of(self, conversation: Conversation) -> "MembershipQuerySet":
        return self.filter(conversation=conversation)

    def for_user(self, user: User) -> "MembershipQuerySet":
        return self.active().filter(user=user)

    def get_in(self, conversation: Conversation, user: UUID) -> "Membership":
        """Returns the user's membership of the conversation. Raises NotFound if they have none."""
        return existing(self.active().filter(conversation=conversation, user=user).first())

    def get_for(self, user: User, conversation_id: str | UUID) -> "Membership":
        """Returns the user's membership with its conversation. Raises NotFound."""
        mine = self.for_user(user).select_related("conversation")
        return existing(mine.filter(conversation=parse_id(conversation_id)).first())

    def taken_part(self) -> "MembershipQuerySet":
        """Members who joined by themselves, or have read or written something since they were added."""
        return self.filter(Q(added_by__isnull=True) | Q(read_seq__gt=F("joined_seq")))

    def not_taken_part(self) -> "MembershipQuerySet":
        return self.filter(added_by__isnull=False, read_seq__lte=F("joined_seq"))

    def owners(self) -> "MembershipQuerySet":
        return self.active().filter(role=Membership.Role.OWNER)


class Membership(models.Model):
    """One user in one conversation; the row stays when they leave, with `left_at`."""

    class Role(models.TextChoices):
        OWNER = "owner"
        ADMIN = "admin"
        MEMBER = "member"

    class Notify(models.TextChoices):
        """The messages that a member is notified of while they are not looking."""

        ALL = "all"
        MENTIONS = "mentions"
        NOTHING = "nothing"

    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="memberships", db_index=False
    )
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="memberships", db_index=False)
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    # The member who added them; empty if they joined by themselves or accepted a request.
    added_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    rev = models.BigIntegerField()
    joined_at = models.DateTimeField(default=timezone.now)
    # last_seq when the member joined: with history `joined` they may read only what came after.
    joined_seq = models.BigIntegerField(default=0)
    # The rev of their joining: with history `joined` they see happenings only from this rev on.
    joined_rev = models.BigIntegerField(default=0, db_default=0, editable=False)
    left_at = models.DateTimeField(null=True, blank=True)
    # An admin or owner removed them, and only admins and owners can add them again.
    is_removed = models.BooleanField(default=False, db_default=False, editable=False)
    # They left of their own accord, so they are asked before anyone adds them again.
    has_left = models.BooleanField(default=False, db_default=False, editable=False)
    delivered_seq = models.BigIntegerField(default=0)
    read_seq = models.BigIntegerField(default=0)
    # When a watermark last rose, for sync's `as_of`.
    receipt_at = models.DateTimeField(default=timezone.now)
    muted_until = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    # Empty: the member's account setting applies.
    notify = models.CharField(max_length=8, choices=Notify, default="", db_default="", blank=True)
    # The first message that the member marked as unread: see conversations/unread.py.
    unread_from = models.BigIntegerField(null=True, blank=True)
    # The user's me_rev of the last change of the five fields above.
    me_rev = models.BigIntegerField(default=0, db_default=0, editable=False)
    # The last message that the member was notified of. Once they read it, the notification is cleared.
    notified_seq = models.BigIntegerField(default=0, db_default=0, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(delivered_seq__gte=models.F("read_seq")), name="membership_delivered_before_read"
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "conversation"], name="membership_of_user", condition=models.Q(left_at__isnull=True)
            ),
            # Without the watermarks: an index over them would be written by every receipt.
            models.Index(
                fields=["added_by"],
                name="membership_added",
                condition=models.Q(added_by__isnull=False),
            ),
            models.Index(fields=["conversation", "rev"], name="membership_changes"),
            models.Index(fields=["joined_at"], name="membership_joined"),
            models.Index(
                fields=["user", "me_rev"],
                name="membership_private_changes",
                condition=models.Q(left_at__isnull=True, me_rev__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"

    @property
    def is_active(self) -> bool:
        return self.left_at is None

    def floor(self, conversation: Conversation) -> int:
        """The last seq hidden from this member: see conversations/floor.py."""
        return floor_of(conversation.history, self.joined_seq, conversation.expired_seq)
