"""Who is online: in Valkey and in memory only.

Each process keeps a set of its users and beats; one who is in the set of a process that still beats is
online. A process that dies takes its users offline once its beat is old. Watchers are told of changes at
once by a hint, and at the latest by the next round of looking.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable
from datetime import UTC, datetime
from typing import Any

import redis.asyncio as redis
from django.conf import settings

from chatproject.lib import wire
from chatproject.lib.events import PresenceEvent
from chatproject.lib.realtime import Envelope
from chatproject.lib.shapes import Presence
from messaging.hub.connection import Connection, Fragment
from messaging.hub.relay import TIMEOUT, connect

#: Seconds: between beats, until a silent process counts as dead, and before a closed tab counts as leaving.
BEAT = 5
DEAD_AFTER = 20
GRACE = 5
_FORGET_AFTER = 90 * 24 * 3600

HINT = "p."


class PresenceBoard:
    """This process's people on the board, and what its connections watch of it."""

    def __init__(self, process: str, users: Callable[[], set[str]], tell: Callable[[Envelope], None]) -> None:
        self._process = process
        self._users = users
        self._tell = tell
        self._client = connect()
        self._watchers: defaultdict[str, set[Connection]] = defaultdict(set)
        self._known: dict[str, Presence] = {}
        self._leaving: dict[str, asyncio.TimerHandle] = {}
        self._unmarked: dict[str, bool] = {}
        self._is_marking = False
        self._tasks: set[asyncio.Task[None]] = set()

    def _key(self, name: str) -> str:
        return f"{settings.REDIS_PREFIX}presence:{name}"

    # My own people

    def arrived(self, user: str) -> None:
        """A person's first connection here; a quick return is no arrival."""
        timer = self._leaving.pop(user, None)
        if timer is not None:
            timer.cancel()
        else:
            self._mark(user, is_here=True)

    def left(self, user: str) -> None:
        """A person's last connection here ended; he may be back within the grace."""
        loop = asyncio.get_running_loop()
        self._leaving[user] = loop.call_later(GRACE, self._left_for_good, user)

    def _left_for_good(self, user: str) -> None:
        self._leaving.pop(user, None)
        self._mark(user, is_here=False)

    def _mark(self, user: str, *, is_here: bool) -> None:
        """Put it on the board, together with whoever comes or goes while the last ones are being put there."""
        self._unmarked[user] = is_here
        if not self._is_marking:
            self._is_marking = True
            self._spawn(self._mark_all())

    async def _mark_all(self) -> None:
        try:
            while self._unmarked:
                marks, self._unmarked = self._unmarked, {}
                await self._attempt(self._marking(marks))
                for user in marks:
                    self._tell(Envelope(f"{HINT}{user}", ""))
        finally:
            self._is_marking = False

    def _marking(self, marks: dict[str, bool]) -> "redis.client.Pipeline":
        here = [user for user, is_here in marks.items() if is_here]
        gone = [user for user, is_here in marks.items() if not is_here]
        now = time.time()
        pipe = self._client.pipeline(transaction=False)
        if here:
            pipe.sadd(self._key(f"at:{self._process}"), *here)
            pipe.zadd(self._key("processes"), {self._process: now})
        if gone:
            pipe.srem(self._key(f"at:{self._process}"), *gone)
        pipe.zadd(self._key("seen"), dict.fromkeys(marks, now))
        return pipe

    async def beating(self) -> None:
        """Show for ever that this process lives, with all its people, and look for changes."""
        while True:
            users = self._users() | set(self._leaving)
            now = time.time()
            pipe = self._client.pipeline(transaction=False)
            pipe.zadd(self._key("processes"), {self._process: now})
            pipe.zremrangebyscore(self._key("processes"), "-inf", now - 600)
            if users:
                pipe.sadd(self._key(f"at:{self._process}"), *users)
                pipe.zadd(self._key("seen"), dict.fromkeys(users, now))
            pipe.expire(self._key(f"at:{self._process}"), 600)
            pipe.zremrangebyscore(self._key("seen"), "-inf", now - _FORGET_AFTER)
            await self._attempt(pipe)
            await self.look(list(self._watchers))
            await asyncio.sleep(BEAT)

    async def farewell(self) -> None:
        """The process ends in order: its people are gone with it, unless they are elsewhere."""
        pipe = self._client.pipeline(transaction=False)
        pipe.delete(self._key(f"at:{self._process}"))
        pipe.zrem(self._key("processes"), self._process)
        await self._attempt(pipe)

    async def _attempt(self, pipe: "redis.client.Pipeline") -> bool:
        """Presence is a courtesy: without Valkey there is none for a while."""
        try:
            async with asyncio.timeout(TIMEOUT):
                await pipe.execute()
        except (redis.RedisError, OSError, TimeoutError):
            return False
        return True

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Watching others

    async def watch(self, connection: Connection, users: Collection[str]) -> dict[str, Presence]:
        """Let a connection hear of these people, instead of those before; answers how they are."""
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
        """Something changed about a person: look, where somebody here watches him."""
        if user in self._watchers:
            self._spawn(self.look([user]))

    async def look(self, users: Iterable[str]) -> None:
        """Read how these people are, and tell the watchers what changed."""
        users = list(users)
        found = await self._read(users) if users else {}
        for user, presence in found.items():
            before = self._known.get(user)
            if user not in self._watchers:
                continue
            self._known[user] = presence
            if before is not None and before.online != presence.online:
                event = PresenceEvent(user=user, online=presence.online, last_seen_at=presence.last_seen_at)  # type: ignore[arg-type]
                fragment = Fragment(wire.encode(event).decode())
                for connection in tuple(self._watchers[user]):
                    connection.push(fragment, droppable=True)

    async def _read(self, users: list[str]) -> dict[str, Presence]:
        """Empty while Valkey does not answer: what is known stays."""
        try:
            async with asyncio.timeout(TIMEOUT):
                alive = await self._client.zrangebyscore(self._key("processes"), time.time() - DEAD_AFTER, "+inf")
                pipe = self._client.pipeline(transaction=False)
                for process in alive:
                    pipe.smismember(self._key(f"at:{_text(process)}"), users)
                pipe.zmscore(self._key("seen"), users)
                *here, seen = await pipe.execute()
        except (redis.RedisError, OSError, TimeoutError):
            return {}
        online = [any(flags) for flags in zip(*here, strict=True)] if here else [False] * len(users)
        return {
            user: Presence(
                online=is_online,
                last_seen_at=None if is_online or at is None else datetime.fromtimestamp(at, UTC),
            )
            for user, is_online, at in zip(users, online, seen, strict=True)
        }


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
