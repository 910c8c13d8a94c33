"""A user with their devices, as seen from outside: REST by httpx, and sockets. No code of the product."""

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from tests.contract.sockets import Listener, Socket, open_socket

PASSWORD = "correct horse battery staple"


class Answer(NamedTuple):
    """An answer of the REST API."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The error's code, or `ok`."""
        return str(self.body["code"]) if self.status >= 400 else "ok"


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
        await socket.receive("welcome")
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
        await socket.receive("welcome")
        return socket
