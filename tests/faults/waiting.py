"""Waiting for what a machine does in its own time, however busy it is."""

import asyncio
from collections.abc import Awaitable, Callable

#: Seconds that a process may take to start on a busy machine, and after which nothing moves any more.
START = 120.0


async def eventually(holds: Callable[[], bool | Awaitable[bool]], what: str, within: float = START) -> None:
    """Waits until `holds`. Fails with `what` if that takes too long."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + within
    while True:
        answer = holds()
        if answer if isinstance(answer, bool) else await answer:
            return
        assert clock() < deadline, what
        await asyncio.sleep(0.1)


async def none_left(left: Callable[[], int], what: Callable[[], str], within: float = START) -> None:
    """Waits until none are left, however long that takes. Fails with `what` if they become no fewer for so long."""
    clock = asyncio.get_running_loop().time
    fewest, fell_at = left(), clock()
    while now := left():
        if now < fewest:
            fewest, fell_at = now, clock()
        assert clock() < fell_at + within, what()
        await asyncio.sleep(0.1)
