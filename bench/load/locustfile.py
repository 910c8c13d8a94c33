"""What Locust runs: `python -m bench.load` starts it with LOAD_FILE, which names a file with the settings below.

{acts_per_s, company, summary}: the rate of all people together, what company.py made, and where the figures go.
"""

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, ClassVar

import gevent
from locust import events

from bench.load.acts import ACTS
from bench.load.limits import Figures
from bench.load.line import Refused
from bench.load.member import Member
from bench.load.mix import SHARES
from bench.progress import say

_EVERY = 10

_settings = json.loads(Path(os.environ["LOAD_FILE"]).read_text())
_company = _settings["company"]
_waiting = iter(_company["people"])
_members: list[Member] = []


class Measured:
    """The run from the moment that everyone is connected."""

    def __init__(self) -> None:
        self.acts = 0
        self.began = time.perf_counter()
        self.cpu = time.process_time()
        self.connected: list[int] = []


_measured = Measured()


def _task(name: str) -> Callable[["Person"], None]:
    def perform(person: "Person") -> None:
        person.perform(ACTS[name])

    perform.__name__ = name  # as the report shows it
    return perform


class Person(Member):
    tasks: ClassVar = {_task(name): int(1_000 * share) for name, share in SHARES.items()}
    password = _company["password"]
    colleagues = _company["people"]
    town = _company["town"]

    def on_start(self) -> None:
        _members.append(self)
        self.begin(next(_waiting))

    def wait_time(self) -> float:
        return random.expovariate(_settings["acts_per_s"] / len(_company["people"]))

    def perform(self, act: Callable[[Member], None]) -> None:
        try:
            self.renew()
            act(self)
        except Refused:
            return  # counted as a failed request
        _measured.acts += 1


@events.spawning_complete.add_listener
def begin(**_: Any) -> None:
    """Everyone is connected: counting begins (with --reset-stats)."""
    global _measured
    _measured = Measured()


@events.test_start.add_listener
def follow(environment: Any, **_: Any) -> None:
    gevent.spawn(_follow, environment)


def _follow(environment: Any) -> None:
    while True:
        for _ in range(_EVERY):
            gevent.sleep(1)
            _measured.connected.append(sum(member.is_connected for member in _members))
        now = _figures(environment)
        say(
            f"    {now.seconds:.0f} s: {now.users:,} connected, {now.acts_per_s:.1f} acts/s, {now.failures} errors, "
            f"avg {now.avg_ms:.1f} ms, p99 {now.p99_ms:.0f} ms, Locust {now.generator:.0%} of a core"
        )


@events.test_stopping.add_listener
def finish(environment: Any, **_: Any) -> None:
    now = _figures(environment)
    Path(_settings["summary"]).write_text(json.dumps(now.__dict__))


def _figures(environment: Any) -> Figures:
    total, seconds = environment.stats.total, time.perf_counter() - _measured.began
    return Figures(
        users=int(median(_measured.connected or [0])),
        acts=_measured.acts,
        seconds=seconds,
        requests=total.num_requests,
        failures=total.num_failures,
        avg_ms=total.avg_response_time,
        p99_ms=total.get_response_time_percentile(0.99) or 0.0,
        generator=(time.process_time() - _measured.cpu) / seconds,
    )
