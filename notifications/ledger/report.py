"""Statistics of delivery for operators: rates of an hour and a day, the queue, and notifications set aside."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chatproject.database.statements import fetch_all
from messaging import sql as outbox
from notifications.deciding.reasons import Reason, in_words

SPANS = {"hour": 3600, "day": 24 * 3600}
CHANNELS = ("webpush", "fcm", "apns", "email")

_RATES = """
SELECT COALESCE(r.channel, 'email'), s.span, count(*),
       count(*) FILTER (WHERE n.state = 'accepted'), count(*) FILTER (WHERE n.state = 'failed'),
       count(*) FILTER (WHERE n.state = 'cancelled'), count(*) FILTER (WHERE n.state = 'suppressed'),
       percentile_cont(ARRAY[0.5, 0.95])
           WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM n.accepted_at - n.created_at)::float8)
           FILTER (WHERE n.state = 'accepted' AND n.accepted_at IS NOT NULL)
FROM unnest(%s::text[], %s::float8[]) AS s(span, seconds)
JOIN notifications_notification n ON n.created_at > statement_timestamp() - s.seconds * interval '1 second'
LEFT JOIN notifications_registration r ON r.id = n.registration_id
WHERE n.kind IN ('message', 'reminder', 'digest')
GROUP BY 1, 2
"""

_REASONS = """
SELECT COALESCE(r.channel, 'email'), n.state, n.reason, count(*)
FROM notifications_notification n LEFT JOIN notifications_registration r ON r.id = n.registration_id
WHERE n.created_at > statement_timestamp() - interval '1 day'
  AND n.kind IN ('message', 'reminder', 'digest') AND n.reason <> ''
GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 3
"""

_QUEUES = """
SELECT r.channel, count(*), EXTRACT(EPOCH FROM statement_timestamp() - min(n.created_at))::float8
FROM notifications_notification n JOIN notifications_registration r ON r.id = n.registration_id
WHERE n.state = 'queued' GROUP BY 1
UNION ALL
SELECT 'email', count(*), EXTRACT(EPOCH FROM statement_timestamp() - min(due_at))::float8
FROM notifications_digest WHERE due_at <= statement_timestamp()
"""

# The decisions of ten minutes bound the cost; the queue has an index of its own.
_NUMBERS = f"""
SELECT (SELECT count(*) FROM notifications_notification WHERE state = 'queued'),
       (SELECT EXTRACT(EPOCH FROM statement_timestamp() - min(created_at))::float8
        FROM notifications_notification WHERE state = 'queued'),
       ({outbox.COUNT_WAITING}),
       ({outbox.COUNT_FAILED}),
       (SELECT count(*) FROM notifications_digest WHERE due_at <= statement_timestamp()),
       (SELECT json_object_agg(state, n) FROM (
            SELECT state, count(*) AS n FROM notifications_notification
            WHERE created_at > statement_timestamp() - interval '10 minutes' GROUP BY state) s)
"""  # noqa: S608


@dataclass(frozen=True)
class Rate:
    """The decisions of a span of time, and their results. Seconds are from the decision to the acceptance."""

    decided: int = 0
    accepted: int = 0
    failed: int = 0
    cancelled: int = 0
    suppressed: int = 0
    p50: float | None = None
    p95: float | None = None


@dataclass(frozen=True)
class Queue:
    """The number of waiting notifications, and the age of the oldest in seconds."""

    length: int = 0
    oldest: float | None = None


@dataclass(frozen=True)
class Reasons:
    state: str
    label: str
    count: int


@dataclass(frozen=True)
class ChannelReport:
    name: str
    hour: Rate
    day: Rate
    queue: Queue
    reasons: list[Reasons] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    channels: list[ChannelReport]
    outbox_entries: Queue
    outbox_entries_failed: int
    #: Notifications that failed by a fault of this server, within a day.
    quarantined: int


@dataclass(frozen=True)
class Numbers:
    """For Prometheus. `states` counts the decisions of the last ten minutes."""

    queued: int
    oldest_seconds: float
    outbox_entries: int
    outbox_entries_failed: int
    digests_due: int
    states: dict[str, int]


def delivery_report() -> Report:
    """Returns the present statistics in four queries, for any number of channels and people."""
    rates = {
        (channel, span): Rate(*_flat(about))
        for channel, span, *about in fetch_all(_RATES, [list(SPANS), list(map(float, SPANS.values()))])
    }
    reasons: defaultdict[str, list[Reasons]] = defaultdict(list)
    quarantined = 0
    for channel, state, reason, count in fetch_all(_REASONS, []):
        reasons[channel].append(Reasons(state, in_words(reason), count))
        quarantined += count if (state, reason) == ("failed", Reason.BROKEN) else 0
    queues = {channel: Queue(length, oldest) for channel, length, oldest in fetch_all(_QUEUES, [])}
    ((waiting, failed, oldest),) = fetch_all(outbox.COUNTS, [])
    return Report(
        channels=[
            ChannelReport(
                name,
                rates.get((name, "hour"), Rate()),
                rates.get((name, "day"), Rate()),
                queues.get(name, Queue()),
                reasons[name],
            )
            for name in CHANNELS
        ],
        outbox_entries=Queue(waiting, oldest),
        outbox_entries_failed=failed,
        quarantined=quarantined,
    )


def numbers() -> Numbers:
    """Returns the numbers in one query."""
    ((queued, oldest, outbox_entries, failed, digests, states),) = fetch_all(_NUMBERS, [])
    return Numbers(queued, oldest or 0.0, outbox_entries, failed, digests, states or {})


def _flat(about: list[Any]) -> Iterator[Any]:
    *counts, percentiles = about
    yield from counts
    yield from percentiles or ()
