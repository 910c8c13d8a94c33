"""The caller's notification preferences."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands.notifications import ChangePreferences
from chatproject.contract.objects.notifications import NotificationPreferences
from chatproject.contract.schema import documented
from chatproject.contract.wire import changes
from chatproject.rest.views import Api, answer
from notifications import rendering
from notifications.deciding.preferring import change_preferences, preferences_of


class PreferencesApi(Api):
    @documented("Get your notification preferences", response=NotificationPreferences)
    def get(self, request: SignedRequest) -> Response:
        """Returns the account's preferences. The `notify` of a conversation overrides them."""
        return answer(rendering.preferences(preferences_of(request.user)))

    @documented("Change your notification preferences", request=ChangePreferences, response=NotificationPreferences)
    def patch(self, request: SignedRequest) -> Response:
        """Absent fields do not change. `clear` names fields to empty."""
        changed = change_preferences(actor=request.user, **changes(self.read(ChangePreferences)))
        return answer(rendering.preferences(changed))
