"""What apps above this one are told."""

from django.dispatch import Signal

#: People came into a conversation. Sent in the transaction: `memberships`, each fetched with `conversation`.
people_came_in = Signal()
