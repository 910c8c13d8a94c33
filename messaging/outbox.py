"""Signals that the outbox has new entries, once they are committed."""

from django.db import transaction

from messaging.models import OutboxEntry
from messaging.signals import outbox_written


def notify() -> None:
    """Signals, after the commit, that there are outbox entries to handle."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    outbox_written.send(OutboxEntry)
