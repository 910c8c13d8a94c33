"""What happens in the apps below that concerns notifications."""

from typing import Any

from django.dispatch import receiver

from messaging.signals import handed_over
from notifications.waking import wake


@receiver(handed_over)
def look_at_what_was_handed_over(**_: Any) -> None:
    wake()
