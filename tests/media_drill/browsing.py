"""Sends a file in Chromium: it is chosen in the composer, and sent before its upload ends."""

import asyncio

from playwright.async_api import expect

from tests.media_drill.chromium import chromium
from tests.media_drill.crowd import Crowd

_PATIENCE = 600.0


async def by_browser(crowd: Crowd, data: bytes) -> str:
    """Returns the attachment's id once it is ready."""
    path = crowd.place.machine.data_dir / "large.bin"
    path.write_bytes(data)
    async with chromium(crowd) as context:
        page = await context.new_page()
        await page.goto(f"{crowd.place.machine.url}/c/{crowd.garden}")
        composer = page.locator("message-composer textarea")
        await expect(composer).to_be_visible()
        await page.locator(".file-chooser").set_input_files(path)
        await composer.fill("a large one")
        await composer.press("Enter")
        found = await _ready(crowd)
        await page.close()
    path.unlink()
    return found


async def _ready(crowd: Crowd) -> str:
    async with asyncio.timeout(_PATIENCE):
        while True:
            for message in (await crowd.bob.get(f"conversations/{crowd.garden}/messages"))["items"]:
                if message.get("body") == "a large one" and message["attachments"][0]["state"] != "pending":
                    return str(message["attachments"][0]["id"])
            await asyncio.sleep(0.5)
