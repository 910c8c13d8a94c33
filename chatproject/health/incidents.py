"""The times in which parts were not well, kept for the status page and the staff. The worker records them."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from chatproject.health.examining import Part
from chatproject.models import Incident

log = logging.getLogger(__name__)

#: Shorter ones are no incidents: a worker that starts again, a deployment.
SHORTEST = timedelta(minutes=1)
KEPT = timedelta(days=90)
#: After a longer pause, the server, its worker or Valkey was away.
PAUSE = timedelta(minutes=3)
_WAITING, _EXAMINED = "incidents", "incidents:examined"


def record(parts: Sequence[Part]) -> None:
    """Begins and ends incidents. What begins while the database is away waits in Valkey."""
    now = timezone.now()
    unwell = {part.name: (part.since or now, part.detail) for part in parts if not part.is_well}
    begun = unwell | _waiting()
    if "database" in unwell:
        _wait(begun)
        return
    with transaction.atomic():
        current = {each.part: each for each in Incident.objects.filter(ended_at=None)}
        for name, (since, detail) in begun.items():
            if name not in current and now - since >= SHORTEST:
                current[name] = Incident(part=name, detail=detail[:300], began_at=since)
                current[name].save()
        for name, incident in current.items():
            if name not in unwell:
                incident.ended_at = now
                incident.save(update_fields=["ended_at"])
        if (before := _examined(now)) and now - before > PAUSE:
            detail = "nothing examined the parts: the server, its worker or Valkey was away"
            Incident.objects.create(part="server", detail=detail, began_at=before, ended_at=now)
        Incident.objects.filter(ended_at__lt=now - KEPT).delete()
    _wait({})


def recent(days: int) -> list[Incident]:
    """Returns the incidents that last, or ended within these days, the latest first."""
    first = timezone.now() - timedelta(days=days)
    return list(Incident.objects.exclude(ended_at__lt=first).order_by("-began_at")[:500])


def _examined(now: datetime) -> datetime | None:
    """Notes that the parts are examined now. Returns when they were before, if that is known."""
    try:
        before: datetime | None = cache.get(_EXAMINED)
        cache.set(_EXAMINED, now, timeout=None)
    except RedisError:
        return None
    return before


def _waiting() -> dict[str, tuple[datetime, str]]:
    try:
        found: dict[str, tuple[datetime, str]] = cache.get(_WAITING, {})
    except RedisError:
        return {}
    return found


def _wait(begun: dict[str, tuple[datetime, str]]) -> None:
    try:
        if begun:
            cache.set(_WAITING, begun, timeout=None)
        else:
            cache.delete(_WAITING)
    except RedisError as error:
        log.warning("cannot keep what began: %s", error)
