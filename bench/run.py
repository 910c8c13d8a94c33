"""Runs scenarios on servers, one after another, round by round."""

from collections.abc import Callable

import uvloop

from bench import report
from bench.outcome import Outcome
from bench.progress import say
from bench.scenarios.base import Options
from bench.scenarios.catalogue import CATALOGUE
from bench.servers.base import Missing, Server


class Run:
    """The results: `skipped` names the references that are not available here, `failures` what broke."""

    def __init__(self, scenarios: list[str], options: Options) -> None:
        self._scenarios = scenarios
        self._options = options
        self.outcomes: list[Outcome] = []
        self.versions: list[str] = []
        self.skipped: list[str] = []
        self.failures: list[str] = []

    def measure(self, make: Callable[[int], Server], web_processes: int, is_first: bool) -> None:
        scenarios = [name for name in self._scenarios if is_first or CATALOGUE[name].is_repeated]
        if not scenarios:
            return
        try:
            server = make(web_processes)
        except Missing as missing:
            if is_first:
                self.skipped.append(f"SKIPPED: {missing}")
                say(f"!!! {self.skipped[-1]}")
            return
        say(f"==> {server.name}")
        try:
            self._measure(server, scenarios)
            if is_first:
                self.versions.append(server.version())
        except Missing as missing:
            self.failures.append(f"{server.name}: {missing}")
            say(f"!!! {self.failures[-1]}")
        finally:
            server.remove()

    def _measure(self, server: Server, scenarios: list[str]) -> None:
        server.start()
        is_used = False
        for name in scenarios:
            scenario = CATALOGUE[name]
            if scenario.is_ours_alone and server.name != report.PRODUCT:
                continue
            if scenario.wants_fresh_processes and is_used:
                server.stop()
                server.start()
            is_used = True
            say(f"  {name}")
            try:
                outcome = uvloop.run(scenario.run(server, self._options))
            except (RuntimeError, OSError) as error:  # the other scenarios are still worth measuring
                self.failures.append(f"{name}, {server.name}: {type(error).__name__}: {error}")
                say(f"!!! {self.failures[-1]}")
                continue
            self.outcomes.append(outcome)
            say(f"    {', '.join(f'{figure} {report.number(value)}' for figure, value in outcome.figures.items())}")
            say(f"    {', '.join(f'{counter} {count:,}' for counter, count in outcome.counts.items())}")
