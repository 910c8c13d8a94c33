"""The live parts of this process, assembled: started with the first connection, ended by `drain`."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from accounts.authentication import Signed
from accounts.callers import Credentials, authenticate
from accounts.staff import standing
from chatproject import instruments
from chatproject.contract import wire
from chatproject.contract.events import ServerEvent
from chatproject.contract.verbs import VERBS, Batch
from chatproject.database.connections import observe_pool
from chatproject.realtime import EVERYBODY, Envelope
from chatproject.realtime.bus import bus
from messaging.hub.batching import Batcher
from messaging.hub.connection import Connection
from messaging.hub.filling import Following, followed_by
from messaging.hub.frames import Fragment
from messaging.hub.hub import Hub
from messaging.hub.leaving import send_away
from messaging.hub.pacing import Pacer
from messaging.hub.reconciling import EVERY, introduce, look
from messaging.hub.relay import Relay
from messaging.hub.tasks import supervised
from messaging.hub.threads import Readers, in_order, keeping
from messaging.hub.typing import Typing
from messaging.models import Epoch
from messaging.presence.active_days import ActiveDays
from messaging.presence.board import HINT, PresenceBoard, active_mark, connected_mark
from messaging.presence.watching import can_see_presence


class Live:
    """One process's hub with its relay, presence, writers and reconciler, in one event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.process = uuid4().hex
        self.in_thread = Readers()
        self.pacer = Pacer()
        arrivals = in_order("arrivals")
        self._queues = [arrivals]
        self.arrivals: Batcher[Credentials, Signed] = Batcher(keeping(authenticate), arrivals, self.publish, "arrivals")
        self.followings: Batcher[str, Following] = Batcher(keeping(followed_by), arrivals, self.publish, "followings")
        self.hub: Hub = Hub(self.in_thread, self.followings.submit, self._parted)
        self.relay = Relay(self.process, self._arrived, self.reconcile_soon)
        self.presence = PresenceBoard(self.process, self._people, self.tell)
        self.typing = Typing(self.tell)
        self.batchers = {verb.command: self._batcher(verb.name, verb.batch) for verb in VERBS.values() if verb.batch}
        self.epoch = ""
        self._reading_epoch = asyncio.Lock()
        self._told_standing = standing.known()
        self.is_draining = False
        self._reconcile_now = asyncio.Event()
        self._passing: set[asyncio.Task[None]] = set()
        days = ActiveDays(self._present, self.in_thread)
        works = (self.relay.relaying, self.presence.beating, days.watching, self._reconciling)
        self._tasks = [self.loop.create_task(supervised(work)) for work in works]
        bus.connect(self._take_from_thread)

    def _batcher(self, name: str, batch: Batch) -> Batcher[Any, Any]:
        self._queues.append(queue := in_order(name))
        return Batcher(keeping(batch.run), queue, self.publish, name)

    async def ready(self) -> None:
        """Reads what every `welcome` contains."""
        if not self.epoch:
            async with self._reading_epoch:  # a thousand simultaneous connections need one read
                if not self.epoch:
                    await self.in_thread(standing.refresh)
                    self._told_standing = standing.known()
                    self.epoch = await self.in_thread(Epoch.current)

    # Events

    def _take_from_thread(self, envelopes: Sequence[Envelope]) -> None:
        """The bus's sink: an operation of this process committed, in any thread."""
        self.loop.call_soon_threadsafe(self.publish, envelopes)

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Publishes to this process's sockets first, then to the other processes."""
        if not envelopes:
            return
        self._arrived(envelopes)
        self.relay.publish(envelopes)

    def tell(self, envelope: Envelope) -> None:
        self.publish([envelope])

    def _arrived(self, envelopes: Sequence[Envelope]) -> None:
        if any(envelope.group == EVERYBODY for envelope in envelopes):
            self.reconcile_soon()
            envelopes = [envelope for envelope in envelopes if envelope.group != EVERYBODY]
        hints = [envelope for envelope in envelopes if envelope.group.startswith(HINT)]
        for hint in hints:
            self.presence.hinted(hint.group.removeprefix(HINT))
        # A hint is for processes: the user's sockets would receive an empty frame.
        self.hub.accept(envelope for envelope in envelopes if envelope not in hints)

    # Connections

    async def join(self, connection: Connection) -> None:
        instruments.sockets().inc()
        before = self._marks_of(connection.user)
        await self.hub.join(connection)
        self.presence.moved(before, self._marks_of(connection.user))

    def leave(self, connection: Connection) -> None:
        instruments.sockets().dec()
        self.typing.forget(connection)
        self.presence.unwatch(connection)
        before = self._marks_of(connection.user)
        self.hub.leave(connection)
        self.presence.moved(before, self._marks_of(connection.user))

    def attend(self, connection: Connection, *, is_active: bool) -> None:
        """Records whether the user is active on this connection."""
        before = self._marks_of(connection.user)
        connection.is_active = is_active
        self.presence.moved(before, self._marks_of(connection.user))

    def _marks_of(self, user: str) -> set[str]:
        """Returns the marks of a user's connections here for the presence board."""
        connections = self.hub.of_user(user)
        marks = {connected_mark(connection.device) for connection in connections}
        if connections:
            marks.add(user)
        if any(connection.is_active for connection in connections):
            marks.add(active_mark(user))
        return marks

    def _people(self) -> set[str]:
        return {mark for user in self.hub.users for mark in self._marks_of(user)}

    def _present(self) -> set[str]:
        """Returns the users who are active on a connection here."""
        return {user for user in self.hub.users if any(each.is_active for each in self.hub.of_user(user))}

    def _parted(self, connection: Connection) -> None:
        """Two users may no longer share a conversation: check again which users this one may watch."""
        if connection.watched:
            task = self.loop.create_task(self._watch_again(connection))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _watch_again(self, connection: Connection) -> None:
        users = await self.in_thread(can_see_presence, connection.user, connection.watched)
        if not connection.is_closed:
            await self.presence.watch(connection, connection.watched.intersection(users))

    # Healing

    def reconcile_soon(self) -> None:
        self._reconcile_now.set()

    async def _reconciling(self) -> None:
        while True:
            try:
                async with asyncio.timeout(EVERY * random.uniform(0.8, 1.2)):  # noqa: S311
                    await self._reconcile_now.wait()
            except TimeoutError:
                pass
            self._reconcile_now.clear()
            await self._reconcile()

    async def _reconcile(self) -> None:
        await self.in_thread(standing.refresh)
        await self.in_thread(observe_pool)
        self._tell_standing()
        findings = await self.in_thread(look, list(self.hub.heads()), self.hub.users)
        for device, reason in findings.ended_devices:
            self.hub.sign_out(device, reason)
        for user, conversation in findings.joined:
            if any(conversation not in c.floors and c.left_meanwhile is None for c in self.hub.of_user(user)):
                envelope = await self.in_thread(introduce, user, conversation)
                if envelope is not None:
                    self.hub.welcome_into(envelope)
        known = self.hub.heads()
        for conversation, head in findings.heads.items():
            if known.get(conversation, head) < head:
                self.hub.catch_up(conversation)
        self.hub.accept(findings.shown)
        self.hub.forget_profiles({envelope.group[2:] for envelope in findings.shown})
        for user, me_rev in findings.me_revs.items():
            if self.hub.me_rev(user) < me_rev:
                self.hub.remind(user, me_rev)

    def _tell_standing(self) -> None:
        """Sends the server's state to all connections here, if it differs from the last one sent."""
        if self._told_standing != (now := standing.known()):
            self._told_standing = now
            event = ServerEvent(read_only=now.read_only, notices=list(now.notices))
            self.hub.tell(self.hub.connections, Fragment(wire.encode(event).decode()))

    # Shutdown

    async def drain(self, *, has_successor: bool) -> None:
        """Asks all clients to reconnect elsewhere, spread over some seconds, and stops."""
        self.is_draining = True
        await send_away(self.hub, has_successor=has_successor)
        bus.connect(None)
        await self.presence.farewell()
        for task in self._tasks:
            task.cancel()
        for queue in self._queues:
            await asyncio.to_thread(queue.shutdown)
        self.in_thread.shutdown()


_lives: dict[asyncio.AbstractEventLoop, Live] = {}


def live() -> Live:
    """Returns the live parts of the running event loop, started on the first call."""
    loop = asyncio.get_running_loop()
    if loop not in _lives:
        _lives[loop] = Live()
    return _lives[loop]


async def drain(*, has_successor: bool = False) -> None:
    """Ends the live parts of this process, if there are any."""
    found = _lives.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.drain(has_successor=has_successor)
