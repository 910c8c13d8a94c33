"""Decides whether a message meets the filters of a search: as it is now, not as the index has it."""

from chatproject.contract.objects.messaging import Message
from messaging.search.facets import flags_of
from messaging.search.index import Wanted


def meets(wanted: Wanted, message: Message) -> bool:
    """Whether the sender, the time and the content fit. A facet of the index may be that of another person as well."""
    if message.sender in wanted.no_senders or (wanted.senders and message.sender not in wanted.senders):
        return False
    if not wanted.since <= message.created_at < wanted.until:
        return False
    flags = set(flags_of(message.body or "", [each.kind for each in message.attachments]))
    return flags.issuperset(wanted.flags) and flags.isdisjoint(wanted.no_flags)
