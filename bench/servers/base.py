"""What a scenario may ask of any server and any client of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol

from bench.ledger import Ledger
from bench.processes import tree

#: A room's name and the numbers of its members.
Rooms = Mapping[str, Sequence[int]]


class Missing(Exception):
    """A server that cannot be had, or does not start, here; the text says why."""


class Client(Protocol):
    """One person's open connection. What arrives goes to the ledger it was opened with."""

    async def send(self, room: str, text: str, number: int) -> None:
        """Returns once the server has acknowledged it."""

    async def history(self, room: str, limit: int) -> int:
        """Fetches the latest messages of a room; how many came."""

    async def close(self) -> None: ...


class Server(ABC):
    """A server with its database and broker, on the servers' core."""

    name: str
    #: How many may connect at the same time.
    at_once = 50
    #: Whether py-spy can look into it.
    is_python = False

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None:
        """Ends it; what it stored stays until `remove`."""

    @abstractmethod
    def remove(self) -> None: ...

    @abstractmethod
    def roots(self) -> list[int]:
        """The processes whose trees are the whole server."""

    @abstractmethod
    def part_of(self, pid: int) -> str:
        """`web`, `database`, `valkey` or `worker`."""

    @abstractmethod
    def version(self) -> str: ...

    @abstractmethod
    async def prepare(self, users: int, rooms: Rooms) -> None:
        """Makes people 0 … users-1 and the rooms, where they are missing."""

    @abstractmethod
    async def connect(self, user: int, rooms: Sequence[str], ledger: Ledger) -> Client:
        """This person's connection, ready to receive what is said in the rooms."""

    def pids(self) -> list[int]:
        return [pid for root in self.roots() for pid in tree(root)]

    def web_pids(self) -> list[int]:
        return [pid for pid in self.pids() if self.part_of(pid) == "web"]
