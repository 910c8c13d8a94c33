"""python -m bench [SCENARIO …]: measures, prints the table, exits with 1 if Parlance exceeds a bound."""

import argparse
import datetime
import platform
import sys
from pathlib import Path

from bench import report
from bench.machine import PROJECT, end_on_sigterm, flush_ms, load_of_others, pin_generator
from bench.profiling import Profiler
from bench.rounds import better_rounds
from bench.run import Run
from bench.scenarios.base import Options
from bench.scenarios.catalogue import CATALOGUE
from bench.servers.catalogue import SERVERS


def main() -> int:
    asked = _arguments()
    end_on_sigterm()
    pin_generator()
    busy = f"load average before: {load_of_others()}, one flush to disk: {flush_ms()} ms"
    options = Options(
        seconds=asked.seconds,
        warm_up=min(3.0, asked.seconds / 2),
        connections=asked.connections,
        churn=asked.churn,
        history=asked.history,
        fetches=asked.fetches,
        profiler=Profiler(asked.out / "profiles" if asked.profile else None),
    )
    run = Run(asked.scenarios or list(CATALOGUE), options)
    for round in range(asked.rounds):
        for name in asked.servers:
            run.measure(SERVERS[name], asked.web_processes, is_first=round == 0)
    outcomes = better_rounds(run.outcomes)
    about = {
        "at": datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}, {busy}",
        "servers": "; ".join(run.versions),
        "measured": f"{options.seconds:g} s a run, the best of {asked.rounds}",
    }
    report.write(asked.out, outcomes, about)
    print((asked.out / "results.md").read_text())
    wrong = run.failures + report.failures(outcomes)
    for line in run.skipped + report.doubts(outcomes) + wrong:
        print(f"!!! {line}")
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=f"default: all of {', '.join(CATALOGUE)}")
    parser.add_argument("--servers", default=list(SERVERS), type=lambda text: text.split(","), help="default: all")
    parser.add_argument("--seconds", type=float, default=10, help="the measured part of a run (default: 10)")
    parser.add_argument("--rounds", type=int, default=2, help="of which the best one counts (default: 2)")
    parser.add_argument("--web-processes", type=int, default=0, help="of Parlance (default: its own choice)")
    parser.add_argument("--connections", type=int, default=1_000, help="idle and storm")
    parser.add_argument("--churn", type=int, default=20_000, help="connects and disconnects")
    parser.add_argument("--history", type=int, default=10_000, help="messages in the long conversation")
    parser.add_argument("--fetches", type=int, default=500, help="of history")
    parser.add_argument("--profile", action="store_true", help="record a flame graph of a web process of each run")
    parser.add_argument("--out", type=Path, default=PROJECT / "var" / "bench", help="where results go")
    asked = parser.parse_args()
    for names, known in ((asked.scenarios, list(CATALOGUE)), (asked.servers, list(SERVERS))):
        if unknown := set(names) - set(known):
            parser.error(f"{', '.join(unknown)}: none of {', '.join(known)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
