"""Sends test notifications to a device."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import RateLimited, existing
from chatproject.contract.ids import parse_id
from notifications.models import Notification
from notifications.outbox.queueing import Due, queue_delivery
from notifications.registration.registering import registrations_of

#: Test notifications of one user, in this many seconds.
MOST, WITHIN = 10, 60


@transaction.atomic
def try_registration(*, actor: User, registration_id: str | UUID) -> Notification:
    """Queues a test notification. The ledger shows its result."""
    registration = existing(registrations_of(actor).filter(pk=parse_id(registration_id)).first())
    User.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
    since = timezone.now() - timedelta(seconds=WITHIN)
    recent = Notification.objects.for_user(actor).filter(conversation=None, created_at__gte=since)
    if recent.filter(kind=Notification.Kind.TEST).count() >= MOST:
        raise RateLimited(retry_after_ms=WITHIN * 1000)
    made = Notification.objects.create(
        kind=Notification.Kind.TEST,
        user=actor,
        registration=registration,
        urgency=Notification.Urgency.HIGH,
    )
    transaction.on_commit(lambda: queue_delivery(Due(registration.channel)))
    return made
