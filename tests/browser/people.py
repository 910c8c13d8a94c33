"""The cast as people with an account on the server, and what they arrange over REST before a journey begins."""

from typing import Any, cast
from uuid import uuid4

import httpx

from tests.world import PASSWORD

Json = dict[str, Any]


class Person:
    """A registered user."""

    def __init__(self, server: httpx.Client, name: str) -> None:
        surname = uuid4().hex[:6]
        self.username = f"{name.lower()}-{surname}"
        self.name = f"{name} {surname}"
        self._server = server
        self._headers: dict[str, str] = {}
        profile = {"username": self.username, "email": f"{self.username}@example.org", "display_name": self.name}
        registered = self.post("auth/register", profile | {"password": PASSWORD})
        self.id: str = registered["user"]["id"]
        self.access: str = registered["access"]
        self._headers["Authorization"] = f"Bearer {self.access}"

    @property
    def server(self) -> str:
        """The server's address."""
        return str(self._server.base_url).rstrip("/")

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        answer = self._server.request(method, f"/api/v1/{path}", json=body, headers=self._headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return cast("Json", answer.json()) if answer.content else {}

    def get(self, path: str) -> Json:
        return self.ask("GET", path)

    def post(self, path: str, body: Json | None = None) -> Json:
        return self.ask("POST", path, body or {})

    # Common arrangements

    def direct(self, other: "Person") -> str:
        """Returns the id of the direct conversation with a user."""
        return str(self.post("conversations", {"kind": "direct", "members": [other.id]})["id"])

    def group(self, title: str, *others: "Person", **more: Any) -> str:
        members = [other.id for other in others]
        return str(self.post("conversations", {"kind": "group", "title": title, "members": members} | more)["id"])

    def channel(self, title: str) -> str:
        return str(self.post("conversations", {"kind": "channel", "title": title})["id"])

    def send_message(self, conversation: str, body: str, **more: Any) -> int:
        """The seq of what was said."""
        message = {"client_id": str(uuid4()), "body": body} | more
        return int(self.post(f"conversations/{conversation}/messages", message)["seq"])

    def read(self, conversation: str, seq: int) -> None:
        self.ask("PUT", f"conversations/{conversation}/receipt", {"read_seq": seq})

    def bodies(self, conversation: str) -> list[str]:
        """The newest hundred, oldest first; None for a deleted one."""
        items = self.get(f"conversations/{conversation}/messages?limit=100")["items"]
        return [message.get("body") for message in items]
