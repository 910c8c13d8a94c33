"""Signals for apps above this one."""

from django.dispatch import Signal

#: People joined a conversation. Sent in the transaction: `memberships`, each fetched with `conversation`.
people_came_in = Signal()
#: A person left a conversation, or was removed. Sent in the transaction: `membership`.
person_went = Signal()
#: The language of a conversation was set. Sent in the transaction: `conversation`.
language_set = Signal()
