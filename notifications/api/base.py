"""The base class of this app's views."""

from typing import cast

from accounts.models import Device, User
from chatproject.rest.views import Api


class PersonApi(Api):
    """A view for signed-in users."""

    @property
    def actor(self) -> User:
        return cast(User, self.request.user)

    @property
    def device(self) -> Device:
        """The device that sends the request."""
        return cast(Device, self.request.auth)
