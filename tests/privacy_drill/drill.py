"""Gives a person data in every feature, exports and erases them, and looks for what they wrote everywhere.

`python -m tests.privacy_drill.drill [--quick] [--messages N]`. Ends with 0 only when the export had everything, and
nothing remained: in tables, in the raw files of PostgreSQL and Valkey, among files, keys, logs, in a server that is
restored from a backup of before, and in the backups once those of before have gone.
"""

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zipfile import ZipFile

import psycopg
import redis

from chatproject.supervisor.plan import PROJECT
from tests.machine import Machine
from tests.privacy import scanning
from tests.privacy.living import EXPORTED, SECRET, Life
from tests.privacy_drill.giving import fill, give_files, wait
from tests.privacy_drill.others import Others
from tests.privacy_drill.settling import settle_files
from tests.restore_drill.people import PASSWORD, Page

MESSAGES, QUICK = 20_000, 300
#: Seconds for which others write before the erasure, to compare.
_BEFORE = 5
_LEFT = "SELECT count(*) FROM messaging_message WHERE sender_id = %s AND deleted_at IS NULL"
_ERASED = "SELECT count(*) FROM accounts_accountdeletion WHERE user_id = %s AND erased_at IS NOT NULL"


class Drill:
    def __init__(self, folder: Path, messages: int) -> None:
        self._folder, self._messages = folder, messages
        # Started by root, Parlance runs as another account.
        folder.chmod(0o711)
        self._repository = folder / "repository"
        self._repository.mkdir()
        self._repository.chmod(0o777)
        self._machine = self._new_machine()
        self._words: list[str] = []
        self._remaining: list[str] = []

    def run(self) -> bool:
        try:
            return self._run()
        finally:
            self._machine.discard()

    def _run(self) -> bool:
        self._machine.start()
        page = Page(self._machine.url)
        username = f"plant{os.urandom(6).hex()}"
        me, friend = page.sign_up(username), page.sign_up("friend")
        life = Life(me.call, friend.call, PASSWORD)
        life.planted["username"] = username
        life.live()
        give_files(page, me, life)
        self._plant_more(life)
        fill(self._machine.database_url, life, me.call("GET", "me")["id"], self._messages)
        self._words = [*life.planted.values(), *life.secret]
        missing = self._export(me, life)
        self._manage("backup", "--to", str(self._repository))
        watcher = page.client(friend)
        watcher.run(until=lambda: life.shared in watcher.revs)
        assert self._look("before"), "the scan finds nothing that is there"
        self._remaining.clear()
        id = me.call("GET", "me")["id"]
        others = Others(friend, life.shared, self._machine.database_url)
        with others:
            time.sleep(_BEFORE)
        say(f"SENDS before {others.line()}")
        others = Others(friend, life.shared, self._machine.database_url)
        with others:
            self._erase(username, id)
        say(f"SENDS during {others.line()}")
        watcher.run(
            until=lambda: watcher.revs[life.shared] == friend.call("GET", f"conversations/{life.shared}")["rev"]
        )
        told = [each for each in watcher.messages[life.shared].values() if each["sender"] == id and each.get("body")]
        say(f"OTHERS messages={len(watcher.messages[life.shared])} still_shown={len(told)}")
        self._settle_and_look("erased")
        self._restore()
        self._settle_and_look("restored")
        self._manage("backup", "--to", str(self._repository), "--prove", "--quick", "--keep-days", "0")
        kept = list((self._repository / "backups").glob("*/finished.json"))
        assert len(kept) == 1, "the backup of before the erasure is still there"
        self._note("backups", scanning.in_files(self._repository, self._words))
        remaining = len(self._remaining) + len(told)
        exported = "all" if not missing else f"without {', '.join(missing)}"
        say(f"PRIVACY planted={len(self._words)} exported={exported} remaining={remaining}")
        return not missing and remaining == 0

    def _new_machine(self) -> Machine:
        machine = Machine(BACKUP_TO=str(self._repository))
        machine.environment["SITE_URL"] = machine.url
        machine.data_dir.chmod(0o711)  # started by root, PostgreSQL is to reach its own folder
        return machine

    def _plant_more(self, life: Life) -> None:
        """What no call of the person makes; then every table has something of them."""
        words = life.plant_all(EXPORTED, SECRET)
        names = (life.planted["username"], "friend", life.shared, words)
        self._manage("shell", "-v", "0", "-c", f"from tests.privacy import planting; planting.plant_more{names}")
        wait(lambda: not self._without_word(names[0]), "the worker indexes their messages", fails=False)
        say(f"PLANTED without={' '.join(without := self._without_word(names[0])) or 'none'}")
        assert not without, "the person has nothing in these tables, or no word in these columns (WITHOUT_WORD)"

    def _without_word(self, username: str) -> list[str]:
        look = f"from tests.privacy import planting; print(*planting.not_planted({username!r}), sep=chr(10))"
        return self._manage("shell", "-v", "0", "-c", look).strip().splitlines()

    def _export(self, me: Any, life: Life) -> list[str]:
        """Returns where something was planted that the export lacks."""
        began = time.monotonic()
        me.call("POST", "me/export", {"password": PASSWORD})
        wait(lambda: me.call("GET", "me/export")["state"] in ("ready", "failed"), "the export is made")
        link = me.call("POST", "me/export/link", {"password": PASSWORD})
        with urlopen(link["url"], timeout=60) as answer:
            archive = ZipFile(io.BytesIO(answer.read()))
        content = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
        rows = len(json.loads(archive.read("data/messages.json")))
        say(f"EXPORT files={len(archive.namelist())} messages={rows} took={time.monotonic() - began:.0f}s")
        return [where for where, word in life.planted.items() if word not in content]

    def _erase(self, username: str, id: str) -> None:
        """Kills the erasure while it deletes messages, and begins it again."""
        arguments = ["user", "erase", username, "--yes", "--delete-messages"]
        half = self._count(_LEFT, id) // 2
        first = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=PROJECT, env=self._machine.environment)
        wait(lambda: self._count(_LEFT, id) < half or first.poll() is not None, "half of the messages are gone")
        first.send_signal(signal.SIGKILL)
        first.wait()
        left = self._count(_LEFT, id)
        began = time.monotonic()
        if not self._count(_ERASED, id):
            self._manage(*arguments)
        say(f"ERASED killed_with={left} messages left, took={time.monotonic() - began:.0f}s")

    def _count(self, query: str, id: str) -> int:
        with psycopg.connect(self._machine.database_url) as line:
            [(count,)] = line.execute(query, [id])
            return int(count)

    def _settle_and_look(self, when: str) -> None:
        wait(lambda: not list_media(self._machine.data_dir), "the bytes of files are discarded", fails=False)
        settle_files(self._machine.database_url)
        self._look(when)

    def _look(self, when: str) -> bool:
        machine = self._machine
        found = scanning.in_tables(machine.database_url, self._words)
        # Letters that were sent: in development, a folder stands for the mail server.
        sent = f"file {machine.data_dir}/mail/"
        found += [hit for hit in scanning.in_files(machine.data_dir, self._words) if not hit.startswith(sent)]
        with redis.Redis.from_url(machine.redis_url) as client:
            found += scanning.in_valkey(client, self._words)
        return self._note(when, found)

    def _note(self, when: str, found: list[str]) -> bool:
        self._remaining += found
        say(f"SCAN {when}: {len(found)} hits" + "".join(f"\n  {hit}" for hit in found[:20] if when != "before"))
        return bool(found)

    def _restore(self) -> None:
        """Restores the backup of before the erasure on another machine."""
        self._machine.stop()
        other = self._new_machine()
        self._machine.discard()
        self._machine = other
        say(self._manage("restore", "--from", str(self._repository), "--yes").strip().splitlines()[-1])
        other.start()

    def _manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self._machine.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def list_media(data_dir: Path) -> list[Path]:
    return list(scanning.walk(data_dir / "media"))


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (this is what it is for)


def main() -> int:
    parser = argparse.ArgumentParser("tests.privacy_drill.drill", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--messages", type=int)
    wanted = parser.parse_args()
    messages = wanted.messages or (QUICK if wanted.quick else MESSAGES)
    with tempfile.TemporaryDirectory(prefix="privacy-drill-") as folder:
        return 0 if Drill(Path(folder), messages).run() else 1


if __name__ == "__main__":
    sys.exit(main())
