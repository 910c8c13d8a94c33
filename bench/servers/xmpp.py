"""One person's XMPP stream: plain TCP, SASL PLAIN, group chat (XEP-0045), archive (XEP-0313)."""

import asyncio
import base64
import re
from collections.abc import Sequence
from typing import cast

from bench.ledger import Ledger

_GROUPS = "conference.localhost"
_OPEN = b"<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
_PING = re.compile(rb"<iq[^>]*>\s*<ping xmlns=.urn:xmpp:ping")
_PATIENCE = 90.0


class XmppClient(asyncio.Protocol):
    """A message is acknowledged when the room sends it back, which it does after archiving it."""

    def __init__(self, user: int, ledger: Ledger) -> None:
        self._user = user
        self._ledger = ledger
        self._tail = b""
        self._heard = b""
        self._awaited: tuple[re.Pattern[bytes], asyncio.Future[bytes]] | None = None
        self._unacknowledged: dict[int, asyncio.Future[None]] = {}
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._ledger.disconnected()

    def data_received(self, data: bytes) -> None:
        if self._awaited:
            self._heard += data
            pattern, future = self._awaited
            if not future.done() and pattern.search(self._heard):
                future.set_result(self._heard)
        if _PING.search(data):
            self._pong(data)
        # A mark may be split between two chunks; a whole one in the kept tail would be counted twice.
        whole = self._tail + data
        self._tail = whole[-(Ledger.mark_length - 1) :]
        for number in self._ledger.arrived(self._user, whole):
            future_of = self._unacknowledged.pop(number, None)
            if future_of is not None and not future_of.done():
                future_of.set_result(None)

    async def sign_in(self) -> None:
        secret = base64.b64encode(f"\0u{self._user}\0pw".encode())
        await self._ask(_OPEN, rb"</stream:features>")
        await self._ask(
            b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>" % secret, rb"<success"
        )
        await self._ask(_OPEN, rb"</stream:features>")
        bind = (
            b"<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind></iq>"
        )
        await self._ask(bind, rb"</iq>")
        self._write(b"<presence/>")

    async def join(self, room: str) -> None:
        extension = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>"
        presence = f"<presence to='{room}@{_GROUPS}/u{self._user}'>{extension}</presence>"
        await self._ask(
            presence.encode(), rb"code=['\"]110['\"]"
        )  # 110: the presence is this client's own, and everyone has received it

    async def send(self, room: str, text: str, number: int) -> None:
        future = self._unacknowledged[number] = asyncio.get_running_loop().create_future()
        stanza = f"<message type='groupchat' id='m{number}' to='{room}@{_GROUPS}'><body>{text}</body></message>"
        self._write(stanza.encode())
        await future

    async def history(self, room: str, limit: int) -> int:
        page = f"<set xmlns='http://jabber.org/protocol/rsm'><max>{limit}</max><before/></set>"
        query = f"<query xmlns='urn:xmpp:mam:2' queryid='q'>{page}</query>"
        stanza = f"<iq type='set' id='h' to='{room}@{_GROUPS}'>{query}</iq>"
        return (await self._ask(stanza.encode(), rb"<fin[\s\S]*</iq>")).count(b"</result>")

    async def close(self) -> None:
        if self._transport:
            self._write(b"</stream:stream>")
            self._transport.close()

    async def _ask(self, stanza: bytes, pattern: bytes) -> bytes:
        self._heard = b""
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._awaited = re.compile(pattern), future
        self._write(stanza)
        try:
            async with asyncio.timeout(_PATIENCE):
                return await future
        except TimeoutError:
            raise RuntimeError(f"no {pattern!r} came, but {self._heard[-300:]!r}") from None
        finally:
            self._awaited = None

    def _pong(self, data: bytes) -> None:
        for request in re.findall(rb"<iq[^>]*type=['\"]get['\"][^>]*>", data):
            number = re.search(rb"\bid=['\"]([^'\"]+)", request)
            sender = re.search(rb"\bfrom=['\"]([^'\"]+)", request)
            if number:
                to = b" to='%s'" % sender[1] if sender else b""
                self._write(b"<iq type='result' id='%s'%s/>" % (number[1], to))

    def _write(self, data: bytes) -> None:
        if self._transport:
            self._transport.write(data)


async def connect(port: int, user: int, rooms: Sequence[str], ledger: Ledger) -> XmppClient:
    """Returns a stream that is signed in and present in the rooms."""
    _, client = await asyncio.get_running_loop().create_connection(lambda: XmppClient(user, ledger), "127.0.0.1", port)
    await client.sign_in()
    for room in rooms:
        await client.join(room)
    return client
