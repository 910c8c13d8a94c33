"""Reads the log: by range of seq, and by changes since a rev. Nothing here writes."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import User
from chatproject.contract.errors import Invalid, NotFound
from chatproject.contract.ids import parse_id
from chatproject.contract.objects.conversations import Happening
from chatproject.contract.objects.messaging import Message as MessageShape
from chatproject.contract.objects.sync import Changes, MessagePage
from chatproject.contract.pagination import page_limit
from chatproject.database.statements import fetch_all
from chatproject.database.transactions import snapshot
from conversations.member_views import MEMBER_VIEWS, MemberView
from conversations.models import Membership
from conversations.queries import happenings_between
from messaging import rendering
from messaging.models import Message, Revision
from messaging.operations import ranges
from messaging.operations.changed import Held, changes_since

#: Limit of a page's happenings, the latest. Only quiet groups that many people join have more.
MOST_HAPPENINGS = 500
_MEMBER_VIEW = f"{MEMBER_VIEWS} AND m.user_id = %s AND m.conversation_id = %s"


def read_history(
    *,
    actor: User,
    conversation: str | UUID,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int | str | None = None,
) -> MessagePage:
    """Returns a range of the log, oldest first: the latest, or those before, after or around a seq."""
    size, place = page_limit(limit), parse_id(conversation)
    end = ranges.END if before is None else before
    if around is not None:
        if before is not None or after is not None:
            raise Invalid("around cannot be combined with before, after or since.")
        found = _around(actor.pk, place, around, size)
    elif after is not None:
        found = ranges.oldest(actor.pk, place, size, after=after, before=end)
    else:
        found = ranges.newest(actor.pk, place, size, before=end)
    messages = rendering.messages_of(found.rows)
    return MessagePage(items=messages, happenings=_among(place, found, messages, after or 0, end))


def _around(actor: UUID, conversation: UUID, seq: int, size: int) -> ranges.Range:
    """Returns half a page before a seq, and the rest from it on; if there is less, more of the messages before."""
    half = size // 2
    older = ranges.newest(actor, conversation, half, before=seq)
    newer = ranges.oldest(actor, conversation, size - len(older.rows), after=seq - 1)
    if len(newer.rows) < size - half:
        older = ranges.newest(actor, conversation, size - len(newer.rows), before=seq)
    return newer._replace(rows=[*older.rows, *newer.rows])


def _among(
    conversation: UUID, found: ranges.Range, messages: Sequence[MessageShape], after: int, before: int
) -> list[Happening]:
    """Returns the happenings after the messages of a page. With the first readable message, includes those
    before it.
    """
    if not found.happened_rev:
        return []
    first, last = max(found.floor, after), before - 1
    if messages:
        last = messages[-1].seq
        if (seq := messages[0].seq) > found.floor + 1:
            first = seq
    return happenings_between(conversation, first, last, first_rev=found.first_rev, most=MOST_HAPPENINGS)


def read_message(*, actor: User, conversation: str | UUID, seq: int) -> Message:
    """Returns one visible message. Raises NotFound."""
    membership = Membership.objects.get_for(actor, conversation)
    return Message.objects.visible_to(membership, membership.conversation).at(seq)


def read_sent(*, actor: User, client_id: UUID) -> Message:
    """Returns the actor's message with this client_id, even if they have left and joined again since."""
    return Message.objects.get(sender=actor, client_id=client_id)


def read_revisions(*, actor: User, conversation: str | UUID, seq: int) -> list[Revision]:
    """Returns the earlier bodies of a message that the actor may read, oldest first."""
    return list(read_message(actor=actor, conversation=conversation, seq=seq).revisions.order_by("rev")[:200])


def read_changes(*, actor: User, conversation: str | UUID, since: int, limit: int | str | None = None) -> Changes:
    """Returns the objects whose rev > since, each in its present state, in pages that never split a rev."""
    size = page_limit(limit)
    if since < 0:
        raise Invalid("since must be a rev, 0 or more.", fields={"since": ["Not negative."]})
    with snapshot():
        found = fetch_all(_MEMBER_VIEW, [actor.pk, parse_id(conversation)])
        if not found:
            raise NotFound
        [changes] = changes_since([Held(MemberView(*found[0]), since)], size)
        return changes
