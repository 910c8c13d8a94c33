"""Which messages retention removes from a conversation at a moment, and why not the others. Nothing here writes."""

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from conversations.holds import held_conversations
from conversations.models import Conversation, RetentionPolicy
from media.sql import FILES_OF_MANY

#: Why messages stay.
HELD, EXEMPT, UNLIMITED, NEWER = "legal hold", "exempt", "kept without end", "newer"
#: Before every conversation.
START = UUID(int=0)
#: Conversations in a report.
MOST = 200
_PAGE = 200
# The first message of each conversation that is new enough to stay.
_FIRST_KEPT = """
SELECT i.conversation_id, (
    SELECT x.seq FROM messaging_message x
    WHERE x.conversation_id = i.conversation_id AND x.seq > i.after AND x.created_at >= i.since
    ORDER BY x.seq LIMIT 1
)
FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[]) AS i(conversation_id, after, since)
"""
# The same of every conversation with the server's days: in one pass over the messages that stay, which lie together.
_FIRST_KEPT_OF_ALL = f"""
SELECT x.conversation_id, min(x.seq)
FROM messaging_message x JOIN {conversations.conversation("x.conversation_id")}
WHERE x.created_at >= %s AND x.seq > c.expired_seq GROUP BY 1
"""  # noqa: S608 (the names of our own columns)

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
    [found] = expiries([(conversation, held)], policy, now)
    return found


def expiries(page: Sequence[tuple[Conversation, bool]], policy: RetentionPolicy, now: datetime) -> list[Expiry]:
    """Returns what goes of each conversation, with whether a legal hold covers it; in one statement for all."""
    return _expiries(page, {each.pk: policy.days_of(each) for each, _ in page}, now, {})


def _expiries(
    page: Sequence[tuple[Conversation, bool]],
    days: dict[UUID, int | None],
    now: datetime,
    known: dict[UUID, int | None],
) -> list[Expiry]:
    """`known` has the first message that stays of some conversations; the others are looked up."""
    ends = {each: kept for each, held in page if not held and (kept := days[each.pk]) and each.pk not in known}
    sinces = [now - timedelta(days=kept) for kept in ends.values()]
    asked = [each.pk for each in ends], [each.expired_seq for each in ends], sinces
    first_kept = known | dict(fetch_all(_FIRST_KEPT, asked)) if ends else known
    return [_expiry(each, days[each.pk], held, first_kept) for each, held in page]


def _expiry(conversation: Conversation, days: int | None, held: bool, first_kept: dict[UUID, int | None]) -> Expiry:
    up_to, kept = conversation.expired_seq, HELD
    if not held and days is None:
        kept = EXEMPT if conversation.is_exempt else UNLIMITED
    elif not held:
        first = first_kept[conversation.pk]
        up_to, kept = (conversation.last_seq, "") if first is None else (first - 1, NEWER)
    return Expiry(conversation.pk, str(conversation), days, conversation.expired_seq, up_to, kept)


def night_of(day: date) -> datetime:
    """Returns the moment of the nightly run of a day."""
    return datetime.combine(day, _NIGHT)


def simulate(now: datetime) -> Iterator[Expiry]:
    """Yields for each conversation with messages what the nightly run would remove at this moment."""
    policy = RetentionPolicy.current()
    usual: dict[UUID, int] = (
        dict(fetch_all(_FIRST_KEPT_OF_ALL, [now - timedelta(days=policy.days)])) if policy.days else {}
    )
    for page in _pages(START):
        days = {each.pk: policy.days_of(each) for each, _ in page}
        known = {id: usual.get(id) for id, kept in days.items() if policy.days and kept == policy.days}
        yield from _expiries(page, days, now, known)


def written(after: UUID = START) -> Iterator[tuple[Conversation, bool]]:
    """Yields the conversations with messages, in the order of their ids, and whether a legal hold covers each."""
    for page in _pages(after):
        yield from page


def _pages(after: UUID) -> Iterator[list[tuple[Conversation, bool]]]:
    rows = Conversation.objects.filter(last_seq__gt=0).order_by("pk")
    while page := list(rows.filter(pk__gt=after)[:_PAGE]):
        held = set(held_conversations().filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
        yield [(conversation, conversation.pk in held) for conversation in page]
        after = page[-1].pk


def files_of(found: Sequence[Expiry]) -> list[Files]:
    """Returns the files that go with the messages of each conversation."""
    spans = [each.conversation for each in found], [each.after for each in found], [each.up_to for each in found]
    counted = {id: Files(number, size) for id, number, size in fetch_all(FILES_OF_MANY, spans)}
    return [counted.get(each.conversation, Files(0, 0)) for each in found]


@dataclass(frozen=True)
class Report:
    """What goes at a moment: the conversations that lose most, totals, and how many conversations keep messages why."""

    rows: list[tuple[Expiry, Files]]
    conversations: int
    messages: int
    kept: dict[str, int]


def report_at(moment: datetime) -> Report:
    totals, kept = Counter[str](), Counter[str]()

    def going() -> Iterator[Expiry]:
        for each in simulate(moment):
            kept[each.kept] += each.kept != ""
            totals.update(conversations=each.messages > 0, messages=each.messages)
            if each.messages:
                yield each

    largest = heapq.nlargest(MOST, going(), key=lambda each: each.messages)
    rows = list(zip(largest, files_of(largest), strict=True))
    stay = {why: count for why, count in sorted(kept.items()) if count}
    return Report(rows, totals["conversations"], totals["messages"], stay)
