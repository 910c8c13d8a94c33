"""A client that does exactly what the protocol requires of clients."""

import asyncio
import hashlib
import json
import random
import socket
import struct
from collections import deque
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.faults.ledger import Json, Ledger
from tests.faults.view import View

_SILENCE = 10.0
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
#: Commands about a message that was acknowledged before.
_CHANGES = ("message.edit", "message.pin", "message.unpin")


class Refused(Exception):
    def __init__(self, error: Json) -> None:
        super().__init__(error)
        self.code = error["code"]
        self.retry_after = error.get("retry_after_ms", 500) / 1000


def fingerprint(messages: list[Json]) -> str:
    """Returns a fingerprint of a complete history, with each message in its current state."""
    return hashlib.sha256(json.dumps(messages, sort_keys=True).encode()).hexdigest()


class Device:
    """One device of a user, in one conversation. `live` runs until it is cancelled.

    `slowness` is the time it needs for each frame, in seconds; `closes` are the close codes of its connections.
    """

    def __init__(self, address: str, access: str, conversation: str, name: str) -> None:
        self.name = name
        self.access = access
        self.view = View()
        self.ledger = Ledger()
        self.connections = 0
        self.closes: list[int | None] = []
        self.unsent: deque[Json] = deque()
        self.slowness = 0.0
        self._last_trouble = "none"
        self._pinned = 0
        self._reads = asyncio.Event()
        self._reads.set()
        self._url = address.replace("http", "ws", 1) + "/ws/v1"
        self._conversation = conversation
        self._socket: ClientConnection | None = None
        self._replies: dict[str, asyncio.Future[Json]] = {}
        self._has_unsent = asyncio.Event()
        self._is_behind = asyncio.Event()
        self._leaving: list[asyncio.Task[None]] = []

    def __str__(self) -> str:
        state = "connected" if self._socket else "not connected"
        return f"{self.name} ({state}, connections={self.connections}, unsent={len(self.unsent)}: {self._last_trouble})"

    @property
    def port(self) -> int | None:
        """The local port of the socket, while it is open."""
        return self._socket.local_address[1] if self._socket else None

    def send_message(self, body: str) -> None:
        client_id = str(uuid4())
        self.ledger.add(client_id)
        self._enqueue({"type": "message.send", "client_id": client_id, "body": body})

    def edit_last(self, body: str) -> None:
        if mine := self.ledger.acknowledged:
            self._enqueue({"type": "message.edit", "seq": max(mine.values()), "body": body})

    def pin_last(self) -> None:
        """Pins the last message, and unpins the one that it pinned before: a conversation has room for a few only."""
        if mine := self.ledger.acknowledged:
            if self._pinned:
                self._enqueue({"type": "message.unpin", "seq": self._pinned})
            self._pinned = max(mine.values())
            self._enqueue({"type": "message.pin", "seq": self._pinned})

    def read(self, seq: int) -> None:
        """Sends how far the user has read. A lower value than before is allowed, and changes nothing."""
        self._enqueue({"type": "receipt.advance", "read_seq": seq})

    def _enqueue(self, command: Json) -> None:
        self.unsent.append(command)
        self._has_unsent.set()

    def pause(self) -> None:
        """Stops reading from the socket until `resume`."""
        self._reads.clear()

    def resume(self) -> None:
        self._reads.set()

    def hang_up(self) -> None:
        """Resets the connection without a close frame, as a lost network does."""
        if self._socket is not None:
            line = self._socket.transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._socket.transport.abort()

    # The connection

    async def live(self) -> None:
        self._wait = _FIRST_WAIT
        while True:
            try:
                # Uncompressed, so that the queue of a slow reader is as large as the messages.
                headers = {"Authorization": f"Bearer {self.access}"}
                async with connect(self._url, additional_headers=headers, compression=None) as line:
                    await self._use(line)
            except ConnectionClosed as closed:
                self.closes.append(closed.rcvd.code if closed.rcvd else None)
                self._last_trouble = repr(closed)
            except (OSError, WebSocketException, TimeoutError) as error:
                self._last_trouble = repr(error)
            finally:
                self._socket = None
                self._replies.clear()
            await asyncio.sleep(random.uniform(0, self._wait))
            self._wait = min(self._wait * 2, _LONGEST_WAIT)

    async def _use(self, line: ClientConnection) -> None:
        self._socket = line
        self.view.connect()
        self._is_behind.set()
        works = [asyncio.create_task(work) for work in (self._read(line), self._keep_up(), self._send_on())]
        try:
            done, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
            for work in done:
                work.result()
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    async def _read(self, line: ClientConnection) -> None:
        while True:
            await asyncio.sleep(self.slowness)
            await self._reads.wait()
            frame = json.loads(await line.recv())
            for event in frame if isinstance(frame, list) else [frame]:
                self._hear(event)
            self.view.show()

    async def _ask(self, command: Json) -> Json:
        """Returns the `ok` of the reply. Disconnects if the server is silent for too long."""
        assert self._socket is not None
        id = str(uuid4())
        self._replies[id] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": id, "conversation": self._conversation, **command}))
        # Not wait_for: in Python 3.11 it loses a cancellation if the reply arrives at the same time.
        async with asyncio.timeout(_SILENCE):
            reply = await self._replies[id]
        del self._replies[id]
        if "error" in reply:
            raise Refused(reply["error"])
        ok: Json = reply["ok"]
        return ok

    # Received events

    def _hear(self, event: Json) -> None:
        match event["type"]:
            case "welcome":
                self.connections += 1
                self._wait = _FIRST_WAIT
            case "goaway":
                self._leave_within(event["after_ms"] / 1000)
            case "reply":
                if (future := self._replies.get(event["to"])) and not future.done():
                    future.set_result(event)
            case "message":
                self._follow(event["rev"], event["message"])
            case "member" | "rev":
                self._follow(event["rev"])
            case "conversation":
                self._follow(event["conversation"]["rev"])
            case "receipt":
                self.view.receive_receipt(event)

    def _leave_within(self, seconds: float) -> None:
        """Reconnects after a random part of this time."""
        line, loop = self._socket, asyncio.get_running_loop()
        assert line is not None
        loop.call_later(random.uniform(0, seconds), lambda: self._leaving.append(loop.create_task(line.close())))

    def _follow(self, rev: int, message: Json | None = None) -> None:
        if not self.view.follow(rev, message):
            self._is_behind.set()

    async def _keep_up(self) -> None:
        while True:
            await self._is_behind.wait()
            self._is_behind.clear()
            try:
                synced = await self._ask({"type": "sync", "revs": {self._conversation: self.view.rev}})
            except Refused as refused:
                await self._pause(refused)
                self._is_behind.set()
                continue
            nothing = {"rev": self.view.rev, "messages": []}
            self.view.catch_up(synced["changes"].get(self._conversation, nothing), is_all=synced["caught_up"])
            for receipt in synced["receipts"]:
                self.view.receive_receipt(receipt)
            if not synced["caught_up"]:
                self._is_behind.set()

    # Sent messages

    async def _send_on(self) -> None:
        """Sends one message after the other. Repeats each until it is acknowledged, on new connections if necessary."""
        while True:
            await self._has_unsent.wait()
            while self.unsent:
                command = self.unsent[0]
                self.ledger.send(command)
                try:
                    ok = await self._ask(command)
                except Refused as refused:
                    if command["type"] in _CHANGES and refused.code in ("forbidden", "not_found"):
                        self.ledger.broken += 1
                        self.unsent.popleft()
                    else:
                        await self._pause(refused)
                    continue
                self.unsent.popleft()
                self.ledger.note(command, ok)
            self._has_unsent.clear()

    async def _pause(self, refused: Refused) -> None:
        """Retries only errors that are declared temporary. Any other error fails the test."""
        if refused.code not in ("unavailable", "rate_limited"):
            raise refused
        self._last_trouble = repr(refused)
        await asyncio.sleep(refused.retry_after)
