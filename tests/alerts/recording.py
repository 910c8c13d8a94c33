"""Recordings of faults: what a real Parlance returned at /metrics before and during a fault.

A recording has the series that the rules read, in promtool's notation, and the scrapes at their real pace. After the
last scrape the fault goes on as it was: gauges keep their value, counters rise as in the last minute, what was absent
stays so.
"""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.alerts.rules import is_read

FOLDER = Path(__file__).with_name("recorded")
#: Seconds between two scrapes, and until one fails: Prometheus's default.
EVERY, _PATIENCE = 5, 10
#: Seconds that the whole recording lasts when it is played.
LASTS = 1200
#: Scrapes whose rise a counter goes on with.
_RECENT = 12
_COUNTERS = ("_total", "_bucket", "_count", "_sum")
_HOST = {"instance": "a", "job": "parlance"}

Series = dict[str, float]


class Recording(NamedTuple):
    """`begins` is the second in which the fault begins; `fires` are the seconds from there until each alert fires."""

    fault: str
    begins: int
    scrapes: int
    fires: dict[str, int]
    series: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "Recording":
        return cls(**json.loads(path.read_text()))

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self._asdict(), indent=1) + "\n")


class Recorder:
    """Scrapes a server, as Prometheus does, until it is closed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.AsyncClient(timeout=_PATIENCE, trust_env=False)
        self._scrapes: list[Series | None] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        return len(self._scrapes)

    async def run(self, scrapes: int) -> None:
        """Scrapes so many times more."""
        clock = asyncio.get_running_loop().time
        began = clock()
        for number in range(scrapes):
            await asyncio.sleep(max(0.0, began + number * EVERY - clock()))
            self._scrapes.append(None)
            self._tasks.add(asyncio.create_task(self._scrape(len(self._scrapes) - 1)))
        await asyncio.sleep(max(0.0, began + scrapes * EVERY - clock()))

    async def close(self) -> None:
        await asyncio.gather(*self._tasks)
        await self._http.aclose()

    def recording(self, fault: str, begins: int) -> Recording:
        names = sorted({name for scrape in self._scrapes for name in scrape or ()})
        columns = {name: [None if each is None else each.get(name) for each in self._scrapes] for name in names}
        columns[_named("up", _HOST)] = [float(each is not None) for each in self._scrapes]
        series = {name: written(name, values) for name, values in columns.items()}
        return Recording(fault, begins * EVERY, len(self._scrapes), {}, series)

    async def _scrape(self, number: int) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._http.get(f"{self._url}/metrics")
            if answer.status_code == 200:
                self._scrapes[number] = read(answer.text)
        except (OSError, httpx.HTTPError, TimeoutError):
            return


def read(text: str) -> Series:
    return {
        _named(sample.name, {**sample.labels, **_HOST}): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if is_read(sample.name, sample.labels)
    }


def _named(name: str, labels: dict[str, str]) -> str:
    inside = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    return f"{name}{{{inside}}}"


def written(name: str, values: Sequence[float | None]) -> str:
    """Returns promtool's notation of the values, with what follows them."""
    rounded = [None if value is None else float(f"{value:.6g}") for value in values]
    left = LASTS // EVERY - len(values)
    parts, at = [], 0
    while at < len(rounded):
        run = _run(rounded, at)
        parts.append(_part(rounded, at, run))
        at += run
    return " ".join([*parts, _rest(name, rounded, left)])


def _run(values: Sequence[float | None], at: int) -> int:
    """Returns how many values from there on are absent, or the same."""
    return next((n for n, value in enumerate(values[at:]) if value != values[at]), len(values) - at)


def _part(values: Sequence[float | None], at: int, count: int) -> str:
    value = values[at]
    if value is not None:
        return _number(value) if count == 1 else f"{_number(value)}x{count - 1}"
    if at == 0:
        return f"_x{count}"
    # As Prometheus marks what a scrape no longer has.
    return "stale" if count == 1 else f"stale _x{count - 1}"


def _rest(name: str, values: Sequence[float | None], count: int) -> str:
    last = values[-1]
    if last is None:
        return f"_x{count}"
    step = 0.0
    if name.partition("{")[0].endswith(_COUNTERS):
        known = [value for value in values[-_RECENT:] if value is not None]
        step = max(0.0, (last - known[0]) / max(1, len(known) - 1))
    return f"{_number(last + step)}+{_number(step)}x{count - 1}"


def _number(value: float) -> str:
    return f"{value:.10g}"


def input_series(recording: Recording) -> list[dict[str, Any]]:
    return [{"series": name, "values": values} for name, values in recording.series.items()]
