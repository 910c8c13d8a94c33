"""The sockets on which web processes listen. We open them and the processes inherit them."""

import socket
import sys

from chatproject.supervisor.output import Refusal
from chatproject.supervisor.plan import Plan

# Linux spreads visitors evenly over several sockets of one address; from one socket the first process would take them
# all. Elsewhere nothing spreads them, and the processes share one.
EACH_HAS_ITS_OWN = sys.platform == "linux"


def shut(door: socket.socket) -> None:
    """Sends visitors to the other doors until a process listens on this one again, even if others still hold it."""
    # Shutting one that is not open would leave a mark on it, and cut off those who enter later.
    if EACH_HAS_ITS_OWN and door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        door.shutdown(socket.SHUT_RDWR)


class Doors:
    """Bound at once, so that a taken port is told before anything long begins; opened by each process when ready."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        # Another server's sockets may be of the sharing kind too: ours would join them instead of being refused.
        self._bind(shared=False).close()
        number = plan.web_processes if EACH_HAS_ITS_OWN else 1
        self._doors = [self._bind(shared=EACH_HAS_ITS_OWN) for _ in range(number)]

    def of(self, number: int) -> socket.socket:
        """The socket of the web process `number`, from 0."""
        return self._doors[number % len(self._doors)]

    def shut(self, number: int) -> None:
        """The process `number` is gone."""
        shut(self.of(number))

    def close(self) -> None:
        for door in self._doors:
            door.close()

    def _bind(self, *, shared: bool) -> socket.socket:
        door = socket.socket(socket.AF_INET6 if ":" in self._plan.bind else socket.AF_INET, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            door.bind((self._plan.bind, self._plan.port))
        except OSError as error:
            door.close()
            where = self._plan.address
            raise Refusal(f"Cannot listen on {where}: {error.strerror}. Choose another port: PORT=8001.") from None
        return door
