"""All servers by name, in the order they run; each takes the number of our web processes."""

from collections.abc import Callable

from bench.servers.base import Server
from bench.servers.ejabberd import Ejabberd
from bench.servers.parlance import Parlance
from bench.servers.socketio import SocketIo

SERVERS: dict[str, Callable[[int], Server]] = {"ejabberd": Ejabberd, "socketio": SocketIo, "parlance": Parlance}
