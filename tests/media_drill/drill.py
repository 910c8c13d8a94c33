"""Sends files under bad conditions to a Parlance with a disk and to one with a bucket, and counts the consequences.

`python -m tests.media_drill.drill [--quick] [--only disk] [--steps large,access] [--no-bugs]`. Exits with 0 only if
all counts except `bytes` are 0 and every planted bug was noticed.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from tests.contract.planting import plant
from tests.media_drill.access import access
from tests.media_drill.attacking import attacking
from tests.media_drill.carrying import large, many, resumed
from tests.media_drill.crowd import crowd
from tests.media_drill.executing import executing
from tests.media_drill.killing import killing
from tests.media_drill.place import Place, in_bucket, on_disk
from tests.media_drill.plan import QUICK, WHOLE, Plan
from tests.media_drill.planted import BUGS
from tests.media_drill.steps import Step
from tests.media_drill.tally import Tally

STEPS: dict[str, Step] = {
    "large": large,
    "resumed": resumed,
    "many": many,
    "hostile": executing,
    "harmful": attacking,
    "access": access,
    "kill": killing,
}
PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {"disk": on_disk, "s3": in_bucket}


def report(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (the report)


async def drill(place: Place, steps: dict[str, Step], plan: Plan) -> Tally:
    total = Tally()
    async with crowd(place) as people:
        for name, step in steps.items():
            began = time.monotonic()
            found = await step(people, plan)
            report(f"STEP {place.name} {name} {found} took={time.monotonic() - began:.0f}s")
            for line in found.problems[:10]:
                report(f"     {line}")
            total += found
    return total


def at(name: str, steps: dict[str, Step], plan: Plan) -> Tally:
    with PLACES[name](PROJECT) as place:
        try:
            return asyncio.run(drill(place, steps, plan))
        except BaseException:
            sys.stderr.write(place.machine.log.read_text()[-10_000:])
            raise


def is_caught(number: int) -> bool:
    bug = BUGS[number]
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        plant(bug.name, bug.changes, Path(folder))
        with on_disk(Path(folder)) as place:
            found = asyncio.run(_alone(place, bug.step))
    caught = bool(getattr(found, bug.shows))
    report(f"BUG {bug.name}: {'caught,' if caught else 'SURVIVED,'} {found}")
    return caught


async def _alone(place: Place, step: Step) -> Tally:
    async with crowd(place) as people:
        return await step(people, QUICK)


def main() -> int:
    parser = argparse.ArgumentParser("tests.media_drill.drill", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default=",".join(PLACES))
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("--bugs", action=argparse.BooleanOptionalAction, default=None)
    wanted = parser.parse_args()
    plan = QUICK if wanted.quick else WHOLE
    subprocess.run([PROJECT / "scripts" / "media-tools"], check=True, stdout=subprocess.DEVNULL)
    steps = {each: STEPS[each] for each in wanted.steps.split(",")}
    names = list(filter(None, wanted.only.split(",")))
    total = Tally()
    # Small files in parallel; a gigabyte gets the machine for itself.
    with ThreadPoolExecutor(len(PLACES) if wanted.quick else 1) as running:
        for found in running.map(lambda name: at(name, steps, plan), names):
            total += found
    with_bugs = not wanted.quick if wanted.bugs is None else wanted.bugs
    caught = sum(is_caught(number) for number in range(len(BUGS))) if with_bugs else len(BUGS)
    if with_bugs:
        report(f"HARNESS planted={len(BUGS)} caught={caught}")
    report(f"MEDIA {total}")
    return 0 if total.is_clean and caught == len(BUGS) else 1


if __name__ == "__main__":
    sys.exit(main())
