"""What `manage.py doctor` examines beyond the state that /health reports.

- settings.py    settings, names that nothing reads, who may read secrets
- services.py    PostgreSQL and Valkey, the broker, clocks, the store, programs
- outside.py     names, TLS, the proxy, mail: as people and other servers see them
- pushing.py     what push services need beyond keys
"""

import logging
from collections.abc import Callable, Iterable

from chatproject.health import examining
from chatproject.health.doctor import outside, pushing, services, settings
from chatproject.health.examining import Part

log = logging.getLogger(__name__)

Check = Callable[[], Iterable[Part]]
CHECKS: dict[str, Check] = {
    "settings": settings.checks,
    "variables": settings.unknown_variables,
    "secrets": settings.readable_secrets,
    "parts": lambda: examining.examine(is_started=True),
    "database.version": services.database_version,
    "valkey.version": services.valkey_version,
    "broker": services.broker,
    "clock": services.clocks,
    "store": services.store,
    "programs": services.programs,
    "web": outside.web,
    "names": outside.names,
    "tls": outside.certificates,
    "proxy": outside.proxy,
    "mail": outside.mail,
    "push": pushing.push,
}


def examine() -> Iterable[Part]:
    """Yields every part. One that cannot be examined is not well, and hinders no other."""
    for name, check in CHECKS.items():
        try:
            yield from check()
        except Exception as error:  # whatever is broken, the others are still worth knowing
            log.debug("%s cannot be examined", name, exc_info=True)
            yield Part(name, False, f"cannot be examined: {error}", "See the parts above: another fault may cause it.")
