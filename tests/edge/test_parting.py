"""A web process that stops parts with the connections that a proxy keeps, without losing a request."""

from collections.abc import AsyncIterator

import pytest

from chatproject.supervisor.product import SUCCEEDED
from tests.contract.server import Services, WebProcess
from tests.edge.raw import Raw

_HANDSHAKE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: parlance.v1",
)


@pytest.fixture
async def process(services: Services) -> AsyncIterator[WebProcess]:
    started = WebProcess(services).ready()
    yield started
    started.stop()


async def ask(line: Raw) -> str | None:
    """Returns what the response says about the connection."""
    line.head("POST", "/api/v1/auth/token/refresh", "Content-Length: 0")
    return (await line.receive()).headers.get("connection")


async def test_kept_connection_ends_with_a_response_when_the_process_stops(process: WebProcess) -> None:
    busy, idle, for_a_socket = [await Raw.open(process) for _ in range(3)]
    assert [await ask(line) for line in (busy, idle, for_a_socket)] == [None] * 3
    process.signal(SUCCEEDED)
    while await ask(busy) is None:
        pass
    assert await ask(idle) == "close", "a proxy could not repeat a POST"
    for_a_socket.head("GET", "/ws/v1", *_HANDSHAKE)
    assert await for_a_socket.is_over(), "the socket would have to move at once"
    assert await busy.is_over()
    assert await idle.is_over()
    assert process.wait() == 0
