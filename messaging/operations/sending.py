"""Sending, one message or many: seq and rev are allocated, and the rows written, in one transaction."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DatabaseError

from chatproject import realtime
from chatproject.contract.commands.socket import SendMessage
from chatproject.contract.errors import (
    ClientIdUsed,
    ConversationClosed,
    DomainError,
    NotFound,
    PersonBlocked,
    Unavailable,
)
from chatproject.contract.events import MessageEvent
from chatproject.contract.ids import parse_id
from chatproject.contract.objects.messaging import Message, SentMessage
from chatproject.contract.verbs import Batch, command
from chatproject.database.pipeline import Statement, transact
from chatproject.database.transactions import is_down, retried
from conversations import sql as conversations
from conversations.blocking import HAS_BLOCKED
from conversations.floor import FLOOR, IS_RESTRICTED
from media import sql as media
from media.rendering import attachments
from messaging import outbox
from messaging.content import checked_attachments, checked_body

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)

# The attachments of a draft are taken all or none: its sender's own, of the same conversation, of no message yet.
# All code that changes one of these locks its conversation first, as this did.
_WANTED = f"""
), wanted AS (
    SELECT * FROM unnest($6::bigint[], $7::uuid[], $8::smallint[]) AS t(ord, id, place)
), lacking AS (
    SELECT w.ord FROM wanted w
    JOIN allowed d ON d.ord = w.ord
    LEFT JOIN {media.attachment("w.id")} AND a.owner_id = d.sender_id AND a.conversation_id = d.conversation_id
        AND {media.IS_FREE}
    WHERE a.id IS NULL
"""  # noqa: S608 (the names of our own columns)
_TAKEN = f"""
), taken AS (
    {media.attach("b.seq + f.n", "w.place")}
    FROM wanted w JOIN fresh f ON f.ord = w.ord JOIN numbered b ON b.id = f.conversation_id
    WHERE a.id = w.id
"""
_FILES = f"""LEFT JOIN (
    SELECT w.ord, json_agg(json_build_array(w.place, {media.ATTACHMENT_FIELDS})) AS files
    FROM wanted w JOIN {media.attachment("w.id")} GROUP BY w.ord
) files ON files.ord = a.ord
"""  # noqa: S608

_SEND = f"""
WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[])
    WITH ORDINALITY AS t(conversation_id, sender_id, client_id, body, reply_to, ord)
), allowed AS (
    SELECT i.*, m.id AS membership_id, m.notified_seq > m.read_seq AS is_told,
           c.last_seq, {IS_RESTRICTED} AS is_restricted, c.closed_at IS NOT NULL AS is_closed,
           {HAS_BLOCKED.strip()} AS has_blocked,
           {FLOOR} AS floor
    FROM input i
    JOIN {conversations.membership("i.conversation_id", "i.sender_id")} AND m.left_at IS NULL
    JOIN {conversations.conversation("i.conversation_id")}
), repeated AS (
    SELECT a.ord, x.conversation_id, x.seq, x.rev, x.created_at
    FROM allowed a JOIN messaging_message x ON x.sender_id = a.sender_id AND x.client_id = a.client_id
{{wanted}}), fresh AS (
    SELECT a.*, row_number() OVER (PARTITION BY a.conversation_id ORDER BY a.ord) AS n
    FROM allowed a
    WHERE NOT EXISTS (SELECT 1 FROM repeated r WHERE r.ord = a.ord)
      AND a.body IS NOT NULL AND NOT a.is_closed AND NOT a.has_blocked
      AND (a.reply_to IS NULL OR a.reply_to > a.floor AND a.reply_to <= a.last_seq){{none_lacking}}
), counted AS (
    SELECT conversation_id, count(*) AS n FROM fresh GROUP BY conversation_id
), numbered AS ({conversations.NUMBER}), written AS (
    INSERT INTO messaging_message
        (conversation_id, seq, rev, sender_id, client_id, body, reply_to, created_at, has_attachments)
    SELECT f.conversation_id, b.seq + f.n, b.rev + f.n, f.sender_id, f.client_id, f.body, f.reply_to, b.at, {{has}}
    FROM fresh f JOIN numbered b ON b.id = f.conversation_id
{{taken}}), reached AS (
    SELECT f.membership_id, f.conversation_id, f.sender_id, f.is_told, max(b.seq + f.n) AS seq, max(b.at) AS at
    FROM fresh f JOIN numbered b ON b.id = f.conversation_id GROUP BY 1, 2, 3, 4
), read AS (
    {conversations.raise_watermarks("s.seq", "s.seq", "s.at")}
    FROM reached s WHERE m.id = s.membership_id
), entries AS (
    INSERT INTO messaging_handover (kind, conversation_id, seq, user_id)
    SELECT 'sent', f.conversation_id, b.seq + f.n, NULL::uuid FROM fresh f JOIN numbered b ON b.id = f.conversation_id
    UNION ALL
    SELECT 'read', s.conversation_id, s.seq, s.sender_id FROM reached s WHERE s.is_told
)
SELECT a.ord, a.is_restricted, r.ord IS NOT NULL, r.conversation_id,
       COALESCE(r.seq, b.seq + f.n), COALESCE(r.rev, b.rev + f.n), COALESCE(r.created_at, b.at),
       a.is_closed, a.has_blocked, {{files}}
FROM allowed a
LEFT JOIN repeated r ON r.ord = a.ord
LEFT JOIN fresh f ON f.ord = a.ord
LEFT JOIN numbered b ON b.id = f.conversation_id
{{joined}}ORDER BY a.ord
"""  # noqa: S608
_SEND_PLAIN = _SEND.format(wanted="", none_lacking="", has="false", taken="", files="NULL", joined="")
_SEND_FILES = _SEND.format(
    wanted=_WANTED.lstrip("\n"),
    none_lacking="\n      AND NOT EXISTS (SELECT 1 FROM lacking l WHERE l.ord = a.ord)",
    has="EXISTS (SELECT 1 FROM wanted w WHERE w.ord = f.ord)",
    taken=_TAKEN.lstrip("\n"),
    files="files.files",
    joined=_FILES,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that somebody wants to send. With a `problem` it has no body and can only be a repeat of another."""

    sender: UUID
    conversation: UUID
    client_id: UUID
    body: str | None
    reply_to: int | None = None
    attachments: tuple[UUID, ...] = ()
    problem: DomainError | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a draft stands in the log; `repeated` when its client_id had made this message before."""

    seq: int
    rev: int
    created_at: datetime
    repeated: bool


Outcome = Sent | DomainError


def make_draft(actor: "User", command: SendMessage) -> Draft:
    """A draft, with what is wrong with it: a repeat gets its first message back, whatever else it says."""
    place = parse_id(command.conversation)
    try:
        files = checked_attachments(command.attachments)
        body = checked_body(command.body, may_be_empty=bool(files))
    except DomainError as error:
        return Draft(actor.pk, place, command.client_id, None, command.reply_to, problem=error)
    return Draft(actor.pk, place, command.client_id, body, command.reply_to, files)


def send_messages(drafts: Sequence[Draft]) -> list[Outcome]:
    """Write many messages in one transaction; each draft gets its own outcome, in order.

    A draft that is refused, or that the database cannot take, does not touch the others.
    """
    outcomes: dict[int, Outcome] = {}
    for indexes in _rounds(drafts):
        outcomes.update(zip(indexes, _settle([drafts[i] for i in indexes]), strict=True))
    return [outcomes[i] for i in range(len(drafts))]


@command(SendMessage, reply=SentMessage, batch=Batch(make_draft, send_messages))
def send_message(actor: "User", command: SendMessage) -> Sent:
    """Write one message into a conversation's log.

    Raises Invalid or TooLarge for the body; NotFound if the actor is not a member, or may not reply to that message
    or send an attachment here; ClientIdUsed if the client_id made a message elsewhere; ConversationClosed if the
    conversation is closed; PersonBlocked if the actor blocks the other person of a direct one. A repeat of a message
    sent before the closing or the block returns that message.
    """
    (outcome,) = send_messages([make_draft(actor, command)])
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _rounds(drafts: Sequence[Draft]) -> Iterator[list[int]]:
    """Indexes in rounds that hold each (sender, client_id) and attachment once: a repeat is judged after its first."""
    left = list(range(len(drafts)))
    while left:
        seen: set[Any] = set()
        now: list[int] = []
        later: list[int] = []
        for i in left:
            keys = {(drafts[i].sender, drafts[i].client_id), *drafts[i].attachments}
            (now if seen.isdisjoint(keys) else later).append(i)
            seen |= keys
        yield now
        left = later


def _settle(drafts: Sequence[Draft]) -> list[Outcome]:
    """One transaction; each alone where together they failed, so that the culprit fails alone."""
    try:
        return retried(lambda: _write(drafts))
    except DatabaseError as error:
        if len(drafts) > 1 and not is_down(error):
            return [outcome for draft in drafts for outcome in _settle([draft])]
        log.warning("could not write %d messages: %s", len(drafts), error)
        return [Unavailable() for _ in drafts]


def _write(drafts: Sequence[Draft]) -> list[Outcome]:
    columns: list[list[Any]] = [
        [d.conversation for d in drafts],
        [d.sender for d in drafts],
        [d.client_id for d in drafts],
        [d.body for d in drafts],
        [d.reply_to for d in drafts],
    ]
    outcomes: list[Outcome] = [NotFound() for _ in drafts]
    envelopes = []
    wanted = [(ord, id, place) for ord, d in enumerate(drafts, 1) for place, id in enumerate(d.attachments)]
    send = Statement(_SEND_PLAIN, columns)
    if wanted:
        send = Statement(_SEND_FILES, [*columns, *map(list, zip(*wanted, strict=True))])
    # The rows are locked in a statement of their own: the next then reads a snapshot taken after the wait, and so sees
    # a removal that committed meanwhile.
    rows = transact(Statement(conversations.LOCK, columns[:2]), send)
    for ord, is_restricted, repeated, first_conversation, seq, rev, at, is_closed, has_blocked, files in rows:
        draft = drafts[ord - 1]
        if repeated and first_conversation != draft.conversation:
            outcomes[ord - 1] = ClientIdUsed()
        elif seq is not None:
            outcomes[ord - 1] = Sent(seq, rev, at, repeated)
            if not repeated:
                envelopes.append(_envelope(draft, seq, rev, at, files or [], is_restricted))
        elif is_closed:
            outcomes[ord - 1] = ConversationClosed()
        elif has_blocked:
            outcomes[ord - 1] = PersonBlocked()
        elif draft.problem is not None:
            outcomes[ord - 1] = draft.problem
    realtime.publish(*envelopes)
    if envelopes:
        outbox.notify()
    return outcomes


def _envelope(
    draft: Draft, seq: int, rev: int, at: datetime, files: list[list[Any]], is_restricted: bool
) -> realtime.Envelope:
    message = Message(
        conversation=draft.conversation,
        seq=seq,
        rev=rev,
        client_id=draft.client_id,
        sender=draft.sender,
        created_at=at,
        attachments=attachments(files),
        reactions={},
        body=draft.body,
        reply_to=draft.reply_to,
    )
    event = MessageEvent(conversation=draft.conversation, rev=rev, message=message)
    group = realtime.conversation_group(draft.conversation)
    return realtime.seal(group, event, rev=rev, seq=seq if is_restricted else 0)
