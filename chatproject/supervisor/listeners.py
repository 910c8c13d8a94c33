"""The sockets on which web processes listen. The supervisor opens them and the processes inherit them."""

import socket
import sys

from chatproject.supervisor.output import Refusal
from chatproject.supervisor.plan import Plan

# Linux distributes visitors evenly over several sockets of one address; from one socket the first process would take
# them all. Other systems do not distribute them, and the processes share one.
EACH_HAS_ITS_OWN = sys.platform == "linux"


def is_accepting(listener: socket.socket) -> bool:
    """Whether a process listens on it. Where processes share one, this is true for all of them."""
    return bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def stop_accepting(listener: socket.socket) -> None:
    """Sends connections to the other listeners until a process listens on this one again, even if others hold it."""
    # Shutting down a socket that is not listening would mark it, and cut off visitors who connect later.
    if EACH_HAS_ITS_OWN and is_accepting(listener):
        listener.shutdown(socket.SHUT_RDWR)


class Listeners:
    """Bound at once, so that a taken port is reported before anything slow starts; each process opens its
    own when it is ready.

    A web process and its successor of the next release accept from the same one, so that what waits in its queue is
    never reset: Linux does that to the queue of a listener that is shut down.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        # Another server's sockets may be of the sharing kind too: ours would join them instead of being refused.
        self._bind(shared=False).close()
        number = plan.web_processes if EACH_HAS_ITS_OWN else 1
        self._listeners = [self._bind(shared=EACH_HAS_ITS_OWN) for _ in range(number)]
        self._users: list[set[object]] = [set() for _ in self._listeners]

    def of(self, number: int) -> socket.socket:
        """Returns the socket of the web process `number`, from 0."""
        return self._listeners[number % len(self._listeners)]

    def enter(self, number: int, user: object) -> None:
        """Records that a process accepts from it."""
        self._users[number % len(self._listeners)].add(user)

    def leave(self, number: int, user: object) -> None:
        """Records that a process has ended. Without another one, connections go to the other listeners."""
        users = self._users[number % len(self._listeners)]
        users.discard(user)
        if not users:
            stop_accepting(self.of(number))

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()

    def _bind(self, *, shared: bool) -> socket.socket:
        listener = socket.socket(socket.AF_INET6 if ":" in self._plan.bind else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            listener.bind((self._plan.bind, self._plan.port))
        except OSError as error:
            listener.close()
            where = self._plan.address
            raise Refusal(f"Cannot listen on {where}: {error.strerror}. Choose another port: PORT=8001.") from None
        return listener
