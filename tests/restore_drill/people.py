"""People of the drill: clients as docs/client.md has them, which know what a new epoch means."""

import re
import threading
import time
from http.client import HTTPException
from typing import Any
from uuid import uuid4

from chatproject.supervisor.plan import PROJECT

PASSWORD = "four quiet herons wade"
_PROGRAM = "\n".join(re.findall(r"```python\n(.*?)```", (PROJECT / "docs" / "client.md").read_text(), re.DOTALL))


class Page:
    """The program of the page, for a server."""

    def __init__(self, url: str) -> None:
        self.names: dict[str, Any] = {"__name__": "client"}
        exec(compile(_PROGRAM, "client", "exec"), self.names)  # noqa: S102 (our own page)
        self.names["SERVER"] = url

    def sign_up(self, username: str) -> Any:
        person = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
        self.names["call"]("POST", "auth/register", person)
        return self.sign_in(username)

    def sign_in(self, username: str) -> Any:
        return self.names["Account"](username, PASSWORD)

    def client(self, account: Any) -> Any:
        return self.names["Client"](account)


class Talker(threading.Thread):
    """Writes one message after the other until `end`; `said` has (time, seq, body) of each."""

    def __init__(self, account: Any, conversation: str) -> None:
        super().__init__(daemon=True)
        self.said: list[tuple[float, int, str]] = []
        self._account = account
        self._path = f"conversations/{conversation}/messages"
        self._over = threading.Event()

    def run(self) -> None:
        number = 0
        while not self._over.wait(0.02):
            number += 1
            body = f"while it is backed up {number}"
            answer = self._account.call("POST", self._path, {"client_id": str(uuid4()), "body": body})
            self.said.append((time.time(), answer["seq"], body))

    def end(self) -> None:
        self._over.set()
        self.join(60)


class Persistent(threading.Thread):
    """Repeats each message until it is acknowledged, as an outbox does; `said` has (seq, client_id, body) of each."""

    def __init__(self, page: Page, account: Any, conversation: str) -> None:
        super().__init__(daemon=True)
        self.said: list[tuple[int, str, str]] = []
        self._account = account
        self._path = f"conversations/{conversation}/messages"
        self._over = threading.Event()
        self._passing = (OSError, HTTPException, ValueError, page.names["Refused"])

    def run(self) -> None:
        while not self._over.is_set():
            client_id, body = str(uuid4()), f"number {len(self.said)}, through a move"
            answer = None
            while answer is None:
                time.sleep(0.02)
                try:
                    answer = self._account.call("POST", self._path, {"client_id": client_id, "body": body})
                except self._passing:
                    time.sleep(0.2)
            self.said.append((answer["seq"], client_id, body))

    def end(self) -> None:
        """Returns when the last message was acknowledged."""
        self._over.set()
        self.join(60)
