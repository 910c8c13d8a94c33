"""The cast: alice, bob, carol and mallory, and the two ways they come in. Made by the real operations."""

import json
import time
from typing import Any

from django.test import Client

from accounts.models import Device, User
from accounts.operations.registering import register
from accounts.operations.signing_in import start_app

PASSWORD = "correct horse battery staple"


def person(name: str, **profile: str) -> User:
    """A registered user: `name`@example.org, with PASSWORD."""
    return register(username=name, email=f"{name}@example.org", password=PASSWORD, **profile)


class Answer:
    """An answer of the API."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.body: Any = json.loads(response.content) if response.content else None

    @property
    def code(self) -> str:
        """The error's code, or `ok`."""
        return str(self.body["code"]) if self.status >= 400 else "ok"


class Api:
    """The API as one caller sees it."""

    def __init__(self, client: Client | None = None, **headers: str) -> None:
        self.client = client or Client()
        self.headers = headers

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> Answer:
        content = b"" if data is None else json.dumps(data).encode()
        response = self.client.generic(
            method, f"/api/v1/{path}", content, content_type="application/json", headers={**self.headers, **headers}
        )
        return Answer(response)

    def put_picture(self, path: str, image: bytes, type: str = "image/png") -> Answer:
        """A body that is no JSON."""
        return Answer(
            self.client.generic("PUT", f"/api/v1/{path}", image, content_type=type, headers=dict(self.headers))
        )


class App(Api):
    """An app of a user, signed in by tokens."""

    def __init__(self, user: User) -> None:
        self.device, pair = start_app(user=user, name="Test app")
        self.access, self.refresh = pair.access, pair.refresh
        super().__init__(Authorization=f"Bearer {self.access}")


def browser(user: User) -> Client:
    """A browser of a user, signed in by its session as just after the sign-in page."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def device_of(client: Client) -> Device:
    """The device of a signed-in browser."""
    return Device.objects.get(pk=client.session["device"])
