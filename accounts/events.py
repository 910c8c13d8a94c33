"""What this app tells, sealed for those who hear it."""

from accounts.models import User
from accounts.serializers import own_profile
from chatproject.lib.events import MeEvent
from chatproject.lib.realtime import Envelope, seal, user_group


def profile_changed(user: User) -> Envelope:
    """To the person's own devices: their profile or a preference is another."""
    return seal(user_group(user.pk), MeEvent(me_rev=user.me_rev, user=own_profile(user)), rev=user.me_rev)
