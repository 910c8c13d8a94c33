"""The entry point of sockets: authenticates, reads commands, calls one operation for each, replies."""

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from time import perf_counter
from typing import Any, Union

import msgspec
from django.conf import settings
from django.utils import timezone

from accounts.authentication import Signed
from accounts.models import Device
from accounts.tokens import read_access
from chatproject import instruments
from chatproject.contract import errors, wire
from chatproject.contract.commands import socket as inputs
from chatproject.contract.events import ReplyEvent
from chatproject.contract.objects.accounts import Authenticated
from chatproject.contract.objects.base import Nothing
from chatproject.contract.objects.presence import PresenceList
from chatproject.contract.verbs import VERBS, Verb, command
from chatproject.rate_limits import limiter
from chatproject.rest.refusing import refuse
from chatproject.traces import ids
from messaging.gate import Gate
from messaging.handshake import Receive, Send, accept, let_in, welcome
from messaging.hub.connection import Connection
from messaging.hub.frames import fragment_of
from messaging.hub.live import Live, live
from messaging.presence.watching import can_see_presence

log = logging.getLogger(__name__)
commands = logging.getLogger("parlance.commands")

POLICY, TOO_BIG, SIGNED_OUT = 1008, 1009, 4401
#: Simultaneous commands of one socket, and consecutive refusals after which it is closed.
MAX_UNDER_WAY, MAX_MALFORMED, MAX_FLOOD = 64, 20, 500

_decode = msgspec.json.Decoder(Union[inputs.INPUTS]).decode  # noqa: UP007

#: Declares a verb of the connection: it returns its reply, or a coroutine that does.
_command = partial(command, writes=False, of_connection=True)


class ChatConsumer:
    """One socket from handshake to close.

    An ASGI application of its own: Channels' dispatch would send every frame through the one thread that runs
    synchronous views.
    """

    def __init__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._live: Live = live()
        self._gate = Gate(self._live.in_thread)
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
        except errors.DomainError as error:
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

    async def _talk(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._connection.is_closed:
                continue
            text = message.get("text")
            if text is None:
                self._complain(None, errors.Invalid("Frames must be text."))
            elif len(text) > settings.LIMITS["frame_bytes"] or len(text.encode()) > settings.LIMITS["frame_bytes"]:
                self._connection.close(TOO_BIG)
            else:
                await self._take(text)

    async def _take(self, text: str) -> None:
        ids.begin()
        try:
            command = _decode(text)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            self._complain(wire.readable_id(text), wire.invalid(error))
            return
        if not command.id:
            self._complain(None, errors.Invalid("A command must have an id.", fields={"id": ["Missing."]}))
            return
        verb = VERBS[type(command)]
        try:
            limiter.check(self._connection.user, verb.name, verb.rate)
        except errors.RateLimited as error:
            self._floods += 1
            self._refuse(verb, command, error)
            if self._floods > MAX_FLOOD:
                self._connection.close(POLICY)
            return
        self._malformed = 0
        self._floods = max(0, self._floods - 1)
        # A client that does not wait for its replies is read no faster than they are sent.
        while len(self._under_way) >= MAX_UNDER_WAY:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        try:
            if verb.writes:
                await self._gate.ensure_open(self._signed.user)
            self._handle(verb, command)
        except Exception as error:
            self._fail(verb, command, error)

    def _complain(self, to: str | None, error: errors.DomainError) -> None:
        self._push(ReplyEvent(to=to, error=error.as_body()))
        self._malformed += 1
        if self._malformed >= MAX_MALFORMED:
            self._connection.close(POLICY)

    def _handle(self, verb: Verb, command: inputs.CommandInput) -> None:
        if verb.batch is not None:
            item = verb.batch.prepare(self._signed.user, command)
            self._expect(verb, command, self._live.batchers[verb.command].submit(item))
        elif verb.of_connection:
            reply = verb.run(self, command)
            if isinstance(reply, Coroutine):
                self._expect(verb, command, self._live.loop.create_task(reply))
            else:
                self._reply(verb, command, reply)
        else:
            self._expect(verb, command, self._live.loop.create_task(self._run(verb, command)))

    def _expect(self, verb: Verb, command: inputs.CommandInput, outcome: "asyncio.Future[Any]") -> None:
        """Replies once the outcome is there. A send is a future of its batch and needs no task of its own."""
        self._under_way.add(outcome)
        outcome.add_done_callback(partial(self._answer, verb, command, perf_counter()))

    def _answer(self, verb: Verb, command: inputs.CommandInput, began: float, outcome: asyncio.Future[Any]) -> None:
        self._under_way.discard(outcome)
        if outcome.cancelled():
            return
        error = outcome.exception()
        if error is None:
            self._reply(verb, command, verb.make_reply(outcome.result()))
        else:
            self._fail(verb, command, error)
        instruments.command_seconds.labels(verb.name).observe(perf_counter() - began)

    def _fail(self, verb: Verb, command: inputs.CommandInput, error: BaseException) -> None:
        if not isinstance(error, errors.DomainError):
            log.error("%s failed", type(command).__name__, exc_info=error)
            error = errors.Unavailable(retry_after_ms=1000)
        self._refuse(verb, command, error)

    async def _run(self, verb: Verb, command: inputs.CommandInput) -> Any:
        """Runs an operation in a thread. The operations of one socket run one at a time and in order."""
        async with self._in_order:
            return await self._live.in_thread(verb.run, self._signed.user, command)

    @_command(inputs.Ping, reply=Nothing)
    def _ping(self, command: inputs.Ping) -> Nothing:
        return Nothing()

    @_command(inputs.SetActivity, reply=Nothing)
    def _set_activity(self, command: inputs.SetActivity) -> Nothing:
        self._live.attend(self._connection, is_active=command.active)
        return Nothing()

    @_command(inputs.StartTyping, reply=Nothing, rate=(2, 20))
    def _start_typing(self, command: inputs.StartTyping) -> Nothing:
        self._ensure_followed(command.conversation)
        if self._live.hub.is_closed(command.conversation):
            raise errors.ConversationClosed
        self._live.typing.start(self._connection, command.conversation)
        return Nothing()

    @_command(inputs.StopTyping, reply=Nothing, rate=(2, 20))
    def _stop_typing(self, command: inputs.StopTyping) -> Nothing:
        self._ensure_followed(command.conversation)
        self._live.typing.stop(self._connection, command.conversation)
        return Nothing()

    def _ensure_followed(self, conversation: str) -> None:
        if conversation not in self._connection.floors:
            raise errors.NotFound

    @_command(inputs.Authenticate, reply=Authenticated)
    async def _authenticate(self, command: inputs.Authenticate) -> Authenticated:
        claims = read_access(command.access)
        if claims.device != self._signed.device.pk:
            raise errors.Forbidden("This token belongs to another device.")
        self._signed = await self._live.arrivals.submit(claims)
        self._close_at_expiry()
        return Authenticated(expires_at=self._signed.expires_at or timezone.now())

    @_command(inputs.WatchPresence, reply=PresenceList, rate=(2, 20))
    async def _watch_presence(self, command: inputs.WatchPresence) -> PresenceList:
        if len(command.users) > settings.LIMITS["presence_watch"]:
            raise errors.Invalid(f"users must name at most {settings.LIMITS['presence_watch']} people.")
        users = await self._live.in_thread(can_see_presence, self._connection.user, command.users)
        return PresenceList(users=await self._live.presence.watch(self._connection, users))

    def _reply(self, verb: Verb, command: inputs.CommandInput, ok: Any) -> None:
        self._count(verb, "ok")
        self._push(ReplyEvent(to=command.id, ok=ok))

    def _refuse(self, verb: Verb, command: inputs.CommandInput, error: errors.DomainError) -> None:
        self._count(verb, error.code)
        self._push(ReplyEvent(to=command.id, error=error.as_body()))

    def _count(self, verb: Verb, outcome: str) -> None:
        instruments.commands.labels(verb.name, outcome).inc()
        commands.info("%s: %s", verb.name, outcome)

    def _push(self, reply: ReplyEvent) -> None:
        self._connection.answer(fragment_of(reply))
