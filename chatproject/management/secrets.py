"""Options of commands that open backups."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chatproject.backups.repository import secrets_of_settings
from chatproject.backups.sealing import Secrets
from chatproject.supervisor.acting import read_text


def add_secrets(parser: ArgumentParser) -> None:
    parser.add_argument("--identity", type=Path, help="A file with the secret key of age, instead of BACKUP_IDENTITY.")
    parser.add_argument(
        "--passphrase-file", type=Path, help="A file with the passphrase, instead of BACKUP_PASSPHRASE."
    )


def chosen_secrets(options: Mapping[str, Any]) -> Secrets:
    found = secrets_of_settings()
    if options["identity"]:
        found = found._replace(identity=read_text(options["identity"]))
    if options["passphrase_file"]:
        found = found._replace(passphrase=read_text(options["passphrase_file"]).strip())
    return found
