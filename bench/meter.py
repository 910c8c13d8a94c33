"""The resources that the servers' parts and the generator consumed between two moments."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from bench.processes import cpu_seconds
from bench.servers.base import Server


@dataclass(frozen=True)
class Consumption:
    """In seconds: wall clock, CPU by part (web, database, …), and the generator's share of its core."""

    wall: float
    cpu_by_part: Mapping[str, float]
    generator_share: float

    @property
    def cpu(self) -> float:
        return sum(self.cpu_by_part.values())


class Meter:
    """Measures from its creation on; `read` may be called more than once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._before = _cpu_by_part(server)
        self._own = time.process_time()
        self._began = time.perf_counter()

    def read(self) -> Consumption:
        wall = time.perf_counter() - self._began
        now = _cpu_by_part(self._server)
        parts = {part: now[part] - self._before.get(part, 0.0) for part in now}
        return Consumption(wall, parts, (time.process_time() - self._own) / wall)


def _cpu_by_part(server: Server) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for pid in server.pids():
        part = server.part_of(pid)
        seconds[part] = seconds.get(part, 0.0) + cpu_seconds([pid])
    return seconds
