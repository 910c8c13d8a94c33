"""Reports the progress of a run on standard error now and then."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Callable

_EVERY = 2.0


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextlib.asynccontextmanager
async def progress(title: str, count: Callable[[], str]) -> AsyncIterator[None]:
    """Prints `count()` every two seconds while the block runs."""

    async def tell() -> None:
        began = time.monotonic()
        while True:
            await asyncio.sleep(_EVERY)
            say(f"    {title}: {time.monotonic() - began:.0f} s, {count()}")

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling
