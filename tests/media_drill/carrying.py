"""Transfers a large file over a connection that is cut three times, then many files at once."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

from tests.media.files import content, sha256
from tests.media.memory import forget_peak, memory
from tests.media_drill.browsing import by_browser
from tests.media_drill.crowd import Crowd
from tests.media_drill.plan import MIB, Plan
from tests.media_drill.tally import Tally

_MOST_GROWTH = 64 * MIB
_CUTS = 3
_WARM = 16
_PIECE = 16 * MIB


async def large(crowd: Crowd, plan: Plan) -> Tally:
    """Uploads with a browser, as users do."""
    return await _cut(crowd, plan, by_browser)


async def resumed(crowd: Crowd, plan: Plan) -> Tally:
    """Uploads with the API, as an app does."""
    return await _cut(crowd, plan, by_api)


async def by_api(crowd: Crowd, data: bytes) -> str:
    sending = await crowd.put_up(data, name="large.bin", type="application/octet-stream", sha256=sha256(data))
    found = await crowd.settled(sending)
    assert found["state"] == "ready", found
    await crowd.send_message(sending)
    return sending.id


async def _cut(crowd: Crowd, plan: Plan, carry: Callable[[Crowd, bytes], Awaitable[str]]) -> Tally:
    tally, pids = Tally(), crowd.place.machine.web_pids
    await _warm(crowd)
    before = {pid: forget_peak(pid) for pid in pids}
    data = b"".join(content(_PIECE, seed) for seed in range(plan.large // _PIECE))
    crowd.way.cut_after(*(plan.large * part // (_CUTS + 1) for part in range(1, _CUTS + 1)))
    id = await carry(crowd, data)
    if crowd.way.done != _CUTS:
        tally.fault("broken", f"the line was cut {crowd.way.done} times")
    await _compare(crowd, id, data, tally)
    for pid, had in before.items():
        if (growth := memory(pid, "VmHWM") - had) > _MOST_GROWTH:
            tally.fault("broken", f"a web process grew by {growth // MIB} MiB")
    return tally


async def many(crowd: Crowd, plan: Plan) -> Tally:
    tally = Tally()

    async def one(seed: int) -> None:
        data = content(plan.each, seed)
        sending = await crowd.put_up(data, name=f"{seed}.bin", type="application/octet-stream")
        await crowd.settled(sending)
        await crowd.send_message(sending)
        await _compare(crowd, sending.id, data, tally)

    await asyncio.gather(*(one(seed) for seed in range(2, plan.files + 2)))
    return tally


async def _warm(crowd: Crowd) -> None:
    """Warms up all web processes, which need some memory only once."""

    async def one(seed: int) -> None:
        sending = await crowd.put_up(content(MIB, seed), name="warm.bin", type="application/octet-stream")
        await crowd.settled(sending)
        await _length_and_hash(crowd, await sending.link())

    await asyncio.gather(*(one(seed) for seed in range(_WARM)))


async def _compare(crowd: Crowd, id: str, data: bytes, tally: Tally) -> None:
    """Compares with what the other member downloads."""
    found = await crowd.bob.get(f"attachments/{id}")
    if found["state"] != "ready":
        tally.fault("corrupt", f"{found['name']} is {found['state']}: {found.get('reason')}")
        return
    link = await crowd.bob.do("POST", f"attachments/{id}/link")
    length, digest = await _length_and_hash(crowd, link["url"])
    if (length, digest) != (len(data), sha256(data)) or found["sha256"] != digest:
        tally.fault("corrupt", f"{found['name']}: {length} bytes came back, of {len(data)}")
        return
    tally.bytes += length


async def _length_and_hash(crowd: Crowd, url: str) -> tuple[int, str]:
    digest, length = hashlib.sha256(), 0
    async with crowd.world.http.stream("GET", url) as answer:
        async for block in answer.aiter_raw(MIB):
            digest.update(block)
            length += len(block)
    return length, digest.hexdigest()
