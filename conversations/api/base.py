"""Shared parts of this app's views."""

from typing import cast

from accounts.models import User
from chatproject.contract.errors import Invalid
from chatproject.contract.pagination import page_limit
from chatproject.rest.views import Api


class MemberApi(Api):
    """A view for signed-in users."""

    @property
    def actor(self) -> User:
        return cast(User, self.request.user)

    @property
    def limit(self) -> int:
        return page_limit(self.request.query_params.get("limit"))

    def query(self, name: str) -> str:
        """Returns a query parameter, or "" if it is absent. PostgreSQL cannot search for a NUL."""
        value: str = self.request.query_params.get(name, "")
        if "\0" in value:
            raise Invalid(f"{name} must not contain NUL.", fields={name: ["Contains NUL."]})
        return value
