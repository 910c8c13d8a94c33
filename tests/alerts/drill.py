"""Inflicts each fault on a real Parlance and records what it returns at /metrics: `tests/alerts/recorded`.

`python -m tests.alerts.drill [--only WORD,WORD] [--lanes N]`. Then Prometheus evaluates the alert rules over each
recording. Exits with 0 only if each fault fired its alerts, and no others than its companions. Rewrites the table in
docs/monitoring.md.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
import time
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx

from tests.alerts import table
from tests.alerts.faults import FAULTS, Fault
from tests.alerts.playing import find_promtool, fired
from tests.alerts.recording import EVERY, FOLDER, Recorder, read
from tests.alerts.stage import Stage, entered, stage
from tests.faults.elsewhere import on_a_small_disk
from tests.faults.missing import Missing
from tests.faults.waiting import eventually

#: Scrapes before a fault.
_BEFORE = 5
#: Seconds after which a Parlance is well again on a busy machine.
_RECOVERY = 300.0


def report(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (the report)


async def drill(faults: Sequence[Fault], lanes: int, promtool: str) -> tuple[int, int]:
    """Returns how many faults fired all their alerts, and how many others fired."""
    usual = [fault for fault in faults if fault.on == "usual"]
    groups = [group for n in range(lanes) if (group := usual[n::lanes])]
    if others := [fault for fault in faults if fault.on != "usual"]:
        groups.append(others)
    found = await asyncio.gather(*(_lane(group, promtool) for group in groups))
    return sum(good for good, _ in found), sum(stray for _, stray in found)


async def _lane(faults: Sequence[Fault], promtool: str) -> tuple[int, int]:
    good = stray = 0
    try:
        async with _place(faults[0].on) as place:
            for fault in faults:
                is_fired, others = await _tried(place, fault, promtool)
                good, stray = good + is_fired, stray + others
    except Missing as missing:
        report(f"SKIPPED {', '.join(fault.name for fault in faults)}: {missing}")
    except Exception as error:  # the other lanes go on
        traceback.print_exc()
        report(f"LANE FAILED: {type(error).__name__}")
    return good, stray


async def _tried(place: Stage, fault: Fault, promtool: str) -> tuple[bool, int]:
    try:
        return await _recorded(place, fault, promtool)
    except Exception as error:  # the other faults are still worth a try
        traceback.print_exc()
        report(f"FAULT {fault.name} FAILED: {type(error).__name__}: {error}")
        return False, 0


async def _recorded(place: Stage, fault: Fault, promtool: str) -> tuple[bool, int]:
    began = time.monotonic()
    report(f"{fault.name}: waiting until all is well, then recording {_BEFORE * EVERY} + {fault.seconds} s")
    await _recovered(place)
    with place.database() as line:  # what was decided before belongs to another fault
        line.execute("DELETE FROM notifications_notification")
    recorder = Recorder(place.machine.url)
    async with place.talking():
        await asyncio.sleep(EVERY)
        await recorder.run(_BEFORE)
        async with fault.inflict(place):
            await recorder.run(fault.seconds // EVERY)
            await recorder.close()
    recording = recorder.recording(fault.name, _BEFORE)
    recording = recording._replace(fires=await asyncio.to_thread(fired, promtool, recording))
    recording.write(FOLDER / fault.file)
    others = recording.fires.keys() - fault.fires - fault.may
    missing = fault.fires - recording.fires.keys()
    said = " ".join(f"{alert}={seconds}s" for alert, seconds in sorted(recording.fires.items())) or "nothing"
    wrong = [f" {word} {' '.join(sorted(each))}" for word, each in (("MISSING", missing), ("STRAY", others)) if each]
    report(f"FAULT {fault.name}: {said}{''.join(wrong)} took={time.monotonic() - began:.0f}s")
    return not missing, len(others)


async def _recovered(place: Stage) -> None:
    """Waits until no part is unwell but the key that a fault needs."""
    unwell = {"all"}

    async def is_well() -> bool:
        nonlocal unwell
        await asyncio.sleep(1)
        with contextlib.suppress(httpx.HTTPError):
            found = read((await http.get(f"{place.machine.url}/metrics")).text)
            parts = {name for name in found if name.startswith("parlance_part_ok")}
            unwell = {name for name in parts if found[name] != 1 and "push.apns" not in name} if parts else {"all"}
        return not unwell

    async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
        try:
            await eventually(is_well, "it is not well", within=_RECOVERY)
        except AssertionError:
            raise AssertionError(f"not well: {' '.join(sorted(unwell))}") from None


@asynccontextmanager
async def _place(on: str) -> AsyncIterator[Stage]:
    if on == "small disk":
        async with on_a_small_disk() as machine:
            yield Stage(machine)
        return
    async with entered(stage()) as place:
        yield place


def main() -> int:
    parser = argparse.ArgumentParser("tests.alerts.drill", description=__doc__)
    parser.add_argument("--only", default="", help="faults with one of these words in their names")
    parser.add_argument("--lanes", type=int, default=2, help="how many Parlances run at the same time")
    wanted = parser.parse_args()
    promtool = find_promtool()
    if promtool is None:
        parser.error("there is no promtool: scripts/promtool installs it")
    words = [word for word in wanted.only.split(",") if word]
    faults = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # cleans up, as after Ctrl-C
    began = time.monotonic()
    good, stray = asyncio.run(drill(faults, wanted.lanes, promtool))
    table.write()
    report(f"Took {time.monotonic() - began:.0f} s")
    report(f"ALERTS faults={len(faults)} fired={good} stray={stray}")
    return 0 if good == len(faults) and not stray else 1


if __name__ == "__main__":
    sys.exit(main())
