"""The conditions for a production start. They are checked on the environment alone, before any other code reads it."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

_KEY, _TOKEN = 50, 20
_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*|\[[0-9a-fA-F:.]+\]")

# Name: the least and the most.
_NUMBERS = {
    "TRUSTED_PROXIES": (0, 10),
    "EMAIL_PORT": (1, 65_535),
    "DATABASE_POOL": (1, 1000),
    "DATABASE_STATEMENT_SECONDS": (0, 86_400),
    "MEDIA_MAX_BYTES": (1, 1024**5),
    "MEDIA_USER_QUOTA_BYTES": (0, 1024**5),
    "MEDIA_CONVERSATION_QUOTA_BYTES": (0, 1024**5),
    "MEDIA_SERVER_QUOTA_BYTES": (0, 1024**6),
    "MEDIA_UNSAID_SECONDS": (60, 365 * 24 * 3600),
    "MEDIA_SCAN_SECONDS": (60, 365 * 24 * 3600),
    "BACKUP_HOUR": (0, 23),
    "BACKUP_KEEP_DAYS": (1, 3650),
}
_SWITCHES = (
    "BEAT",
    "RATE_LIMITS",
    "DATABASE_PREPARED_STATEMENTS",
    "EMAIL_TLS",
    "MEDIA_S3_PATH_STYLE",
    "BACKUP_S3_PATH_STYLE",
    "MEDIA_STRIP_METADATA",
    "MEDIA_HEIC",
    "STAFF_SECOND_FACTOR",
)
_CHOICES = {
    "SIGN_UP": ("open", "invitation", "domains", "approval", "closed"),
    "MEDIA_STORE": ("disk", "s3"),
    "MEDIA_SCAN_FAILURE": ("closed", "open"),
} | dict.fromkeys(_SWITCHES, ("on", "off"))
_ORIGINS = ("SITE_URL", "MEDIA_ORIGIN", "MEDIA_APP_ORIGINS")
# Name: the schemes it may have.
_ADDRESSES = {
    "DATABASE_URL": ("postgresql", "postgres"),
    "REDIS_URL": ("redis", "rediss", "unix"),
    "MEDIA_S3_ENDPOINT": ("https", "http"),
    "MEDIA_S3_PUBLIC_ENDPOINT": ("https",),
    "BACKUP_S3_ENDPOINT": ("https", "http"),
    "FCM_URL": ("https",),
    "APNS_URL": ("https",),
    "APNS_SANDBOX_URL": ("https",),
    "VAPID_SUBJECT": ("mailto", "https"),
}
_FILES = ("FCM_CREDENTIALS", "APNS_KEY", "PUSH_CA", "BACKUP_IDENTITY")
_APNS = ("APNS_KEY", "APNS_KEY_ID", "APNS_TEAM_ID", "APNS_TOPIC")


def refusals(environment: Mapping[str, str]) -> list[str]:
    """Returns one line for each problem, with what is accepted; empty if there is none."""
    checks = (_keys, _hosts, _switched_off, _numbers, _choices, _origins, _addresses, _files, _parts)
    return [f"- {line}" for check in checks for line in check(environment)]


def _keys(environment: Mapping[str, str]) -> Iterator[str]:
    encrypting = _listed(environment, "ENCRYPTION_KEYS") or [""]
    named = [(name, environment.get(name, "")) for name in ("SECRET_KEY", "JWT_SIGNING_KEY")]
    for name, value in [*named, *(("ENCRYPTION_KEYS", value) for value in encrypting)]:
        if not value:
            yield f"{name} is missing: `openssl rand -base64 48` makes one"
        elif _is_weak(value, _KEY):
            yield f"{name} is too weak: it needs {_KEY} random characters"
    if environment.get("SECRET_KEY") and environment.get("SECRET_KEY") == environment.get("JWT_SIGNING_KEY"):
        yield "JWT_SIGNING_KEY is the same as SECRET_KEY: give each its own"
    if {value for _, value in named if value} & set(encrypting):
        yield "ENCRYPTION_KEYS holds SECRET_KEY or JWT_SIGNING_KEY: give it keys of its own"
    if environment.get("METRICS_TOKEN") and _is_weak(environment["METRICS_TOKEN"], _TOKEN):
        yield f"METRICS_TOKEN is too weak: it needs {_TOKEN} random characters, or leave it out"


def _hosts(environment: Mapping[str, str]) -> Iterator[str]:
    hosts = _listed(environment, "ALLOWED_HOSTS")
    wrong = [host for host in hosts if not _HOST.fullmatch(host)]
    if not hosts or wrong:
        found = f", not {', '.join(wrong)}" if wrong else ""
        yield f"ALLOWED_HOSTS must name each host this server answers for, like chat.example.org{found}"


def _switched_off(environment: Mapping[str, str]) -> Iterator[str]:
    if environment.get("DEBUG", "").lower() not in ("", "0", "false", "no", "off"):
        yield "DEBUG must not be set"
    if environment.get("RATE_LIMITS") == "off":
        yield "RATE_LIMITS=off is for measurements on a private machine"


def _numbers(environment: Mapping[str, str]) -> Iterator[str]:
    for name, (least, most) in _NUMBERS.items():
        value = environment.get(name)
        if value is not None and not (re.fullmatch(r"[0-9]{1,20}", value) and least <= int(value) <= most):
            yield f"{name} must be a number from {least} to {most}, not {value!r}"


def _choices(environment: Mapping[str, str]) -> Iterator[str]:
    for name, choices in _CHOICES.items():
        if environment.get(name) and environment[name] not in choices:
            yield f"{name} must be {' or '.join(choices)}, not {environment[name]!r}"


def _origins(environment: Mapping[str, str]) -> Iterator[str]:
    for name in _ORIGINS:
        for value in _listed(environment, name):
            parts = _split(value)
            if not (parts and parts[0] == "https" and _HOST.fullmatch(parts[1]) and not parts[2]):
                yield f"{name} must be like https://chat.example.org, not {value!r}"


def _addresses(environment: Mapping[str, str]) -> Iterator[str]:
    for name, schemes in _ADDRESSES.items():
        value = environment.get(name, "").strip()
        parts = _split(value)
        if value and not (parts and parts[0] in schemes and (parts[1] or parts[2])):
            # The address may contain a password, and this goes into logs.
            yield f"{name} must be an address that begins with {' or '.join(f'{scheme}:' for scheme in schemes)}"


def _files(environment: Mapping[str, str]) -> Iterator[str]:
    for name in _FILES:
        if environment.get(name) and not Path(environment[name]).is_file():
            yield f"{name} must name a file, not {environment[name]}"


def _parts(environment: Mapping[str, str]) -> Iterator[str]:
    if environment.get("BACKUP_RECIPIENTS") and environment.get("BACKUP_PASSPHRASE"):
        yield "BACKUP_RECIPIENTS and BACKUP_PASSPHRASE are both set: choose one"
    if environment.get("MEDIA_STORE") == "s3" and not environment.get("MEDIA_S3_BUCKET"):
        yield "MEDIA_S3_BUCKET is missing: MEDIA_STORE=s3 needs it"
    missing = [name for name in _APNS if not environment.get(name)]
    if missing and len(missing) < len(_APNS):
        yield f"{', '.join(missing)} must be set too: APNs needs all of {', '.join(_APNS)}"


def _is_weak(value: str, length: int) -> bool:
    """Whether it is too short, a pattern, an alphabetical sequence, or an example: random text has almost
    no repetition.
    """
    if len(value) < length or value.startswith("django-insecure"):
        return True
    triples = {value[at : at + 3] for at in range(len(value) - 2)}
    steps = sum(abs(ord(one) - ord(next)) <= 1 for one, next in pairwise(value))
    return len(triples) < 0.75 * (len(value) - 2) or steps > len(value) / 2


def _listed(environment: Mapping[str, str], name: str) -> list[str]:
    return environment.get(name, "").replace(",", " ").split()


def _split(value: str) -> tuple[str, str, str] | None:
    """Returns the scheme, the host, and the rest; None if it is not an address."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return parts.scheme, host, f"{parts.path.strip('/')}{parts.query}{parts.fragment}"
