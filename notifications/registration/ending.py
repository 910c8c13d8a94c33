"""Ending registrations, for those who run the server."""

from django.db import transaction
from django.utils import timezone

from accounts.lists import list_changed
from notifications.models import Registration


@transaction.atomic
def end_registration(*, registration: Registration) -> bool:
    """Nothing goes there any more until the device gives its address again; whether it was not so already."""
    ended = Registration.objects.filter(pk=registration.pk, ended_at__isnull=True)
    if not ended.update(ended_at=timezone.now(), ended_why=Registration.Ended.WITHDRAWN):
        return False
    list_changed("registrations", [registration.user_id])
    return True
