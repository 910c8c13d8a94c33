"""What one person did at all processes together, counted in Valkey behind the commands and never before one."""

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import NamedTuple

import redis
from django.conf import settings
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

#: (person, command)
Key = tuple[str, str]

TIMEOUT = 1.0
MOST_WAITING = 10_000

_SPEND = """
local found = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local spent, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tokens = math.min(burst, (tonumber(found[1]) or burst) + (now - (tonumber(found[2]) or now)) * rate)
tokens = math.max(-burst, tokens - spent)
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(2000 * burst / rate))
return tostring(tokens)
"""


class Spending(NamedTuple):
    """So many tokens of a bucket that refills at `rate` a second up to `burst`."""

    key: Key
    spent: float
    rate: float
    burst: float


class Common:
    """Tells Valkey what this process let pass, and this process what is left, in a thread of its own.

    While Valkey is away nothing is told, and each process counts for itself.
    """

    def __init__(self, left: Callable[[Key, float], None]) -> None:
        self._left = left
        self._queue: SimpleQueue[Spending] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def tell(self, spending: Spending) -> None:
        """Never waits."""
        if self._thread is None:
            self._start()
        if self._queue.qsize() < MOST_WAITING:
            self._queue.put(spending)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="limits", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, protocol=2
        )
        spend = client.register_script(_SPEND)
        while True:
            gathered = [self._queue.get()]
            gathered += [self._queue.get() for _ in range(self._queue.qsize())]
            try:
                with client.pipeline(transaction=False) as pipeline:
                    for key, *amounts in gathered:
                        spend(keys=[_name(key)], args=amounts, client=pipeline)
                    answers = pipeline.execute()
            except (RedisError, OSError) as error:
                log.warning("counting commands in this process alone: %s", error)
                continue
            for each, tokens in zip(gathered, answers, strict=True):
                self._left(each.key, float(tokens))


def _name(key: Key) -> str:
    return f"{settings.REDIS_PREFIX}commands:{key[1]}:{key[0]}"
