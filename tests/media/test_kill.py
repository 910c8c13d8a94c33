"""kill -9 of a web process while it receives a part: the part is not stored, the upload continues elsewhere."""

import asyncio
import signal

from tests.contract.server import Services, WebProcess
from tests.contract.world import World
from tests.media.conftest import Yard
from tests.media.files import MIB, Sending, content, sha256, split


async def test_a_part_is_there_whole_or_not_at_all(world: World, services: Services, yard: Yard) -> None:
    alice = await world.person("alice")
    data = content(9 * MIB)
    sending = await Sending.begin(alice, await world.group(alice), data, sha256=sha256(data))
    doomed = WebProcess(services, {"MEDIA_ROOT": str(yard.folder)})
    try:
        await asyncio.to_thread(doomed.ready)
        urls = [split(each["url"]).path for each in await sending.requests()]
        assert (await world.http.put(f"{doomed.url}{urls[1]}", content=sending.part(2))).status_code == 200
        _, writer = await asyncio.open_connection("127.0.0.1", doomed.port)
        writer.write(f"PUT {urls[0]} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {8 * MIB}\r\n\r\n".encode())
        writer.write(data[: 6 * MIB])
        await writer.drain()
        async with asyncio.timeout(60):
            while not any(path.name[0] == "." for path in yard.files()):
                await asyncio.sleep(0.01)
        doomed.signal(signal.SIGKILL)
        await asyncio.to_thread(doomed.wait)
        writer.transport.abort()
    finally:
        doomed.stop()
    assert await sending.received() == [2]
    await sending.send(1)
    await sending.complete()
    assert (await sending.settled())["sha256"] == sha256(data)
    assert not any(path.name[0] == "." for path in yard.files())
