"""Ends registrations, for operators."""

from django.db import transaction
from django.utils import timezone

from accounts.lists import list_changed
from notifications.models import Registration


@transaction.atomic
def end_registration(*, registration: Registration) -> bool:
    """Ends the registration until the device registers its address again. Returns whether it was active."""
    ended = Registration.objects.filter(pk=registration.pk, ended_at__isnull=True)
    if not ended.update(ended_at=timezone.now(), ended_why=Registration.Ended.WITHDRAWN):
        return False
    list_changed("registrations", [registration.user_id])
    return True
