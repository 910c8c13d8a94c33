"""What production does not start with."""

from collections.abc import Mapping, Sequence

_SHORTEST = 50
_FEWEST_CHARACTERS = 10


def refusals(
    environment: Mapping[str, str], secret_key: str, jwt_key: str, hosts: Sequence[str], *, rate_limits: bool
) -> list[str]:
    """One line for each thing that is wrong, saying what to do; empty when all is well."""
    found = [_weakness("SECRET_KEY", secret_key), _weakness("JWT_SIGNING_KEY", jwt_key)]
    if secret_key and secret_key == jwt_key:
        found.append("JWT_SIGNING_KEY is the same as SECRET_KEY: give each its own")
    if not hosts or any("*" in host for host in hosts):
        found.append("ALLOWED_HOSTS must name the hosts this server answers for, without *")
    if environment.get("DEBUG", "").lower() not in ("", "0", "false", "no", "off"):
        found.append("DEBUG must not be set")
    if not rate_limits:
        found.append("RATE_LIMITS=off is for measurements on a private machine")
    return [f"- {line}" for line in found if line]


def _weakness(name: str, value: str) -> str:
    if not value:
        return f"{name} is missing: `openssl rand -base64 48` makes one"
    if len(value) < _SHORTEST or len(set(value)) < _FEWEST_CHARACTERS or value.startswith("django-insecure"):
        return f"{name} is too weak: it needs {_SHORTEST} random characters"
    return ""
