"""Requests of strangers are bounded in size, number and slowness. By real sockets, in bytes that were taken."""

import asyncio

import pytest

from tests.contract.server import Servers
from tests.edge.raw import BLOCK, Raw, ask
from tests.media.memory import forget_peak, memory

MIB = 1024 * 1024
CHUNKED = "Transfer-Encoding: chunked"
CHUNK = b"%x\r\n" % len(BLOCK)
GUARDS = {"x-content-type-options", "content-security-policy", "referrer-policy", "x-frame-options"}


@pytest.fixture
def grown(servers: Servers) -> "Grown":
    return Grown(servers.a.pid)


class Grown:
    """How much more memory a process needed at its worst since the test began."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before = forget_peak(pid)

    def __call__(self) -> int:
        return memory(self._pid, "VmHWM") - self._before


@pytest.mark.parametrize("path", ["/api/v1/auth/token", "/accounts/login/", "/api/v1/nothing"])
async def test_a_body_without_an_end_is_cut_while_it_arrives(servers: Servers, grown: Grown, path: str) -> None:
    raw = await Raw.open(servers.a)
    raw.head("POST", path, "Content-Type: application/json", CHUNKED)
    hearing = asyncio.create_task(raw.receive())
    await raw.pour(64 * MIB, CHUNK, b"\r\n")
    response = await hearing
    assert (response.status, response.code) == (413, "too_large")
    assert response.headers.keys() >= GUARDS
    assert response.headers["connection"] == "close"
    assert grown() < 16 * MIB


@pytest.mark.parametrize(
    ("path", "least"),
    [("/api/v1/auth/token", 262_144), ("/api/v1/me/avatar", 5 * MIB), ("/media/parts/x", 8 * MIB)],
)
async def test_a_length_over_the_bound_of_its_route_is_refused_at_once(servers: Servers, path: str, least: int) -> None:
    raw = await Raw.open(servers.a)
    raw.head("PUT", path, f"Content-Length: {least + 1}", "Expect: 100-continue")
    response = await raw.receive()
    assert (response.status, response.code) == (413, "too_large")
    assert str(least) in response.body.decode()
    assert await raw.is_over()
    fits = await Raw.open(servers.a)
    fits.head("PUT", path, f"Content-Length: {least}", "Expect: 100-continue")
    assert b" 100 " in await asyncio.wait_for(fits.reader.readline(), 60) or path.startswith("/media")


async def test_endless_header_is_cut(servers: Servers, grown: Grown) -> None:
    raw = await Raw.open(servers.a)
    raw.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ")
    hearing = asyncio.create_task(raw.receive())
    await raw.pour(64 * MIB)
    response = await hearing
    assert (response.status, response.code) == (431, "too_large")
    assert response.headers.keys() >= GUARDS
    assert grown() < 16 * MIB


async def test_trailers_without_an_end_are_cut(servers: Servers, grown: Grown) -> None:
    raw = await Raw.open(servers.a)
    raw.head("POST", "/api/v1/auth/token", CHUNKED)
    raw.send(b"0\r\nX-Trailer: ")
    hearing = asyncio.create_task(raw.receive())
    await raw.pour(64 * MIB)
    assert (await hearing).status == 431
    assert grown() < 16 * MIB


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"GET /{'a' * 9000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        (f"GET /?{'a=1&' * 3000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "A: 1\r\n" * 101 + "\r\n", 431),
        (f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {'a' * 33_000}\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nno header\r\n\r\n", 400),
        ("\x16\x03\x01\x02 hello\r\n\r\n", 400),
    ],
)
async def test_a_head_over_a_bound_is_refused(servers: Servers, head: str, status: int) -> None:
    raw = await Raw.open(servers.a)
    raw.send(head.encode("latin-1"))
    response = await raw.receive()
    assert (response.status, response.headers["content-type"]) == (status, "application/json")
    assert response.headers.keys() >= GUARDS
    assert await raw.is_over()


async def test_a_head_within_the_bounds_is_taken(servers: Servers) -> None:
    response = await ask(servers.a, "GET", "/healthz", f"Cookie: {'a' * 30_000}")
    assert response.status == 200


async def test_requests_that_wait_for_each_other_are_bounded(servers: Servers, grown: Grown) -> None:
    few = await Raw.open(servers.a)
    few.send(b"GET /api/v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 10)
    assert [(await few.receive()).status for _ in range(10)] == [404] * 10
    many = await Raw.open(servers.a)
    many.send(b"GET /api/v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 100_000)
    answers = await asyncio.wait_for(many.reader.read(), 60)
    assert answers.count(b"HTTP/1.1 404") < 100
    assert grown() < 32 * MIB


@pytest.mark.waits
@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET /ws/v1 HTTP/1.1\r\nUpgrade: websocket\r\n", b"\r\n\r\n"])
async def test_a_head_that_does_not_come_is_not_waited_for(servers: Servers, begun: bytes) -> None:
    raw = await Raw.open(servers.a)
    raw.send(begun)
    assert (await raw.receive()).status == 408
    assert await raw.is_over()


@pytest.mark.waits
async def test_a_body_that_does_not_go_on_is_not_waited_for(servers: Servers) -> None:
    raw = await Raw.open(servers.a)
    raw.head("POST", "/api/v1/auth/token", "Content-Length: 1000")
    raw.send(b"{")
    response = await raw.receive()
    assert (response.status, response.headers["connection"]) == (408, "close")
    assert await raw.is_over()


@pytest.mark.waits
async def test_oldest_unfinished_request_of_an_address_is_closed_first(servers: Servers) -> None:
    """All clients of an office reconnect at once after a restart: no complete request is refused."""
    half_open = [await Raw.open(servers.a) for _ in range(300)]
    for raw in half_open:
        raw.send(b"GET /ws/v1 HTTP/1.1\r\nHost: ")
    while not half_open[0].reader.at_eof():
        response = await ask(servers.a, "GET", "/healthz")
        assert response.status == 200


async def test_a_frame_before_the_handshake_is_done_ends_it(servers: Servers) -> None:
    raw = await Raw.open(servers.a)
    raw.head(
        "GET",
        "/ws/v1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    response = await raw.receive()
    assert (response.status, response.code) == (401, "not_authenticated")
    assert response.headers.keys() >= GUARDS
