"""The conditions for a production start. They are checked on the environment alone, before any other code reads it."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, TypeVar

from chatproject.settings.environment import backups, delivery, files, people, server
from chatproject.settings.environment.declared import problems
from chatproject.settings.environment.kinds import HOST, Invalid, Variable

_T = TypeVar("_T")
_KEY, _TOKEN = 50, 20
_ENCRYPTED: tuple[Variable[Any], ...] = (
    delivery.SITE_URL,
    files.MEDIA_ORIGIN,
    files.MEDIA_APP_ORIGINS,
    files.MEDIA_S3_PUBLIC_ENDPOINT,
    delivery.FCM_URL,
    delivery.APNS_URL,
    delivery.APNS_SANDBOX_URL,
)
_APNS = (delivery.APNS_KEY, delivery.APNS_KEY_ID, delivery.APNS_TEAM_ID, delivery.APNS_TOPIC)


def refusals(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Returns one line for each problem, with what is accepted; empty if there is none."""
    checks = (_keys, _hosts, _switched_off, problems, _encrypted, _parts)
    return [f"- {line}" for check in checks for line in check(environment)]


def _keys(environment: Mapping[str, str]) -> Iterator[str]:
    encrypting = _read(server.ENCRYPTION_KEYS, environment) or [""]
    named = [(each.name, _read(each, environment)) for each in (server.SECRET_KEY, server.JWT_SIGNING_KEY)]
    for name, value in [*named, *((server.ENCRYPTION_KEYS.name, value) for value in encrypting)]:
        if not value and not environment.get(f"{name}_FILE"):
            yield f"{name} is missing: `openssl rand -base64 48` makes one"
        elif value and _is_weak(value, _KEY):
            yield f"{name} is too weak: it needs {_KEY} random characters"
    (_, secret), (_, signing) = named
    if secret and secret == signing:
        yield "JWT_SIGNING_KEY is the same as SECRET_KEY: give each its own"
    if {secret, signing} & set(encrypting) - {""}:
        yield "ENCRYPTION_KEYS holds SECRET_KEY or JWT_SIGNING_KEY: give it keys of its own"
    token = _read(server.METRICS_TOKEN, environment)
    if token and _is_weak(token, _TOKEN):
        yield f"METRICS_TOKEN is too weak: it needs {_TOKEN} random characters, or leave it out"


def _hosts(environment: Mapping[str, str]) -> Iterator[str]:
    hosts = server.ALLOWED_HOSTS.read(environment)
    wrong = [host for host in hosts if not HOST.fullmatch(host)]
    if not hosts or wrong:
        found = f", not {', '.join(wrong)}" if wrong else ""
        yield f"ALLOWED_HOSTS must name each host this server answers for, like chat.example.org{found}"


def _switched_off(environment: Mapping[str, str]) -> Iterator[str]:
    if _read(server.DEBUG, environment):
        yield "DEBUG must not be set"
    if not _read(people.RATE_LIMITS, environment):
        yield "RATE_LIMITS=off is for measurements on a private machine"


def _encrypted(environment: Mapping[str, str]) -> Iterator[str]:
    """Development and tests may use plain http."""
    for variable in _ENCRYPTED:
        with contextlib.suppress(Invalid):
            found = variable.read(environment)
            for value in found if isinstance(found, list) else [found]:
                if value.startswith("http:") and variable.written(environment):
                    yield f"{variable.name} must be like {value.replace('http:', 'https:', 1)}, not {value!r}"


def _parts(environment: Mapping[str, str]) -> Iterator[str]:
    recipients = _read(backups.BACKUP_RECIPIENTS, environment)
    passphrase = _read(backups.BACKUP_PASSPHRASE, environment)
    if recipients and passphrase:
        yield "BACKUP_RECIPIENTS and BACKUP_PASSPHRASE are both set: choose one"
    if _read(backups.BACKUP_WAL, environment) and not _read(backups.BACKUP_TO, environment):
        yield "BACKUP_TO is missing: BACKUP_WAL=on needs it"
    if _read(backups.BACKUP_DATABASE_URL, environment) and not _read(server.DATABASE_URL, environment):
        yield "DATABASE_URL is missing: BACKUP_DATABASE_URL is another way to the same database"
    if environment.get("MEDIA_STORE") == "s3" and not files.MEDIA_S3_BUCKET.read(environment):
        yield "MEDIA_S3_BUCKET is missing: MEDIA_STORE=s3 needs it"
    missing = [each.name for each in _APNS if not each.written(environment)]
    if missing and len(missing) < len(_APNS):
        yield f"{', '.join(missing)} must be set too: APNs needs all of {', '.join(each.name for each in _APNS)}"


def _read(variable: Variable[_T], environment: Mapping[str, str]) -> _T:
    """Returns the value, or the default in place of one that `problems` reports."""
    with contextlib.suppress(Invalid):
        return variable.read(environment)
    return variable.default


def _is_weak(value: str, length: int) -> bool:
    """Whether it is too short, a pattern, an alphabetical sequence, or an example: random text has almost
    no repetition.
    """
    if len(value) < length or value.startswith("django-insecure"):
        return True
    triples = {value[at : at + 3] for at in range(len(value) - 2)}
    steps = sum(abs(ord(one) - ord(next)) <= 1 for one, next in pairwise(value))
    return len(triples) < 0.75 * (len(value) - 2) or steps > len(value) / 2
