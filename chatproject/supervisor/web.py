"""The web processes."""

import asyncio
from pathlib import Path

from chatproject.supervisor.leftovers import start_of
from chatproject.supervisor.plan import Plan


def forget_the_dead(metrics: Path) -> None:
    """Keeps counters; gauges (open sockets, for example) were values of a process that is gone."""
    for path in metrics.glob("gauge_live*.db"):
        if start_of(int(path.stem.rpartition("_")[2])) is None:
            path.unlink()


async def is_ready(plan: Plan) -> bool:
    """Whether a web process returns 200 for /readyz."""
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(plan.bind, plan.port)
            writer.write(f"GET /readyz HTTP/1.1\r\nHost: localhost:{plan.port}\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.readline()
            writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in answer
