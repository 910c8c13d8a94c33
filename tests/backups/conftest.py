"""A world with a person, a picture and files, and repositories to back it up into."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from django.db import connection

from accounts.models import User
from chatproject.backups.contents import Finished
from chatproject.backups.database import Database
from chatproject.backups.repository import Repository, open_repository
from chatproject.backups.sealing import Secrets
from chatproject.backups.storing import store_backup
from conversations.models import Conversation
from media.operations.picturing import change_avatar
from tests.media.test_sweeping import ready
from tests.pictures import square

IDENTITY = pyrage.x25519.Identity.generate()
SECRETS = Secrets(recipients=(str(IDENTITY.to_public()),), identity=str(IDENTITY))


@pytest.fixture(autouse=True)
def _data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def database(settings: Any, transactional_db: None) -> Database:
    """The database of this test."""
    return Database(_url(settings.BACKUP_DATABASE_URL, connection.settings_dict["NAME"]))


@pytest.fixture
def empty(settings: Any, database: Database) -> Iterator[Database]:
    """Another database, with nothing in it."""
    name = f"{connection.settings_dict['NAME']}_empty"
    with psycopg.connect(settings.BACKUP_DATABASE_URL, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}"')
        yield Database(_url(settings.BACKUP_DATABASE_URL, name))
        line.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def world(database: Database, alice: User, garden: Conversation) -> User:
    change_avatar(actor=alice, image=square(64))
    ready(alice, garden)
    return alice


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with open_repository(str(tmp_path / "backups"), SECRETS, for_writing=True) as found:
        yield found


@pytest.fixture
def backup(repository: Repository, database: Database, world: User) -> Finished:
    return store_backup(repository, database, quiet)


def quiet(text: str) -> None:
    """Says nothing."""


def _url(url: str, name: str) -> str:
    return re.sub(r"/[^/?]*\?", f"/{name}?", url, count=1)
