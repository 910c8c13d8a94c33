"""Events in, frames out: who of this process's connections hears of what, and in which order."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from chatproject.contract import wire
from chatproject.contract.events import Event, GoneEvent, MeEvent, RevEvent
from chatproject.realtime import Envelope, conversation_group, device_group, user_group
from messaging.hub.connection import Connection
from messaging.hub.filling import Filling, Following, MemberView, conversations_of, fill
from messaging.hub.frames import Fragment
from messaging.hub.log import Log
from messaging.hub.reconciling import introduce

if TYPE_CHECKING:
    from uuid import UUID

log = logging.getLogger(__name__)

SIGNED_OUT = 4401
#: Events of two processes may cross on the way; so long a gap is given to close by itself.
HOLD = 0.06

#: Runs blocking work in a thread with a database connection.
InThread = Callable[..., Awaitable[Any]]
#: Reads what a person follows.
Follow = Callable[[str], Awaitable[Following]]


class Hub:
    """Follows every conversation that one of its connections is in. Lives in one event loop.

    The audience of a conversation is kept by its own member events, in the order of their revs: one who
    left at rev n is out before rev n+1 is delivered, whatever the network does.
    """

    def __init__(self, in_thread: InThread, following: Follow, on_parted: Callable[[Connection], None]) -> None:
        self._in_thread = in_thread
        self._following = following
        self._on_parted = on_parted
        self._audiences: defaultdict[str, set[Connection]] = defaultdict(set)
        self._logs: dict[str, Log] = {}
        self._me_revs: dict[str, int] = {}
        #: {user: the moment of the last published change of what others see of them}.
        self._shown: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def connections(self) -> list[Connection]:
        return [c for group, members in self._audiences.items() if group.startswith("d.") for c in members]

    @property
    def users(self) -> set[str]:
        return {group[2:] for group in self._audiences if group.startswith("u.")}

    def heads(self) -> dict[str, int]:
        """{conversation: the rev delivered} of all that is followed."""
        return {conversation: followed.rev for conversation, followed in self._logs.items()}

    def is_closed(self, conversation: str) -> bool:
        """Whether a followed conversation is closed, according to the events delivered so far."""
        return self._logs[conversation].is_closed

    def me_rev(self, user: str) -> int:
        """The me_rev up to which a user's private changes were sent to their connections here."""
        return self._me_revs.get(user, 0)

    # Coming and going

    async def join(self, connection: Connection) -> None:
        """Let a connection hear of everything its user is in, from this moment on."""
        self._audiences[user_group(connection.user)].add(connection)
        self._audiences[device_group(connection.device)].add(connection)
        me_rev, places = await self._following(connection.user)
        self._reach(connection.user, me_rev)
        left, connection.left_meanwhile = connection.left_meanwhile or set(), None
        for conversation, place in places.items():
            if conversation not in left:
                self._follow(connection, conversation, place)

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
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

    def _follow(self, connection: Connection, conversation: str, place: MemberView) -> None:
        connection.floors[conversation] = place.floor
        connection.since[conversation] = place.rev
        self._audiences[conversation_group(conversation)].add(connection)
        if conversation not in self._logs:
            self._logs[conversation] = Log(place.rev, is_closed=place.is_closed)

    def _unfollow(self, connection: Connection, conversation: str) -> None:
        connection.floors.pop(conversation, None)
        connection.since.pop(conversation, None)
        self._remove(conversation_group(conversation), connection)
        if conversation_group(conversation) not in self._audiences:
            self._logs.pop(conversation, None)

    def _remove(self, group: str, connection: Connection) -> None:
        members = self._audiences.get(group)
        if members is not None:
            members.discard(connection)
            if not members:
                del self._audiences[group]

    def of_user(self, user: "str | UUID") -> Sequence[Connection]:
        return tuple(self._audiences.get(user_group(user), ()))

    # Events

    def accept(self, envelopes: Iterable[Envelope]) -> None:
        """Take events from here or from another process; those of a conversation in any order."""
        for envelope in envelopes:
            kind, _, id = envelope.group.partition(".")
            if kind == "c":
                self._accept_of_conversation(id, envelope)
            elif kind == "d":
                self.sign_out(id, envelope.about)
            elif kind == "w":
                self.show(id, envelope.rev, envelope.frame)
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

    def _audience(self, conversation: str) -> Sequence[Connection]:
        return tuple(self._audiences.get(conversation_group(conversation), ()))

    def _deliver(self, conversation: str, envelope: Envelope) -> None:
        if envelope.member:
            self._seat(conversation, envelope)
        fragment = Fragment(envelope.frame)
        audience = self._audience(conversation)
        if envelope.seq and not envelope.member:
            blind = Fragment(_text(RevEvent(conversation=conversation, rev=envelope.rev)))  # type: ignore[arg-type]
            for connection in audience:
                may_read = (
                    envelope.seq > connection.floors[conversation] and envelope.rev > connection.since[conversation]
                )
                connection.push(fragment if may_read else blind)
        else:
            self.tell(audience, fragment)

    def _seat(self, conversation: str, envelope: Envelope) -> None:
        """Unsubscribes a member who left, after the event that says so. `welcome_into` subscribes one who came."""
        if not envelope.left:
            return
        gone = Fragment(_text(GoneEvent(conversation=conversation, rev=envelope.rev)))  # type: ignore[arg-type]
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
        """A conversation is new to one user: their connections here follow it from its rev on.

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
            # It went on before they were subscribed, and the events they missed are not sent again.
            self._spawn(self._introduce(envelope.member, conversation))

    async def _introduce(self, user: str, conversation: str) -> None:
        """Sends a user a conversation as it is now; they follow it from there."""
        try:
            envelope = await self._in_thread(introduce, user, conversation)
        except Exception as error:  # the reconciler comes back to it
            log.warning("could not introduce conversation %s: %s", conversation, error)
            return
        if envelope is not None:
            self.welcome_into(envelope)

    def tell(self, connections: Iterable[Connection], fragment: Fragment, *, droppable: bool = False) -> None:
        for connection in connections:
            connection.push(fragment, droppable=droppable)

    def sign_out(self, device: str, reason: str) -> None:
        for connection in tuple(self._audiences.get(device_group(device), ())):
            connection.close(SIGNED_OUT, reason)

    def show(self, user: str, shown_at: int, frame: str) -> None:
        """Tell those who share a conversation with a person, each socket once, unless it was told."""
        if shown_at > self._shown.get(user, 0):
            self._shown[user] = shown_at
            self._spawn(self._show(user, frame))

    async def _show(self, user: str, frame: str) -> None:
        try:
            shared: Iterable[str] = await self._in_thread(conversations_of, user)
        except Exception as error:  # they learn by sync
            log.warning("could not show how %s changed: %s", user, error)
            return
        company = {connection for id in shared for connection in self._audience(id)}
        self.tell(company, Fragment(frame), droppable=True)

    def forget_shown(self, recent: Collection[str]) -> None:
        """Only of those who changed lately it matters what was told."""
        self._shown = {user: at for user, at in self._shown.items() if user in recent}

    # Gaps

    def catch_up(self, conversation: str, *, after: float = 0.0) -> None:
        """Read from the database what this process has not heard, unless it comes by itself within `after`."""
        followed = self._logs.get(conversation)
        if followed is None or followed.is_filling:
            return
        followed.is_filling = True
        self._spawn(self._fill(conversation, followed, after))

    def remind(self, user: str, me_rev: int) -> None:
        """What is private to a person came this far: where it is not told within the time events may cross, say so."""

        def beacon() -> None:
            if self._reach(user, me_rev):
                self.tell(self.of_user(user), Fragment(_text(MeEvent(me_rev=me_rev))))

        asyncio.get_running_loop().call_later(HOLD, beacon)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fill(self, conversation: str, followed: Log, after: float) -> None:
        try:
            if after:
                await asyncio.sleep(after)
                if not followed.has_gap:
                    return
            filling = await self._in_thread(fill, conversation, followed.rev)
        except Exception as error:  # the reconciler comes back to it
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
        # A rev far ahead of what the readers hold: each asks for what lies between.
        beacon = RevEvent(conversation=conversation, rev=filling.head)  # type: ignore[arg-type]
        self.tell(self._audience(conversation), Fragment(_text(beacon)))

    def _reseat(self, conversation: str, envelope: Envelope) -> None:
        """A member who left and came back during a gap missed the messages in between: they enter again."""
        gone = Fragment(_text(GoneEvent(conversation=conversation, rev=envelope.rev - 1)))  # type: ignore[arg-type]
        was_away = [c for c in self.of_user(envelope.member) if c.floors.get(conversation, envelope.seq) < envelope.seq]
        for connection in was_away:
            self._unfollow(connection, conversation)
            connection.push(gone)
        if was_away:
            self._spawn(self._introduce(envelope.member, conversation))


def _text(event: Event) -> str:
    return wire.encode(event).decode()
