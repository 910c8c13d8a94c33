"""Rate limits. The counters are in Valkey, so that all processes share them."""

import hashlib
import ipaddress
import logging
import time
from collections import Counter
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from chatproject.contract.errors import RateLimited

IPV6_PREFIX = 64
UNKNOWN_ADDRESS = "unknown"


log = logging.getLogger(__name__)

# While Valkey is unavailable, each process counts for itself, so that users are not locked out and guesses stay
# limited.
_counted_here: Counter[str] = Counter()
_MOST_COUNTED_HERE = 10_000


@dataclass(frozen=True)
class Try:
    """One counted attempt. A legitimate attempt is given back; that does not reset the others."""

    key: str = ""

    def give_back(self) -> None:
        if not self.key:
            return
        try:
            if cache.get(self.key):
                cache.decr(self.key)
        except RedisError:
            _counted_here[self.key] -= 1


def spend(rate: str, subject: str, *, times: int = 1) -> Try:
    """Counts an attempt of `subject`, or `times` at once, under settings.RATES[rate]. Raises RateLimited with the wait.

    A rate that the settings do not name has no limit.
    """
    if not settings.RATE_LIMITS or rate not in settings.RATES:
        return Try()
    most, seconds = settings.RATES[rate]
    now = time.time()
    window = int(now // seconds)
    key = f"rate:{rate}:{_digest(subject)}:{window}"
    if _count(key, 2 * seconds, times) > most:
        raise RateLimited(retry_after_ms=int(((window + 1) * seconds - now) * 1000) + 1)
    return Try(key)


def _count(key: str, timeout: int, times: int) -> int:
    """Adds to the counter of this key and returns its new value."""
    try:
        cache.add(key, 0, timeout=timeout)
        return int(cache.incr(key, times))
    except (RedisError, ValueError) as error:  # ValueError: the key expired between the two calls
        log.warning("counting %s in this process alone: %s", key, error)
        if len(_counted_here) > _MOST_COUNTED_HERE:
            _counted_here.clear()
        _counted_here[key] += times
        return _counted_here[key]


def address_of(request: HttpRequest) -> str:
    """Returns the address of a request. A forwarded header counts only as ALLAUTH_TRUSTED_PROXY_COUNT allows.

    For IPv6 it is the network, because one machine has many addresses in it.
    """
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except ValueError:
        return UNKNOWN_ADDRESS
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False))
    return str(address)


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()[:32]
