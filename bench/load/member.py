"""One simulated person: what their client holds, its socket, and its requests."""

import base64
import json
import random
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import gevent
from locust.contrib.fasthttp import FastHttpUser

from bench.load.line import PATIENCE, Json, Line, Refused, milliseconds_since

T = TypeVar("T")

#: Seconds before a token expires at which it is renewed, and in which arrived messages are acknowledged together.
_EARLY, _DELIVERED = 120.0, 0.8
#: Seconds for which an idle connection is kept: less than the server's.
_KEPT = 3.0


class Member(FastHttpUser):
    """`revs` and `seqs` are what the client holds, by conversation; the one used last is at the end."""

    abstract = True
    connection_timeout = network_timeout = PATIENCE

    password: ClassVar[str]
    #: The others, and the channel that everyone is in.
    colleagues: ClassVar[list[Json]]
    town: ClassVar[str]

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.revs: OrderedDict[str, int] = OrderedDict()
        self.seqs: dict[str, int] = {}
        self.mine: dict[str, int] = {}
        self.line: Line | None = None
        self._delivered: set[str] = set()
        self._sync: Json = {}
        self._called_at = 0.0

    def begin(self, person: Json) -> None:
        self.person = person
        self.connect()

    @property
    def is_connected(self) -> bool:
        return self.line is not None and self.line.is_open

    # The socket

    def connect(self) -> None:
        """Opens the socket and catches up, as often as it takes."""
        wait = 0.5
        while not self.is_connected:
            try:
                self.line = self.timed("WS connect", self._open)
                self.catch_up()
            except Refused:
                gevent.sleep(random.uniform(0, wait))
                wait = min(2 * wait, 30.0)

    def _open(self) -> Line:
        try:
            url = str(self.host).replace("http", "ws", 1) + "/ws/v1"
            return Line(url, self.person["access"], self._hear, self._lost)
        except Exception as error:
            raise Refused(f"connect: {type(error).__name__}: {error}") from None

    def ask(self, command: str, **fields: Any) -> Json:
        """Sends a command over the socket."""
        line = self.line
        if line is None or not line.is_open:
            self.connect()
            line = self.line
        assert line is not None
        return self.timed(f"WS {command}", lambda: line.ask(command, **fields))

    def catch_up(self) -> None:
        ok = self.ask("sync", revs=dict(self.revs), limit=50, **self._sync)
        self._sync = {"as_of": ok["as_of"], "me_rev": ok["me"]["me_rev"]}
        for conversation in ok["conversations"]:
            self._hold(conversation["id"], conversation["rev"], conversation["last_seq"])
        for id, changes in ok["changes"].items():
            last = max((message["seq"] for message in changes["messages"]), default=0)
            self._hold(id, changes["rev"], last)

    def _hear(self, event: Json) -> None:
        if event["type"] == "message":
            id = event["conversation"]
            self._hold(id, event["rev"], event["message"]["seq"])
            if not self._delivered:
                gevent.spawn_later(_DELIVERED, self._acknowledge)
            self._delivered.add(id)
        elif event["type"] == "conversation":
            conversation = event["conversation"]
            self._hold(conversation["id"], conversation["rev"], conversation.get("last_seq", 0))

    def _hold(self, id: str, rev: int, seq: int) -> None:
        self.revs[id] = max(rev, self.revs.get(id, 0))
        self.seqs[id] = max(seq, self.seqs.get(id, 0))

    def _acknowledge(self) -> None:
        delivered, self._delivered = self._delivered, set()
        for id in delivered:
            if self.is_connected:
                self.attempt(lambda id=id: self.ask("receipt.advance", conversation=id, delivered_seq=self.seqs[id]))  # type: ignore[misc]

    def _lost(self) -> None:
        self._count("WS closed by the server", 0.0, Refused("closed"))

    # Requests

    def get(self, path: str, name: str) -> Any:
        return self.call("GET", path, name)

    def call(self, method: str, path: str, name: str, body: Any = None) -> Any:
        """Returns the decoded response. Raises Refused."""
        headers = {"Authorization": f"Bearer {self.person['access']}"}
        if time.monotonic() - self._called_at > _KEPT:
            self.client.client.clientpool.close()
        response = self.client.request(method, f"/api/v1/{path}", name=name, json=body, headers=headers)
        self._called_at = time.monotonic()
        if not 200 <= response.status_code < 300:
            raise Refused(f"{method} {name}: {response.status_code}")
        return json.loads(response.content) if response.content else None

    def renew(self) -> None:
        """Renews the token if it expires soon, also that of the open socket."""
        claims = self.person["access"].split(".")[1]
        expires_at = json.loads(base64.urlsafe_b64decode(claims + "=="))["exp"]
        if expires_at - time.time() > _EARLY:
            return
        pair = self.call("POST", "auth/token/refresh", "auth/token/refresh", {"refresh": self.person["refresh"]})
        self.person |= pair
        self.ask("auth", access=pair["access"])

    def attempt(self, work: Callable[[], object]) -> None:
        """A failure has been counted; the person goes on."""
        try:
            work()
        except Refused:
            return

    def timed(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        try:
            done = work()
        except Refused as refused:
            self._count(name, milliseconds_since(began), refused)
            raise
        self._count(name, milliseconds_since(began), None)
        return done

    def _count(self, name: str, took: float, failure: Exception | None) -> None:
        kind, _, name = name.partition(" ")
        self.environment.events.request.fire(
            request_type=kind, name=name, response_time=took, response_length=0, exception=failure, context={}
        )
