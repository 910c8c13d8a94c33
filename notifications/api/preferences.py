"""The caller's notification preferences."""

from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.contract.commands.notifications import ChangePreferences
from chatproject.contract.objects.notifications import NotificationPreferences
from chatproject.contract.schema import documented
from chatproject.contract.wire import changes
from chatproject.rest.views import answer
from notifications import rendering
from notifications.api.base import PersonApi
from notifications.deciding.preferring import change_preferences, preferences_of


class PreferencesApi(PersonApi):
    @documented("Get your notification preferences", response=NotificationPreferences)
    def get(self, request: Request) -> Response:
        """Returns the account's preferences. The `notify` of a conversation overrides them."""
        return answer(rendering.preferences(preferences_of(self.actor)))

    @documented("Change your notification preferences", request=ChangePreferences, response=NotificationPreferences)
    def patch(self, request: Request) -> Response:
        """Absent fields do not change. `clear` names fields to empty."""
        changed = change_preferences(actor=self.actor, **changes(self.read(ChangePreferences)))
        return answer(rendering.preferences(changed))
