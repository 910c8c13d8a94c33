"""The interface between scenarios and servers and their clients."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol

from bench.ledger import Ledger
from bench.processes import tree

#: A room's name and the numbers of its members.
Rooms = Mapping[str, Sequence[int]]


class Missing(Exception):
    """A server that is not available, or does not start, here; the text gives the reason."""


class Client(Protocol):
    """One person's open connection. Arriving messages go to the ledger it was opened with."""

    async def send(self, room: str, text: str, number: int) -> None:
        """Returns once the server has acknowledged it."""

    async def history(self, room: str, limit: int) -> int:
        """Fetches the latest messages of a room; returns how many arrived."""

    async def close(self) -> None: ...


class Server(ABC):
    """A server with its database and broker, on the servers' core."""

    name: str
    #: The most people who may connect at the same time.
    at_once = 50
    #: Whether py-spy can profile it.
    is_python = False

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None:
        """Ends it; its data stays until `remove`."""

    @abstractmethod
    def remove(self) -> None: ...

    @abstractmethod
    def roots(self) -> list[int]:
        """Returns the processes whose trees are the whole server."""

    @abstractmethod
    def part_of(self, pid: int) -> str:
        """Returns `web`, `database`, `valkey` or `worker`."""

    @abstractmethod
    def version(self) -> str: ...

    @abstractmethod
    async def prepare(self, users: int, rooms: Rooms) -> None:
        """Creates people 0 … users-1 and the rooms, if they are missing."""

    @abstractmethod
    async def connect(self, user: int, rooms: Sequence[str], ledger: Ledger) -> Client:
        """Returns this person's connection, ready to receive the messages of the rooms."""

    def pids(self) -> list[int]:
        return [pid for root in self.roots() for pid in tree(root)]

    def web_pids(self) -> list[int]:
        return [pid for pid in self.pids() if self.part_of(pid) == "web"]
