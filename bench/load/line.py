"""A person's socket, in a greenlet that reads."""

import json
import time
from collections.abc import Callable
from typing import Any

import gevent
import websocket
from gevent.event import AsyncResult

Json = dict[str, Any]

#: Seconds after which a client gives up.
PATIENCE = 10.0


class Refused(Exception):
    """The server replied with an error, or not in time."""


class Line:
    """An open socket. `hear` is called with each event that is no reply; `lost` when the server has closed it."""

    def __init__(self, url: str, access: str, hear: Callable[[Json], None], lost: Callable[[], None]) -> None:
        self._socket = websocket.create_connection(
            url,
            header=[f"Authorization: Bearer {access}"],
            timeout=PATIENCE,
            suppress_origin=True,
            skip_utf8_validation=True,
            enable_multithread=True,
        )
        self._hear, self._lost = hear, lost
        self._replies: dict[str, AsyncResult] = {}
        self._count = 0
        self.is_open = True
        welcome = json.loads(self._socket.recv())
        self._socket.settimeout(welcome["heartbeat_ms"] / 1000)
        self._reading = gevent.spawn(self._read)

    def ask(self, command: str, **fields: Any) -> Json:
        """Returns the `ok` of the reply. Raises Refused."""
        self._count += 1
        number = str(self._count)
        result = self._replies[number] = AsyncResult()
        try:
            self._socket.send(json.dumps({"type": command, "id": number, **fields}))
            reply = result.get(timeout=PATIENCE)
        except (gevent.Timeout, OSError, websocket.WebSocketException) as error:
            raise Refused(f"{command}: {type(error).__name__}") from None
        finally:
            self._replies.pop(number, None)
        if "error" in reply:
            raise Refused(f"{command}: {reply['error']['code']}")
        ok: Json = reply["ok"]
        return ok

    def hang_up(self) -> None:
        """Ends the connection as a lost network does, without a close frame."""
        self.is_open = False
        self._socket.shutdown()
        self._reading.kill(block=False)

    def _read(self) -> None:
        while self.is_open:
            try:
                frame = self._socket.recv()
            except websocket.WebSocketTimeoutException:
                self._socket.ping()  # the heartbeat of a client that has said nothing
                continue
            except (OSError, websocket.WebSocketException):
                frame = ""
            if not frame:
                break
            events = json.loads(frame)
            for event in events if isinstance(events, list) else [events]:
                self._take(event)
        if self.is_open:
            self.is_open = False
            self._lost()

    def _take(self, event: Json) -> None:
        if event["type"] != "reply":
            self._hear(event)
        elif result := self._replies.get(event["to"]):
            result.set(event)


def milliseconds_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
