"""Builds conversation views, as members receive them: with their last messages, and their members if there are few."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings

from accounts.models import User
from chatproject.contract.errors import NotFound
from chatproject.contract.objects import conversations as objects
from chatproject.contract.objects.messaging import Message, UnreadMention
from chatproject.contract.pictures import picture_path
from conversations.member_views import MemberView, member_view_of
from conversations.models import Conversation, Membership
from conversations.queries import members_listed
from conversations.rendering import membership
from messaging.mentioning.counting import unread_mentions
from messaging.rendering import last_messages


def conversation_view(actor: User, conversation: Conversation) -> objects.Conversation:
    """Returns the conversation as the actor sees it. Raises NotFound if they are not a member (any more)."""
    for only in conversation_views(actor, [conversation]):
        return only
    raise NotFound


def conversation_view_of(row: Membership) -> objects.Conversation:
    """Builds the view of a membership that was fetched with its conversation."""
    [only] = conversation_views_of([row])
    return only


def conversation_views(actor: User, conversations: Iterable[Conversation]) -> list[objects.Conversation]:
    """Builds views of the conversations that the actor is in, in the given order: four queries at most."""
    conversations = list(conversations)
    mine = Membership.objects.for_user(actor).filter(conversation__in=conversations)
    by_conversation = {row.conversation_id: row for row in mine}
    return conversation_views_at(
        [member_view_of(by_conversation[row.pk], row) for row in conversations if row.pk in by_conversation]
    )


def conversation_views_of(memberships: Iterable[Membership]) -> list[objects.Conversation]:
    """Builds the views of memberships that were fetched with `conversation`: three queries at most."""
    return conversation_views_at([member_view_of(row, row.conversation) for row in memberships])


def conversation_views_at(views: Sequence[MemberView]) -> list[objects.Conversation]:
    """Builds the conversation views of these member views: three queries at most."""
    members = _members_listed(views)
    ends = {(view.id, view.last_seq) for view in views if view.last_seq > view.floor}
    last = last_messages(ends) if ends else {}
    mentions = unread_mentions(views)
    return [
        _conversation_view(
            view,
            members.get(view.id, []),
            last.get(view.id) if view.last_seq > view.floor else None,
            mentions.get((view.id, view.user), []),
        )
        for view in views
    ]


def _members_listed(views: Sequence[MemberView]) -> dict[UUID, list[objects.Member]]:
    """Returns the members of small conversations, in the order they joined."""
    most = settings.LIMITS["members_listed"]
    small = {view.id for view in views if view.kind == "direct" or view.member_count <= most}
    return members_listed(small) if small else {}


def _conversation_view(
    view: MemberView, members: list[objects.Member], last_message: Message | None, mentions: list[UnreadMention]
) -> objects.Conversation:
    return objects.Conversation(
        id=view.id,
        kind=view.kind,
        title=view.title,
        topic=view.topic,
        history=view.history,
        rev=view.rev,
        last_seq=view.last_seq,
        member_count=view.member_count,
        created_at=view.created_at,
        last_activity_at=view.last_activity_at,
        unread=view.unread,
        members=members,
        membership=membership(view),
        last_message=last_message,
        peer=view.peer,
        picture=picture_path(view.picture),
        closed_at=view.closed_at,
        first_seq=view.first_seq if view.first_seq > 1 else None,
        keep_days=view.keep_days,
        language=view.language or None,  # type: ignore[arg-type]
        unread_mentions=mentions,
    )
