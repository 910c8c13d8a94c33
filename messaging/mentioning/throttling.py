"""Limits how often one person calls many."""

from accounts.models import User
from chatproject.contract.objects.messaging import Mention
from chatproject.rate_limits import limiter
from messaging.mentioning.wanting import Wanted

#: Mentions of all or of those present: one a minute, five in a burst.
RATE = (1 / 60, 5)


def throttle(actor: User, wanted: Wanted) -> None:
    """Counts a message that mentions all members, or those present. Raises RateLimited."""
    if any(isinstance(each, Mention) and (each.all or each.here) for each in wanted or ()):
        limiter.check(str(actor.pk), "mention.all", RATE)
