"""How much one person may ask, by whichever endpoint, at whichever process and by however many sockets.

Each process decides at once, by a bucket of its own. Who spends faster than the bucket refills is told of to all
(sharing.py), and what the others let pass is taken out of the bucket: together they let pass a burst, and an eighth of
one for each further process.
"""

import threading
import time
from collections import OrderedDict

from django.conf import settings

from chatproject.contract.errors import RateLimited
from chatproject.contract.verbs import DEFAULT_RATE, Rate
from messaging.hub.sharing import Common, Key, Spending

MAX_PEOPLE = 50_000
#: An eighth of a burst is told at a time.
TOLD = 8


class Bucket:
    """Tokens that refill at `rate` a second up to `burst`."""

    __slots__ = ("at", "tokens", "untold")

    def __init__(self, burst: float) -> None:
        self.tokens = burst
        self.at = time.monotonic()
        #: Taken since it was full, and not yet told to the other processes.
        self.untold = 0.0

    def take(self, rate: float, burst: float) -> float:
        """Take one; answers 0, or the seconds until there is one."""
        now = time.monotonic()
        self.tokens = min(burst, self.tokens + (now - self.at) * rate)
        self.at = now
        if self.tokens >= burst:
            self.untold = 0.0
        if self.tokens >= 1:
            self.tokens -= 1
            self.untold += 1
            return 0.0
        return (1 - self.tokens) / rate


class Limiter:
    """Buckets by person and kind of command. The least recently used are forgotten beyond a bound.

    REST asks from many threads, the socket from the event loop.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: OrderedDict[Key, Bucket] = OrderedDict()
        self._common = Common(self._left)

    def check(self, user: str, command: str, rate: Rate = DEFAULT_RATE) -> None:
        """Raise RateLimited, with when to come again, for one command too many."""
        if not settings.RATE_LIMITS:
            return
        overrides = settings.COMMAND_RATES
        per_second, burst = overrides.get(command) or overrides.get("*") or rate
        with self._lock:
            bucket = self._buckets.setdefault((user, command), Bucket(burst))
            self._buckets.move_to_end((user, command))
            if len(self._buckets) > MAX_PEOPLE:
                self._buckets.popitem(last=False)
            wait = bucket.take(per_second, burst)
            told = bucket.untold if bucket.untold * TOLD >= burst else 0.0
            if told:
                bucket.untold = 0.0
        if told:
            self._common.tell(Spending((user, command), told, per_second, burst))
        if wait:
            raise RateLimited(retry_after_ms=int(wait * 1000) + 1)

    def _left(self, key: Key, tokens: float) -> None:
        """What all processes together have left, with what this one told of."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.tokens = min(bucket.tokens, tokens - bucket.untold)


limiter = Limiter()
