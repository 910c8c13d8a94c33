"""The one publisher. Data is stored first; events are published after the commit."""

from functools import partial

from django.db import transaction

from chatproject.realtime.bus import bus
from chatproject.realtime.envelope import (
    EVERYBODY,
    Envelope,
    company_group,
    conversation_group,
    device_group,
    seal,
    sign_out,
    user_group,
)

__all__ = [
    "EVERYBODY",
    "Envelope",
    "company_group",
    "conversation_group",
    "device_group",
    "publish",
    "publish_now",
    "seal",
    "sign_out",
    "user_group",
]


def publish(*envelopes: Envelope) -> None:
    """Publishes these events once the transaction is committed (at once outside of one).

    This is best effort by design: every process repairs a lost event from the database within seconds.
    """
    if envelopes:
        transaction.on_commit(partial(bus.send, envelopes), robust=True)


def publish_now(*envelopes: Envelope) -> None:
    """Publishes events that belong to no transaction, for example typing."""
    bus.send(envelopes)
