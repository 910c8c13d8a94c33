"""Conversations and memberships as objects of the contract, from rows that were read already."""

import logging

from msgspec import convert

from accounts.private import Kind
from chatproject.contract.objects import conversations as objects
from chatproject.contract.objects.conversations import Ban as BanShape
from chatproject.contract.objects.conversations import Invitation as InvitationShape
from chatproject.contract.objects.conversations import InvitationPreview, InvitedTo
from chatproject.contract.objects.conversations import Request as RequestShape
from chatproject.contract.pictures import picture_path
from chatproject.vault import Unsealable
from conversations.member_views import MemberView
from conversations.models import Conversation, ConversationBan, Happening, Invitation, Membership, Request

log = logging.getLogger(__name__)


def shared(conversation: "Conversation | MemberView", *, rev: int | None = None) -> objects.SharedConversation:
    """The part that all members share. `rev` is the conversation's current rev unless another is given."""
    return objects.SharedConversation(
        id=conversation.id,
        kind=conversation.kind,  # type: ignore[arg-type]
        title=conversation.title,
        topic=conversation.topic,
        history=conversation.history,  # type: ignore[arg-type]
        rev=conversation.rev if rev is None else rev,
        last_seq=conversation.last_seq,
        member_count=conversation.member_count,
        created_at=conversation.created_at,
        last_activity_at=conversation.last_activity_at,
        picture=picture_path(conversation.picture),
        closed_at=conversation.closed_at,
        first_seq=conversation.first_seq if conversation.first_seq > 1 else None,
        keep_days=conversation.keep_days,
        language=conversation.language or None,  # type: ignore[arg-type]
    )


def member(row: Membership) -> objects.Member:
    return objects.Member(
        user=row.user_id,
        role=row.role,  # type: ignore[arg-type]
        rev=row.rev,
        joined_at=row.joined_at,
        delivered_seq=row.delivered_seq,
        read_seq=row.read_seq,
        left_at=row.left_at,
    )


def happening(row: Happening) -> objects.Happening:
    return objects.Happening(
        rev=row.rev,
        seq=row.seq,
        kind=row.kind,  # type: ignore[arg-type]
        created_at=row.created_at,
        user=row.user_id,
        by=row.by_id,
        title=row.title or None,
        keep_days=row.keep_days,
    )


def membership(view: MemberView) -> objects.Membership:
    return objects.Membership(
        user=view.user,
        role=view.role,
        rev=view.membership_rev,
        joined_at=view.joined_at,
        delivered_seq=view.delivered_seq,
        read_seq=view.read_seq,
        first_seq=view.floor + 1,
        muted_until=view.muted_until,
        pinned_at=view.pinned_at,
        archived_at=view.archived_at,
        notify=view.notify or None,
        unread_from=view.unread_from,
        added_by=view.added_by,
        me_rev=view.me_rev,
    )


SETTINGS = Kind(
    "memberships",
    """
    SELECT m.me_rev, json_build_object(
        'conversation', m.conversation_id, 'me_rev', m.me_rev, 'muted_until', m.muted_until,
        'pinned_at', m.pinned_at, 'archived_at', m.archived_at, 'notify', NULLIF(m.notify, ''),
        'unread_from', m.unread_from, 'added_by', m.added_by_id
    ) FROM conversations_membership m
    WHERE m.user_id = %(actor)s AND m.left_at IS NULL AND m.me_rev > 0 AND m.me_rev > %(since)s
    ORDER BY m.me_rev LIMIT %(most)s::bigint
    """,
    lambda columns: convert(columns, objects.MyMembership),
    is_list=True,
)


def channel(conversation: Conversation) -> objects.Channel:
    """The part of a channel that is visible to people who are not in it."""
    return objects.Channel(
        id=conversation.pk,
        title=conversation.title,
        topic=conversation.topic,
        member_count=conversation.member_count,
        picture=picture_path(conversation.picture),
    )


def ban(row: ConversationBan) -> BanShape:
    return BanShape(
        user=row.user_id, by=row.by_id, reason=row.reason or None, created_at=row.created_at, until=row.until
    )


def request(row: Request) -> RequestShape:
    return RequestShape(
        id=row.pk,
        kind=row.conversation.kind,  # type: ignore[arg-type]
        created_at=row.created_at,
        asker_since=row.asked_by.date_joined,
        member_count=row.conversation.member_count,
    )


def invitation(row: Invitation) -> InvitationShape:
    return InvitationShape(
        id=row.pk,
        conversation=row.conversation_id,
        token=_token(row),
        created_by=row.created_by_id,
        created_at=row.created_at,
        uses=row.uses,
        max_uses=row.max_uses,
        expires_at=row.expires_at,
    )


def _token(row: Invitation) -> str | None:
    """Returns None if no key decrypts it: the link still works, and the list is complete."""
    try:
        return row.token
    except Unsealable as error:
        log.error("invitation %s: %s", row.pk, error)
        return None


def invitation_preview(row: Invitation, *, token: str, is_member: bool) -> InvitationPreview:
    conversation = row.conversation
    path = picture_path(conversation.picture)
    return InvitationPreview(
        conversation=InvitedTo(
            id=conversation.pk,
            kind=conversation.kind,  # type: ignore[arg-type]
            title=conversation.title,
            member_count=conversation.member_count,
            picture=path and f"{path}?invitation={token}",
        ),
        created_by=row.created_by_id,
        is_member=is_member,
        expires_at=row.expires_at,
    )
