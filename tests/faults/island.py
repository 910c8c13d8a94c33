"""A network of its own, and the cable to it: when that is down, packets are lost, and no connection learns of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from tests.faults.missing import Missing

_PORT = 4000


class Island:
    """Relays its port to a Unix socket of this machine."""

    def __init__(self, name: str, host: str) -> None:
        self.host = host
        self.port = _PORT
        self._name = name

    def part(self) -> None:
        """From now on every packet is lost."""
        self._set("down")

    def join(self) -> None:
        self._set("up")

    def _set(self, state: str) -> None:
        _ip("-n", self._name, "link", "set", "cable", state)


@contextmanager
def island(target: Path) -> Iterator[Island]:
    """Yields an island with a relay to this socket. Only root can make one."""
    name, cable = f"parlance-{os.getpid()}", f"pl{os.getpid()}"
    subnet = f"10.201.{os.getpid() % 250}"  # never routed anywhere
    _ip("netns", "add", name)
    try:
        _ip("link", "add", cable, "type", "veth", "peer", "name", "cable", "netns", name)
        _ip("addr", "add", f"{subnet}.1/30", "dev", cable)
        _ip("link", "set", cable, "up")
        _ip("-n", name, "addr", "add", f"{subnet}.2/30", "dev", "cable")
        found = Island(name, f"{subnet}.2")
        found.join()
        with _relay(name, target):
            yield found
    finally:
        _ip("netns", "del", name)  # the cable goes with it


@contextmanager
def _relay(name: str, target: Path) -> Iterator[None]:
    command = ["ip", "netns", "exec", name, sys.executable, "-m", "tests.faults.proxy", str(_PORT), str(target)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as relay:
        try:
            assert relay.stdout is not None
            assert relay.stdout.readline() == b"ready\n", "the relay does not start"
            yield
        finally:
            relay.terminate()


def _ip(*arguments: str) -> None:
    try:
        subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing(f"no network can be made here: {error}") from None
