"""Which messages retention removes from a conversation at a moment, and why not the others. Nothing here writes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from conversations.holds import held_conversations
from conversations.models import Conversation, RetentionPolicy
from media.models import Attachment
from messaging.models import Message

#: Why messages stay.
HELD, EXEMPT, UNLIMITED, NEWER = "legal hold", "exempt", "kept without end", "newer"
#: Before every conversation.
START = UUID(int=0)
#: Conversations in a report.
MOST = 200
_PAGE = 200


#: When the nightly run begins (settings/queue.py).
_NIGHT = time(3, 41, tzinfo=UTC)


@dataclass(frozen=True)
class Expiry:
    """The messages after `after` up to `up_to` go. `kept` is why the later ones stay, if there are any."""

    conversation: UUID
    name: str
    days: int | None
    after: int
    up_to: int
    kept: str

    @property
    def messages(self) -> int:
        return self.up_to - self.after


class Files(NamedTuple):
    number: int
    bytes: int


def expiry_of(conversation: Conversation, policy: RetentionPolicy, now: datetime, *, held: bool) -> Expiry:
    """Returns what goes at this moment."""
    days, before = policy.days_of(conversation), conversation.expired_seq
    up_to, kept = before, HELD
    if not held and days is None:
        kept = EXEMPT if conversation.is_exempt else UNLIMITED
    elif not held and days is not None:
        newer = Message.objects.of(conversation).filter(seq__gt=before, created_at__gte=now - timedelta(days=days))
        first = newer.order_by("seq").values_list("seq", flat=True).first()
        up_to, kept = (conversation.last_seq, "") if first is None else (first - 1, NEWER)
    return Expiry(conversation.pk, str(conversation), days, before, up_to, kept)


def night_of(day: date) -> datetime:
    """Returns the moment of the nightly run of a day."""
    return datetime.combine(day, _NIGHT)


def simulate(now: datetime) -> Iterator[Expiry]:
    """Yields for each conversation with messages what the nightly run would remove at this moment."""
    policy = RetentionPolicy.current()
    for conversation, held in written():
        yield expiry_of(conversation, policy, now, held=held)


def written(after: UUID = START) -> Iterator[tuple[Conversation, bool]]:
    """Yields the conversations with messages, in the order of their ids, and whether a legal hold covers each."""
    rows = Conversation.objects.filter(last_seq__gt=0).order_by("pk")
    while page := list(rows.filter(pk__gt=after)[:_PAGE]):
        held = set(held_conversations().filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
        yield from ((conversation, conversation.pk in held) for conversation in page)
        after = page[-1].pk


def files_of(expiry: Expiry) -> Files:
    """Returns the files that go with the messages."""
    if not expiry.messages:
        return Files(0, 0)
    seqs = (expiry.after + 1, expiry.up_to)
    files = Attachment.objects.filter(conversation=expiry.conversation, message_seq__range=seqs)
    total = files.aggregate(count=Count("pk"), bytes=Coalesce(Sum("size"), 0))
    return Files(total["count"], total["bytes"])


@dataclass(frozen=True)
class Report:
    """What goes at a moment: the conversations that lose most, totals, and how many conversations keep messages why."""

    rows: list[tuple[Expiry, Files]]
    conversations: int
    messages: int
    kept: dict[str, int]


def report_at(moment: datetime) -> Report:
    found = list(simulate(moment))
    going = sorted((each for each in found if each.messages), key=lambda each: -each.messages)
    rows = [(each, files_of(each)) for each in going[:MOST]]
    kept = Counter(each.kept for each in found if each.kept)
    return Report(rows, len(going), sum(each.messages for each in going), dict(sorted(kept.items())))
