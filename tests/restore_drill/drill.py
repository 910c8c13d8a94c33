"""Backs up a Parlance while people write, destroys it, restores it elsewhere, and compares all that was said.

`python -m tests.restore_drill.drill [--quick] [--messages N] [--mib N]`. Ends with 0 only when all that was said
before the backup is back, every damaged backup was refused, and clients that held later messages hold what the server
holds.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import pyrage

from chatproject.supervisor.plan import PROJECT
from tests.machine import Machine
from tests.restore_drill.damaging import Damaging
from tests.restore_drill.filling import fill, history, last_seq
from tests.restore_drill.looking import bodies, rev_of, say, send_files, yes
from tests.restore_drill.people import Page, Talker
from tests.restore_drill.plan import MIB, QUICK, WHOLE, Plan

_MOST_RPO, _MOST_RTO = 60.0, 600.0


class Said(NamedTuple):
    """What there was when it was destroyed. `files` is {attachment: SHA-256}, `at` the moment."""

    page: Page
    conversation: str
    talker: Talker
    client: Any
    files: dict[str, str]
    filled: int
    before: str
    at: float


class Late(NamedTuple):
    """What was said after the backup, until `at`, when the server was destroyed while people wrote."""

    talker: Talker
    files: dict[str, str]
    at: float


class Drill:
    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._repository = folder / "repository"
        self._identity = folder / "identity"
        self._identity.write_text(str(pyrage.x25519.Identity.generate()))
        # Started by root, Parlance runs as another account.
        folder.chmod(0o711)
        self._repository.mkdir()
        self._repository.chmod(0o777)
        self._machine = self._new_machine()
        self._id = ""

    def run(self) -> bool:
        try:
            said, late = self._talk_and_destroy()
            refused = self._refuse_damaged()
            rto = self._restore()
            is_whole = self._judge(said, refused, rto)
            return self._restore_last_moment(said, late) and is_whole
        finally:
            self._machine.discard()

    def _talk_and_destroy(self) -> tuple[Said, Late]:
        machine = self._machine
        machine.start()
        page = Page(machine.url)
        alice, bob = page.sign_up("alice"), page.sign_up("bob")
        asked = {"kind": "group", "title": "Garden", "members": [bob.call("GET", "me")["id"]]}
        conversation = str(alice.call("POST", "conversations", asked)["id"])
        fill(machine.database_url, conversation, alice.call("GET", "me")["id"], self._plan.messages)
        client = page.client(bob)
        client.run(until=lambda: conversation in client.revs)
        files = send_files(page.client(alice), conversation, self._plan)
        filled = last_seq(machine.database_url, conversation)
        before = history(machine.database_url, conversation, filled)
        say(f"FILLED messages={filled} files={len(files)} bytes={self._plan.files * self._plan.each}")
        talker = Talker(alice, conversation)
        talker.start()
        began = time.monotonic()
        line = self._manage("backup").splitlines()[-1]
        say(f"{line} took={time.monotonic() - began:.0f}s")
        self._id = line.split("id=")[1].split()[0]
        held = last_seq(machine.database_url, conversation)
        client.run(until=lambda: max(client.messages[conversation], default=0) >= held)
        talker.end()
        at = time.time()
        began = time.monotonic()
        lines = self._manage("backup", "verify", "--id", self._id).splitlines()
        say(*(line for line in lines if line.startswith("LOG")))
        say(f"{lines[-1]} took={time.monotonic() - began:.0f}s")
        late = self._talk_on(page, alice, conversation)
        self._replace_machine()
        return Said(page, conversation, talker, client, files, filled, before, at), late

    def _talk_on(self, page: Page, account: Any, conversation: str) -> Late:
        """Returns in the middle of what is said, some of which is in the repository."""
        [kept] = self._repository.glob("wal/*/until")
        talker = Talker(account, conversation)
        talker.start()
        files = send_files(page.client(account), conversation, self._plan._replace(files=1))
        for _ in range(3):
            before = kept.stat().st_mtime_ns
            while kept.stat().st_mtime_ns == before:
                time.sleep(0.1)
        time.sleep(5)  # in the middle between two looks
        talker.end()
        return Late(talker, files, time.time())

    def _replace_machine(self) -> None:
        """Destroys everything but the repository."""
        gone = self._machine
        gone.discard()
        self._machine = self._new_machine()
        self._machine.port = gone.port
        self._machine.environment["PORT"] = str(gone.port)

    def _new_machine(self) -> Machine:
        """Returns one with nothing in it."""
        identity = pyrage.x25519.Identity.from_str(self._identity.read_text())
        machine = Machine(
            BACKUP_RECIPIENTS=str(identity.to_public()),
            BACKUP_IDENTITY=str(self._identity),
            BACKUP_TO=str(self._repository),
            BACKUP_WAL="on",
            MEDIA_USER_QUOTA_BYTES=str(100 * 1024**3),
        )
        machine.data_dir.chmod(0o711)  # started by root, PostgreSQL is to reach its own folder
        return machine

    def _refuse_damaged(self) -> int:
        refused = 0
        for harmed in Damaging(self._repository, self._id, self._identity, self._folder).all():
            options = ("--from", str(harmed.folder), "--identity", str(harmed.identity), "--yes")
            done = self._run("restore", *options)
            is_refused = done.returncode == 1 and harmed.sentence in done.stderr and "Traceback" not in done.stderr
            refused += is_refused
            say(f"DAMAGED {harmed.name}: {'refused' if is_refused else 'TAKEN'}, {done.stderr.strip()[-300:]}")
            shutil.rmtree(harmed.folder)
        return refused

    def _restore(self) -> float:
        """Returns the seconds until people can use it again."""
        began = time.monotonic()
        self._manage("restore", "--id", self._id, "--yes")
        self._machine.start()
        return time.monotonic() - began

    def _judge(self, said: Said, refused: int, rto: float) -> bool:
        url = self._machine.database_url
        last = last_seq(url, said.conversation)
        lost = [at for at, seq, _ in said.talker.said if seq > last]
        rpo = said.at - min(lost) if lost else 0.0
        kept = {seq: body for _, seq, body in said.talker.said if seq <= last}
        account = said.client.account
        rows_equal = bool(kept) and history(url, said.conversation, said.filled) == said.before
        rows_equal = rows_equal and bodies(account, said.conversation, kept) == kept
        media_equal = _are_there(said.client, said.files)
        converged = bool(lost) and self._converges(said, last)
        say(
            f"RESTORE rpo_s={rpo:.0f} rto_s={rto:.0f} rows_equal={yes(rows_equal)} media_equal={yes(media_equal)}"
            f" damaged=5 refused={refused} converged={yes(converged)}"
        )
        return rows_equal and media_equal and converged and refused == 5 and rpo <= _MOST_RPO and rto <= _MOST_RTO

    def _restore_last_moment(self, said: Said, late: Late) -> bool:
        """Restores the last moment that is in the repository, once more from nothing, and compares."""
        self._replace_machine()
        began = time.monotonic()
        self._manage("restore", "--at", "latest", "--yes")
        self._machine.start()
        rto = time.monotonic() - began
        last = last_seq(self._machine.database_url, said.conversation)
        lost = [at for at, seq, _ in late.talker.said if seq > last]
        rpo = late.at - min(lost) if lost else 0.0
        kept = {seq: body for _, seq, body in (*said.talker.said, *late.talker.said) if seq <= last}
        rows_equal = history(self._machine.database_url, said.conversation, said.filled) == said.before
        rows_equal = rows_equal and len(kept) > len(said.talker.said)
        alice = said.page.sign_in("alice")
        rows_equal = rows_equal and bodies(alice, said.conversation, kept) == kept
        media_equal = _are_there(said.page.client(alice), said.files | late.files)
        say(
            f"RESTORE at=latest rpo_s={rpo:.0f} rto_s={rto:.0f} rows_equal={yes(rows_equal)}"
            f" media_equal={yes(media_equal)} lost={len(lost)} of {len(late.talker.said)}"
        )
        return rows_equal and media_equal and rpo <= _MOST_RPO and rto <= _MOST_RTO

    def _converges(self, said: Said, last: int) -> bool:
        """Whether a client that held later numbers holds what the server has, and sends what it had not sent."""
        client, conversation = said.client, said.conversation
        assert max(client.messages[conversation]) > last
        client.send(conversation, "written before it was destroyed, sent after")
        client.run(until=lambda: not client.outbox and client.revs.get(conversation) == rev_of(client, conversation))
        return bool(max(client.messages[conversation]) == last + 1)

    def _manage(self, *arguments: str) -> str:
        done = self._run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=self._machine.environment, capture_output=True, text=True, check=False
        )


def _are_there(client: Any, files: dict[str, str]) -> bool:
    return all(hashlib.sha256(client.fetch_file(id)).hexdigest() == sha256 for id, sha256 in files.items())


def main() -> int:
    parser = argparse.ArgumentParser("tests.restore_drill.drill", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--messages", type=int)
    parser.add_argument("--mib", type=int)
    wanted = parser.parse_args()
    plan = QUICK if wanted.quick else WHOLE
    if wanted.messages:
        plan = plan._replace(messages=wanted.messages)
    if wanted.mib:
        plan = plan._replace(each=wanted.mib * MIB // plan.files)
    with tempfile.TemporaryDirectory(prefix="restore-drill-") as folder:
        return 0 if Drill(Path(folder), plan).run() else 1


if __name__ == "__main__":
    sys.exit(main())
