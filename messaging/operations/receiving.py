"""Receipts: two watermarks per member, which only rise. Reading ends what the member marked as unread before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from accounts.models import User
from chatproject import realtime
from chatproject.contract.commands.socket import AdvanceReceipt
from chatproject.contract.errors import DomainError, NotFound
from chatproject.contract.events import ReceiptEvent
from chatproject.contract.ids import parse_id
from chatproject.contract.objects.messaging import Watermarks
from chatproject.contract.verbs import Batch, Rest, command
from chatproject.database.pipeline import Statement, transact
from chatproject.database.transactions import retried
from conversations.operations.personalising import forget_unread_mark
from conversations.sql import conversation, membership, raise_watermarks
from messaging import outbox

# Locked in one order, limited to last_seq, and written only if something rises.
_ADVANCE = f"""
WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
    WITH ORDINALITY AS t(conversation_id, user_id, delivered_seq, read_seq, ord)
), present AS (
    SELECT i.ord, i.conversation_id, i.user_id, m.id,
           m.delivered_seq AS old_delivered, m.read_seq AS old_read, c.member_count,
           m.notified_seq > m.read_seq AS is_told,
           GREATEST(m.delivered_seq, LEAST(GREATEST(i.delivered_seq, i.read_seq), c.last_seq)) AS delivered_seq,
           GREATEST(m.read_seq, LEAST(i.read_seq, c.last_seq)) AS read_seq,
           CASE WHEN m.unread_from <= LEAST(i.read_seq, c.last_seq) THEN m.unread_from END AS read_past
    FROM input i
    JOIN {membership("i.conversation_id", "i.user_id")} AND m.left_at IS NULL
    JOIN {conversation("i.conversation_id")}
    ORDER BY m.id FOR NO KEY UPDATE OF m
), written AS (
    {raise_watermarks("p.delivered_seq", "p.read_seq", "clock_timestamp()")}
    FROM present p
    WHERE m.id = p.id AND (p.delivered_seq > p.old_delivered OR p.read_seq > p.old_read)
), entries AS (
    INSERT INTO messaging_handover (kind, conversation_id, seq, user_id)
    SELECT 'read', p.conversation_id, p.read_seq, p.user_id FROM present p WHERE p.is_told AND p.read_seq > p.old_read
)
SELECT ord, delivered_seq, read_seq, delivered_seq > old_delivered OR read_seq > old_read, member_count,
       is_told AND read_seq > old_read, read_past
FROM present
"""  # noqa: S608 (the names of our own columns)


@dataclass(frozen=True, slots=True)
class Advance:
    """The progress of one member in one conversation."""

    user: UUID
    conversation: UUID
    delivered_seq: int
    read_seq: int


def advance_receipts(advances: Sequence[Advance]) -> list[Watermarks | DomainError]:
    """Raises many watermarks in one statement; those of one member are merged."""
    folded: dict[tuple[UUID, UUID], Advance] = {}
    for advance in advances:
        key = (advance.conversation, advance.user)
        previous = folded.get(key, advance)
        folded[key] = Advance(
            advance.user,
            advance.conversation,
            max(previous.delivered_seq, advance.delivered_seq),
            max(previous.read_seq, advance.read_seq),
        )
    standing = retried(lambda: _write(list(folded.values())))
    return [standing.get((advance.conversation, advance.user)) or NotFound() for advance in advances]


def _advance(actor: User, command: AdvanceReceipt) -> Advance:
    return Advance(actor.pk, parse_id(command.conversation), command.delivered_seq, command.read_seq)


@command(
    AdvanceReceipt,
    reply=Watermarks,
    rate=(30, 300),
    writes=False,
    batch=Batch(_advance, advance_receipts),
    rest=Rest(
        "PUT",
        "conversations/<str:conversation>/receipt",
        "Raise one's own watermarks",
        "Watermarks only rise, up to the last message. Ends `unread_from` if it reads past it. Returns the watermarks.",
    ),
)
def advance_receipt(actor: User, command: AdvanceReceipt) -> Watermarks:
    """Raises the actor's watermarks and returns them. Raises NotFound if the actor is not a member."""
    (outcome,) = advance_receipts([_advance(actor, command)])
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _write(advances: Sequence[Advance]) -> dict[tuple[UUID, UUID], Watermarks]:
    standing = {}
    envelopes = []
    has_entries = False
    past: list[tuple[Advance, int]] = []
    columns = [
        [a.conversation for a in advances],
        [a.user for a in advances],
        [a.delivered_seq for a in advances],
        [a.read_seq for a in advances],
    ]
    rows = transact(Statement(_ADVANCE, columns))
    for ord, delivered_seq, read_seq, has_risen, member_count, is_told, read_past in rows:
        advance = advances[ord - 1]
        standing[advance.conversation, advance.user] = Watermarks(delivered_seq=delivered_seq, read_seq=read_seq)
        if has_risen:
            envelopes.append(_envelope(advance, delivered_seq, read_seq, member_count))
        has_entries |= is_told
        if read_past is not None:
            past.append((advance, read_past))
    realtime.publish(*envelopes)
    if has_entries:
        outbox.notify()
    # In transactions of their own: nearly every read finds no mark, and costs nothing more.
    for advance, unread_from in past:
        forget_unread_mark(user=advance.user, conversation=advance.conversation, unread_from=unread_from)
    return standing


def _envelope(advance: Advance, delivered_seq: int, read_seq: int, member_count: int) -> realtime.Envelope:
    """Returns an event for all members if they are listed; in larger conversations, for the user's own devices only.

    Otherwise five hundred readers of one message would cause a quarter of a million frames.
    """
    event = ReceiptEvent(
        conversation=advance.conversation, user=advance.user, delivered_seq=delivered_seq, read_seq=read_seq
    )
    is_listed = member_count <= settings.LIMITS["members_listed"]
    group = realtime.conversation_group(advance.conversation) if is_listed else realtime.user_group(advance.user)
    return realtime.seal(group, event)
