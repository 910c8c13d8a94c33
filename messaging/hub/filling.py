"""Backfills a log: reads the events that it missed from the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.sql import counters
from chatproject import realtime
from chatproject.contract.events import ConversationEvent, Event, MemberEvent, MessageEvent, RevEvent
from chatproject.contract.objects.conversations import Happening as HappeningShape
from chatproject.database.statements import fetch_all
from chatproject.database.transactions import snapshot
from chatproject.realtime import Envelope
from conversations import rendering as conversation_rendering
from conversations.models import Conversation, Happening, Membership
from conversations.sql import MEMBERSHIPS
from messaging import rendering
from messaging.models import Message

#: A longer gap is not backfilled: each reader catches up by sync.
MAX_GAP = 500


@dataclass(frozen=True)
class Filling:
    """The events after a rev, one for each rev up to `head`; only departures if there are too many."""

    head: int
    envelopes: list[Envelope]
    is_whole: bool
    is_closed: bool = False


def fill(conversation: str, since: int) -> Filling:
    """Returns an event for every rev after `since`. A rev whose object has changed again gets an event
    without content.
    """
    with snapshot():
        found = Conversation.objects.filter(pk=conversation).first()
        if found is None:
            return Filling(since, [], True)
        happenings = _happenings(found, since)
        members = [
            _member(found, row, happenings.get(row.rev)) for row in Membership.objects.of(found).filter(rev__gt=since)
        ]
        if found.rev - since > MAX_GAP:
            return Filling(found.rev, sorted(members, key=lambda e: e.rev), False, found.closed_at is not None)
        rows = rendering.messages(Message.objects.of(found).filter(rev__gt=since))
        present = {e.rev: e for e in members}
        present.update(
            {
                m.rev: _seal(found, MessageEvent(conversation=m.conversation, rev=m.rev, message=m), m.rev, m.seq)
                for m in rows
            }
        )
        if found.changed_rev > since:
            shared = conversation_rendering.shared(found, rev=found.changed_rev)
            event = ConversationEvent(conversation=shared, happening=happenings.get(found.changed_rev))
            present[found.changed_rev] = _seal(found, event, found.changed_rev, closed=found.closed_at is not None)
    return Filling(
        found.rev,
        [present.get(rev) or _only_rev(found, rev, happenings.get(rev)) for rev in range(since + 1, found.rev + 1)],
        True,
    )


def _seal(conversation: Conversation, event: Event, rev: int, seq: int = 0, closed: bool | None = None) -> Envelope:
    is_restricted = conversation.history == Conversation.History.JOINED
    group = realtime.conversation_group(conversation.pk)
    return realtime.seal(group, event, rev=rev, seq=seq if is_restricted else 0, closed=closed)


def _happenings(conversation: Conversation, since: int) -> dict[int, HappeningShape]:
    """Returns happenings by rev. Sends no query if nothing happened."""
    if conversation.happened_rev <= since:
        return {}
    found = Happening.objects.of(conversation).filter(rev__gt=since).order_by("-rev")[:MAX_GAP]
    return {row.rev: conversation_rendering.happening(row) for row in found}


def _only_rev(conversation: Conversation, rev: int, happening: HappeningShape | None) -> Envelope:
    """Returns the event of a rev whose object has changed again, with its happening for members who may see it."""
    event = RevEvent(conversation=conversation.pk, rev=rev, happening=happening)
    return _seal(conversation, event, rev, happening.seq + 1 if happening else 0)


def _member(conversation: Conversation, row: Membership, happening: HappeningShape | None) -> Envelope:
    member = conversation_rendering.member(row)
    event = MemberEvent(
        conversation=conversation.pk,
        rev=row.rev,
        member_count=conversation.member_count,
        member=member,
        happening=happening,
    )
    group = realtime.conversation_group(conversation.pk)
    return realtime.seal(
        group, event, rev=row.rev, seq=row.joined_seq, member=str(row.user_id), left=row.left_at is not None
    )


class MemberView(NamedTuple):
    """A conversation at a rev. `floor` is the last seq hidden from this user while its history is `joined`."""

    rev: int
    floor: int
    is_closed: bool


class Following(NamedTuple):
    """`places` maps conversation ids to places."""

    me_rev: int
    places: dict[str, MemberView]


_FOLLOWED = f"""
    SELECT m.user_id::text, m.conversation_id::text, c.rev, m.joined_seq, c.closed_at IS NOT NULL
    FROM {MEMBERSHIPS}
    WHERE m.user_id = ANY(%(users)s::uuid[]) AND m.left_at IS NULL
    UNION ALL
    SELECT user_id::text, NULL, rev, 0, FALSE FROM {counters("= ANY(%(users)s::uuid[])")}
"""  # noqa: S608 (the names of our own columns)


def followed_by(users: Sequence[str]) -> list[Following]:
    """Returns what each of these users follows, in their order: one query for any number."""
    places: dict[str, dict[str, MemberView]] = {user: {} for user in users}
    me_revs: dict[str, int] = {}
    for user, conversation, rev, floor, is_closed in fetch_all(_FOLLOWED, {"users": list(places)}):
        if conversation is None:
            me_revs[user] = rev
        else:
            places[user][conversation] = MemberView(rev, floor, is_closed)
    return [Following(me_revs.get(user, 0), places[user]) for user in users]


def conversations_of(user: str) -> list[str]:
    """Returns the conversations that a user is in."""
    mine = Membership.objects.active().filter(user_id=user)
    return [str(id) for id in mine.values_list("conversation_id", flat=True)]
