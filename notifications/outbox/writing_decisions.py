"""Writes the decisions: to the ledger, which is also the outbox, and to the digests."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from chatproject.database.statements import fetch_all
from conversations.sql import RAISE_NOTIFIED, RAISE_NOTIFIED_OF_ONE
from notifications.deciding.decisions import Decision, Verdict
from notifications.deciding.facts import MessageFacts, PersonFacts
from notifications.deciding.loading import Member
from notifications.deciding.reasons import Reason
from notifications.models import Notification
from notifications.outbox.queueing import Due

#: Users do not ask about these, and they would be most of the ledger.
_UNWRITTEN = frozenset({Reason.OWN, Reason.LEVEL})

_LEDGER = """
INSERT INTO notifications_notification AS n
    (kind, user_id, registration_id, conversation_id, seq, state, reason, urgency, waits, due_at, trace, created_at)
SELECT 'message', t.*, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::bool[],
            %s::timestamptz[], %s::text[]) AS t
ON CONFLICT {conflict}
RETURNING NULL
"""
_ONCE = _LEDGER.format(conflict="DO NOTHING")
# Those who were notified of the message are not notified of its edit.
_AGAIN = _LEDGER.format(
    conflict="""(registration_id, conversation_id, seq, kind) DO UPDATE
SET state = EXCLUDED.state, reason = EXCLUDED.reason, urgency = EXCLUDED.urgency, waits = EXCLUDED.waits,
    due_at = EXCLUDED.due_at, trace = EXCLUDED.trace, created_at = EXCLUDED.created_at
WHERE n.state = 'suppressed' AND EXCLUDED.state = 'queued'"""
)

#: Schedules digests. In one order, since other transactions do the same at the same time.
DIGESTS = """
INSERT INTO notifications_digest AS d (user_id, due_at)
SELECT t.user_id, t.due_at FROM unnest(%s::uuid[], %s::timestamptz[]) AS t(user_id, due_at) ORDER BY t.user_id
ON CONFLICT (user_id) DO UPDATE SET due_at = EXCLUDED.due_at WHERE d.due_at IS NULL OR d.due_at > EXCLUDED.due_at
RETURNING NULL
"""


Row = tuple[UUID, UUID, UUID, int, str, str, str, bool, datetime, str]


class DecisionWriter:
    """Collects the decisions of a batch. `write` is part of the caller's transaction; `catch_up` follows it."""

    def __init__(self, now: datetime, traces: Mapping[tuple[UUID, int], str], *, of_edits: bool = False) -> None:
        """`traces` has the trace of each message, by conversation and seq. Decisions of edits replace those against
        notifying.
        """
        self.now = now
        self._statement = _AGAIN if of_edits else _ONCE
        self._traces = traces
        self.due: set[Due] = set()
        self._rows: list[Row] = []
        self._digests: dict[UUID, datetime] = {}
        self._notified: dict[int, int] = {}

    def add(self, message: MessageFacts, member: Member, decision: Decision) -> bool:
        """Returns whether anything is queued for a device of the member."""
        person = member.facts
        if decision.email_at is not None:
            self._digests[person.user] = min(decision.email_at, self._digests.get(person.user, decision.email_at))
        if decision.reason in _UNWRITTEN:
            return False
        is_queued = False
        for verdict, registration in zip(decision.verdicts, person.registrations, strict=True):
            self._rows.append(self._row(message, person, verdict))
            if verdict.notify_at is not None:
                self.due.add(Due(registration.channel, verdict.waits))
                is_queued = True
        if is_queued:
            self._notified[member.membership] = max(message.seq, self._notified.get(member.membership, 0))
        return is_queued

    def _row(self, message: MessageFacts, person: PersonFacts, verdict: Verdict) -> Row:
        state = Notification.State.SUPPRESSED if verdict.notify_at is None else Notification.State.QUEUED
        return (
            person.user,
            verdict.registration,
            message.conversation,
            message.seq,
            state.value,
            str(verdict.reason),
            verdict.urgency.value,
            verdict.waits,
            verdict.notify_at or self.now,
            self._traces.get((message.conversation, message.seq), ""),
        )

    def write(self) -> None:
        """Writes the decisions. Memberships are locked last, as their locks are held until the commit."""
        if self._rows:
            fetch_all(self._statement, [self.now, *map(list, zip(*self._rows, strict=True))])
        if self._digests:
            fetch_all(DIGESTS, [list(self._digests), list(self._digests.values())])
        if self._notified:
            for (id,) in fetch_all(RAISE_NOTIFIED, [list(self._notified), list(self._notified.values())]):
                del self._notified[id]

    def catch_up(self) -> None:
        """Raises the watermarks of memberships that were locked, each in its own transaction. After a crash the sweep
        does it.
        """
        for id, seq in self._notified.items():
            fetch_all(RAISE_NOTIFIED_OF_ONE, [seq, id, seq])
