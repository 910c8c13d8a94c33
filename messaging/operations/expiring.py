"""Retention: hides messages that are too old from everyone at once, then deletes them in batches."""

import time
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.numeric import Int8

from accounts.holds import keep_holds
from chatproject.database.statements import fetch_all
from chatproject.realtime import publish
from conversations import events
from conversations import sql as conversations
from conversations.holds import is_held
from conversations.models import Conversation, Happening, RetentionPolicy
from media.models import Attachment
from media.operations.removing import remove_attachments
from messaging import outbox
from messaging.models import ExpiredMessage, Message
from messaging.retention import START, Expiry, expiry_of, written

#: Rows of one transaction, which holds the conversation's lock.
PIECE = 500
#: How long after its removal a repeat of a message is known as one, and how many are forgotten at a time.
REPEATABLE, FORGOTTEN = timedelta(days=90), 5_000
#: Seconds between two batches, for everything else that waits for the database.
_PAUSE = 0.05
# What was removed is unread for no one, and leaves no notification.
_CATCH_UP = f"""
WITH behind AS (
    SELECT m.id, m.user_id, m.notified_seq > m.read_seq AS is_told
    FROM {conversations.MEMBERS} AND m.conversation_id = %(conversation)s AND m.read_seq < %(seq)s::bigint
    ORDER BY m.id LIMIT %(most)s::bigint FOR NO KEY UPDATE OF m
), written AS (
    {conversations.raise_watermarks("%(seq)s::bigint", "%(seq)s::bigint", "clock_timestamp()")}
    FROM behind b WHERE m.id = b.id
), entries AS (
    INSERT INTO messaging_handover (kind, conversation_id, seq, user_id)
    SELECT 'read', %(conversation)s, %(seq)s::bigint, b.user_id FROM behind b WHERE b.is_told
)
SELECT count(*) FROM behind
"""  # noqa: S608 (the names of our own columns)


def expire_old_messages(after: UUID = START, *, seconds: float = 120) -> UUID | None:
    """Removes what is too old from one conversation after the other, in the order of their ids.

    Repeating it is harmless: it continues wherever an earlier run stopped. Returns the last conversation that is done
    when the time is up, or None at the end.
    """
    policy, end = RetentionPolicy.current(), time.monotonic() + seconds
    for conversation, held in written(after):
        expire_in(conversation, policy, held=held)
        while remove_some(conversation.pk):
            if time.monotonic() > end:
                return after
            time.sleep(_PAUSE)
        after = conversation.pk
        if time.monotonic() > end:
            return after
    return None


def expire_in(conversation: Conversation, policy: RetentionPolicy, *, held: bool) -> Expiry:
    """Raises the conversation's floor over the messages that are too old: one change, with one rev, for all members."""
    now = timezone.now()
    expiry = expiry_of(conversation, policy, now, held=held)
    if not expiry.messages:
        return expiry
    with transaction.atomic():
        keep_holds()
        locked = Conversation.objects.locked(conversation.pk)
        expiry = expiry_of(locked, policy, now, held=is_held(locked))
        if expiry.messages:
            locked.expired_seq, locked.changed_rev = expiry.up_to, locked.next_rev()
            locked.save(update_fields=["expired_seq", "changed_rev", "rev"])
            _catch_up(locked)
            publish(events.conversation_changed(locked))
    return expiry


@transaction.atomic
def remove_some(id: UUID) -> int:
    """Deletes a batch of what lies below the floor: lines of the timeline, messages and their files.

    Returns how many rows; 0 when nothing is left, or while a legal hold covers the conversation.
    """
    if not _has_more(id):
        return 0
    keep_holds()
    conversation = Conversation.objects.locked(id)
    if is_held(conversation):
        return 0
    return _catch_up(conversation) or _remove_lines(conversation) or _remove_messages(conversation)


def _has_more(id: UUID) -> bool:
    return Message.objects.filter(conversation=id, seq__lte=F("conversation__expired_seq")).exists()


def _catch_up(conversation: Conversation) -> int:
    about = {"conversation": conversation.pk, "seq": Int8(conversation.expired_seq), "most": Int8(PIECE)}
    [(count,)] = fetch_all(_CATCH_UP, about)
    if count:
        outbox.notify()
    return int(count)


def _remove_lines(conversation: Conversation) -> int:
    """The lines after the last removed message stay: they come before the first one that is kept."""
    lines = Happening.objects.of(conversation).filter(seq__lt=conversation.expired_seq)
    return Happening.objects.filter(pk__in=list(lines.values_list("pk", flat=True)[:PIECE])).delete()[0]


def _remove_messages(conversation: Conversation) -> int:
    gone = Message.objects.of(conversation).filter(seq__lte=conversation.expired_seq).order_by("seq")[:PIECE]
    rows = list(gone.values("conversation_id", "seq", "rev", "sender_id", "client_id", "created_at"))
    seqs = [row["seq"] for row in rows]
    remove_attachments(Attachment.objects.filter(conversation=conversation, message_seq__in=seqs))
    ExpiredMessage.objects.bulk_create([ExpiredMessage(**row) for row in rows], ignore_conflicts=True)
    Message.objects.of(conversation).filter(seq__in=seqs).delete()
    return len(rows)


def forget_expired() -> int:
    """Deletes a batch of the places of messages that were removed long ago. Returns how many."""
    old = ExpiredMessage.objects.filter(expired_at__lt=timezone.now() - REPEATABLE)
    keys = list(old.values_list("pk", flat=True)[:FORGOTTEN])
    return ExpiredMessage.objects.filter(pk__in=keys).delete()[0]
