"""Changes of several conversations since a rev of each, in a fixed number of statements."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from chatproject.contract.objects.conversations import Happening, Member, SharedConversation
from chatproject.contract.objects.messaging import Message
from chatproject.contract.objects.sync import Changes
from chatproject.database.statements import fetch_all
from conversations.member_views import MemberView
from conversations.queries import happenings_since, members_since
from conversations.rendering import shared
from messaging.rendering import MESSAGE_COLUMNS, messages_of

# `+ 0` keeps the planner from the index of seqs, by which it would read the whole log to find its last changes.
_MESSAGES = f"""
    SELECT found.* FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS held(conversation_id, rev, floor)
    CROSS JOIN LATERAL (
        SELECT {MESSAGE_COLUMNS} FROM messaging_message l
        WHERE l.conversation_id = held.conversation_id AND l.rev > held.rev AND l.seq + 0 > held.floor
        ORDER BY l.rev LIMIT %s
    ) found
"""  # noqa: S608


class Held(NamedTuple):
    """A conversation of a user, and the rev that their client has of it."""

    view: MemberView
    rev: int


def changes_since(held: Sequence[Held], size: int) -> list[Changes]:
    """Returns for each a page of the objects whose rev is greater: the first `size`, and the rest of their last rev."""
    if not held:
        return []
    ids = [view.id for view, _ in held]
    revs = [rev for _, rev in held]
    floors = [Int8(view.floor) for view, _ in held]
    messages: dict[UUID, list[Message]] = {}
    for message in messages_of(fetch_all(_MESSAGES, [ids, [Int8(rev) for rev in revs], floors, Int8(size + 1)])):
        messages.setdefault(message.conversation, []).append(message)
    members = members_since(ids, revs, size + 1)
    happenings = _happenings(held, size + 1)
    return [
        _page(view, rev, size, messages.get(view.id, []), members.get(view.id, []), happenings.get(view.id, []))
        for view, rev in held
    ]


def _happenings(held: Sequence[Held], most: int) -> dict[UUID, list[Happening]]:
    """Sends no query if nothing happened, which is the usual case."""
    moved = [each for each in held if each.view.happened_rev > each.rev]
    if not moved:
        return {}
    since = [max(rev, view.first_rev - 1) for view, rev in moved]
    return happenings_since([view.id for view, _ in moved], since, most)


def _page(
    view: MemberView,
    since: int,
    size: int,
    messages: Sequence[Message],
    members: Sequence[Member],
    happenings: Sequence[Happening],
) -> Changes:
    """Builds a page from up to size + 1 of each kind."""
    own = [view.changed_rev] if view.changed_rev > since else []
    revs = sorted([*(m.rev for m in messages), *(m.rev for m in members), *(h.rev for h in happenings), *own])
    more = len(revs) > size and revs[-1] > revs[size - 1]
    head = revs[size - 1] if more else view.rev
    conversation: SharedConversation | None = None
    if own and view.changed_rev <= head:
        conversation = shared(view, rev=view.changed_rev)
    return Changes(
        rev=head,
        conversation=conversation,
        members=[m for m in members if m.rev <= head],
        messages=[m for m in messages if m.rev <= head],
        more=more,
        happenings=[h for h in happenings if h.rev <= head],
    )
