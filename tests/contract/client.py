"""A user with their devices, as seen from outside: REST by httpx, sockets by websockets, no code of the product."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

Event = dict[str, Any]
PASSWORD = "correct horse battery staple"
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


class Answer(NamedTuple):
    """An answer of the REST API."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The error's code, or `ok`."""
        return str(self.body["code"]) if self.status >= 400 else "ok"


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

    async def say(self, type: str, /, **fields: Any) -> str:
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
        reply = await self.reply(await self.say(type, **fields))
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

    def heard(self, type: str | None = None, **fields: Any) -> list[Event]:
        """The events so far that have these fields."""
        return [event for event in self.events if _matches(event, type, fields)]

    async def hear(self, type: str | None = None, *, within: float = SOON, **fields: Any) -> Event:
        """The first event with these fields, past or to come."""
        return (await self.hear_all(1, type, within=within, **fields))[0]

    async def hear_all(
        self, count: int, type: str | None = None, *, within: float = SOON, **fields: Any
    ) -> list[Event]:
        await self.until(lambda: len(self.heard(type, **fields)) >= count, within, f"{count} × {type} {fields}")
        return self.heard(type, **fields)

    async def hear_reply(self, matches: Callable[[Event], bool], within: float = SOON) -> Event:
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


@dataclass
class Person:
    """A user with an account. Their calls go to the web process `home` unless a call names another."""

    username: str
    home: Listener
    http: httpx.AsyncClient
    id: str = ""
    access: str = ""
    refresh: str = ""
    sockets: list[Socket] = field(default_factory=list)

    @property
    def authorization(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.access}"}

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        at: Listener | None = None,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Calls the REST API. `content` is a body other than JSON."""
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json", **(self.authorization if headers is None else headers)}
        response = await self.http.request(
            method, f"{(at or self.home).url}/api/v1/{path}", content=content, headers=headers
        )
        return Answer(response.status_code, response.json() if response.content else None)

    async def get(self, path: str, **about: Any) -> Any:
        """Returns the body of a GET, which must succeed."""
        return await self.do("GET", path, **about)

    async def do(self, method: str, path: str, body: Any = None, **about: Any) -> Any:
        answer = await self.call(method, path, body, **about)
        assert answer.status < 400, f"{self.username}: {method} {path} → {answer}"
        return answer.body

    async def accept(self) -> None:
        """Come into every conversation one is asked into."""
        for request in await self.items("conversations/requests"):
            await self.do("POST", f"conversations/requests/{request['id']}/accept")

    async def items(self, path: str) -> list[Any]:
        """A whole list, page by page."""
        found: list[Any] = []
        cursor = ""
        while True:
            sign = "&" if "?" in path else "?"
            page = await self.get(f"{path}{sign}limit=200{f'&cursor={cursor}' if cursor else ''}")
            found += page["items"]
            cursor = page.get("next_cursor", "")
            if not cursor:
                return found

    async def send(self, conversation: str, body: str, **fields: Any) -> Any:
        at = fields.pop("at", None)
        fields = {"body": body, "client_id": str(uuid4()), **fields}
        return await self.do("POST", f"conversations/{conversation}/messages", fields, at=at)

    async def connect(self, at: Listener | None = None) -> Socket:
        """A device's socket, after its welcome."""
        socket = await open_socket(at or self.home, headers=self.authorization)
        self.sockets.append(socket)
        await socket.hear("welcome")
        return socket

    async def browse(self, at: Listener | None = None) -> "Browser":
        """The same person signed in by the page's form, with a session cookie."""
        at, token = at or self.home, "t" * 32
        form = {"login": self.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        response = await self.http.post(
            f"{at.url}/accounts/login/", data=form, headers={"cookie": f"csrftoken={token}"}, follow_redirects=False
        )
        assert response.status_code == 302, response.text
        cookies = {name: response.cookies[name] for name in ("sessionid", "csrftoken")}
        self.http.cookies.clear()
        return Browser(self, cookies, at)

    async def sign_in(self) -> "Person":
        """The same person on another device."""
        answer = await self.call("POST", "auth/token", {"username": self.username, "password": PASSWORD})
        assert answer.status == 200, answer
        other = Person(self.username, self.home, self.http, self.id, answer.body["access"], answer.body["refresh"])
        other.sockets = self.sockets
        return other


@dataclass
class Browser:
    """A person's session in a browser."""

    person: Person
    cookies: dict[str, str]
    home: Listener

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def call(self, method: str, path: str, body: Any = None, *, csrf: bool = True) -> Answer:
        """Ask REST as the page does, or, without `csrf`, as a foreign page would."""
        headers = {"cookie": self.cookie, "origin": self.home.url}
        if csrf:
            headers["x-csrftoken"] = self.cookies["csrftoken"]
        return await self.person.call(method, path, body, at=self.home, headers=headers)

    async def connect(self, at: Listener | None = None, origin: str | None = "") -> Socket:
        """A page's socket; `origin` is that of the page, its own unless told otherwise."""
        at = at or self.home
        headers = {"cookie": self.cookie}
        if origin is not None:
            headers["origin"] = origin or at.url
        socket = await open_socket(at, headers=headers)
        self.person.sockets.append(socket)
        await socket.hear("welcome")
        return socket


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
