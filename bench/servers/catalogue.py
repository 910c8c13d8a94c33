"""All servers by name, in the order they run; each is made with the number of our web processes."""

from collections.abc import Callable

from bench.servers.base import Server
from bench.servers.parlance import Parlance

SERVERS: dict[str, Callable[[int], Server]] = {"parlance": Parlance}
