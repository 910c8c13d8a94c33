"""Hinting to every process that the server's standing changed."""

from django.db import transaction

from accounts.staff import standing
from chatproject.realtime import EVERYBODY, Envelope, publish


def tell_standing() -> None:
    """After the commit: this process asks again, and the others are told to."""
    transaction.on_commit(standing.refresh, robust=True)
    publish(Envelope(EVERYBODY, ""))
