"""Notices who uses Parlance today, at most once for each person, process and day."""

import asyncio
from collections.abc import Callable

from accounts.operations.being_active import record_active, today
from messaging.hub.threads import InThread

#: Seconds between looks. A client reports its inactivity soon after it connects, so one look could be too early.
EVERY = 5


class ActiveDays:
    """Records the people who were active in two consecutive looks. `present` returns those who are active now."""

    def __init__(self, present: Callable[[], set[str]], in_thread: InThread) -> None:
        self._present = present
        self._in_thread = in_thread
        self._before: set[str] = set()
        self._recorded: set[str] = set()
        self._day = today()

    async def watching(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        if self._day != (day := today()):
            self._day = day
            self._recorded.clear()
        present = self._present()
        new = (present & self._before) - self._recorded
        self._before = present
        if new:
            await self._in_thread(record_active, new, day)
            self._recorded |= new
