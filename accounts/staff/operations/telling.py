"""Notifies every process that the server's standing changed."""

from django.db import transaction

from accounts.staff import standing
from chatproject.realtime import EVERYBODY, Envelope, publish


def tell_standing() -> None:
    """After the commit, refreshes this process and notifies the others."""
    transaction.on_commit(standing.refresh, robust=True)
    publish(Envelope(EVERYBODY, ""))
