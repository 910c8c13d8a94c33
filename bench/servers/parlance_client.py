"""One person's socket to Parlance, with the wire contract and nothing else."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.ledger import Ledger
from bench.servers.http import Http, Refused
from bench.servers.people import rest

_encode = msgspec.json.encode
_decode = msgspec.json.decode
_PATIENCE = 60.0


class ParlanceClient(WSListener):
    """`gone` is set when the connection has ended."""

    def __init__(self, user: int, token: str, port: int, ledger: Ledger, conversation: Callable[[str], str]) -> None:
        super().__init__()
        self.user = user
        self.ledger = ledger
        self._conversation = conversation
        self._token = token
        self._http: Http = rest(port)
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._count = 0
        #: {seq, rev, created_at} of the latest acknowledged message.
        self.last_sent: dict[str, Any] = {}
        self._transport: WSTransport | None = None
        self.welcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.gone.set()
        self.ledger.disconnected()
        for future in (self.welcome, *self._waiting.values()):
            if not future.done():
                future.set_exception(ConnectionResetError("the server closed the connection"))
                future.exception()  # there may be no waiter for it

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        data = frame.get_payload_as_bytes()
        if b'"reply"' not in data and b'"welcome"' not in data:
            self.ledger.arrived(self.user, data)
            return
        decoded = _decode(data)
        for item in decoded if isinstance(decoded, list) else (decoded,):
            self._take(item)

    async def ask(self, command: str, **fields: Any) -> Any:
        """Returns the `ok` of the reply. Raises RuntimeError with its error."""
        self._count += 1
        number = str(self._count)
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        self.write({"type": command, "id": number, **fields})
        reply = await future
        if "error" in reply:
            raise RuntimeError(f"{command}: {reply['error']}")
        return reply["ok"]

    def write(self, frame: Any) -> None:
        if self._transport is None or self.gone.is_set():
            raise ConnectionResetError("the connection has ended")
        self._transport.send(WSMsgType.TEXT, _encode(frame))

    async def send(self, room: str, text: str, number: int) -> None:
        self.last_sent = await self.ask(
            "message.send", conversation=self._conversation(room), client_id=str(uuid4()), body=text
        )

    async def history(self, room: str, limit: int) -> int:
        path = f"conversations/{self._conversation(room)}/messages?limit={limit}"
        status, content = await self._http.raw("GET", path, b"", self._token)
        if status != 200:
            raise Refused(status, content)
        return content.count(b'"seq":')

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        return await self._http.call(method, path, body, self._token)

    async def close(self) -> None:
        await self._http.close()
        self.cut()

    def cut(self) -> None:
        """Ends the connection without a close frame, as a lost network does."""
        if self._transport is not None and not self.gone.is_set():
            self._transport.disconnect()

    def _take(self, item: Any) -> None:
        match item["type"]:
            case "reply":
                future = self._waiting.pop(item["to"], None)
                if future is not None and not future.done():
                    future.set_result(item)
            case "message":
                self.ledger.arrived(self.user, (item["message"].get("body") or "").encode())
            case "welcome":
                self.welcome.set_result(item)


async def connect(
    port: int, token: str, user: int, ledger: Ledger, conversation: Callable[[str], str]
) -> ParlanceClient:
    """Returns a connection after its welcome."""
    headers = {"Authorization": f"Bearer {token}", "Sec-WebSocket-Protocol": "chat.v1"}
    client = ParlanceClient(user, token, port, ledger, conversation)
    async with asyncio.timeout(_PATIENCE):
        await ws_connect(lambda: client, f"ws://127.0.0.1:{port}/ws/v1", extra_headers=headers)
        await client.welcome
    return client
