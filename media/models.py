"""A file somebody put here, from the first byte on."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chatproject.lib.errors import NotFound
from chatproject.lib.ids import parse_id, uuid7
from media.stores import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def owned_by(self, user: "User") -> "AttachmentQuerySet":
        return self.filter(owner=user)

    def among_members(self, user: "User") -> "AttachmentQuerySet":
        """Those of conversations this person is in."""
        return self.filter(conversation__memberships__user=user, conversation__memberships__left_at__isnull=True)

    def visible_to(self, user: "User") -> "AttachmentQuerySet":
        """What this person may look at: his own, and what is ready, of conversations he is in."""
        return self.among_members(user).filter(Q(owner=user) | Q(state=Attachment.State.READY))

    def counted(self) -> "AttachmentQuerySet":
        """Those that take room."""
        return self.exclude(state=Attachment.State.REJECTED)

    def unfinished(self) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.UPLOADING)

    def keys_among(self, keys: "Iterable[str]") -> set[str]:
        """Which of these store keys belong to a row that wants its bytes kept."""
        return set(self.counted().filter(key__in=list(keys)).values_list("key", flat=True))

    def get_by(self, id: str | UUID) -> "Attachment":
        """The one with this id among these, or NotFound."""
        found = self.filter(pk=parse_id(id)).first()
        if found is None:
            raise NotFound
        return found


class Attachment(models.Model):
    """`size` and `declared_sha256` are what its owner said; `sha256` is that of the stored bytes.

    `uploading`: parts come. `pending`: all came, the server looks at them. `ready`, or `rejected` with a `reason`.
    """

    class State(models.TextChoices):
        UPLOADING = "uploading"
        PENDING = "pending"
        READY = "ready"
        REJECTED = "rejected"

    class Reason(models.TextChoices):
        HASH_MISMATCH = "hash_mismatch"
        SIZE_MISMATCH = "size_mismatch"
        INCOMPLETE = "incomplete"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=255)
    size = models.BigIntegerField()
    declared_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.UPLOADING)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    part_size = models.BigIntegerField()
    key = models.CharField(max_length=64, unique=True, editable=False)
    # The store's own name for the upload, where it has one (S3's UploadId).
    session = models.CharField(max_length=1024, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="attachment_size", condition=Q(size__gte=1, part_size__gte=1)),
            models.CheckConstraint(
                name="attachment_state",
                condition=Q(state="uploading", expires_at__isnull=False, sha256="", reason="")
                | Q(state="pending", expires_at__isnull=True, sha256="", reason="")
                | (Q(state="ready", expires_at__isnull=True, reason="") & ~Q(sha256=""))
                | (Q(state="rejected", expires_at__isnull=True) & ~Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state"], name="attachment_of_owner"),
            models.Index(fields=["expires_at"], name="attachment_expiring", condition=Q(state="uploading")),
            models.Index(fields=["completed_at"], name="attachment_pending", condition=Q(state="pending")),
        ]

    if TYPE_CHECKING:
        conversation_id: UUID
        owner_id: UUID

    def __str__(self) -> str:
        return f"{self.state} attachment {self.pk}"

    @property
    def is_uploading(self) -> bool:
        return self.state == self.State.UPLOADING

    @property
    def slot(self) -> Slot:
        """Where its bytes are."""
        return Slot(self.key, self.session)

    @property
    def parts(self) -> int:
        """How many parts it comes in, numbered from 1."""
        return -(-self.size // self.part_size)

    def size_of(self, number: int) -> int:
        """The exact size of a part; only the last may be smaller than `part_size`."""
        return self.part_size if number < self.parts else self.size - self.part_size * (self.parts - 1)
