"""Tracks who is online: in Valkey and in memory only.

Each process keeps a set of its users and sends a heartbeat; a user in the set of a live process is online. A process
that dies takes its users offline once its heartbeat is old. Watchers are notified of changes at once by a hint, and at
the latest by the next round of checks.

With the users the board keeps marks: the connected devices, and the active users, which is more than connected.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

import redis.asyncio as redis
from django.conf import settings

from chatproject.contract.events import PresenceEvent
from chatproject.contract.objects.presence import Presence
from chatproject.realtime import Envelope
from messaging.hub.connection import Connection
from messaging.hub.frames import fragment_of
from messaging.hub.relay import TIMEOUT, connect
from messaging.hub.tasks import Tasks

#: In seconds: between heartbeats, until a silent process counts as dead, and before a closed tab counts as leaving.
BEAT = 5
DEAD_AFTER = 20
GRACE = 5
_FORGET_AFTER = 90 * 24 * 3600

HINT = "p."


def connected_mark(device: str) -> str:
    return f"d:{device}"


def active_mark(user: str) -> str:
    return f"a:{user}"


def _is_mark(name: str) -> bool:
    return ":" in name


class PresenceBoard:
    """This process's users on the board, and the users that its connections watch."""

    def __init__(self, process: str, here: Callable[[], set[str]], tell: Callable[[Envelope], None]) -> None:
        self._process = process
        self._here = here
        self._tell = tell
        self._client = connect()
        self._watchers: defaultdict[str, set[Connection]] = defaultdict(set)
        self._known: dict[str, Presence] = {}
        self._leaving: dict[str, asyncio.TimerHandle] = {}
        self._unmarked: dict[str, bool] = {}
        self._is_marking = False
        self._tasks = Tasks()

    # This process's users

    def moved(self, before: set[str], after: set[str]) -> None:
        """Records that users of this process came or left; `after` are their marks now."""
        for name in after - before:
            self._arrived(name)
        for name in before - after:
            self._left(name)

    def _arrived(self, name: str) -> None:
        """A user's first connection here; a quick return does not count as an arrival."""
        timer = self._leaving.pop(name, None)
        if timer is not None:
            timer.cancel()
        else:
            self._mark(name, is_here=True)

    def _left(self, name: str) -> None:
        """A user's last connection here ended; they may return within the grace period."""
        loop = asyncio.get_running_loop()
        self._leaving[name] = loop.call_later(GRACE, self._left_for_good, name)

    def _left_for_good(self, name: str) -> None:
        self._leaving.pop(name, None)
        self._mark(name, is_here=False)

    def _mark(self, name: str, *, is_here: bool) -> None:
        """Writes the mark to the board, in one batch with users who come or leave during the previous write."""
        self._unmarked[name] = is_here
        if not self._is_marking:
            self._is_marking = True
            self._tasks.spawn(self._mark_all())

    async def _mark_all(self) -> None:
        try:
            while self._unmarked:
                marks, self._unmarked = self._unmarked, {}
                await self._attempt(self._marking(marks))
                for name in marks:
                    if not _is_mark(name):
                        self._tell(Envelope(f"{HINT}{name}", ""))
        finally:
            self._is_marking = False

    def _marking(self, marks: dict[str, bool]) -> "redis.client.Pipeline":
        here = [name for name, is_here in marks.items() if is_here]
        gone = [name for name, is_here in marks.items() if not is_here]
        users = [name for name in marks if not _is_mark(name)]
        now = time.time()
        pipe = self._client.pipeline(transaction=False)
        if here:
            pipe.sadd(key(f"at:{self._process}"), *here)
            pipe.zadd(key("processes"), {self._process: now})
        if gone:
            pipe.srem(key(f"at:{self._process}"), *gone)
        if users:
            pipe.zadd(key("seen"), dict.fromkeys(users, now))
        return pipe

    async def beating(self) -> None:
        """Sends heartbeats, without end, with all its users, and checks for changes."""
        while True:
            here = self._here() | set(self._leaving)
            now = time.time()
            pipe = self._client.pipeline(transaction=False)
            pipe.zadd(key("processes"), {self._process: now})
            pipe.zremrangebyscore(key("processes"), "-inf", now - 600)
            if here:
                users = [name for name in here if not _is_mark(name)]
                pipe.sadd(key(f"at:{self._process}"), *here)
                pipe.zadd(key("seen"), dict.fromkeys(users, now))
            pipe.expire(key(f"at:{self._process}"), 600)
            pipe.zremrangebyscore(key("seen"), "-inf", now - _FORGET_AFTER)
            await self._attempt(pipe)
            await self.look(list(self._watchers))
            await asyncio.sleep(BEAT)

    async def farewell(self) -> None:
        """The process ends in order: its users go offline, unless they are connected elsewhere."""
        pipe = self._client.pipeline(transaction=False)
        pipe.delete(key(f"at:{self._process}"))
        pipe.zrem(key("processes"), self._process)
        await self._attempt(pipe)

    async def _attempt(self, pipe: "redis.client.Pipeline") -> bool:
        """Runs the commands. Presence is optional: without Valkey there is none for a while."""
        try:
            async with asyncio.timeout(TIMEOUT):
                await pipe.execute()
        except (redis.RedisError, OSError, TimeoutError):
            return False
        return True

    # Watching others

    async def watch(self, connection: Connection, users: Collection[str]) -> dict[str, Presence]:
        """Subscribes a connection to the presence of these users, instead of the previous ones. Returns
        their presence.
        """
        self.unwatch(connection)
        connection.watched = frozenset(users)
        for user in users:
            self._watchers[user].add(connection)
        await self.look(users)
        return {user: self._known.get(user, Presence(online=False)) for user in users}

    def unwatch(self, connection: Connection) -> None:
        for user in connection.watched:
            watchers = self._watchers[user]
            watchers.discard(connection)
            if not watchers:
                del self._watchers[user]
                self._known.pop(user, None)
        connection.watched = frozenset()

    def hinted(self, user: str) -> None:
        """A user's presence changed: checks it, if a connection here watches them."""
        if user in self._watchers:
            self._tasks.spawn(self.look([user]))

    async def look(self, users: Iterable[str]) -> None:
        """Reads the presence of these users and notifies the watchers of changes."""
        users = list(users)
        read = await self._read(users) if users else {}
        for user, presence in read.items():
            before = self._known.get(user)
            if user not in self._watchers:
                continue
            self._known[user] = presence
            if before is not None and before.online != presence.online:
                event = PresenceEvent(user=user, online=presence.online, last_seen_at=presence.last_seen_at)  # type: ignore[arg-type]
                fragment = fragment_of(event)
                for connection in tuple(self._watchers[user]):
                    connection.push(fragment, droppable=True)

    async def _read(self, users: list[str]) -> dict[str, Presence]:
        """Empty while Valkey does not respond: the last known state stays."""
        try:
            async with asyncio.timeout(TIMEOUT):
                alive = await self._client.zrangebyscore(key("processes"), time.time() - DEAD_AFTER, "+inf")
                pipe = self._client.pipeline(transaction=False)
                for process in alive:
                    pipe.smismember(key(f"at:{_text(process)}"), users)
                pipe.zmscore(key("seen"), users)
                *here, seen = await pipe.execute()
        except (redis.RedisError, OSError, TimeoutError):
            return {}
        return presences(users, here, seen)


def presences(users: list[str], here: list[list[bool]], seen: list[float | None]) -> dict[str, Presence]:
    """Returns the presence of these users. `here` has the connected users of each process, `seen` when each was last
    seen.
    """
    online = [any(flags) for flags in zip(*here, strict=True)] if here else [False] * len(users)
    return {
        user: Presence(
            online=is_online,
            last_seen_at=None if is_online or at is None else datetime.fromtimestamp(at, UTC),
        )
        for user, is_online, at in zip(users, online, seen, strict=True)
    }


def key(name: str) -> str:
    """Returns the key of a part of the board in Valkey."""
    return f"{settings.REDIS_PREFIX}presence:{name}"


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
