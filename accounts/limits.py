"""Rate limits of attempts, by a person, an address or the whole server."""

import hashlib
import ipaddress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from chatproject.contract.errors import RateLimited
from chatproject.rate_limits import Rate, limiter

IPV6_PREFIX = 64
UNKNOWN_ADDRESS = "unknown"

_NO_RATE = Rate(0, 0)


@dataclass(frozen=True)
class Try:
    """One counted attempt. A legitimate attempt is given back; that does not reset the others."""

    key: str = ""
    rate: Rate = _NO_RATE

    def give_back(self) -> None:
        if self.key:
            limiter.spend(self.key, self.rate, -1)


def spend(rate: str, subject: str, *, times: int = 1) -> Try:
    """Counts an attempt of `subject`, or `times` at once, under settings.RATES[rate]. Raises RateLimited with the wait.

    A rate that the settings do not name has no limit.
    """
    if not settings.RATE_LIMITS or rate not in settings.RATES:
        return Try()
    most, seconds = settings.RATES[rate]
    if times > most:
        raise RateLimited(retry_after_ms=seconds * 1000)
    counted = Try(f"{rate}:{_digest(subject)}", Rate(most / seconds, most))
    limiter.spend(counted.key, counted.rate, times)
    return counted


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
