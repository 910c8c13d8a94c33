"""Settings: what they refuse, names that nothing reads, and who may read secrets."""

import difflib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError

from chatproject.health.examining import Part
from chatproject.settings.environment.declared import VARIABLES, named_files

#: A name that begins like this and nearly matches a declared one is a typing error.
_PREFIXES = tuple(f"{each.name.partition('_')[0]}_" for each in VARIABLES if "_" in each.name)
_SIMILAR = 0.8
#: Where containers and systemd put the secrets of one service; who may enter there is their affair.
_OF_ONE_SERVICE = (Path("/run"),)


def is_production() -> bool:
    return not settings.DEMO_PASSWORD


def checks() -> Iterator[Part]:
    """Django's system checks, in production with those for deployment."""
    try:
        found = run_checks(include_deployment_checks=is_production(), databases=["default"])
    except DatabaseError:
        found = run_checks(include_deployment_checks=is_production())
    serious = [message for message in found if not message.is_silenced()]
    for message in serious:
        yield Part("settings", False, message.msg, message.hint or "See docs/operations.md and docs/settings.md.")
    if not serious:
        yield Part("settings", True, "pass every check")


def unknown_variables() -> Iterator[Part]:
    known = [name for each in VARIABLES for name in ([each.name, each.file] if each.is_secret else [each.name])]
    for name in sorted(set(os.environ) - set(known)):
        similar = difflib.get_close_matches(name, known, 1, _SIMILAR) if name.startswith(_PREFIXES) else []
        if similar:
            advice = f"Rename it to {similar[0]}, or remove it: docs/settings.md has all names."
            yield Part(f"variable.{name}", False, "is set, and nothing reads it", advice)


def readable_secrets() -> Iterator[Part]:
    """Files with secrets that every account of this machine may read."""
    files = {Path(path): name for name, path in named_files().items() if name != "PUSH_CA"}
    files |= {Path(settings.DATA_DIR) / name: name for name in ("secret-key", "jwt-key", "encryption-key")}
    found = {path: name for path, name in files.items() if path.exists() and _is_open(path)}
    for path, name in found.items():
        yield Part("secrets", False, f"every account may read {path} ({name})", f"Run `chmod o-rwx {path}`.")
    if not found:
        yield Part("secrets", True, "are in no file that every account may read")


def _is_open(path: Path) -> bool:
    if any(path.resolve().is_relative_to(folder) for folder in _OF_ONE_SERVICE):
        return False
    is_reachable = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    return is_reachable and bool(path.stat().st_mode & stat.S_IROTH)
