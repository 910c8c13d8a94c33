"""Saying that something was handed over, once it is committed."""

from django.db import transaction

from messaging.models import Handover
from messaging.signals import handed_over


def hand_over() -> None:
    """Signals, after the commit, that there are handovers to deal with."""
    transaction.on_commit(_tell, robust=True)


def _tell() -> None:
    handed_over.send(Handover)
