"""A PostgreSQL with all migrations applied, which is copied: applying them takes a quarter of a minute.

It is made once for each state of the migrations and the requirements, and kept next to pytest's cache.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.private import running
from chatproject.supervisor.servers import Postgres
from chatproject.supervisor.state import make_data_dir, own_services

_KEPT = PROJECT / ".pytest_cache" / "postgres"


def prepare(data_dir: Path) -> None:
    """Gives a data folder without a database one in which `migrate` finds nothing to do."""
    make_data_dir(data_dir)
    postgres = Postgres(data_dir)
    if not postgres.is_made:
        _copy(_prepared(), postgres.data)


def _prepared() -> Path:
    kept = _KEPT / _digest()
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for earlier in _KEPT.glob("[0-9a-f]*"):
                shutil.rmtree(earlier)
            _make(kept)
    return kept


def _digest() -> str:
    found = hashlib.sha256()
    migrations = (path for app in PROJECT.glob("*/__init__.py") for path in app.parent.glob("**/migrations/*.py"))
    for path in sorted([*migrations, PROJECT / "requirements.txt", Path(__file__)]):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _make(kept: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="parlance-prepared-") as name:
        folder = Path(name)
        postgres = Postgres(folder, settings={"fsync": "off"})
        with running(postgres):
            environment = os.environ | {
                "DATABASE_URL": own_services(folder).database_url,
                "DATA_DIR": name,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
            }
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=PROJECT, env=environment, check=True)
        draft = kept.with_name("draft")
        shutil.rmtree(draft, ignore_errors=True)
        _copy(postgres.data, draft)
        draft.rename(kept)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", "--", source, target], check=True)
