"""Converts the address of a service into the settings of the library that connects to it."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from psycopg.conninfo import conninfo_to_dict

from chatproject.database.bounded import BoundedConnection

#: Seconds, and milliseconds. A network that fails silently ends no connection: by default, the kernel waits for a
#: quarter of an hour. Unix sockets ignore this, and the address may say otherwise.
_NETWORK = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "10000",
}
#: Give up a failed connection soon: its retries would become rarer for as long as PostgreSQL is unavailable.
_POOL = {"min_size": 1, "timeout": 10, "reconnect_timeout": 5, "connection_class": BoundedConnection}


def database(
    url: str, pool: int, *, prepared: bool = True, statement_seconds: int = 0, patience: float | None = None
) -> dict[str, Any]:
    """Returns Django's settings for a postgresql:// URL (sockets by ?host=/folder), with at most `pool`
    kept connections.

    Threads come and go under ASGI: a pool bounds the connections, while one kept per thread would leak them. Without
    `prepared` no statement is prepared and no cursor outlives its transaction, for poolers that move each transaction
    to another connection. A statement takes `statement_seconds` at most (0: no limit), and a connection that does not
    answer for `patience` seconds is given up.
    """
    parts = _NETWORK | conninfo_to_dict(url)
    if statement_seconds:
        parts["options"] = f"{parts.get('options', '')} -c statement_timeout={statement_seconds}s".strip()
    return {
        "ENGINE": "chatproject.database.pooled",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": not prepared,
        # Without a threshold nothing is ever prepared; the ORM prepares nothing anyway (database/statements.py does).
        "OPTIONS": parts
        | {"prepare_threshold": 5 if prepared else None, "patience": patience}
        | ({"pool": _POOL | {"max_size": pool}} if pool else {}),
    }


def broker(redis_url: str) -> str:
    """Returns Celery's broker: the same Valkey with the next database number, so that clearing a cache
    keeps the queue.
    """
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        query["virtual_host"] = str(int(query.pop("db", 0)) + 1)
        return f"redis+socket://{parts.path}?{urlencode(query)}"
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + 1}").geturl()


def s3_origin(endpoint: str, bucket: str, region: str, is_path_style: bool) -> str:
    """Returns the origin at which browsers reach a bucket."""
    parts = urlsplit(endpoint or f"https://s3.{region}.amazonaws.com")
    return f"{parts.scheme}://{parts.netloc}" if is_path_style else f"{parts.scheme}://{bucket}.{parts.netloc}"
