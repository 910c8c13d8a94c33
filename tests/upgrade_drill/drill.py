"""Upgrades two hosts behind the shipped nginx configuration, with a migration, while users write.

`python -m tests.upgrade_drill.drill [--groups N] [--senders N] [--rounds N]`. Exits with 0 only if every message was
acknowledged and stored once, and 99 of 100 waited for at most five seconds.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import psycopg

from tests.faults.group import Group, new_group
from tests.faults.verdict import Verdict
from tests.upgrade_drill.place import Place, running
from tests.upgrade_drill.senders import Sender, senders

_CALM = 3.0
#: Seconds between two messages of a socket: the drill measures upgrades, not how much this machine can take.
_PAUSE = 0.5
GAP = 5.0


@dataclass
class Count:
    """`delays` are the waits of messages written during the upgrades, `missing` are failed requests for scripts."""

    failed: int = 0
    missing: list[str] = field(default_factory=list)
    acked: int = 0
    delays: list[float] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def gap(self) -> float:
        ordered = sorted(self.delays)
        return ordered[int(0.99 * (len(ordered) - 1))]

    @property
    def is_clean(self) -> bool:
        return not self.failed and not self.missing and self.gap <= GAP and self.verdict.is_clean

    def __str__(self) -> str:
        again = ",".join(f"{why}:{times}" for why, times in self.again.most_common()) or "none"
        waited = f"gap_p99={self.gap:.2f}s gap_max={max(self.delays):.2f}s"
        sends = f"acked={self.acked} during={len(self.delays)} repeated={again}"
        others = self.verdict.said("lost", "dup", "gap", "reorder")
        return f"failed_sends={self.failed} {waited} {sends} missing_files={len(self.missing)} {others}"


def report(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (the report)


async def drill(place: Place, groups: int, by_rest: int, rounds: int) -> Count:
    async with AsyncExitStack() as stack:
        talkers = [await stack.enter_async_context(new_group(place.url)) for _ in range(groups)]
        async with AsyncExitStack() as talk:
            for group in talkers:
                await talk.enter_async_context(group.talking(_PAUSE))
            posting = await talk.enter_async_context(senders(place.url, by_rest))
            await asyncio.sleep(_CALM)
            began = time.monotonic()
            missing: list[str] = []
            for number in range(1, rounds + 1):
                missing += await upgrade(place, number)
                await asyncio.sleep(_CALM)
            ended = time.monotonic()
        count = await judged(talkers, posting, began, ended)
        count.missing = missing
        return count


async def upgrade(place: Place, number: int) -> list[str]:
    """One host after the other; the first one migrates. Later rounds restart the same release.

    Returns failed requests for scripts while one host had those of the old release and one those of the new.
    """
    missing: list[str] = []
    for host in place.hosts:
        began = time.monotonic()
        before = host.web_pids
        await asyncio.to_thread(place.restart, host)
        assert not set(before) & set(host.web_pids), "its web processes are the same"
        report(f"HOST {place.hosts.index(host) + 1} round={number} took={time.monotonic() - began:.1f}s")
        if number == 1 and host is place.hosts[0]:
            missing = await asyncio.to_thread(place.missing_files)
    with psycopg.connect(place.hosts[0].database_url) as line:
        found = line.execute("SELECT count(*) FROM django_migrations WHERE name = '9999_later'").fetchone()
        assert found == (1,), "the migration is not applied"
    return missing


async def judged(talkers: list[Group], posting: list[Sender], began: float, ended: float) -> Count:
    count = Count()
    for group in talkers:
        count.verdict += await group.verdict()
        for device in group.devices:
            count.failed += len(device.unsent)
            count.acked += len(device.ledger.waits)
            waits = device.ledger.waits
            count.delays += [wait.acked_at - wait.said_at for wait in waits if began <= wait.said_at <= ended]
    for sender in posting:
        count.failed += len(sender.failed) + await sender.missing()
        count.acked += len(sender.delays)
        count.again += sender.again
        count.delays += [seconds for at, seconds in sender.delays if began <= at <= ended]
    return count


def main() -> int:
    parser = argparse.ArgumentParser("tests.upgrade_drill.drill", description=__doc__)
    parser.add_argument("--groups", type=int, default=3, help="groups of three users with two sockets each")
    parser.add_argument("--senders", type=int, default=6, help="users who send by REST")
    parser.add_argument("--rounds", type=int, default=2, help="how often both hosts are restarted")
    wanted = parser.parse_args()
    began = time.monotonic()
    with running() as place:
        try:
            count = asyncio.run(drill(place, wanted.groups, wanted.senders, wanted.rounds))
        except BaseException:
            for host in place.hosts:
                sys.stderr.write(host.log.read_text()[-10_000:])
            raise
    for line in count.missing:
        report(line)
    report(f"Took {time.monotonic() - began:.0f} s")
    report(f"UPGRADE {count}")
    return 0 if count.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
