"""Records that a device showed a notification."""

from django.utils import timezone

from notifications.delivery.payloads import read_token
from notifications.models import Notification


def say_shown(*, token: str) -> None:
    """Records, once, that a payload was shown, for anyone with its token. A token that this server did not create
    changes nothing.
    """
    id = read_token(token)
    if id is not None:
        Notification.objects.filter(pk=id, shown_at=None).update(shown_at=timezone.now())
