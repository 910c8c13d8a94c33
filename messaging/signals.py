"""Signals for the apps above."""

from django.dispatch import Signal

#: Outbox entries were committed. A hint that may be lost: the code that handles them also checks on its own.
outbox_written = Signal()
