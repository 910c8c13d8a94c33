"""Sends one message or many: allocates seq and rev, and writes the rows, in one transaction."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import DatabaseError

from accounts.models import User
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
from chatproject.contract.objects.messaging import Mention, Message, SentMessage
from chatproject.contract.verbs import Batch, command
from chatproject.database.pipeline import Statement, transact
from chatproject.database.transactions import is_down, retried
from chatproject.traces import ids
from conversations import sql as conversations
from media.rendering import attachments
from messaging import outbox
from messaging.content import checked_attachments, checked_body
from messaging.mentioning.deciding import Text, decide, people_in
from messaging.mentioning.throttling import throttle
from messaging.mentioning.wanting import Wanted, wanted_mentions
from messaging.operations.sending_sql import SEND_PLAIN, SEND_RICH
from messaging.search.hinting import changed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to send. With a `problem` it has no body and can only be a repeat of another.

    `mentions` are decided when it is written; None if there is nothing to decide.
    """

    sender: UUID
    conversation: UUID
    client_id: UUID
    body: str | None
    reply_to: int | None = None
    attachments: tuple[UUID, ...] = ()
    problem: DomainError | None = None
    wanted: Wanted = None
    mentions: Sequence[Mention] | None = None
    forwarded: bool = False
    trace: str = field(default_factory=ids.carried)


@dataclass(frozen=True, slots=True)
class Sent:
    """The place of a draft in the log; `repeated` if its client_id had created this message before."""

    seq: int
    rev: int
    created_at: datetime
    repeated: bool


Outcome = Sent | DomainError


def make_draft(actor: User, command: SendMessage) -> Draft:
    """Returns a draft with its problem, if any: a repeat gets its first message back, whatever else it contains."""
    place = parse_id(command.conversation)
    try:
        files = checked_attachments(command.attachments)
        body = checked_body(command.body, may_be_empty=bool(files))
        wanted = wanted_mentions(body, command.mentions)
        throttle(actor, wanted)
    except DomainError as error:
        return Draft(actor.pk, place, command.client_id, None, command.reply_to, problem=error)
    return Draft(actor.pk, place, command.client_id, body, command.reply_to, files, wanted=wanted)


def send_messages(drafts: Sequence[Draft]) -> list[Outcome]:
    """Writes many messages in one transaction; each draft gets its own outcome, in order.

    A draft that is refused, or that the database cannot accept, does not affect the others.
    """
    outcomes: dict[int, Outcome] = {}
    for indexes in _rounds(drafts):
        outcomes.update(zip(indexes, _settle([drafts[i] for i in indexes]), strict=True))
    return [outcomes[i] for i in range(len(drafts))]


@command(
    SendMessage,
    reply=SentMessage,
    batch=Batch(make_draft, send_messages),
    view="POST conversations/<str:conversation>/messages",
)
def send_message(actor: User, command: SendMessage) -> Sent:
    """Writes one message to a conversation's log.

    Raises Invalid or TooLarge for the body and mentions; Forbidden or RateLimited for a mention of all; NotFound if the
    actor is not a member, or may not reply to that message or send an attachment here; ClientIdUsed if the client_id
    made a message elsewhere; ConversationClosed if the conversation is closed; PersonBlocked if the actor blocks the
    other person of a direct one. A repeat of a message sent before the closing or the block returns that message.
    """
    (outcome,) = send_messages([make_draft(actor, command)])
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _rounds(drafts: Sequence[Draft]) -> Iterator[list[int]]:
    """Yields rounds of indexes that hold each (sender, client_id) and attachment once: a repeat is judged after its
    first.
    """
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
    """Writes them in one transaction; if that fails, each in its own, so that only the culprit fails."""
    try:
        return retried(lambda: _write(drafts))
    except DatabaseError as error:
        if len(drafts) > 1 and not is_down(error):
            return [outcome for draft in drafts for outcome in _settle([draft])]
        for draft in drafts:
            log.warning("could not write a message: %s", error, extra={"trace": draft.trace})
        return [Unavailable() for _ in drafts]


def _decided(drafts: Sequence[Draft]) -> list[Draft]:
    """Returns the drafts with their mentions; a refused one has that as its problem."""
    asking = [n for n, draft in enumerate(drafts) if draft.wanted is not None and draft.body is not None]
    texts = [Text(d.sender, d.conversation, d.body or "", d.wanted) for d in map(drafts.__getitem__, asking)]
    found = list(drafts)
    for n, decided in zip(asking, decide(texts), strict=True):
        refused = isinstance(decided, DomainError)
        found[n] = replace(drafts[n], **{"body": None, "problem": decided} if refused else {"mentions": decided})
    return found


def _write(drafts: Sequence[Draft]) -> list[Outcome]:
    if any(draft.wanted is not None for draft in drafts):
        drafts = _decided(drafts)
    columns: list[list[Any]] = [
        [d.conversation for d in drafts],
        [d.sender for d in drafts],
        [d.client_id for d in drafts],
        [d.body for d in drafts],
        [d.reply_to for d in drafts],
        [d.trace for d in drafts],
    ]
    outcomes: list[Outcome] = [NotFound() for _ in drafts]
    envelopes = []
    send = Statement(SEND_PLAIN, columns)
    if any(draft.attachments or draft.mentions is not None for draft in drafts):
        send = Statement(SEND_RICH, [*columns, *_files(drafts), *_mentions(drafts)])
    # The rows are locked in a statement of their own: the next then reads a snapshot taken after the wait, and so sees
    # a removal that has been committed since.
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
        changed(*{draft.conversation for draft in drafts})
    return outcomes


def _files(drafts: Sequence[Draft]) -> list[list[Any]]:
    rows = [(ord, id, place) for ord, d in enumerate(drafts, 1) for place, id in enumerate(d.attachments)]
    return _columns(3, rows)


def _mentions(drafts: Sequence[Draft]) -> list[list[Any]]:
    """Returns what each mentions, as JSON, and then whom."""
    decided = [(ord, d.mentions, d.sender) for ord, d in enumerate(drafts, 1) if d.mentions is not None]
    texts = [(ord, msgspec.json.encode(mentions).decode()) for ord, mentions, _ in decided]
    people = [(ord, user) for ord, mentions, sender in decided for user in people_in(mentions, but=sender)]
    return [*_columns(2, texts), *_columns(2, people)]


def _columns(count: int, rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return list(map(list, zip(*rows, strict=True))) or [[] for _ in range(count)]


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
        mentions=list(draft.mentions or ()),
        forwarded=draft.forwarded,
    )
    event = MessageEvent(conversation=draft.conversation, rev=rev, message=message)
    group = realtime.conversation_group(draft.conversation)
    return realtime.seal(group, event, rev=rev, seq=seq if is_restricted else 0)
