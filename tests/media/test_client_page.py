"""docs/client.md is a whole client: its blocks, as one program, use a server and neither lose nor repeat messages."""

import re
import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.server import ROOT, Servers

PAGE = (ROOT / "docs" / "client.md").read_text()
PROGRAM = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
PASSWORD = "four quiet herons wade"
ROUNDS = 30


@pytest.fixture
def page(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Returns the names that the program of the page defines, for a test server."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    names: dict[str, Any] = {"__name__": "client"}
    exec(compile(PROGRAM, "client", "exec"), names)  # noqa: S102 (our own page)
    names["SERVER"] = servers.a.url
    return SimpleNamespace(**names)


def sign_up(page: SimpleNamespace, name: str) -> Any:
    username = f"{name}-{uuid4().hex[:12]}"
    page.call("POST", "auth/register", {"username": username, "email": f"{username}@x.org", "password": PASSWORD})
    return page.Account(username, PASSWORD)


def start(page: SimpleNamespace, alice: Any, bob: Any) -> str:
    asked = {"kind": "group", "title": "Garden", "members": [bob.call("GET", "me")["id"]]}
    return str(alice.call("POST", "conversations", asked)["id"])


def write(account: Any, conversation: str, body: str) -> None:
    account.call("POST", f"conversations/{conversation}/messages", {"client_id": str(uuid4()), "body": body})


def post(account: Any, conversation: str) -> list[str]:
    return [each["body"] for each in account.call("GET", f"conversations/{conversation}/messages?limit=200")["items"]]


def losing(base: Any, account: Any, while_away: Callable[[int], None]) -> Any:
    """Returns a client of the page whose connection breaks at each tenth acknowledgement, before it is read."""

    class Losing(base):  # type: ignore[misc]
        lost = 0
        acknowledged = 0

        def sent(self, reply: dict[str, Any]) -> None:
            self.acknowledged += 1
            if self.acknowledged % 10 == 0:
                self.lost += 1
                while_away(self.lost)
                self.socket.socket.shutdown(socket.SHUT_RDWR)
                raise ConnectionError("The line is cut.")
            super().sent(reply)

    client = Losing(account)
    client.limit = 2
    return client


def test_client_of_the_page_loses_and_doubles_nothing(page: SimpleNamespace) -> None:
    alice, bob = sign_up(page, "alice"), sign_up(page, "bob")
    conversation = start(page, alice, bob)
    for number in range(5):
        write(bob, conversation, f"before {number}")

    def write_some(lost: int) -> None:
        for number in range(7):
            write(bob, conversation, f"away {lost} {number}")

    client = losing(page.Client, alice, write_some)
    client.run(until=lambda: client.as_of is not None)
    for number in range(ROUNDS):
        client.send(conversation, f"alice {number}")
    client.account.tokens["access"] = "an expired one"
    client.run(
        until=lambda: not client.outbox and len(client.messages[conversation]) >= len(post(bob, conversation)) - 4
    )
    client.backfill(conversation)
    assert client.lost >= 3
    assert not client.failed
    held = client.messages[conversation]
    bodies = [held[seq]["body"] for seq in sorted(held)]
    assert sorted(held) == list(range(1, len(held) + 1))
    assert bodies == post(bob, conversation)
    assert [body for body in bodies if body.startswith("alice")] == [f"alice {number}" for number in range(ROUNDS)]


def test_client_of_the_page_sends_a_file(page: SimpleNamespace) -> None:
    alice, bob = sign_up(page, "alice"), sign_up(page, "bob")
    conversation = start(page, alice, bob)
    client = page.Client(alice)
    client.run(until=lambda: conversation in client.revs)
    data = b"a leaf\n" * 1000
    attachment = client.send_file(conversation, "leaf.txt", data)
    client.run(until=lambda: is_ready(client, conversation))
    assert client.fetch_file(attachment) == data


def is_ready(client: Any, conversation: str) -> bool:
    messages = client.messages[conversation].values()
    return any(each["state"] == "ready" for message in messages for each in message.get("attachments", []))


def test_client_of_the_page_renews_its_socket_and_registers(page: SimpleNamespace) -> None:
    alice, bob = sign_up(page, "alice"), sign_up(page, "bob")
    conversation = start(page, alice, bob)

    base: Any = page.Client

    class Renewing(base):  # type: ignore[misc]
        def synced(self, reply: dict[str, Any]) -> None:
            super().synced(reply)
            self.renew()
            self.send(conversation, "after")

    client = Renewing(alice)
    client.run(until=lambda: client.as_of is not None and not client.outbox)
    keys = {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
    address = f"https://updates.push.services.mozilla.com/wpush/v2/{uuid4().hex}"
    assert page.register(alice, "webpush", address, **keys)["channel"] == "webpush"


def test_main_of_the_page_greets_every_conversation(page: SimpleNamespace) -> None:
    alice, bob = sign_up(page, "alice"), sign_up(page, "bob")
    conversation = start(page, alice, bob)
    write(bob, conversation, "Hello?")
    page.main(alice.call("GET", "me")["username"], PASSWORD)
    assert post(bob, conversation) == ["Hello?", "Hello from my own client."]
