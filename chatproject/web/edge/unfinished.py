"""Connections that have not completed a request yet."""

import asyncio
import ipaddress
from typing import Protocol

IPV6_PREFIX = 64
#: The most that wait from one address. After a restart a whole office reconnects at once, and is done in an instant.
MOST = 256
#: Seconds after which a connection over that number ends the oldest.
PATIENCE = 1.0


class Waiting(Protocol):
    def give_up(self) -> None: ...


class Unfinished:
    """Waiting connections, by address and in order. Over the bound the oldest is closed, never the newest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: dict[str, dict[Waiting, float]] = {}

    def enter(self, address: str, connection: Waiting) -> None:
        waiting = self._waiting.setdefault(address, {})
        now = asyncio.get_running_loop().time()
        if len(waiting) >= self._most:
            oldest, since = next(iter(waiting.items()))
            if now - since > PATIENCE:
                self.leave(address, oldest)
                oldest.give_up()
        self._waiting.setdefault(address, waiting)[connection] = now

    def leave(self, address: str, connection: Waiting) -> None:
        waiting = self._waiting.get(address)
        if waiting is not None:
            waiting.pop(connection, None)
            if not waiting:
                del self._waiting[address]


def network_of(address: str) -> str:
    """Returns an IPv4 address, or the /64 of an IPv6 one: one machine has many addresses in it."""
    if ":" not in address:
        return address
    ip = ipaddress.IPv6Address(address.partition("%")[0])
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network(f"{ip}/{IPV6_PREFIX}", strict=False))
