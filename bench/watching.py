"""What it costs to watch a Parlance that no one uses: `python -m bench.watching [--seconds N] [--rounds N]`.

In turn, it is left alone and scraped as Prometheus does. The difference is the cost of metrics. The tasks that examine
its parts run all the time: the time that they take is a bound of what they cost. Analytics counts a day once.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import time
import urllib.request
from datetime import date, timedelta
from statistics import median

from bench.machine import PROJECT
from bench.meter import Meter
from bench.servers.parlance import Parlance

#: Seconds between two scrapes.
_EVERY = 15
_SETTLE = 45.0
_DAY = 24 * 3600
#: Per cent of a core, of all of it together.
_BOUND = 1.0
_EXAMINING = ("examine_health", "guard_disk", "mark_alive", "look_at_certificates")
_SUM = re.compile(r'^parlance_task_seconds_sum\{task="[\w.]*\.(\w+)"\} (\S+)', re.MULTILINE)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (the report)


def main() -> int:
    parser = argparse.ArgumentParser("bench.watching", description=__doc__)
    parser.add_argument("--seconds", type=float, default=45, help="of each turn")
    parser.add_argument("--rounds", type=int, default=2)
    wanted = parser.parse_args()
    server = Parlance(1, pinned=False)
    try:
        server.start()
        say("Starting, and leaving it alone until it has settled")
        time.sleep(_SETTLE)
        scrapes, examining = _turns(server, wanted.seconds, wanted.rounds)
        analytics = _analytics(server)
    finally:
        server.remove()
    total = scrapes + examining + analytics
    say(f"WATCHING scrapes={scrapes:.2f}% examining={examining:.2f}% analytics={analytics:.3f}% total={total:.2f}%")
    return 0 if total <= _BOUND else 1


def _turns(server: Parlance, seconds: float, rounds: int) -> tuple[float, float]:
    """Returns what scrapes and the tasks that examine parts take, in per cent of a core."""
    differences, began, before = [], time.monotonic(), _examining(server)
    for number in range(rounds):
        alone, scraped = (_used(server, seconds, is_scraped=each) for each in (False, True))
        differences.append(scraped - alone)
        say(f"Round {number + 1} of {rounds}: {alone:.2f} % of a core, scraped {scraped:.2f} %")
    took = _examining(server) - before
    return max(0.0, median(differences)), 100 * took / (time.monotonic() - began)


def _used(server: Parlance, seconds: float, *, is_scraped: bool) -> float:
    meter, began = Meter(server), time.monotonic()
    while (left := began + seconds - time.monotonic()) > 0:
        if is_scraped:
            _metrics(server)
        time.sleep(min(_EVERY, left))
    used = meter.read()
    return 100 * used.cpu / used.wall


def _metrics(server: Parlance) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=30) as answer:
        return str(answer.read(), "utf-8")


def _examining(server: Parlance) -> float:
    return sum(float(value) for task, value in _SUM.findall(_metrics(server)) if task in _EXAMINING)


def _analytics(server: Parlance) -> float:
    """Returns what counting a day takes, spread over that day, without the start of the process."""
    return 100 * (_counted(server, 11) - _counted(server, 1)) / 10 / _DAY


def _counted(server: Parlance, days: int) -> float:
    """Returns the CPU seconds of a process that counts so many days, and of the servers at the same time."""
    last = date.today() - timedelta(days=2)
    span = f"{last - timedelta(days=days - 1)}…{last}"
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    meter, before = Meter(server), _of_children()
    subprocess.run(
        [sys.executable, "manage.py", "analytics", "rebuild", span],
        cwd=PROJECT,
        env=environment | {"DATA_DIR": str(server.data_dir)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return meter.read().cpu + _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
