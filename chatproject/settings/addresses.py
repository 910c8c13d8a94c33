"""One address of a service, in the words of the library that connects to it."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


def database(url: str, pool: int, *, prepared: bool = True, statement_seconds: int = 0) -> dict[str, Any]:
    """Django's settings for a postgresql:// URL (sockets by ?host=/folder), with at most `pool` kept connections.

    Threads come and go under ASGI: a pool bounds the connections, where one kept per thread would leak them. Without
    `prepared` no statement is prepared and no cursor outlives its transaction: poolers that hand each transaction to
    another connection need that. A statement takes `statement_seconds` at most (0: as long as it takes).
    """
    parts = conninfo_to_dict(url)
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
        | {"prepare_threshold": 5 if prepared else None}
        # What cannot connect is given up soon: it would try again ever more seldom, for as long as PostgreSQL was away.
        | ({"pool": {"min_size": 1, "max_size": pool, "timeout": 10, "reconnect_timeout": 5}} if pool else {}),
    }


def broker(redis_url: str) -> str:
    """Celery's broker on the same Valkey, in the database after ours: what clears a cache must not clear the queue."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        query["virtual_host"] = str(int(query.pop("db", 0)) + 1)
        return f"redis+socket://{parts.path}?{urlencode(query)}"
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + 1}").geturl()


def origin(url: str) -> str:
    """The origin that an address names, or "" for none; one with a path is refused."""
    parts = urlsplit(url.strip())
    if not url.strip():
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(f"{url} is no origin: it is to be like https://files.example.org")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def app_origin(url: str) -> str:
    """The origin of an app's pages in a web view, like capacitor://localhost. What would let in all is refused."""
    parts = urlsplit(url)
    if (
        not parts.scheme
        or not parts.hostname
        or "*" in url
        or parts.path
        or parts.query
        or parts.fragment
        or "@" in url
    ):
        raise ImproperlyConfigured(
            f"APP_ORIGINS holds {url}: an origin is like capacitor://localhost or https://localhost"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def s3_origin(endpoint: str, bucket: str, region: str, is_path_style: bool) -> str:
    """Where browsers find a bucket."""
    parts = urlsplit(endpoint or f"https://s3.{region}.amazonaws.com")
    return f"{parts.scheme}://{parts.netloc}" if is_path_style else f"{parts.scheme}://{bucket}.{parts.netloc}"
