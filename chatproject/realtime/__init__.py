"""The one publisher. Persist first; who must hear of it is told after the commit."""

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
    """Tell these events once the transaction is committed (at once outside of one).

    Best effort by design: what is lost here is healed from the database by every process within seconds.
    """
    if envelopes:
        transaction.on_commit(partial(bus.send, envelopes), robust=True)


def publish_now(*envelopes: Envelope) -> None:
    """Tell events that belong to no transaction, such as typing."""
    bus.send(envelopes)
