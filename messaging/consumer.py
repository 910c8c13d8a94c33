"""The socket's door: authenticate, read commands, call one operation each, reply."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Union

import msgspec
from django.conf import settings
from django.utils import timezone

from accounts.authentication import Signed
from accounts.models import Device
from accounts.staff.standing import known, refuse_writes
from accounts.tokens import read_access
from chatproject.lib import commands as inputs
from chatproject.lib import shapes, wire
from chatproject.lib.errors import DomainError, Forbidden, Invalid, NotFound, RateLimited, Unavailable
from chatproject.lib.events import ReplyEvent
from chatproject.lib.ids import parse_id
from chatproject.lib.refusing import refuse
from messaging.commands import COMMANDS, sent
from messaging.handshake import Send, accept, let_in, welcome
from messaging.hub.connection import Connection, Fragment
from messaging.hub.limiting import limiter
from messaging.hub.live import Live, live
from messaging.operations.receiving import Advance
from messaging.operations.sending import Sent, drafted
from messaging.watching import watchable

log = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]

POLICY, TOO_BIG, SIGNED_OUT = 1008, 1009, 4401
#: Commands of one socket under way at once, and refusals in a row until it is closed.
MAX_UNDER_WAY = 64
MAX_MALFORMED = 20
MAX_FLOOD = 500

_decode = msgspec.json.Decoder(Union[inputs.INPUTS]).decode  # noqa: UP007


def _as_it_is(outcome: Any) -> Any:
    return outcome


class ChatConsumer:
    """One socket from handshake to close. An ASGI application of its own: Channels' stock dispatch would
    send every frame through the one thread that runs synchronous views."""

    def __init__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._live: Live = live()
        self._signed: Signed
        self._connection: Connection
        self._under_way: set[asyncio.Future[Any]] = set()
        self._in_order = asyncio.Lock()
        self._malformed = 0
        self._floods = 0
        self._expiry: asyncio.TimerHandle | None = None

    @classmethod
    async def as_asgi(cls, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await cls(scope, receive, send).run()

    async def run(self) -> None:
        await self._receive()  # websocket.connect
        try:
            self._signed = await let_in(self._scope, self._live)
        except DomainError as error:
            await refuse(error, self._scope, self._send)
            return
        self._connection = await accept(self._signed, self._scope, self._send, self._live)
        self._close_at_expiry()
        try:
            await welcome(self._connection, self._live)
            await self._talk()
        finally:
            if self._expiry is not None:
                self._expiry.cancel()
            self._live.leave(self._connection)
            self._connection.drop()
            for outcome in tuple(self._under_way):
                outcome.cancel()

    def _close_at_expiry(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        if self._signed.expires_at is None:
            return
        left = (self._signed.expires_at - timezone.now()).total_seconds()
        reason = "token_expired" if self._signed.device.kind == Device.Kind.APP else "session_expired"
        self._expiry = self._live.loop.call_later(max(left, 0), self._connection.close, SIGNED_OUT, reason)

    # Commands

    async def _talk(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._connection.is_closed:
                continue
            text = message.get("text")
            if text is None:
                self._complain(None, Invalid("Frames are text."))
            elif len(text) > settings.LIMITS["frame_bytes"] or len(text.encode()) > settings.LIMITS["frame_bytes"]:
                self._connection.close(TOO_BIG)
            else:
                await self._take(text)

    async def _take(self, text: str) -> None:
        try:
            command = _decode(text)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            self._complain(wire.readable_id(text), wire.invalid(error))
            return
        if not command.id:
            self._complain(None, Invalid("A command has an id.", fields={"id": ["Missing."]}))
            return
        try:
            limiter.check(self._connection.user, command.__struct_config__.tag)
        except RateLimited as error:
            self._floods += 1
            self._refuse_command(command.id, error)
            if self._floods > MAX_FLOOD:
                self._connection.close(POLICY)
            return
        self._malformed = 0
        self._floods = max(0, self._floods - 1)
        # A client that does not wait for its replies is read no faster than it is answered.
        while len(self._under_way) >= MAX_UNDER_WAY:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        try:
            if command.writes:
                refuse_writes(known())
            self._handle(command)
        except Exception as error:
            self._fail(command, error)

    def _complain(self, to: str | None, error: DomainError) -> None:
        self._refuse_command(to, error)
        self._malformed += 1
        if self._malformed >= MAX_MALFORMED:
            self._connection.close(POLICY)

    def _handle(self, command: inputs.CommandInput) -> None:
        match command:
            case inputs.Ping():
                self._reply(command.id, {})
            case inputs.SetActivity(active=active):
                self._live.attend(self._connection, is_active=active)
                self._reply(command.id, {})
            case inputs.SendMessage():
                self._expect(command, self._send_message(command), sent)
            case inputs.AdvanceReceipt():
                self._expect(command, self._advance_receipt(command))
            case inputs.StartTyping() | inputs.StopTyping():
                self._type(command)
            case inputs.Authenticate():
                self._expect(command, self._live.loop.create_task(self._renew(command)))
            case inputs.WatchPresence():
                self._expect(command, self._live.loop.create_task(self._watch(command)))
            case _:
                self._expect(command, self._live.loop.create_task(self._run(command)))

    def _expect(
        self, command: inputs.CommandInput, outcome: "asyncio.Future[Any]", render: Callable[[Any], Any] = _as_it_is
    ) -> None:
        """Reply once the outcome is there. A send is a future of its batch and needs no task of its own."""
        self._under_way.add(outcome)
        outcome.add_done_callback(partial(self._answer, command, render))

    def _answer(
        self, command: inputs.CommandInput, render: Callable[[Any], Any], outcome: "asyncio.Future[Any]"
    ) -> None:
        self._under_way.discard(outcome)
        if outcome.cancelled():
            return
        error = outcome.exception()
        if error is None:
            self._reply(command.id, render(outcome.result()))
        else:
            self._fail(command, error)

    def _fail(self, command: inputs.CommandInput, error: BaseException) -> None:
        if not isinstance(error, DomainError):
            log.error("%s failed", type(command).__name__, exc_info=error)
            error = Unavailable(retry_after_ms=1000)
        self._refuse_command(command.id, error)

    def _send_message(self, command: inputs.SendMessage) -> "asyncio.Future[Sent]":
        draft = drafted(
            actor=self._signed.user,
            conversation=command.conversation,
            client_id=command.client_id,
            body=command.body,
            reply_to=command.reply_to,
            attachments=command.attachments,
        )
        return self._live.sends.submit(draft)

    def _advance_receipt(self, command: inputs.AdvanceReceipt) -> "asyncio.Future[shapes.Watermarks]":
        advance = Advance(self._signed.user.pk, parse_id(command.conversation), command.delivered_seq, command.read_seq)
        return self._live.receipts.submit(advance)

    async def _run(self, command: inputs.CommandInput) -> Any:
        """The others one at a time and in order, each in a thread."""
        kind = COMMANDS[type(command)]
        async with self._in_order:
            return await self._live.in_thread(lambda: kind.reply(kind.run(self._signed.user, command)))

    def _type(self, command: inputs.StartTyping | inputs.StopTyping) -> None:
        if command.conversation not in self._connection.floors:
            raise NotFound
        if isinstance(command, inputs.StartTyping):
            self._live.typing.start(self._connection, command.conversation)
        else:
            self._live.typing.stop(self._connection, command.conversation)
        self._reply(command.id, {})

    async def _renew(self, command: inputs.Authenticate) -> shapes.Authenticated:
        claims = read_access(command.access)
        if claims.device != self._signed.device.pk:
            raise Forbidden("This token belongs to another device.")
        self._signed = await self._live.arrivals.submit(claims)
        self._close_at_expiry()
        return shapes.Authenticated(expires_at=self._signed.expires_at or timezone.now())

    async def _watch(self, command: inputs.WatchPresence) -> shapes.PresenceList:
        if len(command.users) > settings.LIMITS["presence_watch"]:
            raise Invalid(f"Watch at most {settings.LIMITS['presence_watch']} people.")
        users = await self._live.in_thread(watchable, self._connection.user, command.users)
        return shapes.PresenceList(users=await self._live.presence.watch(self._connection, users))

    # Replies

    def _reply(self, to: str, ok: Any) -> None:
        self._push(ReplyEvent(to=to, ok=ok))

    def _refuse_command(self, to: str | None, error: DomainError) -> None:
        self._push(ReplyEvent(to=to, error=error.as_body()))

    def _push(self, reply: ReplyEvent) -> None:
        self._connection.answer(Fragment(wire.encode(reply).decode()))
