"""Any moment is restored: from a base, and the log that PostgreSQL wrote since."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from psycopg.conninfo import make_conninfo

from accounts.models import User
from chatproject.backups.contents import Finished
from chatproject.backups.database import Database
from chatproject.backups.keeping import forget_old
from chatproject.backups.manifest import Bad
from chatproject.backups.proving import prove
from chatproject.backups.repository import Repository
from chatproject.backups.sealing import seal_of
from chatproject.backups.storing import store_backup
from chatproject.backups.wal import state
from chatproject.backups.wal.primary import Primary
from chatproject.backups.wal.recovering import PointInTime
from chatproject.backups.wal.streaming import Streaming
from chatproject.backups.wal.window import parse_moment, window_of
from chatproject.backups.working import home
from chatproject.checks import backups
from media.operations.picturing import change_avatar, remove_avatar
from media.stores import Slot, store
from messaging.models import Epoch
from tests.backups.conftest import IDENTITY, SECRETS, quiet
from tests.pictures import square
from tests.world import person

pytestmark = pytest.mark.long


@pytest.fixture
def primary(settings: Any, database: Database, tmp_path: Path) -> Iterator[Primary]:
    """The server of this test, whose log is kept."""
    identity = tmp_path / "identity"
    identity.write_text(str(IDENTITY))
    settings.DATABASE_URL, settings.BACKUP_WAL, settings.BACKUP_TO = database.url, True, str(tmp_path / "backups")
    settings.BACKUP_DATABASE_URL = database.url
    settings.BACKUP_RECIPIENTS, settings.BACKUP_IDENTITY = list(SECRETS.recipients), str(identity)
    primary = Primary(database.url)
    yield primary
    with psycopg.connect(database.url, autocommit=True) as line:
        held = "SELECT active FROM pg_replication_slots WHERE slot_name = %s"
        while line.execute(held, [primary.slot]).fetchone():
            primary.let_log_go()
            time.sleep(0.05)


@pytest.fixture
def based(primary: Primary, repository: Repository, database: Database, world: User) -> Finished:
    Epoch.current()
    return store_backup(repository, database, quiet)


@pytest.fixture
def streaming(based: Finished) -> Iterator[Streaming]:
    with Streaming(home() / "wal").receiving() as streaming:
        streaming.look()
        yield streaming


def keep_until_now(streaming: Streaming, primary: Primary) -> None:
    now = primary.now()
    while (kept := state.read().until) is None or kept < now:
        streaming.look()


def restore(repository: Repository, at: datetime, empty: Database) -> set[str]:
    """Returns the users that there were."""
    recovery = PointInTime(repository, at, empty, migrate=False)
    assert recovery.plan()
    restored = recovery.run(quiet)
    assert restored.lost == []
    with psycopg.connect(empty.url) as line:
        found = {name for (name,) in line.execute("SELECT username FROM accounts_user")}
        [(epoch,)] = line.execute("SELECT value FROM messaging_epoch")
        line.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert epoch != Epoch.current()
    return found


def test_any_moment_is_restored_with_its_files(
    repository: Repository,
    based: Finished,
    primary: Primary,
    streaming: Streaming,
    empty: Database,
    world: User,
    settings: Any,
    tmp_path: Path,
) -> None:
    before = {user.username for user in User.objects.all()}
    prove(repository, based, quiet, read_files=True)
    person("dave")
    first = change_avatar(actor=world, image=square(32)).avatar
    streaming.look()
    key = change_avatar(actor=world, image=square(48)).avatar
    then = primary.now()
    person("erin")
    keep_until_now(streaming, primary)
    remove_avatar(actor=world)
    store().discard(Slot(key))
    keep_until_now(streaming, primary)
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    assert restore(repository, then, empty) == {*before, "dave"}
    assert store().variants(key)
    assert not store().variants(first)
    last = window_of(repository, based).last
    assert restore(repository, last, empty) == {*before, "dave", "erin"}
    assert state.read().until == last
    assert not state.read().needs_base


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def refused(repository: Repository, at: datetime, empty: Database, sentence: str) -> None:
    with pytest.raises(Bad, match=sentence):
        restore(repository, at, empty)
    assert empty.rows() == {}


def test_restore_refuses_when_the_log_is_damaged(
    repository: Repository, based: Finished, primary: Primary, streaming: Streaming, empty: Database, database: Database
) -> None:
    for name in ("dave", "erin"):
        person(name)
        with psycopg.connect(database.url, autocommit=True) as line:
            line.execute("SELECT pg_switch_wal()")
        keep_until_now(streaming, primary)
    assert based.base is not None
    at = window_of(repository, based).last
    folder = Path(repository.label) / "wal" / primary.system
    [first, *_] = sorted(path for path in folder.iterdir() if path.name >= based.base.segment and path.is_file())
    harms: list[tuple[Callable[[Path], None], str]] = [(flip, "damaged"), (Path.unlink, "is missing")]
    whole = first.read_bytes()
    for harm, sentence in harms:
        harm(first)
        refused(repository, at, empty, sentence)
        first.write_bytes(whole)
    refused(repository, based.base.at - timedelta(hours=1), empty, "first moment")
    refused(repository, at + timedelta(hours=1), empty, "last moment")
    other = SECRETS._replace(identity=str(pyrage.x25519.Identity.generate()))
    refused(Repository(repository.place, seal_of(repository.place, other)), at, empty, "another key")
    assert "dave" in restore(repository, at, empty)


def test_gap_in_the_log_is_noticed_and_closed_by_a_base(
    repository: Repository, based: Finished, primary: Primary, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database.url, autocommit=True) as line:
        line.execute("SELECT pg_drop_replication_slot(%s)", [primary.slot])
        for _ in range(2):
            line.execute("SELECT pg_logical_emit_message(false, 'test', 'x')")
            line.execute("SELECT pg_switch_wal()")
        line.execute("CHECKPOINT")  # a new slot begins at the newest one
    with Streaming(home() / "wal").receiving() as streaming:
        streaming.look()
        assert state.is_base_due()
        with pytest.raises(Bad, match="is missing"):
            prove(repository, based, quiet, read_files=False)
        again = store_backup(repository, database, quiet)
        for _ in range(6):  # it asks now and then
            streaming.look()
        assert not state.is_base_due()
        prove(repository, again, quiet, read_files=False)
    monkeypatch.setattr("chatproject.backups.keeping.datetime", _Later)
    forget_old(repository, days=1, kept={again.id})
    window = window_of(repository, again)
    assert window.archive.names()[0][:24] == window.base.start.segment


class _Later:
    @staticmethod
    def now(zone: Any) -> datetime:
        return datetime.now(zone) + timedelta(days=2)


def test_moment_is_utc_unless_it_has_a_zone() -> None:
    assert parse_moment("latest") is None
    assert parse_moment("2026-11-30 18:00") == parse_moment("2026-11-30T19:00:00+01:00")
    with pytest.raises(Bad, match="--at must be"):
        parse_moment("yesterday")


def test_log_is_refused_at_the_start_when_the_server_will_not_give_it(primary: Primary, settings: Any) -> None:
    assert backups(["default"]) == []
    with psycopg.connect(primary.url, autocommit=True) as line:
        line.execute("DROP ROLE IF EXISTS plain; CREATE ROLE plain")
    settings.DATABASE_URL = settings.BACKUP_DATABASE_URL = make_conninfo(primary.url, options="-c role=plain")
    [refusal] = backups(["default"])
    assert "ALTER ROLE" in refusal.msg
    assert "restore --adopt" in str(refusal.hint)
