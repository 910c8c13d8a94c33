"""permessage-deflate: for those who offer it, unless the operator switched it off; bounded after inflation."""

from websockets.asyncio.client import ClientConnection, connect

from tests.contract.server import Services, WebProcess
from tests.contract.sockets import Socket
from tests.contract.world import World
from tests.edge.raw import Raw
from tests.media.memory import forget_peak, memory

MIB = 1024 * 1024


def negotiated(line: ClientConnection) -> str:
    assert line.response is not None
    return line.response.headers.get("sec-websocket-extensions", "")


async def test_compressed_socket_receives_the_same_as_a_plain_one(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    url = world.home.socket_url
    async with (
        connect(url, additional_headers=bob.authorization, compression="deflate") as small,
        connect(url, additional_headers=bob.authorization, compression=None) as plain,
    ):
        assert "permessage-deflate" in negotiated(small)
        assert "server_no_context_takeover" in negotiated(small)
        assert not negotiated(plain)
        one, other = Socket(small), Socket(plain)
        for socket in (one, other):
            await socket.receive("welcome")
        for body in ("short", "long " * 3000, "more " * 400):
            await alice.send(garden, body)
        heard = await one.receive_all(3, "message")
        assert heard == await other.receive_all(3, "message")
        synced = await one.ask("sync", revs={})
        assert synced["conversations"] == (await other.ask("sync", revs={}))["conversations"]
        await one.close()
        await other.close()


async def test_the_operator_may_switch_it_off(world: World, services: Services) -> None:
    alice = await world.person("alice")
    silent = WebProcess(services, {"SOCKET_DEFLATE": "off"}).ready()
    async with connect(silent.socket_url, additional_headers=alice.authorization) as line:
        assert not negotiated(line)
    silent.stop()


async def test_frame_that_inflates_beyond_the_bound_closes_the_socket(world: World) -> None:
    alice = await world.person("alice")
    before = forget_peak(world.home.pid)  # type: ignore[attr-defined]
    async with connect(world.home.socket_url, additional_headers=alice.authorization) as line:
        socket = Socket(line)
        await socket.receive("welcome")
        await line.send("x" * 64 * MIB)
        assert await socket.closed(60) == 1009
    assert memory(world.home.pid, "VmHWM") - before < 16 * MIB  # type: ignore[attr-defined]


async def test_fragments_without_an_end_close_the_socket(world: World) -> None:
    alice = await world.person("alice")
    raw = await Raw.open(world.home)
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    more = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", key)
    raw.head("GET", "/ws/v1", *more, f"Authorization: Bearer {alice.access}")
    assert (await raw.receive()).status == 101
    raw.send(b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 5000)
    assert (1009).to_bytes(2) in await raw.reader.read()


async def test_pings_of_one_who_reads_nothing_wait_nowhere(world: World) -> None:
    alice = await world.person("alice")
    pid = world.home.pid  # type: ignore[attr-defined]
    raw = await Raw.open(world.home)
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    more = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", key)
    raw.head("GET", "/ws/v1", *more, f"Authorization: Bearer {alice.access}")
    assert (await raw.receive()).status == 101
    raw.reader._transport.pause_reading()  # type: ignore[attr-defined]
    before = forget_peak(pid)
    await raw.pour(48 * MIB, block=(b"\x89\xfd\0\0\0\0" + b"x" * 125) * 500)
    assert raw.taken >= 48 * MIB
    assert memory(pid, "VmHWM") - before < 16 * MIB
