"""Rate limits: a bucket of tokens for each subject, shared by all processes through Valkey.

`check` decides at once, from a bucket of this process. It reports the tokens taken to Valkey afterwards, an eighth of a
burst at a time, and removes those that the other processes took from the bucket. Together the processes allow a burst,
and an eighth of one for each further process.

`spend` queries Valkey before it decides, so that the limit is exact. While Valkey is unavailable, each process counts
for itself in both.
"""

import logging
import threading
import time
from collections import OrderedDict
from functools import cached_property
from queue import SimpleQueue
from typing import Any, NamedTuple

import redis
from django.conf import settings
from redis.exceptions import RedisError

from chatproject.contract.errors import RateLimited
from chatproject.contract.verbs import DEFAULT_RATE

log = logging.getLogger(__name__)

MAX_SUBJECTS = 50_000
#: The part of a burst that is reported at a time: an eighth.
SHARES = 8
TIMEOUT = 1.0
MOST_WAITING = 10_000

# Takes ARGV[1] tokens, or gives them back if it is negative. Returns how many are left. If there are too few, it takes
# none and returns how many are missing, as a negative number. Tokens that are "reported" are already used, so they are
# always taken.
_TAKE = """
local found = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local spent, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tokens = math.min(burst, (tonumber(found[1]) or burst) + (now - (tonumber(found[2]) or now)) * rate)
local left = math.max(-burst, math.min(burst, tokens - spent))
if left >= 0 or ARGV[4] == 'reported' then
  redis.call('HSET', KEYS[1], 'tokens', left, 'at', string.format('%.6f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(2000 * burst / rate))
end
return tostring(left)
"""


class Rate(NamedTuple):
    """Tokens that refill at `per_second` up to `burst`."""

    per_second: float
    burst: float


class Spent(NamedTuple):
    key: str
    spent: float
    rate: Rate


class Bucket:
    """The tokens of one subject in this process."""

    __slots__ = ("at", "tokens", "unreported")

    def __init__(self, burst: float) -> None:
        self.tokens = burst
        self.at = time.monotonic()
        #: Tokens taken since it was full that are not reported to the other processes yet.
        self.unreported = 0.0

    def take(self, rate: Rate, count: float = 1) -> float:
        """Takes `count` tokens. Returns how many are missing; 0 if they were taken."""
        now = time.monotonic()
        self.tokens = min(rate.burst, self.tokens + (now - self.at) * rate.per_second)
        self.at = now
        if self.tokens >= rate.burst:
            self.unreported = 0.0
        if self.tokens < count:
            return count - self.tokens
        self.tokens = min(rate.burst, self.tokens - count)
        self.unreported += count
        return 0.0


class Limiter:
    """Drops the least recently used buckets beyond a bound. Methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._queue: SimpleQueue[Spent] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def check(self, user: str, command: str, rate: tuple[float, float] = DEFAULT_RATE) -> None:
        """Counts one command of a user, from any endpoint, without waiting for Valkey. Raises RateLimited.

        `settings.COMMAND_RATES` overrides `rate`.
        """
        if not settings.RATE_LIMITS:
            return
        overrides = settings.COMMAND_RATES
        self._check(f"command:{command}:{user}", Rate(*(overrides.get(command) or overrides.get("*") or rate)))

    def _check(self, key: str, rate: Rate) -> None:
        with self._lock:
            bucket = self._bucket(key, rate)
            lacking = bucket.take(rate)
            taken = bucket.unreported if bucket.unreported * SHARES >= rate.burst else 0.0
            if taken:
                bucket.unreported = 0.0
        if taken:
            self._report(Spent(key, taken, rate))
        _refuse(lacking, rate)

    def spend(self, key: str, rate: Rate, count: int) -> None:
        """Takes `count` tokens of all processes, or gives them back if it is negative. Raises RateLimited."""
        try:
            left = float(self._take(keys=[_name(key)], args=[count, *rate, "asked"]))
        except RedisError as error:
            log.warning("counting %s in this process alone: %s", key, error)
            with self._lock:
                left = -self._bucket(key, rate).take(rate, count)
        _refuse(-left, rate)

    def _bucket(self, key: str, rate: Rate) -> Bucket:
        bucket = self._buckets.setdefault(key, Bucket(rate.burst))
        self._buckets.move_to_end(key)
        if len(self._buckets) > MAX_SUBJECTS:
            self._buckets.popitem(last=False)
        return bucket

    @cached_property
    def _take(self) -> Any:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, protocol=2
        )
        return client.register_script(_TAKE)

    def _report(self, spent: Spent) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="limits", daemon=True)
                self._thread.start()
        if self._queue.qsize() < MOST_WAITING:
            self._queue.put(spent)

    def _run(self) -> None:
        while True:
            gathered = [self._queue.get()]
            gathered += [self._queue.get() for _ in range(self._queue.qsize())]
            try:
                with self._take.registered_client.pipeline(transaction=False) as pipeline:
                    for key, spent, rate in gathered:
                        self._take(keys=[_name(key)], args=[spent, *rate, "reported"], client=pipeline)
                    answers = pipeline.execute()
            except (RedisError, OSError) as error:
                log.warning("counting commands in this process alone: %s", error)
                continue
            for each, tokens in zip(gathered, answers, strict=True):
                self._left(each.key, float(tokens))

    def _left(self, key: str, tokens: float) -> None:
        """Applies the tokens that all processes together have left, including those that this one reported."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.tokens = min(bucket.tokens, tokens - bucket.unreported)


def _refuse(lacking: float, rate: Rate) -> None:
    if lacking > 0:
        raise RateLimited(retry_after_ms=int(lacking / rate.per_second * 1000) + 1)


def _name(key: str) -> str:
    return f"{settings.REDIS_PREFIX}rate:{key}"


limiter = Limiter()
