"""A real browser."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext, async_playwright

from chatproject.supervisor.plan import PROJECT
from tests.media_drill.crowd import Crowd


@asynccontextmanager
async def chromium(crowd: Crowd) -> AsyncIterator[BrowserContext]:
    """Opens a browser in which alice is signed in."""
    finding = await asyncio.create_subprocess_exec(PROJECT / "scripts" / "chromium", stdout=subprocess.PIPE)
    path = (await finding.communicate())[0].decode().strip()
    session = await crowd.alice.browse()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = await browser.new_context()
        url = crowd.place.machine.url
        await context.add_cookies(
            [{"name": name, "value": value, "url": url} for name, value in session.cookies.items()]
        )
        yield context
        await browser.close()
