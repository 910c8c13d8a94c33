"""Breaks a running Parlance in every way of the plan, and counts what that cost its users.

`python -m tests.faults.drill [--profile smoke|full] [--seed N] [--only F01,F15] [--no-harness]`. Ends with 0 only when
nothing was lost, doubled, reordered or leaked, everybody came to hold the same, and every planted bug was caught.
"""

import argparse
import asyncio
import sys
import time
from random import Random

from tests.faults.plan import FAULTS, Fault
from tests.faults.planted import harness
from tests.faults.verdict import Verdict
from tests.machine import Machine


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (this is what it is for)


async def drill(machine: Machine, chosen: list[Fault], profile: str, chance: Random) -> Verdict:
    async def broken(fault: Fault) -> Verdict:
        times = fault.full if profile == "full" else fault.smoke
        found = await fault.act(machine, times, chance)
        counts = found.said("lost", "dup", "gap", "reorder", "leak", "silent")
        say(f"FAULT {fault.id} {fault.name} runs={times} acked={found.acked} {counts} converge_p99={found.p99:.1f}s")
        return found

    alone = [await broken(fault) for fault in chosen if not fault.beside]
    return sum(await asyncio.gather(*(broken(fault) for fault in chosen if fault.beside)), sum(alone, Verdict()))


def main() -> int:
    parser = argparse.ArgumentParser("tests.faults.drill", description=__doc__)
    parser.add_argument("--profile", choices=["smoke", "full"], default="smoke")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="", help="faults, by their ids")
    parser.add_argument("--harness", action=argparse.BooleanOptionalAction, default=True)
    wanted = parser.parse_args()
    only = set(filter(None, wanted.only.split(",")))
    chosen = [fault for fault in FAULTS if not only or fault.id in only]
    began = time.monotonic()
    machine = Machine()
    try:
        machine.start()
        total = asyncio.run(drill(machine, chosen, wanted.profile, Random(wanted.seed)))
        say(f"LEDGER acked={total.acked} {total.said('lost', 'dup', 'gap', 'reorder', 'phantom', 'leak')}")
        say(f"CONVERGE clients={len(total.converged)} p99={total.p99:.1f}s")
        survivors = harness(machine) if wanted.harness else 0
    except BaseException:
        sys.stderr.write(machine.log.read_text()[-10_000:])
        raise
    finally:
        machine.discard()
    say(f"Took {time.monotonic() - began:.0f} s")
    return 0 if total.is_clean and not survivors else 1


if __name__ == "__main__":
    sys.exit(main())
