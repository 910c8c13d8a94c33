"""The events of this app, for the user's own devices."""

from chatproject.contract.events import MeEvent
from chatproject.realtime import Envelope, seal, user_group
from notifications.models import Preferences
from notifications.rendering import choices


def choices_changed(row: Preferences) -> Envelope:
    return seal(user_group(row.user_id), MeEvent(me_rev=row.me_rev, notifications=choices(row)), rev=row.me_rev)
