"""Renders message rows as the contract's objects, in a constant number of queries."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from psycopg.types.numeric import Int8

from chatproject.contract.objects.media import Attachment
from chatproject.contract.objects.messaging import Mention
from chatproject.contract.objects.messaging import Message as MessageShape
from chatproject.database.statements import fetch_all
from media import sql as media
from media.rendering import attachments
from messaging.models import Message

#: Fields of a message from other tables. Python sorts reactions: in SQL, sorting fifty times a page takes a tenth of
#: the statement, even if there are none.
_OTHERS = {
    "attachments": f"CASE WHEN l.has_attachments THEN {media.files('l')} END",
    "reactions": """(
        SELECT json_agg(json_build_array(r.id, r.emoji, r.user_id))
        FROM messaging_reaction r WHERE r.message_id = l.id
    )""",
}
#: The other fields, and their columns.
_COLUMNS = {field: field for field in MessageShape.__struct_fields__ if field not in _OTHERS} | {
    "conversation": "conversation_id",
    "sender": "sender_id",
    "pinned_by": "pinned_by_id",
}
#: Columns of a messaging_message `l` that `messages_of` reads, in the order of the fields.
MESSAGE_COLUMNS = ", ".join(_OTHERS.get(field) or f"l.{_COLUMNS[field]}" for field in MessageShape.__struct_fields__)
_LAST_MESSAGES = f"""
    SELECT {MESSAGE_COLUMNS} FROM unnest(%s::uuid[], %s::bigint[]) AS wanted(conversation_id, seq)
    JOIN messaging_message l USING (conversation_id, seq)
"""  # noqa: S608
_ATTACHMENTS = f"""
    SELECT l.id, json_agg(json_build_array(a.position, {media.ATTACHMENT_FIELDS}))
    FROM messaging_message l
    JOIN {media.attachments("l")}
    WHERE l.id = ANY(%s::bigint[]) GROUP BY l.id
"""  # noqa: S608
_REACTIONS = """
    SELECT message_id, emoji, user_id FROM messaging_reaction WHERE message_id = ANY(%s::bigint[]) ORDER BY id
"""


def reactions_of(ids: Sequence[int]) -> dict[int, dict[str, list[UUID]]]:
    """{message pk: {emoji: [user ids]}}, in the order they were made."""
    found: dict[int, dict[str, list[UUID]]] = {}
    for message_id, emoji, user_id in fetch_all(_REACTIONS, [[Int8(id) for id in ids]]) if ids else ():
        found.setdefault(message_id, {}).setdefault(emoji, []).append(user_id)
    return found


def attachments_of(found: Iterable[Message]) -> dict[int, list[Attachment]]:
    """{message pk: its attachments}; sends a query only if there are some."""
    ids = [Int8(row.pk) for row in found if row.has_attachments]
    return {id: attachments(those) for id, those in fetch_all(_ATTACHMENTS, [ids])} if ids else {}


def message(row: Message, reactions: dict[str, list[UUID]], files: list[Attachment]) -> MessageShape:
    own = {field: getattr(row, column) for field, column in _COLUMNS.items()}
    own["mentions"] = mentions_of(own["mentions"])
    return MessageShape(**own, attachments=files, reactions=reactions)


def messages(found: Iterable[Message] | QuerySet[Message]) -> list[MessageShape]:
    found = list(found)
    reactions, files = reactions_of([row.pk for row in found]), attachments_of(found)
    return [message(row, reactions.get(row.pk, {}), files.get(row.pk, [])) for row in found]


def messages_of(found: Iterable[tuple[Any, ...]]) -> list[MessageShape]:
    """The same from bare rows of MESSAGE_COLUMNS, which include reactions and attachments."""
    made: list[Any] = [MessageShape(*row) for row in found]
    for each in made:
        each.attachments = attachments(each.attachments) if each.attachments else []
        each.reactions = _by_emoji(each.reactions) if each.reactions else {}
        each.mentions = mentions_of(each.mentions)
    return made


def mentions_of(stored: list[dict[str, Any]] | None) -> list[Mention]:
    """The mentions of a message from what its row has."""
    return msgspec.convert(stored, list[Mention]) if stored else []


def _by_emoji(reactions: list[tuple[int, str, str]]) -> dict[str, list[UUID]]:
    """{emoji: [user ids]} from (pk, emoji, user id), in the order they were made."""
    found: dict[str, list[UUID]] = {}
    for _, emoji, user in sorted(reactions):
        found.setdefault(emoji, []).append(UUID(user))
    return found


def one(row: Message) -> MessageShape:
    return messages([row])[0]


def last_messages(ends: Collection[tuple[UUID, int]]) -> dict[UUID, MessageShape]:
    """{conversation: message} of each (conversation, seq); one of each conversation."""
    ids, seqs = [conversation for conversation, _ in ends], [Int8(seq) for _, seq in ends]
    return {found.conversation: found for found in messages_of(fetch_all(_LAST_MESSAGES, [ids, seqs]))}
