"""What a log missed, read back from the database as the events it would have been."""

from dataclasses import dataclass
from uuid import UUID

from chatproject.lib import realtime
from chatproject.lib.database import snapshot
from chatproject.lib.events import ConversationEvent, Event, MemberEvent, MessageEvent, RevEvent
from chatproject.lib.realtime import Envelope
from conversations import rendering as conversation_rendering
from conversations.models import Conversation, Membership
from messaging import rendering
from messaging.models import Message

#: A longer gap is not replayed: its readers catch up by sync, each for himself.
MAX_GAP = 500


@dataclass(frozen=True)
class Filling:
    """The events after a rev, one for each rev up to `head`; or none but the departures, when they are too many."""

    head: int
    envelopes: list[Envelope]
    is_whole: bool


def fill(conversation: str, since: int) -> Filling:
    """Every rev after `since`. A rev whose object has changed again since then says only that it was."""
    with snapshot():
        found = Conversation.objects.filter(pk=conversation).first()
        if found is None:
            return Filling(since, [], True)
        members = [_member(found, row) for row in Membership.objects.of(found).filter(rev__gt=since)]
        if found.rev - since > MAX_GAP:
            return Filling(found.rev, sorted(members, key=lambda e: e.rev), False)
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
            present[found.changed_rev] = _seal(found, ConversationEvent(conversation=shared), found.changed_rev)
    return Filling(
        found.rev,
        [
            present.get(rev) or _seal(found, RevEvent(conversation=found.pk, rev=rev), rev)
            for rev in range(since + 1, found.rev + 1)
        ],
        True,
    )


def _seal(conversation: Conversation, event: Event, rev: int, seq: int = 0) -> Envelope:
    is_restricted = conversation.history == Conversation.History.JOINED
    group = realtime.conversation_group(conversation.pk)
    return realtime.seal(group, event, rev=rev, seq=seq if is_restricted else 0)


def _member(conversation: Conversation, row: Membership) -> Envelope:
    member = conversation_rendering.member(row)
    event = MemberEvent(
        conversation=conversation.pk, rev=row.rev, member_count=conversation.member_count, member=member
    )
    group = realtime.conversation_group(conversation.pk)
    return realtime.seal(
        group, event, rev=row.rev, seq=row.joined_seq, member=str(row.user_id), left=row.left_at is not None
    )


def followed_by(user: str | UUID) -> dict[str, tuple[int, int]]:
    """What one person follows: {conversation: (its rev, the last seq hidden from him while history is `joined`)}."""
    rows = Membership.objects.active().filter(user_id=user)
    return {
        str(conversation): (rev, floor)
        for conversation, rev, floor in rows.values_list("conversation_id", "conversation__rev", "joined_seq")
    }
