"""Message rows as the contract's objects, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from chatproject.lib.shapes import Message as MessageShape
from chatproject.lib.statements import rows
from messaging.models import Message

_REACTIONS = (
    "SELECT message_id, emoji, user_id FROM messaging_reaction WHERE message_id = ANY(%s::bigint[]) ORDER BY id"
)


def reactions_of(ids: Sequence[int]) -> dict[int, dict[str, list[UUID]]]:
    """{message pk: {emoji: [user ids]}}, in the order they were made."""
    found: dict[int, dict[str, list[UUID]]] = {}
    for message_id, emoji, user_id in rows(_REACTIONS, [list(ids)]) if ids else ():
        found.setdefault(message_id, {}).setdefault(emoji, []).append(user_id)
    return found


def message(row: Message, reactions: dict[str, list[UUID]]) -> MessageShape:
    return MessageShape(
        conversation=row.conversation_id,
        seq=row.seq,
        rev=row.rev,
        client_id=row.client_id,
        sender=row.sender_id,
        created_at=row.created_at,
        attachments=[],
        reactions=reactions,
        body=row.body,
        envelope=row.envelope,
        reply_to=row.reply_to,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
    )


def messages(found: Iterable[Message] | QuerySet[Message]) -> list[MessageShape]:
    found = list(found)
    reactions = reactions_of([row.pk for row in found])
    return [message(row, reactions.get(row.pk, {})) for row in found]


def messages_of(found: Iterable[tuple[Any, ...]]) -> list[MessageShape]:
    """The same out of the bare rows of operations/ranges.py, which bring their reactions along."""
    return [
        MessageShape(
            conversation=conversation,
            seq=seq,
            rev=rev,
            client_id=client_id,
            sender=sender,
            created_at=created_at,
            attachments=[],
            reactions=_by_emoji(reactions) if reactions else {},
            body=body,
            envelope=envelope,
            reply_to=reply_to,
            edited_at=edited_at,
            deleted_at=deleted_at,
        )
        for (
            conversation,
            seq,
            rev,
            client_id,
            sender,
            body,
            envelope,
            reply_to,
            created_at,
            edited_at,
            deleted_at,
            reactions,
        ) in found
    ]


def _by_emoji(reactions: list[tuple[int, str, str]]) -> dict[str, list[UUID]]:
    """{emoji: [user ids]} out of (pk, emoji, user id), in the order they were made."""
    found: dict[str, list[UUID]] = {}
    for _, emoji, user in sorted(reactions):
        found.setdefault(emoji, []).append(UUID(user))
    return found


def one(row: Message) -> MessageShape:
    return messages([row])[0]


def last_messages(wanted: Sequence[tuple[UUID, int, int]]) -> dict[UUID, MessageShape]:
    """The newest message of each (conversation, last_seq, floor) that its reader may see."""
    ids = [conversation for conversation, last_seq, floor in wanted if last_seq > floor]
    seqs = [last_seq for _, last_seq, floor in wanted if last_seq > floor]
    rows = Message.objects.raw(
        """
        SELECT m.* FROM unnest(%s::uuid[], %s::bigint[]) AS wanted(conversation_id, seq)
        JOIN messaging_message m USING (conversation_id, seq)
        """,
        [ids, seqs],
    )
    return {found.conversation: found for found in messages(rows)}
