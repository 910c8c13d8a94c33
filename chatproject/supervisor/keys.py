"""Secrets of a development start: generated once, kept in DATA_DIR. Production has its own."""

import contextlib
import os
import secrets
from pathlib import Path


def kept_key(data_dir: Path, name: str) -> str:
    """Returns the secret `name` of this folder: the same in every process, whichever asks first."""
    path = data_dir / name
    while True:
        try:
            return path.read_text()
        except FileNotFoundError:
            _offer(path)


def make_data_dir(data_dir: Path) -> None:
    """Creates the folder, closed to others.

    If root lends PostgreSQL an account, that can traverse to its own folder.
    """
    data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)


def _offer(path: Path) -> None:
    make_data_dir(path.parent)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
