"""Fragments of SQL about this app's table, for other apps. Their aliases are part of the interface."""

#: Columns of an attachment `a` that media.rendering.attachments reads after its position in the message, as JSON
#: arrays.
ATTACHMENT_FIELDS = "a.id, a.name, a.type, a.kind, a.size, a.state, a.reason, a.sha256, a.details"
#: Whether no message has it, and a message may get it.
IS_FREE = "a.message_seq IS NULL AND a.state <> 'rejected'"


#: How many files the messages of conversations have, and their bytes. Takes conversations, and of each the seq before
#: the first message and that of the last.
FILES_OF_MANY = """
SELECT i.conversation_id, count(*), sum(a.size)::bigint
FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS i(conversation_id, after, up_to)
JOIN media_attachment a
    ON a.conversation_id = i.conversation_id AND a.message_seq > i.after AND a.message_seq <= i.up_to
GROUP BY 1
"""


def attachment(id: str) -> str:
    """Joins the attachment with this id."""
    return f"media_attachment a ON a.id = {id}"


def attachments(message: str) -> str:
    """Joins the attachments of a message."""
    return f"media_attachment a ON {_of(message)}"


def files(message: str) -> str:
    """Selects the attachments of a message for media.rendering.attachments, or NULL if it has none."""
    return f"""(
        SELECT json_agg(json_build_array(a.position, {ATTACHMENT_FIELDS}))
        FROM media_attachment a WHERE {_of(message)}
    )"""  # noqa: S608 (the names of our own columns)


def first_kind(message: str) -> str:
    """Selects the kind of the first attachment of a message, or NULL if it has none."""
    return f"(SELECT a.kind FROM media_attachment a WHERE {_of(message)} ORDER BY a.position LIMIT 1)"  # noqa: S608


def attach(seq: str, position: str) -> str:
    """Attaches files to messages; the caller adds the condition."""
    return f"UPDATE media_attachment a SET message_seq = {seq}, position = {position}"  # noqa: S608


def _of(message: str) -> str:
    return f"a.conversation_id = {message}.conversation_id AND a.message_seq = {message}.seq"
