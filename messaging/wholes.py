"""Conversations whole, as their members see them: with their members where few, and their last messages."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from chatproject.lib import shapes
from chatproject.lib.errors import NotFound
from chatproject.lib.pictures import picture_path
from conversations.models import Conversation, Membership
from conversations.places import Place, place_of
from conversations.queries import members_listed
from conversations.rendering import membership
from messaging.rendering import last_messages

if TYPE_CHECKING:
    from accounts.models import User


def whole(actor: "User", conversation: Conversation) -> shapes.Conversation:
    """Returns the conversation as the actor sees it. Raises NotFound if they are not a member (any more)."""
    for found in wholes(actor, [conversation]):
        return found
    raise NotFound


def whole_of(row: Membership) -> shapes.Conversation:
    """The conversation of a membership fetched with it, as its person sees it."""
    [found] = wholes_of([row])
    return found


def wholes(actor: "User", conversations: Iterable[Conversation]) -> list[shapes.Conversation]:
    """Those of the conversations that the actor is in, in their order: three queries for any number."""
    conversations = list(conversations)
    mine = Membership.objects.for_user(actor).filter(conversation__in=conversations)
    by_conversation = {row.conversation_id: row for row in mine}
    return wholes_at([place_of(by_conversation[row.pk], row) for row in conversations if row.pk in by_conversation])


def wholes_of(memberships: Iterable[Membership]) -> list[shapes.Conversation]:
    """The conversations of memberships fetched with `conversation`, as their people see them: two queries."""
    return wholes_at([place_of(row, row.conversation) for row in memberships])


def wholes_at(places: Sequence[Place]) -> list[shapes.Conversation]:
    """The conversations of these places, as their people see them: two queries."""
    members = _members_listed(places)
    ends = {(place.id, place.last_seq) for place in places if place.last_seq > place.floor}
    last = last_messages(ends) if ends else {}
    return [
        _whole(place, members.get(place.id, []), last.get(place.id) if place.last_seq > place.floor else None)
        for place in places
    ]


def _members_listed(places: Sequence[Place]) -> dict[UUID, list[shapes.Member]]:
    """The members of small conversations, each list in the order they joined."""
    most = settings.LIMITS["members_listed"]
    small = {place.id for place in places if place.kind == "direct" or place.member_count <= most}
    return members_listed(small) if small else {}


def _whole(place: Place, members: list[shapes.Member], last_message: shapes.Message | None) -> shapes.Conversation:
    return shapes.Conversation(
        id=place.id,
        kind=place.kind,
        title=place.title,
        topic=place.topic,
        history=place.history,
        rev=place.rev,
        last_seq=place.last_seq,
        member_count=place.member_count,
        created_at=place.created_at,
        last_activity_at=place.last_activity_at,
        # The two rows may be read a moment apart: the member may have read further than the conversation was then long.
        unread=max(0, place.last_seq - place.read_seq),
        members=members,
        membership=membership(place),
        last_message=last_message,
        peer=place.peer,
        picture=picture_path(place.picture),
        closed_at=place.closed_at,
    )
