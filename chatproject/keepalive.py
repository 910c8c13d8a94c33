"""uvicorn's WebSocket protocol with the contract's idea of life: whatever a peer sends shows that it lives."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from chatproject.slim import Gate, Inbox

SILENT = 4408


class KeptAliveProtocol(WebSocketsSansIOProtocol):
    """Closes a silent peer with 4408, and lets the application cut off one that takes no close frame.

    uvicorn pings every `ws_ping_interval` and looks `ws_ping_timeout` later; a peer is silent when neither a
    pong nor anything else has come for as long as the two together.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.queue = Inbox()  # type: ignore[assignment]
        self.writable = Gate()  # type: ignore[assignment]
        self.writable.set()
        self.heard_at = self.loop.time()

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions["abort"] = self.transport.abort
            extensions["write"] = self.write

    def start_keepalive(self) -> None:
        """The handshake is done. Sockets stay for days, and what this one came with is a sixth of its memory."""
        super().start_keepalive()
        del self.request, self.response
        self.scope["headers"].clear()  # type: ignore[attr-defined]

    def write(self, frame: bytes) -> bool:
        """Take a frame as it goes over the wire; False, and it is not taken, where `send` would have to wait.

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
        # A peer that takes nothing would keep its socket for as long as the kernel hopes.
        self.loop.call_later(self.close_timeout, self.transport.abort)
