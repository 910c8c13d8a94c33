"""uvicorn's WebSocket protocol with the contract's keepalive: whatever a peer sends shows that it is alive."""

import http
import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from chatproject.realtime.deflating import SETTINGS, WINDOW_BITS
from chatproject.web.edge.guards import PLAIN
from chatproject.web.slim import Gate, Inbox

SILENT = 4408
#: The most in one message.
MOST_FRAGMENTS = 1024


#: Nothing is kept between messages: an idle socket holds no memory for it, and one frame is compressed once for all its
#: readers.
_DEFLATE = [
    ServerPerMessageDeflateFactory(
        server_no_context_takeover=True,
        client_no_context_takeover=True,
        server_max_window_bits=WINDOW_BITS,
        client_max_window_bits=WINDOW_BITS,
        compress_settings=SETTINGS,
    )
]


class GuardedServer(ServerProtocol):
    """Refuses what is not a handshake with the headers of all responses."""

    def reject(self, status: http.HTTPStatus | int, text: str) -> Response:
        response = super().reject(status, text)
        response.headers.update([(name.decode(), value.decode()) for name, value in PLAIN])
        return response


class KeptAliveProtocol(WebSocketsSansIOProtocol):
    """Closes a silent peer with 4408, and lets the application cut off one that does not answer a close frame.

    uvicorn pings every `ws_ping_interval` and checks `ws_ping_timeout` later; a peer is silent if neither a pong nor
    anything else has arrived for as long as the two together.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        extensions = _DEFLATE if self.config.ws_per_message_deflate else None
        self.conn = GuardedServer(
            extensions=extensions, max_size=self.config.ws_max_size, logger=logging.getLogger("uvicorn.error")
        )
        self.queue = Inbox()  # type: ignore[assignment]
        self.writable = Gate()  # type: ignore[assignment]
        self.writable.set()
        self.heard_at = self.loop.time()

    def data_received(self, data: bytes) -> None:
        if self.handshake_initiated and not self.handshake_complete:
            # A client waits until it is accepted: before that its frames belong to no user.
            self.transport.abort()
            return
        self.heard_at = self.loop.time()
        super().data_received(data)

    def handle_cont(self, event: Frame) -> None:
        """Empty fragments have no size, and without a bound on their number a message would have no end."""
        if len(self.frames) >= MOST_FRAGMENTS:
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
            self.handle_parser_exception()
        else:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """A peer that reads nothing gets no more pongs: they would queue up without a bound."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions["abort"] = self.transport.abort
            extensions["write"] = self.write
            extensions["deflate"] = any(map(_takes_shared_frames, self.conn.extensions))

    def start_keepalive(self) -> None:
        """Frees the data of the handshake: sockets stay for days, and it is a sixth of their memory."""
        super().start_keepalive()
        del self.request, self.response
        self.scope["headers"].clear()  # type: ignore[attr-defined]

    def write(self, frame: bytes) -> bool:
        """Writes a frame as it is on the wire. Returns False, without writing, if `send` would have to wait.

        One frame made for five hundred readers costs each of them a system call and nothing more.
        """
        if not self.writable.is_set() or self.close_sent or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True

    def keepalive_timeout(self) -> None:
        self.pong_timer = None
        self.pending_ping_payload = None
        if self.close_sent or self.transport.is_closing():
            return
        patience = (self.ping_interval or 0) + (self.ping_timeout or 0)
        left = self.heard_at + patience - self.loop.time()
        if left > 0:
            self.ping_timer = self.loop.call_later(min(left, self.ping_timeout or 0), self.send_keepalive_ping)
            return
        self.conn.fail(SILENT, "silent")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        # A peer that reads nothing would keep its socket until the kernel gives up.
        self.loop.call_later(self.close_timeout, self.transport.abort)


def _takes_shared_frames(extension: Extension) -> bool:
    """Whether its client has room for the window with which we compress for all."""
    return isinstance(extension, PerMessageDeflate) and extension.local_max_window_bits >= WINDOW_BITS
