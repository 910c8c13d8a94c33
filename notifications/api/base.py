"""What this app's views have in common."""

from typing import TYPE_CHECKING, cast

from chatproject.rest.views import Api

if TYPE_CHECKING:
    from accounts.models import Device, User


class PersonApi(Api):
    """A view for somebody who is signed in."""

    @property
    def actor(self) -> "User":
        return cast("User", self.request.user)

    @property
    def device(self) -> "Device":
        """The one that asks."""
        return cast("Device", self.request.auth)
