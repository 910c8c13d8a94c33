"""A device's socket, as seen from outside: commands with their replies, and the events that it received."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Protocol
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

Event = dict[str, Any]


#: Seconds in which what is to come has come, on a machine that is busy.
SOON = 60.0


class Listener(Protocol):
    """The listener of a server: of a web process, or of a proxy in front of several."""

    @property
    def host(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def socket_url(self) -> str: ...


class Refused(Exception):
    """A command was answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.error = error
        self.code: str = error["code"]
        super().__init__(f"{self.code}: {error.get('detail')}")


class NotLetIn(Exception):
    """The handshake was refused."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body
        super().__init__(f"{status} {body!r}")


class Socket:
    """One open socket: the events it received, in order, and commands with their replies."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.frames: list[Any] = []
        self.events: list[Event] = []
        self.replies: list[Event] = []
        self._waiting: dict[str, asyncio.Future[Event]] = {}
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())
        self._number = 0

    async def _read(self) -> None:
        try:
            async for text in self.line:
                frame = json.loads(text)
                self.frames.append(frame)
                for event in frame if isinstance(frame, list) else [frame]:
                    self._take(event)
                async with self._news:
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        finally:
            async with self._news:
                self._news.notify_all()

    def _take(self, event: Event) -> None:
        if event["type"] != "reply":
            self.events.append(event)
            return
        self.replies.append(event)
        waiting = self._waiting.pop(event["to"], None) if event["to"] is not None else None
        if waiting is not None and not waiting.done():
            waiting.set_result(event)

    # Saying

    async def send_command(self, type: str, /, **fields: Any) -> str:
        """Give a command and go on; its id."""
        self._number += 1
        id = f"c{self._number}"
        self._waiting[id] = asyncio.get_running_loop().create_future()
        await self.line.send(json.dumps({"type": type, "id": id, **fields}, ensure_ascii=False))
        return id

    async def reply(self, id: str) -> Event:
        """The reply to a command given with `say`; waited for once."""
        waiting = self._waiting.get(id)
        if waiting is None:
            return next(reply for reply in self.replies if reply["to"] == id)
        return await asyncio.wait_for(waiting, SOON)

    async def ask(self, type: str, /, **fields: Any) -> Any:
        """Give a command; its `ok`, or Refused."""
        reply = await self.reply(await self.send_command(type, **fields))
        if "error" in reply:
            raise Refused(reply["error"])
        return reply["ok"]

    async def code(self, type: str, /, **fields: Any) -> str:
        """Give a command; the code of its refusal, or `ok`."""
        try:
            await self.ask(type, **fields)
        except Refused as refused:
            return refused.code
        return "ok"

    async def send(self, conversation: str, body: str, **fields: Any) -> Any:
        return await self.ask(
            "message.send", **{"conversation": conversation, "body": body, "client_id": str(uuid4()), **fields}
        )

    # Hearing

    def received(self, type: str | None = None, **fields: Any) -> list[Event]:
        """The events so far that have these fields."""
        return [event for event in self.events if _matches(event, type, fields)]

    async def receive(self, type: str | None = None, *, within: float = SOON, **fields: Any) -> Event:
        """The first event with these fields, past or to come."""
        return (await self.receive_all(1, type, within=within, **fields))[0]

    async def receive_all(
        self, count: int, type: str | None = None, *, within: float = SOON, **fields: Any
    ) -> list[Event]:
        await self.until(lambda: len(self.received(type, **fields)) >= count, within, f"{count} × {type} {fields}")
        return self.received(type, **fields)

    async def receive_reply(self, matches: Callable[[Event], bool], within: float = SOON) -> Event:
        await self.until(lambda: any(map(matches, self.replies)), within, "a reply")
        return next(reply for reply in self.replies if matches(reply))

    async def until(self, is_so: Callable[[], bool], within: float, what: str) -> None:
        try:
            async with asyncio.timeout(within), self._news:
                while not is_so():
                    assert not self._reading.done(), f"closed with {self.line.close_code} while waiting for {what}"
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"did not hear {what} within {within} s; heard {self.events[-5:]}") from None

    # Ending

    async def closed(self, within: float = SOON) -> int | None:
        """The close code, once the other side closed."""
        await asyncio.wait_for(asyncio.shield(self._reading), within)
        return self.line.close_code

    @property
    def is_open(self) -> bool:
        return not self._reading.done()

    async def close(self) -> None:
        await self.line.close()
        await self._reading

    def cut(self) -> None:
        """Lose the connection, without a word."""
        self.line.transport.abort()


def _matches(event: Event, type: str | None, fields: dict[str, Any]) -> bool:
    return (type is None or event["type"] == type) and all(event.get(name) == value for name, value in fields.items())


async def open_socket(
    at: Listener,
    *,
    headers: dict[str, str] | None = None,
    subprotocols: list[str] | None = None,
    path: str | None = None,
    **options: Any,
) -> Socket:
    """A socket to this process, or NotLetIn. Nothing is said by itself: no protocol pings."""
    try:
        line = await connect(
            at.socket_url if path is None else f"ws://{at.host}{path}",
            additional_headers=headers,
            subprotocols=subprotocols,  # type: ignore[arg-type]
            **{
                "compression": None,
                "max_size": None,
                "max_queue": None,
                "ping_interval": None,
                "open_timeout": SOON,
                "close_timeout": 3,
                "proxy": None,
                **options,
            },
        )
    except InvalidStatus as error:
        raise NotLetIn(error.response.status_code, bytes(error.response.body)) from error
    return Socket(line)
