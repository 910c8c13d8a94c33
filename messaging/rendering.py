"""Message rows as the contract's objects, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from chatproject.lib.shapes import Message as MessageShape
from messaging.models import Message, Reaction


def reactions_of(ids: Sequence[int]) -> dict[int, dict[str, list[UUID]]]:
    """{message pk: {emoji: [user ids]}}, in the order they were made."""
    found: dict[int, dict[str, list[UUID]]] = {}
    rows = Reaction.objects.filter(message_id__in=ids).order_by("pk").values_list("message_id", "emoji", "user_id")
    for message_id, emoji, user_id in rows:
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


def messages(rows: Iterable[Message] | QuerySet[Message]) -> list[MessageShape]:
    rows = list(rows)
    reactions = reactions_of([row.pk for row in rows])
    return [message(row, reactions.get(row.pk, {})) for row in rows]


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
