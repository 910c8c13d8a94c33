"""Conversations: each row has the two counters that synchronization is based on."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import ConversationClosed, NotFound, existing
from chatproject.contract.ids import parse_id, uuid7


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def for_member(self, user: User) -> "ConversationQuerySet":
        """The conversations that this user is in. To them, others do not exist."""
        return self.filter(memberships__user=user, memberships__left_at__isnull=True)

    def get_for(self, user: User, id: str | UUID) -> "Conversation":
        """Returns the conversation. Raises NotFound if this user is not in it."""
        return existing(self.for_member(user).filter(pk=parse_id(id)).first())

    def locked_for(self, user: User, id: str | UUID) -> "Conversation":
        """Returns the conversation with its row locked until the transaction ends. Raises NotFound.

        The lock is taken before membership is checked. Each statement reads a fresh snapshot, so the check sees a
        removal that commits while we wait for the lock.
        """
        conversation = self.select_for_update(no_key=True).filter(pk=parse_id(id)).first()
        if conversation is None or not self.for_member(user).filter(pk=conversation.pk).exists():
            raise NotFound
        return conversation

    def locked(self, id: UUID) -> "Conversation":
        """Locks and returns the conversation without a check of membership, for users who are not in it yet."""
        return existing(self.select_for_update(no_key=True).filter(pk=id).first())

    def open_channels(self, search: str = "") -> "ConversationQuerySet":
        """Channels that are not closed, by title. With `search`, only those whose title or topic has its words."""
        channels = self.filter(kind=Conversation.Kind.CHANNEL, closed_at=None)
        for word in search.split():
            channels = channels.filter(models.Q(title__icontains=word) | models.Q(topic__icontains=word))
        return channels.order_by("title", "pk")

    def after_title(self, title: str, id: UUID) -> "ConversationQuerySet":
        return self.filter(title__gte=title).exclude(title=title, pk__lte=id)


class Conversation(models.Model):
    """A direct conversation, a group or a channel.

    `last_seq` numbers its messages and `rev` its durable changes; both are gapless because they are
    advanced under this row's lock in the transaction that writes the change.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct"
        GROUP = "group"
        CHANNEL = "channel"

    class History(models.TextChoices):
        ALL = "all"
        JOINED = "joined"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=1000, blank=True)
    history = models.CharField(max_length=8, choices=History, default=History.ALL)
    # The key of its picture, or empty.
    picture = models.CharField(max_length=40, blank=True, db_default="", default="", editable=False)
    direct_key = models.CharField(max_length=73, null=True, blank=True, unique=True, editable=False)
    last_seq = models.BigIntegerField(default=0)
    rev = models.BigIntegerField(default=0)
    # The rev of the last change of this row's own title, topic, history or picture.
    changed_rev = models.BigIntegerField(default=0)
    # The rev of the last happening. A client that holds at least this rev has no happening to fetch.
    happened_rev = models.BigIntegerField(default=0, db_default=0, editable=False)
    member_count = models.IntegerField(default=0)
    # The last seq that retention has removed: everyone's history begins after it.
    expired_seq = models.BigIntegerField(default=0, db_default=0, editable=False)
    # For how many days its admins keep messages; empty: as long as the server does.
    keep_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # The language of its words, for search; empty: detected.
    language = models.CharField(max_length=20, blank=True, default="", db_default="", editable=False)
    # Staff exempt it from retention.
    is_exempt = models.BooleanField(default=False, db_default=False, editable=False)
    # When it became read-only.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Staff closed it, so its owners cannot reopen it.
    is_closed_by_staff = models.BooleanField(default=False, db_default=False, editable=False)
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_activity_at = models.DateTimeField(default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="direct", direct_key__isnull=False)
                | (~models.Q(kind="direct") & models.Q(direct_key__isnull=True)),
                name="conversation_direct_key",
            ),
        ]
        indexes = [
            models.Index(fields=["title", "id"], name="conversation_channels", condition=models.Q(kind="channel")),
            models.Index(fields=["picture"], name="conversation_picture", condition=~models.Q(picture="")),
        ]

    def __str__(self) -> str:
        """A channel's title is public; a group's title is only for its members."""
        return self.title if self.is_public else f"{self.kind} {self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether anyone on the server can find it and join."""
        return self.kind == self.Kind.CHANNEL

    @property
    def first_seq(self) -> int:
        """The first message that the server keeps."""
        return self.expired_seq + 1

    @property
    def is_direct(self) -> bool:
        return self.kind == self.Kind.DIRECT

    def ensure_open(self) -> None:
        """Raises ConversationClosed if the conversation is closed."""
        if self.closed_at is not None:
            raise ConversationClosed

    def next_rev(self) -> int:
        """Numbers one more durable change. Only on a row locked by `locked_for`; the caller saves."""
        self.rev += 1
        return self.rev


def direct_key(one: UUID, other: UUID) -> str:
    """The canonical member key of a direct conversation, the same for either starter."""
    return ":".join(sorted((str(one), str(other))))


def other_of(key: str, user: UUID) -> UUID | None:
    """Returns the other person of a direct conversation with this key;

    None with oneself, for an outsider or a damaged key.
    """
    one, other = key[:36], key[37:]
    mine = str(user)
    if one == other or mine not in (one, other):
        return None
    try:
        return UUID(other if mine == one else one)
    except ValueError:
        return None
