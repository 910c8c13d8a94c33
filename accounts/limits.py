"""How often something may be tried. Counted in Valkey, so that all processes count together."""

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

# While Valkey is away each process counts for itself: nobody is locked out, and nobody guesses freely.
_counted_here: Counter[str] = Counter()
_MOST_COUNTED_HERE = 10_000


@dataclass(frozen=True)
class Try:
    """One counted try. One that was no abuse is given back; others it does not wipe."""

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
    """Count a try of `subject`, or `times` at once, under settings.RATES[rate]. Raises RateLimited with the wait.

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
    """So many more under this key; answers how many there are now."""
    try:
        cache.add(key, 0, timeout=timeout)
        return int(cache.incr(key, times))
    except (RedisError, ValueError) as error:  # ValueError: emptied between the two
        log.warning("counting %s in this process alone: %s", key, error)
        if len(_counted_here) > _MOST_COUNTED_HERE:
            _counted_here.clear()
        _counted_here[key] += times
        return _counted_here[key]


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as it may be told: a forwarded header only by ALLAUTH_TRUSTED_PROXY_COUNT.

    Of IPv6 the network counts, for one machine has many addresses in it.
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
