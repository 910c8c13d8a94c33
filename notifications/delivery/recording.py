"""Records the results of sent notifications, many at once."""

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.lists import list_changed
from chatproject.database.statements import fetch_all
from chatproject.database.transactions import retried
from notifications.deciding.reasons import Reason
from notifications.delivery.channels.outcome import Accepted, Broken, Gone, Later, NotSetUp, Outcome, Refused, Untried
from notifications.delivery.outgoing import Outgoing

#: A notification older than this is no longer useful.
GIVEN_UP_AFTER = timedelta(hours=24)
#: Consecutive attempts that failed by a fault of this server.
MOST_BREAKS = 5
#: Longest pause in seconds between two attempts, unless the service requests more.
LONGEST_PAUSE = 30
_MOST_ERROR = 200

# An accepted notification stays accepted, even if it was cancelled in the meantime: it may be on the screen.
_RECORD = """
UPDATE notifications_notification n SET
    state = o.state, reason = o.reason, error = o.error,
    due_at = CASE WHEN o.state = 'queued' THEN statement_timestamp() + make_interval(secs => o.pause) ELSE n.due_at END,
    attempts = n.attempts - o.untried,
    sent_at = CASE WHEN o.was_sent THEN statement_timestamp() ELSE n.sent_at END,
    accepted_at = CASE WHEN o.state = 'accepted' THEN statement_timestamp() ELSE n.accepted_at END
FROM (
    SELECT n.id, i.state, i.reason, i.error, i.pause, i.untried, i.was_sent
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::float8[], %s::int[], %s::bool[])
        AS i(id, state, reason, error, pause, untried, was_sent)
    JOIN notifications_notification n ON n.id = i.id
    WHERE n.state = 'queued' OR i.state = 'accepted'
    ORDER BY n.id FOR NO KEY UPDATE OF n
) o
WHERE n.id = o.id
RETURNING NULL
"""
_END = """
UPDATE notifications_registration SET ended_at = statement_timestamp(), ended_why = 'gone'
WHERE id IN (SELECT id FROM notifications_registration WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE)
  AND ended_at IS NULL
RETURNING user_id
"""
_CLEARED = """
WITH gone AS (
    SELECT n.id FROM unnest(%s::bigint[]) AS i(id)
    JOIN notifications_notification c ON c.id = i.id
    JOIN notifications_notification n
      ON n.user_id = c.user_id AND n.conversation_id = c.conversation_id AND n.registration_id = c.registration_id
    WHERE n.kind = 'message' AND n.seq <= c.seq AND n.state = 'accepted' AND n.cleared_at IS NULL
      AND n.accepted_at <= c.created_at
    ORDER BY n.id FOR NO KEY UPDATE OF n
)
UPDATE notifications_notification n SET cleared_at = statement_timestamp() FROM gone WHERE n.id = gone.id
RETURNING NULL
"""


class Line(NamedTuple):
    """The values that are stored. `pause` is the seconds until it is due again; `untried` is subtracted from its
    attempts.
    """

    id: int
    state: str
    reason: str = ""
    error: str = ""
    pause: float = 0.0
    untried: int = 0
    was_sent: bool = True


def record_results(outcomes: Sequence[tuple[Outgoing, Outcome | Reason]]) -> None:
    """Records the results. A Reason is the reason why a notification was not sent at all."""
    if outcomes:
        lines = [line_of(due, outcome) for due, outcome in outcomes]
        # A user who reads at this moment cancels the same rows: a deadlock must not lose the known results.
        retried(lambda: _record(lines, outcomes))


@transaction.atomic
def _record(lines: Sequence["Line"], outcomes: Sequence[tuple[Outgoing, Outcome | Reason]]) -> None:
    fetch_all(_RECORD, [list(column) for column in zip(*lines, strict=True)])
    if gone := {due.registration for due, outcome in outcomes if isinstance(outcome, Gone)}:
        people = {user for (user,) in fetch_all(_END, [list(gone)])}
        if people:
            list_changed("registrations", people)
    if clears := [due.id for due, outcome in outcomes if due.kind == "clear" and isinstance(outcome, Accepted)]:
        fetch_all(_CLEARED, [clears])


def line_of(due: Outgoing, outcome: Outcome | Reason) -> Line:
    match outcome:
        case Accepted():
            return Line(due.id, "accepted")
        case Reason():
            return Line(due.id, "cancelled", str(outcome), untried=1, was_sent=False)
        case Gone():
            return Line(due.id, "failed", str(Reason.GONE))
        case Refused(detail):
            return Line(due.id, "failed", str(Reason.REFUSED), detail[:_MOST_ERROR])
        case NotSetUp():
            return Line(due.id, "failed", str(Reason.NOT_SET_UP), untried=1, was_sent=False)
        case Untried():
            return Line(due.id, "queued", error=due.error, untried=1, was_sent=False)
        case Later(after, detail):
            return _later(due, after, detail[:_MOST_ERROR])
        case Broken(detail, final):
            return _broken(due, detail, final)


def _later(due: Outgoing, after: float | None, detail: str) -> Line:
    if timezone.now() - due.created_at > GIVEN_UP_AFTER:
        return Line(due.id, "failed", str(Reason.UNREACHABLE), detail)
    return Line(due.id, "queued", error=detail, pause=max(after or 0.0, backoff(due.attempts)))


def _broken(due: Outgoing, detail: str, final: bool) -> Line:
    """Returns the line of a failure by a fault of this server. The error contains how many there were in a row."""
    before = re.match(r"(\d+)× ", due.error)
    times = int(before[1]) + 1 if before else 1
    error = f"{times}× {detail}"[:_MOST_ERROR]
    if final or times >= MOST_BREAKS:
        return Line(due.id, "failed", str(Reason.BROKEN), error)
    return Line(due.id, "queued", error=error, pause=backoff(times))


def backoff(attempts: int) -> float:
    """Full jitter: notifications that failed together are not retried together."""
    return random.uniform(0, min(LONGEST_PAUSE, 2 ** min(attempts - 1, 10)))  # noqa: S311 (nothing secret)
