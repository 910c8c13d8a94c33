"""What this app tells, sealed for those who hear it."""

from accounts.models import User
from accounts.serializers import own_profile, profile
from chatproject.contract.events import MeEvent, UserEvent
from chatproject.realtime import Envelope, company_group, seal, user_group


def profile_changed(user: User) -> Envelope:
    """To the person's own devices: their profile or a preference is another."""
    return seal(user_group(user.pk), MeEvent(me_rev=user.me_rev, user=own_profile(user)), rev=user.me_rev)


def person_changed(user: User) -> Envelope:
    """To those who share a conversation with the person: their name, username or picture is another."""
    shown_at = int(user.shown_at.timestamp() * 1000) if user.shown_at else 0
    return seal(company_group(user.pk), UserEvent(user=profile(user)), rev=shown_at)
