"""The cast as people with an account on the server, and what they arrange over REST before a journey begins."""

from typing import Any, cast
from uuid import uuid4

import httpx

from tests.world import PASSWORD

Json = dict[str, Any]


class Person:
    """Somebody who registered."""

    def __init__(self, address: str, name: str, *, surname: str = "") -> None:
        surname = surname or uuid4().hex[:6]
        self.address = address
        self.username = f"{name.lower()}-{surname}"
        self.name = f"{name} {surname}"
        self.api = httpx.Client(base_url=f"{address}/api/v1/", timeout=30)
        profile = {"username": self.username, "email": f"{self.username}@example.org", "display_name": self.name}
        registered = self.post("auth/register", profile | {"password": PASSWORD})
        self.id: str = registered["user"]["id"]
        self.access: str = registered["access"]
        self.api.headers["Authorization"] = f"Bearer {self.access}"

    def get(self, path: str) -> Json:
        return _read(self.api.get(path))

    def post(self, path: str, body: Json | None = None) -> Json:
        return _read(self.api.post(path, json=body or {}))

    def patch(self, path: str, body: Json) -> Json:
        return _read(self.api.patch(path, json=body))

    def delete(self, path: str) -> None:
        self.api.delete(path).raise_for_status()

    # What one often arranges

    def direct(self, other: "Person") -> str:
        """The id of the conversation with somebody."""
        return str(self.post("conversations", {"kind": "direct", "members": [other.id]})["id"])

    def group(self, title: str, *others: "Person", **more: Any) -> str:
        members = [other.id for other in others]
        return str(self.post("conversations", {"kind": "group", "title": title, "members": members} | more)["id"])

    def channel(self, title: str) -> str:
        return str(self.post("conversations", {"kind": "channel", "title": title})["id"])

    def say(self, conversation: str, body: str, **more: Any) -> int:
        """The seq of what was said."""
        message = {"client_id": str(uuid4()), "body": body} | more
        return int(self.post(f"conversations/{conversation}/messages", message)["seq"])

    def bodies(self, conversation: str) -> list[str]:
        """The newest hundred, oldest first; None for a deleted one."""
        items = self.get(f"conversations/{conversation}/messages?limit=100")["items"]
        return [message.get("body") for message in items]


def _read(answer: httpx.Response) -> Json:
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    return cast("Json", answer.json()) if answer.content else {}
