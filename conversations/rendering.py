"""Conversations and memberships as the contract's objects, in a constant number of queries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from chatproject.lib import shapes
from chatproject.lib.errors import NotFound
from chatproject.lib.statements import rows
from conversations.models import Conversation, Invitation, Membership
from conversations.shapes import Invitation as InvitationShape
from conversations.shapes import InvitationPreview, InvitedTo

if TYPE_CHECKING:
    from accounts.models import User

#: (conversation, last_seq, floor) of each whose newest message is wanted → those messages.
LastMessages = Callable[[Sequence[tuple[UUID, int, int]]], Mapping[UUID, shapes.Message]]


def _no_last_messages(wanted: Sequence[tuple[UUID, int, int]]) -> Mapping[UUID, shapes.Message]:
    return {}


_last_messages: LastMessages = _no_last_messages


def set_last_messages(provider: LastMessages) -> None:
    """Messages are known to an app above this one, which says here how to find the newest ones."""
    global _last_messages
    _last_messages = provider


def shared(conversation: Conversation, *, rev: int | None = None) -> shapes.SharedConversation:
    """What all members share. `rev` is the conversation's head unless another is named."""
    return shapes.SharedConversation(**_common(conversation, conversation.rev if rev is None else rev))


def _common(conversation: Conversation, rev: int) -> dict[str, Any]:
    return {
        "id": conversation.pk,
        "kind": conversation.kind,
        "title": conversation.title,
        "topic": conversation.topic,
        "history": conversation.history,
        "rev": rev,
        "last_seq": conversation.last_seq,
        "member_count": conversation.member_count,
        "created_at": conversation.created_at,
        "last_activity_at": conversation.last_activity_at,
    }


def member(row: Membership) -> shapes.Member:
    return shapes.Member(
        user=row.user_id,
        role=row.role,  # type: ignore[arg-type]
        rev=row.rev,
        joined_at=row.joined_at,
        delivered_seq=row.delivered_seq,
        read_seq=row.read_seq,
        left_at=row.left_at,
    )


#: What `members_of` reads of a conversations_membership `m`.
MEMBER_COLUMNS = """
    m.conversation_id, m.user_id, m.role, m.rev, m.joined_at, m.delivered_seq, m.read_seq, m.left_at
"""
_LISTED = f"""
    SELECT {MEMBER_COLUMNS} FROM conversations_membership m
    WHERE m.conversation_id = ANY(%s::uuid[]) AND m.left_at IS NULL ORDER BY m.joined_at, m.id
"""  # noqa: S608


def members_of(found: Iterable[tuple[Any, ...]]) -> dict[UUID, list[shapes.Member]]:
    """{conversation: members} out of bare rows of MEMBER_COLUMNS, in their order."""
    members: dict[UUID, list[shapes.Member]] = {}
    for conversation, user, role, rev, joined_at, delivered_seq, read_seq, left_at in found:
        members.setdefault(conversation, []).append(
            shapes.Member(
                user=user,
                role=role,
                rev=rev,
                joined_at=joined_at,
                delivered_seq=delivered_seq,
                read_seq=read_seq,
                left_at=left_at,
            )
        )
    return members


def membership(row: Membership, conversation: Conversation) -> shapes.Membership:
    return shapes.Membership(
        user=row.user_id,
        role=row.role,  # type: ignore[arg-type]
        rev=row.rev,
        joined_at=row.joined_at,
        delivered_seq=row.delivered_seq,
        read_seq=row.read_seq,
        first_seq=row.floor(conversation) + 1,
        muted_until=row.muted_until,
        pinned_at=row.pinned_at,
        archived_at=row.archived_at,
    )


def channel(conversation: Conversation) -> shapes.Channel:
    """What one who is not in it may know."""
    return shapes.Channel(
        id=conversation.pk,
        title=conversation.title,
        topic=conversation.topic,
        member_count=conversation.member_count,
    )


def invitation(row: Invitation) -> InvitationShape:
    return InvitationShape(
        id=row.pk,
        conversation=row.conversation_id,
        token=row.token,
        created_by=row.created_by_id,
        created_at=row.created_at,
        uses=row.uses,
        max_uses=row.max_uses,
        expires_at=row.expires_at,
    )


def invitation_preview(row: Invitation, actor: "User") -> InvitationPreview:
    conversation = row.conversation
    return InvitationPreview(
        conversation=InvitedTo(
            id=conversation.pk,
            kind=conversation.kind,  # type: ignore[arg-type]
            title=conversation.title,
            member_count=conversation.member_count,
        ),
        created_by=row.created_by_id,
        is_member=Membership.objects.for_user(actor).of(conversation).exists(),
        expires_at=row.expires_at,
    )


def whole(actor: "User", conversation: Conversation) -> shapes.Conversation:
    """The conversation as this member sees it, or NotFound where he is none (any more)."""
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
    return _wholes([(row, by_conversation[row.pk]) for row in conversations if row.pk in by_conversation])


def wholes_of(memberships: Iterable[Membership]) -> list[shapes.Conversation]:
    """The conversations of memberships fetched with `conversation`, as their people see them: two queries."""
    return _wholes([(row.conversation, row) for row in memberships])


def _wholes(pairs: Sequence[tuple[Conversation, Membership]]) -> list[shapes.Conversation]:
    listed = _members_listed({conversation.pk: conversation for conversation, _ in pairs}.values())
    wanted = [(row.pk, row.last_seq, mine.floor(row)) for row, mine in pairs if row.last_seq > mine.floor(row)]
    last = _last_messages(wanted) if wanted else {}
    return [_whole(row, mine, listed.get(row.pk, []), last.get(row.pk)) for row, mine in pairs]


def _whole(
    conversation: Conversation,
    mine: Membership,
    members: list[shapes.Member],
    last_message: shapes.Message | None,
) -> shapes.Conversation:
    return shapes.Conversation(
        **_common(conversation, conversation.rev),
        # The two rows may be read a moment apart: he may have read further than the conversation was then long.
        unread=max(0, conversation.last_seq - mine.read_seq),
        members=members,
        membership=membership(mine, conversation),
        last_message=last_message,
    )


def _members_listed(conversations: Iterable[Conversation]) -> dict[UUID, list[shapes.Member]]:
    """The members of small conversations, each list in the order they joined."""
    most = settings.LIMITS["members_listed"]
    small = [row.pk for row in conversations if row.is_direct or row.member_count <= most]
    return members_of(rows(_LISTED, [small]) if small else [])
