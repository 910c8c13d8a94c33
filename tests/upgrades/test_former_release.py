"""What the last release stored survives the upgrade, and the last release runs with the tables of this one."""

import asyncio
import re
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from chatproject.supervisor.plan import PROJECT
from tests.faults.talk import calm_talk
from tests.faults.verdict import BOUND
from tests.machine import KEYS, Machine
from tests.upgrades import former

#: What the plan says of a statement that keeps users waiting for as long as it reads or writes all rows.
_LONG_LOCK = re.compile(r".*: (?:ACCESS EXCLUSIVE|SHARE ROW EXCLUSIVE|SHARE), (?!changes the catalogue).*")


@pytest.mark.timeout(600)
def test_content_of_the_last_release_is_the_same_after_the_upgrade(worker_id: str) -> None:
    with former.database(settings.BACKUP_DATABASE_URL, f"former_{worker_id}") as url:
        before = former.columns(url)
        stored = former.content(url, before)
        assert stored["messaging_message", "body"]
        plan = former.manage(url, "upgrade", "--plan")
        assert not _LONG_LOCK.findall(plan), plan
        former.manage(url, "migrate", "--verbosity=0")
        after = former.columns(url)
        kept = {table: [name for name in names if name in after.get(table, [])] for table, names in before.items()}
        assert all(kept.values()), "a table is dropped one release after its last use"
        found = former.content(url, kept)
        assert found == {key: stored[key] for key in found}


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.skipif(not former.has_code(), reason="this clone has no history")
def test_last_release_serves_next_to_this_one_with_its_tables() -> None:
    """Users of both hosts write to each other."""
    with tempfile.TemporaryDirectory(prefix="former-") as folder:
        Path(folder).chmod(0o755)
        former.check_out(Path(folder))
        new = Machine(PROJECT, **KEYS)
        try:
            new.start()
            services = {"DATABASE_URL": new.database_url, "REDIS_URL": new.redis_url, "BEAT": "off"}
            old = Machine(Path(folder), **services, **KEYS, MEDIA_ROOT=str(new.data_dir / "media"))
            try:
                old.start("notifications")
                verdict = asyncio.run(calm_talk([old.url, new.url], 10, 60))
                assert verdict.is_clean, verdict
                assert verdict.acked > 50
                assert verdict.p99 <= BOUND
            finally:
                old.discard()
        finally:
            new.discard()
