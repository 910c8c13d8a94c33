"""The services that Parlance uses: their versions and settings, the broker, clocks, the store, programs."""

import importlib.util
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection

from chatproject.celery import app
from chatproject.health.disks import existing
from chatproject.health.examining import Part
from media.stores.setting_up import faults

_POSTGRES, _VALKEY = 15, 7
_PATIENCE = 3
#: Seconds between two clocks. Signed addresses of files are valid for a minute, codes of second factors for half of it.
_APART = 5


def database_version() -> Iterator[Part]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchall()[0][0])
    is_well = int(version.partition(".")[0]) >= _POSTGRES
    advice = f"Parlance needs PostgreSQL {_POSTGRES} or later: upgrade it, or set DATABASE_URL to another one."
    yield Part("database.version", is_well, f"PostgreSQL {version}", advice)


def valkey_version() -> Iterator[Part]:
    with _valkey() as valkey:
        found = valkey.info()
    version = str(found.get("valkey_version") or found["redis_version"])
    is_well = int(version.partition(".")[0]) >= _VALKEY
    advice = f"Parlance needs Valkey or Redis {_VALKEY} or later: upgrade it, or set REDIS_URL to another one."
    yield Part("valkey.version", is_well, version, advice)
    policy = found.get("maxmemory_policy", "noeviction")
    if not app.conf.broker_url.startswith("amqp"):
        detail = f"{policy}: " + ("keeps what is queued" if policy == "noeviction" else "may drop queued tasks")
        advice = "Set `maxmemory-policy noeviction` in its configuration: it also carries the queue."
        yield Part("valkey.memory", policy == "noeviction", detail, advice)


def broker() -> Iterator[Part]:
    """The queue, which is the same Valkey unless CELERY_BROKER_URL names another server."""
    parts = urlsplit(app.conf.broker_url)
    name = f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    try:
        with app.connection_for_write(connect_timeout=_PATIENCE) as line:
            line.ensure_connection(max_retries=0, timeout=_PATIENCE)
    except Exception as error:  # each transport has errors of its own
        advice = "Start the broker, or correct CELERY_BROKER_URL (address, account, password, virtual host)."
        yield Part("broker", False, f"{name} does not accept a connection: {error}", advice)
    else:
        yield Part("broker", True, f"{name} accepts connections")


def clocks() -> Iterator[Part]:
    """Compares this machine's clock with those of PostgreSQL and Valkey, which may run elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        apart = {"PostgreSQL": float(cursor.fetchall()[0][0]) - time.time()}
    with _valkey() as valkey:
        seconds, microseconds = valkey.time()
        apart["Valkey"] = seconds + microseconds / 1e6 - time.time()
    wrong = {name: by for name, by in apart.items() if abs(by) > _APART}
    advice = (
        "Keep all machines' clocks right: `apt-get install chrony`, or `timedatectl set-ntp true`, on each of them."
    )
    detail = ", ".join(f"{name}'s differs by {by:+.0f} s" for name, by in wrong.items()) or "agrees with the services'"
    yield Part("clock", not wrong, detail, advice)


def store() -> Iterator[Part]:
    if settings.MEDIA_STORE == "s3":
        found = list(faults())
        for fault in found:
            advice = "Correct the bucket (`manage.py media_bucket` sets it up), or the MEDIA_S3_… settings."
            yield Part("store", False, fault, advice)
        if not found:
            yield Part("store", True, f"the bucket {settings.MEDIA_S3_BUCKET} answers and is private")
        return
    folder = existing(Path(settings.MEDIA_ROOT))
    is_well = os.access(folder, os.W_OK | os.X_OK)
    detail = f"{folder} is {'' if is_well else 'not '}writable"
    yield Part("store", is_well, detail, f"Give {folder} to the account that Parlance runs as, or correct MEDIA_ROOT.")


def programs() -> Iterator[Part]:
    has_ffmpeg = bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))
    advice = "Install it (Debian: apt-get install ffmpeg); without it, films and sounds can only be downloaded."
    yield Part("ffmpeg", has_ffmpeg, "is installed" if has_ffmpeg else "is not installed", advice)
    has_magic = _has_libmagic()
    advice = "Install it (Debian: apt-get install libmagic1); without it, texts have no preview."
    yield Part("libmagic", has_magic, "is installed" if has_magic else "is not installed", advice)


def _has_libmagic() -> bool:
    if importlib.util.find_spec("magic") is None:
        return False
    try:
        import magic  # noqa: F401
    except ImportError:
        return False
    return True


def _valkey() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
