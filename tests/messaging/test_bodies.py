"""Message bodies: any text of at most 20,000 characters, stored as sent."""

from typing import Any
from uuid import uuid4

import pytest

from tests.contract.client import Answer, Person
from tests.contract.world import World

MOST = 20_000


@pytest.fixture
async def alice(world: World) -> Person:
    return await world.person("alice")


@pytest.fixture
async def garden(world: World, alice: Person) -> str:
    return await world.group(alice)


@pytest.fixture(params=["rest", "socket"])
async def send(request: pytest.FixtureRequest, alice: Person, garden: str) -> Any:
    """Sends a body through one of the endpoints. Returns the code of the response."""
    socket = await alice.connect()

    async def by_rest(body: Any) -> str:
        answer = await alice.call("POST", f"conversations/{garden}/messages", {"client_id": str(uuid4()), "body": body})
        return answer.code

    async def by_socket(body: Any) -> str:
        return await socket.code("message.send", conversation=garden, client_id=str(uuid4()), body=body)

    return by_rest if request.param == "rest" else by_socket


@pytest.mark.parametrize(
    "body",
    [
        "x",
        "x" * MOST,
        "é" * MOST,
        "😀" * MOST,
        "\u202etxt.exe",
        " leading and trailing ",
        "line\r\nline\n\ttab",
        "<script>alert(1)</script> **bold** `code`",
        "\x01\x7f\ufeff\uffff",
        "e\u0301 ≠ \u00e9",
        '"; DROP TABLE messaging_message; --',
        "\u200d",
    ],
    ids=lambda body: f"{len(body)} × {body[:12]!a}",
)
async def test_any_text_is_kept_as_sent(send: Any, alice: Person, garden: str, body: str) -> None:
    assert await send(body) == "ok"
    (message,) = (await alice.get(f"conversations/{garden}/messages"))["items"]
    assert message["body"] == body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("x" * (MOST + 1), "too_large"),
        ("😀" * (MOST + 1), "too_large"),
        ("a\0b", "invalid"),
        ("", "invalid"),
        (" \n\t", "invalid"),
        (None, "invalid"),
        (5, "invalid"),
        (["x"], "invalid"),
    ],
    ids=lambda value: str(value)[:12].replace("\0", "NUL"),
)
async def test_invalid_body_is_refused(send: Any, alice: Person, garden: str, body: Any, code: str) -> None:
    assert await send(body) == code
    assert (await alice.get(f"conversations/{garden}"))["last_seq"] == 0


async def test_an_edit_has_the_same_bounds(alice: Person, garden: str) -> None:
    socket = await alice.connect()
    await alice.send(garden, "first")
    path = f"conversations/{garden}/messages/1"
    for body, code in [("x" * (MOST + 1), "too_large"), ("a\0b", "invalid"), ("", "invalid")]:
        assert (await alice.call("PATCH", path, {"body": body})).code == code
        assert await socket.code("message.edit", conversation=garden, seq=1, body=body) == code
    assert (await alice.call("PATCH", path, {"body": "😀" * MOST})).code == "ok"


async def test_a_body_counts_characters_however_they_are_written(alice: Person, garden: str) -> None:
    """Many clients escape every character beyond ASCII; as a surrogate pair, an emoji takes 12 bytes."""
    for count, code in [(MOST, "ok"), (MOST + 1, "too_large")]:
        body = "\\ud83d\\ude00" * count
        content = f'{{"client_id": "{uuid4()}", "body": "{body}"}}'.encode()
        answer = await alice.call("POST", f"conversations/{garden}/messages", content=content)
        assert answer.code == code


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"client_id":"\xff"}',
        b'{"client_id":"0190f5fe-7c00-7000-8000-000000000001","body":"a\\ud800"}',
        b'{"client_id":"0190f5fe-7c00-7000-8000-000000000001","body":NaN}',
        b'{"client_id":"0190f5fe-7c00-7000-8000-000000000001","body":"x","reply_to":1e400}',
        b'{"client_id":"0190f5fe-7c00-7000-8000-000000000001","body":"x","reply_to":' + b"9" * 5000 + b"}",
        b'{"client_id":"0190f5fe-7c00-7000-8000-000000000001","body":"x","reply_to":1.5}',
        b'{"client_id":"not-a-uuid","body":"x"}',
        b'{"body":"x"}',
    ],
    ids=lambda content: ascii(content[:40]),
)
async def test_a_malformed_request_is_an_error_of_ours(alice: Person, garden: str, content: bytes) -> None:
    answer = await alice.call("POST", f"conversations/{garden}/messages", content=content)
    assert (answer.status, answer.code) == (400, "invalid")
    assert answer.body["detail"]


async def test_a_request_without_end_is_refused(alice: Person, garden: str) -> None:
    answer = await alice.call("POST", f"conversations/{garden}/messages", content=b'{"a":"' + b"x" * 2_000_000 + b'"}')
    assert (answer.status, answer.code) == (413, "too_large")


async def test_fields_that_the_server_sets_are_ignored(alice: Person, garden: str, world: World) -> None:
    bob = await world.person("bob")
    forged = {"sender": bob.id, "seq": 99, "rev": 99, "created_at": "2000-01-01T00:00:00Z"}
    forged["conversation"] = await world.group(bob)
    fields = {"client_id": str(uuid4()), "body": "x", **forged}
    sent = await alice.do("POST", f"conversations/{garden}/messages", fields)
    assert (sent["sender"], sent["seq"], sent["conversation"]) == (alice.id, 1, garden)
    assert sent["created_at"] > "2020"


async def test_a_reply_names_a_message_that_is_there(alice: Person, garden: str) -> None:
    await alice.send(garden, "first")
    assert (await alice.send(garden, "second", reply_to=1))["reply_to"] == 1
    for reply_to in (0, 3, 2**53 - 1):
        answer = await refused(alice, garden, reply_to)
        assert answer.code == "not_found"


async def refused(person: Person, conversation: str, reply_to: int) -> Answer:
    fields = {"client_id": str(uuid4()), "body": "x", "reply_to": reply_to}
    return await person.call("POST", f"conversations/{conversation}/messages", fields)
