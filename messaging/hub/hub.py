"""Events in, frames out: which connections of this process receive each event, and in which order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable

from chatproject.contract.events import GoneEvent, MeEvent, RevEvent
from chatproject.realtime import Envelope, device_group, user_group
from messaging.hub.audiences import Audiences
from messaging.hub.connection import Connection
from messaging.hub.filling import Filling, Following, MemberView, fill
from messaging.hub.frames import Fragment, fragment_of
from messaging.hub.log import Log
from messaging.hub.profiles import Profiles
from messaging.hub.reconciling import introduce
from messaging.hub.tasks import Tasks
from messaging.hub.threads import InThread

log = logging.getLogger(__name__)

SIGNED_OUT = 4401
#: Events of two processes may arrive out of order; a gap has this many seconds to close before it is backfilled.
HOLD = 0.06

#: Reads the conversations that a user follows.
Follow = Callable[[str], Awaitable[Following]]


class Hub(Audiences):
    """Follows every conversation that one of its connections is in. Lives in one event loop.

    The conversation's own member events maintain its audience, in the order of their revs: a member who left at rev n
    is removed before rev n+1 is delivered, whatever the network does.
    """

    def __init__(self, in_thread: InThread, following: Follow, on_parted: Callable[[Connection], None]) -> None:
        super().__init__()
        self._in_thread = in_thread
        self._following = following
        self._on_parted = on_parted
        self._me_revs: dict[str, int] = {}
        self._profiles = Profiles(in_thread, self._audience)
        self._tasks = Tasks()

    def me_rev(self, user: str) -> int:
        """The me_rev up to which a user's private changes were sent to their connections here."""
        return self._me_revs.get(user, 0)

    # Joining and leaving

    async def join(self, connection: Connection) -> None:
        """Subscribes a connection to everything its user is in, from this moment on."""
        self._add(user_group(connection.user), connection)
        self._add(device_group(connection.device), connection)
        me_rev, places = await self._following(connection.user)
        self._reach(connection.user, me_rev)
        left, connection.left_meanwhile = connection.left_meanwhile or set(), None
        for conversation, place in places.items():
            if conversation not in left:
                self._follow(connection, conversation, place)

    def leave(self, connection: Connection) -> None:
        """Unsubscribes a connection."""
        for conversation in list(connection.floors):
            self._unfollow(connection, conversation)
        self._remove(device_group(connection.device), connection)
        self._remove(user_group(connection.user), connection)
        if not self.of_user(connection.user):
            self._me_revs.pop(connection.user, None)

    def _reach(self, user: str, me_rev: int) -> bool:
        """Notes that this me_rev was sent; False if it was sent before, or the user has no connection here."""
        is_new = bool(self.of_user(user)) and me_rev > self.me_rev(user)
        if is_new:
            self._me_revs[user] = me_rev
        return is_new

    # Events

    def accept(self, envelopes: Iterable[Envelope]) -> None:
        """Accepts events from this or another process; those of a conversation in any order."""
        for envelope in envelopes:
            kind, _, id = envelope.group.partition(".")
            if kind == "c":
                self._accept_of_conversation(id, envelope)
            elif kind == "d":
                self.sign_out(id, envelope.about)
            elif kind == "w":
                self._profiles.show(id, envelope.rev, envelope.frame)
            elif envelope.member:
                self.welcome_into(envelope)
            else:
                self._reach(id, envelope.rev)
                self.tell(self.of_user(id), Fragment(envelope.frame))

    def _accept_of_conversation(self, conversation: str, envelope: Envelope) -> None:
        followed = self._logs.get(conversation)
        if followed is None:
            return
        if not envelope.rev:
            self.tell(self._audience(conversation), Fragment(envelope.frame), droppable=True)
            return
        for ready in followed.offer(envelope):
            self._deliver(conversation, ready)
        if followed.has_gap and not followed.is_filling:
            self.catch_up(conversation, after=HOLD)

    def _deliver(self, conversation: str, envelope: Envelope) -> None:
        if envelope.member:
            self._seat(conversation, envelope)
        fragment = Fragment(envelope.frame)
        audience = self._audience(conversation)
        if envelope.seq and not envelope.member:
            blind = fragment_of(RevEvent(conversation=conversation, rev=envelope.rev))  # type: ignore[arg-type]
            for connection in audience:
                may_read = (
                    envelope.seq > connection.floors[conversation] and envelope.rev > connection.since[conversation]
                )
                connection.push(fragment if may_read else blind)
        else:
            self.tell(audience, fragment)

    def _seat(self, conversation: str, envelope: Envelope) -> None:
        """Unsubscribes a member who left, after the event about it. `welcome_into` subscribes a member who joined."""
        if not envelope.left:
            return
        gone = fragment_of(GoneEvent(conversation=conversation, rev=envelope.rev))  # type: ignore[arg-type]
        for connection in self.of_user(envelope.member):
            if connection.left_meanwhile is not None:
                connection.left_meanwhile.add(conversation)
            # They may be back already: events for one user do not wait for events for all members.
            if connection.since.get(conversation, 0) < envelope.rev:
                self._unfollow(connection, conversation)
                connection.push(gone)
                self._on_parted(connection)
        for connection in self._audience(conversation):
            if envelope.member in connection.watched:
                self._on_parted(connection)

    def welcome_into(self, envelope: Envelope) -> None:
        """Subscribes a user's connections here to a conversation that is new to them, from its rev on.

        `envelope.seq` is the last seq hidden from them while history is `joined`.
        """
        conversation = envelope.about
        fragment = Fragment(envelope.frame)
        connections = self.of_user(envelope.member)
        place = MemberView(envelope.rev, envelope.seq, bool(envelope.closed))
        for connection in connections:
            if connection.left_meanwhile is not None:
                connection.left_meanwhile.discard(conversation)
            self._follow(connection, conversation, place)
            connection.push(fragment)
        if connections and self._logs[conversation].rev > envelope.rev:
            # The log advanced before they were subscribed, and the events they missed are not sent again.
            self._tasks.spawn(self._introduce(envelope.member, conversation))

    async def _introduce(self, user: str, conversation: str) -> None:
        """Sends a user a conversation as it is now; they follow it from there."""
        try:
            envelope = await self._in_thread(introduce, user, conversation)
        except Exception as error:  # the reconciler retries
            log.warning("could not introduce conversation %s: %s", conversation, error)
            return
        if envelope is not None:
            self.welcome_into(envelope)

    def tell(self, connections: Iterable[Connection], fragment: Fragment, *, droppable: bool = False) -> None:
        for connection in connections:
            connection.push(fragment, droppable=droppable)

    def sign_out(self, device: str, reason: str) -> None:
        for connection in self._of(device_group(device)):
            connection.close(SIGNED_OUT, reason)

    def forget_profiles(self, recent: Collection[str]) -> None:
        """Forgets which changes of profiles were sent, except those of users who changed recently."""
        self._profiles.forget(recent)

    # Gaps

    def catch_up(self, conversation: str, *, after: float = 0.0) -> None:
        """Backfills the events that this process missed, unless they arrive within `after` seconds."""
        followed = self._logs.get(conversation)
        if followed is None or followed.is_filling:
            return
        followed.is_filling = True
        self._tasks.spawn(self._fill(conversation, followed, after))

    def remind(self, user: str, me_rev: int) -> None:
        """Sends the user's `me_rev` if the private events up to it do not arrive within HOLD."""

        def beacon() -> None:
            if self._reach(user, me_rev):
                self.tell(self.of_user(user), fragment_of(MeEvent(me_rev=me_rev)))

        asyncio.get_running_loop().call_later(HOLD, beacon)

    async def _fill(self, conversation: str, followed: Log, after: float) -> None:
        try:
            if after:
                await asyncio.sleep(after)
                if not followed.has_gap:
                    return
            filling = await self._in_thread(fill, conversation, followed.rev)
        except Exception as error:  # the reconciler retries
            log.warning("could not fill conversation %s: %s", conversation, error)
            return
        finally:
            followed.is_filling = False
        self._apply(conversation, followed, filling)

    def _apply(self, conversation: str, followed: Log, filling: Filling) -> None:
        for envelope in filling.envelopes:
            if envelope.member and not envelope.left:
                self._reseat(conversation, envelope)
        if filling.is_whole:
            self.accept(filling.envelopes)
            return
        for envelope in filling.envelopes:
            self._seat(conversation, envelope)
        followed.skip_to(filling.head)
        followed.is_closed = filling.is_closed
        # A rev far ahead of what the readers have: each requests what is between.
        beacon = RevEvent(conversation=conversation, rev=filling.head)  # type: ignore[arg-type]
        self.tell(self._audience(conversation), fragment_of(beacon))

    def _reseat(self, conversation: str, envelope: Envelope) -> None:
        """A member who left and returned during a gap missed the messages in between: they enter again."""
        gone = fragment_of(GoneEvent(conversation=conversation, rev=envelope.rev - 1))  # type: ignore[arg-type]
        was_away = [c for c in self.of_user(envelope.member) if c.floors.get(conversation, envelope.seq) < envelope.seq]
        for connection in was_away:
            self._unfollow(connection, conversation)
            connection.push(gone)
        if was_away:
            self._tasks.spawn(self._introduce(envelope.member, conversation))
