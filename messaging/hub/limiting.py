"""How much one person may ask of one process, by whichever door and however many sockets."""

import threading
import time
from collections import OrderedDict

from django.conf import settings

from chatproject.lib.errors import RateLimited

MAX_PEOPLE = 50_000


class Bucket:
    """Tokens that refill at `rate` a second up to `burst`."""

    __slots__ = ("at", "tokens")

    def __init__(self, burst: float) -> None:
        self.tokens = burst
        self.at = time.monotonic()

    def take(self, rate: float, burst: float) -> float:
        """Take one; answers 0, or the seconds until there is one."""
        now = time.monotonic()
        self.tokens = min(burst, self.tokens + (now - self.at) * rate)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / rate


class Limiter:
    """Buckets by person and kind of command. The least recently used are forgotten beyond a bound.

    REST asks from many threads, the socket from the event loop.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: OrderedDict[tuple[str, str], Bucket] = OrderedDict()

    def check(self, user: str, command: str) -> None:
        """Raise RateLimited, with when to come again, for one command too many."""
        if not settings.RATE_LIMITS:
            return
        rate, burst = settings.COMMAND_RATES.get(command, settings.COMMAND_RATES["*"])
        with self._lock:
            bucket = self._buckets.setdefault((user, command), Bucket(burst))
            self._buckets.move_to_end((user, command))
            if len(self._buckets) > MAX_PEOPLE:
                self._buckets.popitem(last=False)
            wait = bucket.take(rate, burst)
        if wait:
            raise RateLimited(retry_after_ms=int(wait * 1000) + 1)


limiter = Limiter()
