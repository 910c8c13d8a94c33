"""What I want to hear of."""

from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.lib.rest import answer
from chatproject.lib.schema import documented
from chatproject.lib.wire import changes
from notifications import rendering
from notifications.api.base import PersonApi
from notifications.commands import ChangePreferences
from notifications.operations.preferring import change_preferences, preferences_of
from notifications.shapes import NotificationPreferences


class PreferencesApi(PersonApi):
    @documented("What I want to hear of, and when not", response=NotificationPreferences)
    def get(self, request: Request) -> Response:
        """Returns the account's preferences. The `notify` of a conversation overrides them."""
        return answer(rendering.preferences(preferences_of(self.actor)))

    @documented("Change what I want to hear of", request=ChangePreferences, response=NotificationPreferences)
    def patch(self, request: Request) -> Response:
        """Absent fields do not change. `clear` names fields to empty."""
        changed = change_preferences(actor=self.actor, **changes(self.read(ChangePreferences)))
        return answer(rendering.preferences(changed))
