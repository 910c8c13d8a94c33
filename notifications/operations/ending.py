"""Ending registrations, for those who run the server."""

from django.utils import timezone

from notifications.models import Registration


def end_registration(*, registration: Registration) -> bool:
    """Nothing goes there any more until the device gives its address again; whether it was not so already."""
    ended = Registration.objects.filter(pk=registration.pk, ended_at__isnull=True)
    return bool(ended.update(ended_at=timezone.now(), ended_why=Registration.Ended.WITHDRAWN))
