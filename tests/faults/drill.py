"""Breaks a running Parlance in every way of the plan, and counts the consequences for its users.

`python -m tests.faults.drill [--profile smoke|full|soak] [--seed N] [--only F01,F15] [--no-harness]`. Exits with 0
only if no message was lost, duplicated, reordered or leaked, all devices converged, the machine released its resources,
and every planted bug was noticed. The full drill must also be large enough, and converge sooner (plan.py).
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from itertools import cycle, islice
from random import Random

from tests.faults.duplicates import duplicates
from tests.faults.harness import harness
from tests.faults.missing import Missing
from tests.faults.plan import REPEATED, WHOLE, Aim, Fault, faults
from tests.faults.planted import BUGS, Bug
from tests.faults.readers import slow_readers
from tests.faults.removal import removals
from tests.faults.resources import held_by, settled
from tests.faults.storm import storm
from tests.faults.verdict import Verdict
from tests.machine import Machine

_MOST_ROUNDS = 100


def report(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (the report)


async def drill(machine: Machine, chosen: Sequence[Fault], bugs: Sequence[Bug], chance: Random, aim: Aim) -> bool:
    """Returns whether every check passed. Runs the planted bugs at the same time, on a separate machine."""
    async with asyncio.TaskGroup() as tasks:
        search = tasks.create_task(harness(bugs, report))
        is_well = await faulty(machine, chosen, chance, aim)
    if bugs:
        report(f"HARNESS mutants={len(bugs)} killed={search.result()}")
    return is_well and search.result() == len(bugs)


async def faulty(machine: Machine, chosen: Sequence[Fault], chance: Random, aim: Aim) -> bool:
    # Resources are bounded, but allocated on first use: warm up first.
    for _ in range(2):
        await storm(machine, 1_000, 2)
        await slow_readers([machine.url], machine.web_pids, 2)
        await asyncio.gather(duplicates([machine], 5), removals([machine], 5))
    before = held_by(machine)
    found = [await broken(machine, fault, chance) for fault in chosen if not fault.gentle]
    waiting = asyncio.gather(*(broken(machine, fault, chance) for fault in chosen if fault.waits))
    found += [await broken(machine, fault, chance) for fault in chosen if fault.gentle and not fault.waits]
    found += await waiting
    found += await repeated(machine, chosen, chance, aim.acked - sum(each.acked for each in found))
    total = sum(found, Verdict())
    after = await settled(machine, before)
    is_settled = after.is_within(before)
    counts = total.said("lost", "dup", "gap", "reorder", "phantom", "leak", "differ")
    report(f"LEDGER faults={len(chosen)} acked={total.acked} {counts}")
    report(f"CONVERGE clients={len(total.converged)} p99={total.p99:.1f}s")
    report(f"RESOURCE {after.said_beside(before)}{'' if is_settled else ' NOT AS BEFORE'}")
    return total.is_clean and is_settled and aim.is_shown_by(total)


async def repeated(machine: Machine, chosen: Sequence[Fault], chance: Random, lacking: int) -> list[Verdict]:
    """Repeats what kills processes until so many more messages are acknowledged, but not without end."""
    found: list[Verdict] = []
    for fault in islice(cycle(fault for fault in chosen if fault.id in REPEATED), _MOST_ROUNDS):
        if sum(each.acked for each in found) >= lacking:
            break
        found.append(await broken(machine, fault, chance))
    return found


async def broken(machine: Machine, fault: Fault, chance: Random) -> Verdict:
    began = time.monotonic()
    try:
        found = await fault.act(machine, fault.times, chance)
    except Missing as missing:
        report(f"SKIPPED {fault.id} {fault.name}: {missing}")
        return Verdict(failed=bool(os.environ.get("CI")))
    except Exception as error:  # the other faults are still worth a try
        traceback.print_exc()
        report(f"FAULT {fault.id} {fault.name} FAILED: {type(error).__name__}: {error}")
        return Verdict(failed=1)
    found.resource += (found.within(5) < fault.soon) + (found.p99 > fault.bound)
    counts = found.said("lost", "dup", "gap", "reorder", "leak", "silent", "differ")
    took = time.monotonic() - began
    report(
        f"FAULT {fault.id} {fault.name} runs={fault.times} acked={found.acked} {counts} "
        f"converge_p99={found.p99:.1f}s {found.said_of_delays()} took={took:.0f}s"
    )
    return found


def main() -> int:
    parser = argparse.ArgumentParser("tests.faults.drill", description=__doc__)
    parser.add_argument("--profile", choices=["smoke", "full", "soak"], default="smoke")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="", help="faults, by their ids")
    parser.add_argument("--harness", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--acked", type=int, help="messages to acknowledge (default: 100000 in the whole full drill)")
    wanted = parser.parse_args()
    only = set(filter(None, wanted.only.split(",")))
    chosen = [fault for fault in faults(wanted.profile) if not only or fault.id in only]
    if unknown := only - {fault.id for fault in chosen}:
        parser.error(f"not in the profile {wanted.profile}: {', '.join(sorted(unknown))}")
    aim = WHOLE if wanted.profile == "full" and not only else Aim()
    if wanted.acked is not None:
        aim = aim._replace(acked=wanted.acked)
    random.seed(wanted.seed)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # cleans up, as after Ctrl-C
    began = time.monotonic()
    machine = Machine()
    try:
        machine.start()
        bugs = BUGS if wanted.harness else []
        is_well = asyncio.run(drill(machine, chosen, bugs, Random(wanted.seed), aim))
    except BaseException:
        sys.stderr.write(machine.log.read_text()[-10_000:])
        raise
    finally:
        machine.discard()
    report(f"Took {time.monotonic() - began:.0f} s")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
