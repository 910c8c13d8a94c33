"""The list of slow scenes, and helpers for them: a web process of the scene's own, and drafts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.contract.server import Servers, Services, WebProcess
from tests.contract.world import World

Scene = Callable[[World, Servers, Services], Awaitable[None]]
scenes: list[Scene] = []


def scene(function: Scene) -> Scene:
    scenes.append(function)
    return function


@asynccontextmanager
async def started(
    services: Services, changes: dict[str, str] | None = None, module: str = "chatproject.web.serve"
) -> AsyncIterator[WebProcess]:
    """Runs a web process of the scene's own, without delaying the others while it starts and stops."""
    process = WebProcess(services, changes or {}, module)
    try:
        await asyncio.to_thread(process.ready)
        yield process
    finally:
        await asyncio.to_thread(process.stop)


def draft(conversation: str, n: int) -> dict[str, str]:
    return {"conversation": conversation, "client_id": f"0190f5fe-7c00-7000-8000-{n:012d}", "body": str(n)}
