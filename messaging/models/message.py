"""The messages of conversations."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from chatproject.contract.errors import existing
from conversations.models import Conversation, Membership


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, conversation: Conversation) -> "MessageQuerySet":
        return self.filter(conversation=conversation)

    def visible_to(self, membership: Membership, conversation: Conversation) -> "MessageQuerySet":
        """Returns the messages of a conversation that this member may read."""
        return self.of(conversation).filter(seq__gt=membership.floor(conversation))

    def pinned(self) -> "MessageQuerySet":
        """Returns the pinned messages, the last pinned first."""
        return self.filter(pinned_at__isnull=False).order_by("-pinned_at", "-seq")

    def at(self, seq: int) -> "Message":
        """Returns the message with this seq. Raises NotFound."""
        # A number beyond bigint is not a valid seq; PostgreSQL would raise an error.
        return existing(self.filter(seq=seq).first() if seq < 2**63 else None)


class Message(models.Model):
    """One entry of a conversation's log. Its identity is (conversation, seq), forever.

    The content is `body`, or `envelope`: {algorithm, ciphertext, …} that only the members' devices can
    read. A tombstone (`deleted_at`) has neither.
    """

    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="messages", db_index=False
    )
    seq = models.BigIntegerField()
    rev = models.BigIntegerField()
    sender = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    client_id = models.UUIDField()
    body = models.TextField(null=True, blank=True)
    envelope = models.JSONField(null=True, blank=True)
    # Whether it has attachments, so that reading a page without any sends no query for them.
    has_attachments = models.BooleanField(default=False, db_default=False)
    reply_to = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The member who pinned it. Without a constraint, which would lock the users while it is added; a user who took part
    # in a conversation is never deleted.
    pinned_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )

    # Whom and what it mentions, as in the contract, decided when it was sent or edited. Empty if the body has no @, or
    # if a release wrote it that did not decide.
    mentions = models.JSONField(null=True, blank=True, editable=False)

    # Whether it was forwarded from another message, which `Forward` names.
    forwarded = models.BooleanField(default=False, db_default=False, editable=False)

    objects = MessageQuerySet.as_manager()

    #: The fields that a tombstone loses, and what they have then.
    LOST: ClassVar[dict[str, Any]] = {
        "body": None,
        "envelope": None,
        "has_attachments": False,
        "pinned_at": None,
        "pinned_by_id": None,
        "mentions": None,
        "forwarded": False,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq"),
            models.UniqueConstraint(fields=["sender", "client_id"], name="message_client_id"),
            models.CheckConstraint(
                name="message_content",
                condition=Q(deleted_at__isnull=False, body__isnull=True, envelope__isnull=True)
                | Q(deleted_at__isnull=True, body__isnull=False, envelope__isnull=True)
                | Q(deleted_at__isnull=True, body__isnull=True, envelope__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "rev"], name="message_changes"),
            # For the links of a conversation: most messages are not in it, and cost one search for three characters.
            models.Index(fields=["conversation", "seq"], name="message_links", condition=Q(body__regex="://")),
            models.Index(
                fields=["conversation", "pinned_at"], name="message_pins", condition=Q(pinned_at__isnull=False)
            ),
            # For analytics: rows are in the order of their times, so this index is tiny and writes hardly notice it.
            BrinIndex(fields=["created_at"], name="message_created", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None
