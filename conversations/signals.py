"""Signals for apps above this one."""

from django.dispatch import Signal

#: People joined a conversation. Sent in the transaction: `memberships`, each fetched with `conversation`.
people_came_in = Signal()
