"""Sends unread messages and reminders by email, once they have waited for a while."""

import logging
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from accounts.models import User
from chatproject.database.statements import fetch_all
from notifications.deciding.preferring import preferences_of
from notifications.deciding.reasons import Reason
from notifications.delivery.channels.outcome import Accepted, Broken, Later, Outcome, Refused
from notifications.email import sending
from notifications.email.content import content_of
from notifications.email.letters import digest_letter
from notifications.models import Digest, Notification, Preferences
from notifications.rendering import verified_email

log = logging.getLogger(__name__)

#: Seconds of a lease, after which the digest of a worker that died is free again. Handing over a letter takes less,
#: however slow the mail server is.
LEASE = 120
#: Younger messages are left to the next digest: by then every transaction that may have an earlier time has ended.
_SETTLED = timedelta(seconds=10)
_FIRST_WAIT, _LONGEST_WAIT = 60, 3600
#: With backoff, about a day; faults of this server end sooner.
_MOST_ATTEMPTS, _MOST_FAULTS = 26, 5
#: Consecutive letters that were not accepted: the mail server is down, and the next sweep retries.
_PATIENCE = 3
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

_LEASE_DUE = """
UPDATE notifications_digest d
SET due_at = statement_timestamp() + %s::float8 * interval '1 second', attempts = d.attempts + 1
WHERE d.user_id = (
    SELECT user_id FROM notifications_digest WHERE due_at <= statement_timestamp()
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING d.user_id, d.due_at, d.attempts, d.sent_at
"""


@dataclass(frozen=True)
class LeasedDigest:
    """A digest that this worker holds until `lease`."""

    user: UUID
    lease: datetime
    attempts: int
    sent_at: datetime | None

    @property
    def since(self) -> datetime:
        return self.sent_at or _BEGINNING


def send_digests(*, seconds: float = 60) -> bool:
    """Sends the digests that are due, for at most `seconds`. Returns whether there may be more."""
    until, in_vain = time.monotonic() + seconds, 0
    while time.monotonic() < until and in_vain < _PATIENCE:
        rows = fetch_all(_LEASE_DUE, [LEASE])
        if not rows:
            return False
        in_vain = in_vain + 1 if isinstance(_deal_with(LeasedDigest(*rows[0])), Later) else 0
    return in_vain < _PATIENCE


def _deal_with(leased: LeasedDigest) -> Outcome | None:
    """Returns the result of the letter, or None if there was none to send."""
    now = timezone.now()
    user = User.objects.filter(pk=leased.user, is_active=True).first()
    address = verified_email(user) if user else None
    preferences = preferences_of(user) if user else None
    if user is None or address is None or preferences is None or preferences.email_after is None:
        _end(leased)
        return None
    try:
        cut = now - _SETTLED
        content = content_of(user, preferences, since=leased.since, until=cut, now=now)
        if content and (due_at := content.oldest + timedelta(minutes=preferences.email_after)) > now:
            # The messages that it was due for are read; newer ones have a time of their own.
            _put_off(leased, due_at)
            return None
        if not content:
            _end(leased)
            _follow(user, preferences, since=max(cut, leased.since))
            return None
        outcome = sending.send(digest_letter(user, address, preferences, content, since=leased.since))
    except Exception as error:
        log.exception("the email of unread messages to %s", user.pk)
        outcome = Broken(f"{type(error).__name__}: {error}")
    if _is_final(outcome, leased.attempts):
        _conclude(leased, outcome, now, cut)
        _follow(user, preferences, since=cut)
    else:
        _put_off(leased, now + timedelta(seconds=_wait(leased.attempts)), attempts=leased.attempts)
    return outcome


def _is_final(outcome: Outcome, attempts: int) -> bool:
    match outcome:
        case Later():
            return attempts >= _MOST_ATTEMPTS
        case Broken():
            return attempts >= _MOST_FAULTS
    return True


def _wait(attempts: int) -> float:
    longest: float = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempts - 1, 10))
    return longest * random.uniform(0.5, 1)  # noqa: S311


@transaction.atomic
def _conclude(leased: LeasedDigest, outcome: Outcome, now: datetime, cut: datetime) -> None:
    """Records that it was sent or given up: its messages are not sent again."""
    state, reason, error = Notification.State.FAILED, "", ""
    match outcome:
        case Accepted():
            state = Notification.State.ACCEPTED
        case Refused(detail):
            reason, error = Reason.REFUSED, detail
        case Later(_, detail):
            reason, error = Reason.UNREACHABLE, detail
        case Broken(detail):
            reason, error = Reason.BROKEN, detail
    moment = timezone.now()
    Notification.objects.create(
        kind=Notification.Kind.DIGEST,
        user_id=leased.user,
        state=state,
        reason=reason,
        error=error[:200],
        attempts=leased.attempts,
        created_at=now,
        due_at=now,
        sent_at=moment,
        accepted_at=moment if state == Notification.State.ACCEPTED else None,
    )
    Digest.objects.filter(user=leased.user).update(sent_at=cut)
    _end(leased)


def _mine(leased: LeasedDigest) -> QuerySet[Digest]:
    """Returns the digest, unless another process has leased it in the meantime, or the user has switched emails off."""
    return Digest.objects.filter(user=leased.user, due_at=leased.lease)


def _end(leased: LeasedDigest) -> None:
    _mine(leased).update(due_at=None, attempts=0)


def _put_off(leased: LeasedDigest, due_at: datetime, *, attempts: int = 0) -> None:
    _mine(leased).update(due_at=due_at, attempts=attempts)


def _follow(user: User, preferences: Preferences, *, since: datetime) -> None:
    """Schedules the next digest for what arrived during this one, when no digest was scheduled."""
    now = timezone.now()
    content = content_of(user, preferences, since=since, until=now, now=now)
    if content and preferences.email_after is not None:
        due_at = content.oldest + timedelta(minutes=preferences.email_after)
        Digest.objects.filter(user=user).update(due_at=Least(Coalesce(F("due_at"), due_at), due_at))
