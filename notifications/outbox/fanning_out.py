"""Fans out the outbox: finds the members it concerns and writes a decision for each of their devices."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chatproject.database.statements import fetch_all
from chatproject.traces import spans
from messaging.sql import GO_ON
from notifications.deciding.decisions import decide
from notifications.deciding.facts import MessageFacts, PersonFacts
from notifications.deciding.loading import Member, member, members_of, messages_at, page_of_members
from notifications.outbox.clearing import clear_read
from notifications.outbox.fetching import BATCH, DueEntry, LockedEntry, each_or_all, fetch_due, forget, locked
from notifications.outbox.queueing import Deliveries, Due
from notifications.outbox.reminding import remind
from notifications.outbox.writing_decisions import DecisionWriter

decisions = logging.getLogger("parlance.decisions")

Work = Callable[[Sequence[int]], set[Due]]

#: Members of a large conversation in one transaction; of small conversations, about as many.
PAGE = 1_000
_MOST_DECISIONS = 5_000


def fan_out_due(*, seconds: float = 20) -> bool:
    """Fans out the entries that are due, for at most `seconds`. Returns whether there may be more."""
    until = time.monotonic() + seconds
    with Deliveries() as deliveries:
        while time.monotonic() < until:
            fetched, due = fetch_due()
            for work, ids in _portions(due):
                for queued in each_or_all(ids, work):
                    deliveries.add(queued)
            if fetched < BATCH and not any(each.member_count > PAGE for each in due):
                return False
    return True


def _portions(due: Sequence[DueEntry]) -> Iterator[tuple[Work, list[int]]]:
    """Yields the work of one transaction each: messages of small conversations, a page of a large one, edits, reads,
    reminders.
    """
    small: list[int] = []
    decisions = 0
    for each in due:
        if each.kind == "sent" and each.member_count <= PAGE:
            if small and decisions + each.member_count > _MOST_DECISIONS:
                yield _fan_out, small
                small, decisions = [], 0
            small.append(each.id)
            decisions += each.member_count
    if small:
        yield _fan_out, small
    yield from ((_fan_out_page, [each.id]) for each in due if each.kind == "sent" and each.member_count > PAGE)
    if edits := [each.id for each in due if each.kind == "edit"]:
        yield _fan_out_edits, edits
    if reads := [each.id for each in due if each.kind == "read"]:
        yield clear_read, reads
    if reminders := [each.id for each in due if each.kind == "due"]:
        yield remind, reminders


def _fan_out(ids: Sequence[int]) -> set[Due]:
    """Fans out messages of small conversations. Returns the channels with queued notifications."""
    with transaction.atomic():
        entries = locked(ids)
        messages = messages_at([(each.conversation, each.seq) for each in entries])
        with spans.span("fan_out", [each.trace for each in entries], kind="consumer"):
            writer = _decided(entries, messages, members_of(messages) if messages else [])
            forget(entries)
            writer.write()
    writer.catch_up()
    return writer.due


def _fan_out_page(ids: Sequence[int]) -> set[Due]:
    """Fans out one message of a large conversation to the next page of its members. The last page deletes the entry."""
    with transaction.atomic():
        entries = locked(ids)
        messages = messages_at([(each.conversation, each.seq) for each in entries])
        members = page_of_members(messages[0], after=entries[0].after, size=PAGE) if messages else []
        writer = _decided(entries, messages, members)
        if len(members) == PAGE:
            fetch_all(GO_ON, [members[-1].facts.user, entries[0].id])
        else:
            forget(entries)
        writer.write()
    writer.catch_up()
    return writer.due


def _fan_out_edits(ids: Sequence[int]) -> set[Due]:
    """Fans out edits, each to one person whom it newly mentions. Returns the channels with queued notifications."""
    with transaction.atomic():
        entries = locked(ids)
        places = {(each.conversation, each.seq) for each in entries}
        messages = {(each.conversation, each.seq): each for each in messages_at(places)} if places else {}
        traces = {(each.conversation, each.seq): each.trace for each in entries}
        writer = DecisionWriter(timezone.now(), traces, of_edits=True)
        for entry in entries:
            message = messages.get((entry.conversation, entry.seq))
            # Another edit may have taken the mention back.
            if message is not None and entry.user is not None and entry.user in message.mentioned:
                _decide_for(writer, message, entry.user)
        forget(entries)
        writer.write()
    writer.catch_up()
    return writer.due


def _decide_for(writer: DecisionWriter, message: MessageFacts, user: UUID) -> None:
    if (found := member(message, user)) is not None:
        writer.add(message, found, decide(message, found.facts, writer.now))


def _decided(
    entries: Iterable[LockedEntry], messages: Iterable[MessageFacts], members: Iterable[Member]
) -> DecisionWriter:
    """Decides in the order the messages were sent: `first_only` requires it."""
    there: defaultdict[UUID, list[Member]] = defaultdict(list)
    for each in members:
        there[each.conversation].append(each)
    traces = {(each.conversation, each.seq): each.trace for each in entries}
    writer = DecisionWriter(timezone.now(), traces)
    for message in messages:
        those = there[message.conversation]
        trace = traces.get((message.conversation, message.seq), "")
        decisions.info("deciding for %d members", len(those), extra={"trace": trace})
        for n, each in enumerate(those):
            decision = decide(message, each.facts, writer.now)
            if writer.add(message, each, decision) and each.facts.preferences.first_only:
                those[n] = each._replace(facts=_told(each.facts, message.seq))
    return writer


def _told(person: PersonFacts, seq: int) -> PersonFacts:
    return replace(person, notified_seq=max(seq, person.notified_seq))
