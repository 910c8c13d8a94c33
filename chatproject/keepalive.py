"""uvicorn's WebSocket protocol with the contract's idea of life: whatever a peer sends shows that it lives."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

SILENT = 4408


class KeptAliveProtocol(WebSocketsSansIOProtocol):
    """Closes a silent peer with 4408, and lets the application cut off one that takes no close frame.

    uvicorn pings every `ws_ping_interval`; a peer is silent when neither the pong nor anything else has
    come within `ws_ping_timeout` of a ping.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heard_at = self.loop.time()

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions["abort"] = self.transport.abort

    def keepalive_timeout(self) -> None:
        self.pong_timer = None
        self.pending_ping_payload = None
        if self.close_sent or self.transport.is_closing():
            return
        if self.heard_at > self.ping_sent_at:
            self.schedule_ping()
            return
        self.conn.fail(SILENT, "silent")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        # A peer that takes nothing would keep its socket for as long as the kernel hopes.
        self.loop.call_later(self.close_timeout, self.transport.abort)
