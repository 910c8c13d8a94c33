"""Signals for the apps above."""

from django.dispatch import Signal

#: An attachment became ready or rejected. Sent in the transaction, under its conversation's lock: `attachment`.
attachment_settled = Signal()
