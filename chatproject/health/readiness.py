"""Whether this process can serve: its services respond, its migrations are applied, and it is not about to stop."""

import logging
import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chatproject.database.bounded import BoundedConnection

log = logging.getLogger(__name__)

_PATIENCE = 2
_applied = False
_draining = False
#: Seconds for which an answer of PostgreSQL counts, when it was given, and what it was.
_KNOWN = 3.0
_asked_at = float("-inf")
_has_database = False


def examine() -> dict[str, bool]:
    """Returns the name of each part, and whether it is well. Takes a few seconds at most, however the services fail."""
    parts: dict[str, Callable[[], bool]] = {"process": _is_staying, "database": _database, "valkey": _valkey}
    checks = {name: _passes(name, check) for name, check in parts.items()}
    # Without a database, this check would only wait for one.
    checks["migrations"] = checks["database"] and _passes("migrations", _migrations)
    return checks


def has_database() -> bool:
    """Whether PostgreSQL answers, as it was within the last seconds: who asks often must not wait for it each time."""
    global _asked_at, _has_database
    if time.monotonic() - _asked_at > _KNOWN:
        _has_database = _passes("database", _database)
        _asked_at = time.monotonic()
    return _has_database


def begin_draining() -> None:
    """Makes this process not ready from now on, because it is stopping."""
    global _draining
    _draining = True


def _is_staying() -> bool:
    return not _draining


def _database() -> bool:
    # A connection of its own: a busy pool is not a dead database, and a dead one must not block the prober for long.
    parameters = connection.get_connection_params() | {"connect_timeout": _PATIENCE}
    parameters.pop("pool", None)
    address = {name: parameters[name] for name in _ADDRESS if name in parameters}
    with _Probe.connect(patience=_PATIENCE, **address) as line:
        line.execute("SELECT 1")
    return True


class _Probe(BoundedConnection):
    """Is less patient than others; its silence proves nothing about theirs."""


_ADDRESS = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "service", "connect_timeout")


def _valkey() -> bool:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE) as valkey:
        return bool(valkey.ping())


def _migrations() -> bool:
    global _applied
    if not _applied:
        executor = MigrationExecutor(connection)
        _applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _applied


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:
        # The prober receives the name of the part; details are only for the log.
        log.warning("not ready, %s: %s", name, error)
        return False
