"""Reacts to signals of the apps below that concern notifications."""

from typing import Any

from django.dispatch import receiver

from messaging.signals import outbox_written
from notifications.waking import wake


@receiver(outbox_written)
def wake_for_new_entries(**_: Any) -> None:
    wake()
