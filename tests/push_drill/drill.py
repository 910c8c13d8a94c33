"""Sends messages to absent users while things break, and counts the consequences.

`python -m tests.push_drill.drill [--quick] [--steps faults,leak] [--no-bugs] [--bug WORD]`. Exits with 0 only if every
count except `pairs` is 0 and every planted bug was noticed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from tests.contract.planting import plant
from tests.push_drill.clearing import clearing
from tests.push_drill.crowd import crowd
from tests.push_drill.fanning import fanning
from tests.push_drill.faults import faults, mid_air
from tests.push_drill.leaking import leaking
from tests.push_drill.place import Place, running
from tests.push_drill.plan import QUICK, WHOLE, Plan
from tests.push_drill.planted import BUGS, Bug
from tests.push_drill.steps import Step
from tests.push_drill.tally import Tally
from tests.push_drill.timing import timing

STEPS: dict[str, Step] = {
    "timing": timing,
    "clear": clearing,
    "leak": leaking,
    "faults": faults,
    "mid-air": mid_air,
    "fan-out": fanning,
}
#: A lease must expire, which takes half a minute.
_LONG = ("mid-air",)


def report(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (the report)


async def drill(place: Place, steps: dict[str, Step], plan: Plan) -> Tally:
    total = Tally()
    for name, step in steps.items():
        began = time.monotonic()
        async with crowd(place) as people:
            found = await step(people, plan)
        report(f"STEP {name} {found} took={time.monotonic() - began:.0f}s")
        for line in [*found.notes, *found.problems[:10]]:
            report(line if line.startswith("FANOUT") else f"     {line}")
        total += found
    return total


def at(folder: Path, steps: dict[str, Step], plan: Plan) -> Tally:
    with running(folder) as place:
        try:
            return asyncio.run(drill(place, steps, plan))
        except BaseException:
            sys.stderr.write(place.machine.log.read_text()[-10_000:])
            raise


def is_caught(bug: Bug) -> bool:
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        plant(bug.name, bug.changes, Path(folder))
        with running(Path(folder)) as place:
            found = asyncio.run(_alone(place, bug.step))
    caught = bool(getattr(found, bug.shows))
    report(f"BUG {bug.name}: {'caught,' if caught else 'SURVIVED,'} {found}")
    for line in [] if caught else found.notes:
        report(f"     {line}")
    return caught


async def _alone(place: Place, step: Step) -> Tally:
    async with crowd(place) as people:
        return await step(people, QUICK)


def main() -> int:
    parser = argparse.ArgumentParser("tests.push_drill.drill", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--steps", help=f"of {', '.join(STEPS)}; the quick drill leaves out {', '.join(_LONG)}")
    parser.add_argument("--bugs", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--bug", default="", help="only those with this in their name")
    wanted = parser.parse_args()
    names = [each for each in STEPS if not (wanted.quick and each in _LONG)]
    if wanted.steps is not None:
        names = list(filter(None, wanted.steps.split(",")))
    steps = {each: STEPS[each] for each in names}
    began = time.monotonic()
    total = at(PROJECT, steps, QUICK if wanted.quick else WHOLE) if steps else Tally()
    with_bugs = not wanted.quick if wanted.bugs is None else wanted.bugs
    bugs = [bug for bug in BUGS if wanted.bug in bug.name] if with_bugs else []
    caught = sum(map(is_caught, bugs))
    if bugs:
        report(f"HARNESS planted={len(bugs)} caught={caught}")
    report(f"PUSH {total} p99={total.p99:.2f}s")
    report(f"Took {time.monotonic() - began:.0f} s")
    return 0 if total.is_clean and caught == len(bugs) else 1


if __name__ == "__main__":
    sys.exit(main())
