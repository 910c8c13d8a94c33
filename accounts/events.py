"""The events of this app, each in the envelope for its audience."""

from accounts.models import User
from accounts.serializers import own_profile, profile
from chatproject.contract.events import MeEvent, UserEvent
from chatproject.realtime import Envelope, company_group, seal, user_group


def profile_changed(user: User) -> Envelope:
    """Sent to the user's own devices when their profile or a preference changes."""
    return seal(user_group(user.pk), MeEvent(me_rev=user.me_rev, user=own_profile(user)), rev=user.me_rev)


def person_changed(user: User) -> Envelope:
    """Sent to everyone who shares a conversation with the user, when their name, username or picture changes."""
    shown_at = int(user.shown_at.timestamp() * 1000) if user.shown_at else 0
    return seal(company_group(user.pk), UserEvent(user=profile(user)), rev=shown_at)
