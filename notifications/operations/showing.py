"""That a notification was on the screen, as the device says."""

from django.utils import timezone

from notifications.models import Notification
from notifications.payloads import read_token


def say_shown(*, token: str) -> None:
    """Whoever has a payload's token may say so, once. A token that we did not make changes nothing."""
    id = read_token(token)
    if id is not None:
        Notification.objects.filter(pk=id, shown_at=None).update(shown_at=timezone.now())
