"""python -m bench.load: starts Parlance, lets a thousand people use it, exits with 1 beyond the limits of limits.py.

Everything is on this machine, also the people: Locust, one process. It writes its report, with plots, to --out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import uvloop

from bench.load.company import make
from bench.load.limits import Aim, Figures
from bench.machine import PROJECT, end_on_sigterm, load_of_others
from bench.meter import Consumption, Meter
from bench.progress import say
from bench.servers.parlance import Parlance

#: Acts a second of each person, and the share of them that must be done: 60 of a thousand people, and 50.
_RATE, _LEAST = 0.06, 5 / 6


def main() -> int:
    asked = _arguments()
    end_on_sigterm()
    say(f"Load average before: {load_of_others()}")
    rate = asked.acts or _RATE * asked.users
    aim = Aim(asked.users, _LEAST * rate)
    server = Parlance(asked.web_processes, pinned=False)
    try:
        server.start()
        say(f"==> {server.version()}")
        company = uvloop.run(make(server, asked.users))
        asked.out.mkdir(parents=True, exist_ok=True)
        meter = Meter(server)
        figures = _run_locust(server, company, rate, asked)
        used = meter.read()
    finally:
        server.remove()
    say(f"Locust's report, with plots: {asked.out / 'report.html'}")
    _print(_costs(used, figures))
    _print(figures.line)
    wrong = list(figures.beyond(aim))
    for line in wrong:
        _print(f"!!! {line}")
    return 1 if wrong else 0


def _run_locust(server: Parlance, company: object, rate: float, asked: argparse.Namespace) -> Figures:
    with tempfile.TemporaryDirectory(prefix="parlance-load-") as name:
        settings, summary = Path(name) / "settings.json", Path(name) / "summary.json"
        settings.touch(mode=0o600)
        settings.write_text(json.dumps({"acts_per_s": rate, "company": company, "summary": str(summary)}))
        ramp = asked.users / asked.spawn
        command = [
            *(sys.executable, "-m", "locust", "-f", str(PROJECT / "bench" / "load" / "locustfile.py")),
            *("--headless", "--host", f"http://127.0.0.1:{server.port}", "--reset-stats", "--only-summary"),
            *("--users", str(asked.users), "--spawn-rate", str(asked.spawn)),
            *("--run-time", f"{ramp + 60 * asked.minutes:.0f}s", "--stop-timeout", "10"),
            *("--html", str(asked.out / "report.html"), "--csv", str(asked.out / "run"), "--csv-full-history"),
            *("--loglevel", "WARNING", "--exit-code-on-error", "0"),
        ]
        say(f"==> {asked.users:,} people connect, {asked.spawn:g} a second, and stay for {asked.minutes:g} min")
        environment = os.environ | {"LOAD_FILE": str(settings), "PYTHONPATH": str(PROJECT)}
        with (asked.out / "locust.log").open("w") as log:
            subprocess.run(command, cwd=name, env=environment, stdout=log, check=False)
        if not summary.exists():
            raise SystemExit(f"Locust ended early; see {asked.out / 'locust.log'}")
        return Figures(**json.loads(summary.read_text()))


def _costs(used: Consumption, figures: Figures) -> str:
    parts = ", ".join(f"{part} {seconds / used.wall:.2f}" for part, seconds in used.cpu_by_part.items())
    return f"CPU, in cores: {parts}; Locust itself {figures.generator:.2f} of {os.cpu_count()}"


def _print(line: str) -> None:
    print(line, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.load", description=__doc__)
    parser.add_argument("--users", type=int, default=1_000, help="connected at the same time (default: 1000)")
    parser.add_argument("--minutes", type=float, default=10, help="with all of them connected (default: 10)")
    parser.add_argument("--acts", type=float, help="a second, of all people together (default: 60 for 1,000 people)")
    parser.add_argument("--spawn", type=float, default=20, help="people who connect in a second (default: 20)")
    parser.add_argument("--web-processes", type=int, default=0, help="of Parlance (default: its own choice)")
    parser.add_argument("--out", type=Path, default=PROJECT / "var" / "bench" / "load", help="where reports go")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
