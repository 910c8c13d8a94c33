"""A file that a user uploads, from the first byte on."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import existing
from chatproject.contract.ids import parse_id, uuid7
from conversations.floor import floor_at
from media.stores import Slot

#: The kinds that are listed together.
COLLECTIONS = {"media": ["picture", "video"], "files": ["text", "file"], "audio": ["audio", "voice"]}


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def owned_by(self, user: User) -> "AttachmentQuerySet":
        return self.filter(owner=user)

    def among_members(self, user: User) -> "AttachmentQuerySet":
        """Returns attachments in conversations that this user is in."""
        return self.filter(conversation__memberships__user=user, conversation__memberships__left_at__isnull=True)

    def visible_to(self, user: User) -> "AttachmentQuerySet":
        """Returns the files in the user's conversations that they may see: those of messages they may read, and their
        own.
        """
        return (
            self.among_members(user)
            .annotate(floor=floor_at("conversation"))
            .filter(Q(message_seq__gt=F("floor")) | Q(message_seq__isnull=True, owner=user))
        )

    def counted(self) -> "AttachmentQuerySet":
        """Returns attachments that count towards quotas."""
        return self.exclude(state=Attachment.State.REJECTED)

    def said_in(self, conversation: UUID, seq: int) -> "AttachmentQuerySet":
        """Returns the attachments of one message, in its order."""
        return self.filter(conversation=conversation, message_seq=seq).order_by("position")

    def unsaid(self) -> "AttachmentQuerySet":
        """Returns attachments that no message refers to."""
        return self.filter(message_seq__isnull=True)

    def ready(self) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.READY)

    def unfinished(self) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.UPLOADING)

    def keys_among(self, keys: Iterable[str]) -> set[str]:
        """Returns the store keys among these that belong to a row that needs its bytes."""
        return set(self.counted().filter(key__in=list(keys)).values_list("key", flat=True))

    def get_by(self, id: str | UUID) -> "Attachment":
        """Returns the attachment with this id. Raises NotFound."""
        return existing(self.filter(pk=parse_id(id)).first())


class Attachment(models.Model):
    """`size` and `declared_sha256` are declared by the uploader; `sha256` is computed from the stored bytes.

    `message_seq` names its message in the conversation, once it has one; `position` is its place there, from 0.
    `source_sha256` is computed from the bytes as they arrived. `details` are a media.details.Details.

    `uploading`: parts arrive. `pending`: all have arrived, the server examines them. `ready`, or `rejected` with a
    `reason`.
    """

    class State(models.TextChoices):
        UPLOADING = "uploading"
        PENDING = "pending"
        READY = "ready"
        REJECTED = "rejected"

    class Kind(models.TextChoices):
        PICTURE = "picture"
        VIDEO = "video"
        AUDIO = "audio"
        VOICE = "voice"
        TEXT = "text"
        FILE = "file"

    class Reason(models.TextChoices):
        NEVER_CAME = "never_came"
        HASH_MISMATCH = "hash_mismatch"
        SIZE_MISMATCH = "size_mismatch"
        INCOMPLETE = "incomplete"
        UNREADABLE = "unreadable"
        TOO_LARGE_PICTURE = "too_large_picture"
        TOO_MANY_FRAMES = "too_many_frames"
        TOOK_TOO_LONG = "took_too_long"
        TOOK_TOO_MUCH = "took_too_much"
        INFECTED = "infected"
        NOT_SCANNED = "not_scanned"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=255)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.FILE)
    details = models.JSONField(default=dict, blank=True)
    message_seq = models.BigIntegerField(null=True, blank=True)
    position = models.SmallIntegerField(default=0)
    size = models.BigIntegerField()
    declared_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.UPLOADING)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    part_size = models.BigIntegerField()
    # Several rows may share the same bytes.
    key = models.CharField(max_length=64, db_index=True, editable=False)
    # The store's own name for the upload, if it has one (S3's UploadId).
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
            models.Index(
                fields=["conversation", "message_seq"],
                name="attachment_of_message",
                condition=Q(message_seq__isnull=False),
            ),
            # The lists of a conversation's pictures, files and sounds.
            *(
                models.Index(
                    fields=["conversation", "message_seq", "position"],
                    name=f"attachment_{name}",
                    condition=Q(message_seq__isnull=False, kind__in=kinds),
                )
                for name, kinds in COLLECTIONS.items()
            ),
            models.Index(fields=["created_at"], name="attachment_unsaid", condition=Q(message_seq__isnull=True)),
            models.Index(fields=["owner", "state"], name="attachment_of_owner"),
            models.Index(fields=["expires_at"], name="attachment_expiring", condition=Q(state="uploading")),
            models.Index(
                fields=["source_sha256"],
                name="attachment_twins",
                condition=Q(state="ready") & ~Q(source_sha256=""),
            ),
            models.Index(fields=["completed_at"], name="attachment_pending", condition=Q(state="pending")),
            BrinIndex(fields=["created_at"], name="attachment_created", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.state} attachment {self.pk}"

    @property
    def is_uploading(self) -> bool:
        return self.state == self.State.UPLOADING

    @property
    def slot(self) -> Slot:
        """The location of its bytes."""
        return Slot(self.key, self.session)

    @property
    def parts(self) -> int:
        """The number of parts, which are numbered from 1."""
        return -(-self.size // self.part_size)

    def size_of(self, number: int) -> int:
        """Returns the exact size of a part; only the last may be smaller than `part_size`."""
        return self.part_size if number < self.parts else self.size - self.part_size * (self.parts - 1)
