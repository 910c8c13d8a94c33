"""Uploads each hostile file, opens its addresses in Chromium, and counts those that ran."""

import asyncio
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Error, Page

from tests.media.files import Sending
from tests.media_drill.chromium import chromium
from tests.media_drill.crowd import Crowd
from tests.media_drill.hostile import hostile
from tests.media_drill.plan import Plan
from tests.media_drill.tally import Tally

#: Seconds after which a script would have run.
_MOMENT = 0.15
_AT_ONCE = 4


class Beacon:
    """Receives a request from each script that runs. `/page` has one that does, to prove that the beacon works."""

    def __init__(self) -> None:
        self.hits = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readline()
        self.hits += b"/hit" in asked
        page = b"<script>console.log('executed');new Image().src='/hit'</script>" if b"/page" in asked else b""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + page)
        await writer.drain()
        writer.close()


async def executing(crowd: Crowd, plan: Plan) -> Tally:
    tally, beacon = Tally(), Beacon()
    async with await asyncio.start_server(beacon.answer, "127.0.0.1", 0) as server, chromium(crowd) as context:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        if not await _ran(context, f"{address}/page", beacon):
            tally.fault("broken", "a script that runs is not noticed")
        files = hostile(address)
        sent = await asyncio.gather(*(crowd.put_up(each.data, name=each.name, type=each.type) for each in files))
        free = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(_judge(crowd, context, sending, beacon, tally, free) for sending in sent))
    return tally


async def _judge(
    crowd: Crowd, context: BrowserContext, sending: Sending, beacon: Beacon, tally: Tally, free: asyncio.Semaphore
) -> None:
    async with free:
        found = await crowd.settled(sending)
        if found["state"] == "ready":
            await _open(crowd, context, sending, beacon, tally)
        elif not found.get("reason"):
            tally.fault("broken", f"{found['name'][:40]!r} is {found['state']} for no reason")


async def _open(crowd: Crowd, context: BrowserContext, sending: Sending, beacon: Beacon, tally: Tally) -> None:
    for url in (await sending.link(), f"{crowd.place.machine.url}/api/v1/attachments/{sending.id}/content"):
        if await _ran(context, url, beacon):
            tally.fault("executed", f"{sending.upload['name'][:40]!r} at {urlsplit(url).path[:40]}")


async def _ran(context: BrowserContext, url: str, beacon: Beacon) -> bool:
    """Returns whether anything ran, opened directly or in a frame of a page."""
    before, said = beacon.hits, list[str]()
    for framed in (False, True):
        page: Page = await context.new_page()
        page.on("console", lambda message: said.append(message.text))
        try:
            if framed:
                await page.set_content(f'<iframe src="{url}"></iframe><object data="{url}"></object>')
            else:
                await page.goto(url)
        except Error as error:
            if "Download is starting" not in error.message and "ERR_ABORTED" not in error.message:
                raise
        await asyncio.sleep(_MOMENT)
        await page.close()
    return beacon.hits > before or "executed" in said
