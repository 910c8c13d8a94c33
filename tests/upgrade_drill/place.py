"""Two hosts with one database behind nginx, and the next release."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from chatproject.supervisor.plan import PROJECT
from tests.contract.planting import copy
from tests.machine import KEYS, Machine
from tests.media.nginx import nginx
from tests.upgrades.later import write

#: An expanding migration: the table that people write to gets a column and an index.
_MIGRATION = (
    'migrations.AddField("message", "mood", models.TextField(null=True))',
    'AddIndexOnline("message", models.Index(fields=["created_at"], name="message_created"))',
)


@dataclass
class Place:
    """`url` is the proxy's; `new` is the folder of the next release."""

    url: str
    hosts: list[Machine]
    new: Path

    def missing_files(self) -> list[str]:
        """Returns the failed requests for a script of either release, which only one host has."""
        urls = [f"{self.url}/static/assets/{name}-01234567.js" for name in ("old", "new")] * 5
        answers = [(url, httpx.get(url)) for url in urls]
        return [f"{url}: {answer.status_code}" for url, answer in answers if answer.status_code != 200]

    def restart(self, host: Machine) -> None:
        """Moves a host to the next release, as its operator does."""
        command = [sys.executable, "manage.py", "restart"]
        done = subprocess.run(command, cwd=self.new, env=host.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@contextmanager
def running() -> Iterator[Place]:
    """Starts both hosts with this release."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="upgrade-")))
        if os.geteuid() == 0:
            folder.chmod(0o755)
        old, new = folder / "old", folder / "new"
        for each in (old, new):
            copy(each)
            shutil.copytree(PROJECT / "static" / "dist", each / "static" / "dist")
            script = each / "static" / "dist" / "assets" / f"{each.name}-01234567.js"
            script.write_text(f"// of the {each.name} release\n")
        _add_migration(new / "messaging" / "migrations")
        media = folder / "media"
        common = {**KEYS, "WEB_PROCESSES": "1", "MEDIA_ROOT": str(media), "TRUSTED_PROXIES": "1"}
        first = Machine(old, **common)
        stack.callback(first.discard)
        first.start()
        services = {"DATABASE_URL": first.database_url, "REDIS_URL": first.redis_url, "BEAT": "off"}
        second = Machine(old, **services, **common)
        stack.callback(second.discard)
        second.start("notifications")
        hosts = [first, second]
        url = stack.enter_context(nginx([host.port for host in hosts], media))
        yield Place(url, hosts, new)


def _add_migration(package: Path) -> None:
    newest = max(path.stem for path in package.glob("[0-9]*.py"))
    write(package, "messaging", newest, *_MIGRATION, atomic=False)
