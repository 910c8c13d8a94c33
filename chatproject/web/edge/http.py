"""uvicorn's HTTP protocol with limits on how much, how many requests, and how slowly strangers may send."""

import asyncio
from itertools import chain
from typing import Any, NamedTuple, NoReturn

from django.conf import settings
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from chatproject.contract import wire
from chatproject.web.edge import bounds
from chatproject.web.edge.guards import PLAIN
from chatproject.web.edge.unfinished import Unfinished, network_of


class Refusal(NamedTuple):
    status: int
    code: str
    detail: str


NOT_HTTP = Refusal(400, "invalid", "The request must be HTTP.")
LONG_ADDRESS = Refusal(414, "too_large", f"The address must have at most {bounds.ADDRESS} bytes.")
LONG_HEAD = Refusal(
    431, "too_large", f"A request must have at most {bounds.HEADERS} headers, of {bounds.HEAD} bytes in all."
)
SLOW = Refusal(408, "invalid", "The request did not arrive in time.")

#: Among the headers of all responses of a process that stops: uvicorn then closes the connection, as a proxy does.
LAST = (b"connection", b"close")

unfinished = Unfinished()


class Refused(Exception):
    """Raised in a callback of the parser to stop it there."""


class Flow(FlowControl):
    """A response may still be on its way when its connection closes: nothing more is read for it then."""

    def resume_reading(self) -> None:
        if not self._transport.is_closing():
            super().resume_reading()


class BoundedHttp(HttpToolsProtocol):
    """Answers requests over a limit with an error of the contract, and closes the connection."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._refusal = NOT_HTTP
        self._is_over = False
        self._in_head = True
        self._in_body = False
        self._messages = 0
        #: Bytes of the current message: of its body, and of all else.
        self._body = 0
        self._besides = 0
        self._address = ""
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    # A connection's life

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = Flow(transport)
        # Behind proxies the peer is one of them, and waits for heads itself: do not count it as a visitor.
        if self.client and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
            self._address = network_of(self.client[0])
            unfinished.enter(self._address, self)
        self._arm(bounds.HEAD_SECONDS, self._end, SLOW)

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self._finished()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def give_up(self) -> None:
        """Closes this connection: too many of its address wait, and it has waited longest."""
        self.transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        # A paused film reads nothing for long, so media has no limit here.
        if not bounds.is_media(getattr(self, "url", b"")):
            self._unread = self.loop.call_later(bounds.UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    # Input

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        messages, body = self._messages, self._body
        super().data_received(data)
        if self._is_over:
            return
        is_same = messages == self._messages
        # A read in which a message began may contain parts of others, so the share of each is unknown; a read is
        # bounded.
        self._besides = self._besides + len(data) - (self._body - body) if is_same else 0
        if self._besides > bounds.HEAD + 16 * self._body:
            self._end(LONG_HEAD)
        elif self._timer is None and self._in_body:
            self._arm(self._patience, self._look, self._body)
        elif self._timer is None and (self._in_head or is_same):
            self._arm(bounds.HEAD_SECONDS, self._end, SLOW)

    def handle_websocket_upgrade(self) -> None:
        self._is_over = True
        if LAST in self.server_state.default_headers:
            # A proxy sends the handshake again, to a process that stays.
            self.transport.close()
        else:
            super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._messages += 1
        self._in_head = True
        self._body = self._besides = 0

    def on_headers_complete(self) -> None:
        self._disarm()
        self._finished()
        self._measure()
        super().on_headers_complete()
        self._in_head, self._in_body = False, True
        if not self.parser.should_upgrade():
            self.headers = []  # trailers are not headers

    def _measure(self) -> None:
        """Refuses what is too large by its head alone, before any work on it."""
        if len(self.url) > bounds.ADDRESS:
            self._refuse(LONG_ADDRESS)
        for name, value in self.headers:
            if name == b"content-length" and int(value) > self._bound:
                self._refuse(self._too_large)
        size = len(self.url) + sum(map(len, chain.from_iterable(self.headers))) + 4 * len(self.headers)
        if size > bounds.HEAD or len(self.headers) > bounds.HEADERS or len(self.pipeline) >= bounds.PIPELINED:
            self._refuse(LONG_HEAD)

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        if self._body > self._bound:
            self._refuse(self._too_large)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._disarm()
        self._in_body = False
        super().on_message_complete()

    # Time

    def _arm(self, seconds: float, then: Any, *about: Any) -> None:
        self._disarm()
        self._timer = self.loop.call_later(seconds, then, *about)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def _patience(self) -> int:
        return bounds.PART_SECONDS if bounds.is_media(self.url) else bounds.BODY_SECONDS

    def _look(self, before: int) -> None:
        """Checks that the body made progress. While we do not read, its sender is not slow."""
        if self.flow.read_paused or self._body - before >= bounds.PROGRESS:
            self._arm(self._patience, self._look, self._body)
        else:
            self._end(SLOW)

    def _finished(self) -> None:
        if self._address:
            unfinished.leave(self._address, self)
            self._address = ""

    # Refusals

    @property
    def _bound(self) -> int:
        return bounds.body_bound(self.url)

    @property
    def _too_large(self) -> Refusal:
        return Refusal(413, "too_large", f"A body sent to this address must have at most {self._bound} bytes.")

    def _refuse(self, refusal: Refusal) -> NoReturn:
        self._refusal = refusal
        raise Refused

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this when the parser stopped: at invalid input, or at one of our refusals."""
        self._end(self._refusal)

    def _end(self, refusal: Refusal) -> None:
        """Responds, unless another response is under way, and reads on for a moment, so that the response arrives."""
        self._is_over = True
        self._disarm()
        cycle = self.cycle
        if self.transport.is_closing():
            return
        if self._in_body:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.close()
                return
        elif cycle is not None and not cycle.response_complete:
            cycle.keep_alive = False  # it closes when all earlier requests are answered
            return
        self.transport.write(_answer(refusal))
        self.transport.write_eof()
        self.flow.resume_reading()
        self._arm(bounds.LINGER, self.transport.close)


def _answer(refusal: Refusal) -> bytes:
    body = wire.encode({"code": refusal.code, "detail": refusal.detail})
    headers = [
        *PLAIN,
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    return b"".join([STATUS_LINE[refusal.status], *(b"%b: %b\r\n" % header for header in headers), b"\r\n", body])
