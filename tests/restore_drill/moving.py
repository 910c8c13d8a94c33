"""Moves a Parlance to another PostgreSQL and a bucket while people write, and counts what is lost.

`python -m tests.restore_drill.moving [--quick]`. People write until the server stops for the move, repeat what was not
acknowledged, and write on when it is back. Ends with 0 only if every acknowledged message is there once and in its
place, every file is the same, and a client that was connected before holds what the server holds.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.private import running
from chatproject.supervisor.servers import Postgres
from chatproject.supervisor.state import own_services
from tests.machine import Machine
from tests.media.buckets import environment as bucket_environment
from tests.media.buckets import make_bucket, moto
from tests.restore_drill.filling import fill, last_seq
from tests.restore_drill.looking import rev_of, say, send_files, yes
from tests.restore_drill.people import Page, Persistent
from tests.restore_drill.plan import QUICK, WHOLE, Plan

_WRITERS = ("alice", "bob", "carol", "dave")
#: Acknowledged messages of each writer before the server stops, and after it is back.
_ENOUGH = 50
_MOST_SECONDS = 1_800
_STORED = "SELECT seq, client_id::text, body FROM messaging_message WHERE conversation_id = %s ORDER BY seq"


@contextmanager
def elsewhere(folder: Path, uid: int) -> Iterator[dict[str, str]]:
    """Yields the settings of another PostgreSQL, which belongs to an account, and of a bucket."""
    (folder / "postgres").mkdir()
    os.chown(folder / "postgres", uid, -1)
    with running(Postgres(folder)), moto() as endpoint:
        make_bucket(endpoint)
        yield {"DATABASE_URL": own_services(folder).database_url} | bucket_environment(endpoint)


class Move:
    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._there: dict[str, str] = {}
        self._machine = Machine()
        self._machine.data_dir.chmod(0o711)  # started by root, PostgreSQL is to reach its own folder

    def run(self) -> bool:
        try:
            self._machine.start()
            # Started by root, Parlance runs as another account.
            with elsewhere(self._folder, self._machine.data_dir.stat().st_uid) as self._there:
                return self._move()
        finally:
            self._machine.discard()

    def _move(self) -> bool:
        machine = self._machine
        page = Page(machine.url)
        accounts = [page.sign_up(name) for name in _WRITERS]
        members = [account.call("GET", "me")["id"] for account in accounts]
        asked = {"kind": "group", "title": "Garden", "members": members[1:]}
        conversation = str(accounts[0].call("POST", "conversations", asked)["id"])
        fill(machine.database_url, conversation, members[0], self._plan.messages)
        files = send_files(page.client(accounts[0]), conversation, self._plan)
        reader = page.client(accounts[1])
        reader.run(until=lambda: conversation in reader.revs)
        say(f"FILLED messages={self._plan.messages} files={len(files)}")
        writers = [Persistent(page, account, conversation) for account in accounts]
        for writer in writers:
            writer.start()
        _wait_for(lambda: all(len(writer.said) >= _ENOUGH for writer in writers))
        began = time.monotonic()
        self._stop_move_start()
        down = time.monotonic() - began
        here = {writer: len(writer.said) for writer in writers}
        _wait_for(lambda: all(len(writer.said) >= here[writer] + _ENOUGH for writer in writers))
        for writer in writers:
            writer.end()
        reader.run(until=lambda: reader.revs.get(conversation) == rev_of(reader, conversation))
        media_equal = all(hashlib.sha256(reader.fetch_file(id)).hexdigest() == sha256 for id, sha256 in files.items())
        return self._judge(conversation, writers, down, media_equal, reader.messages[conversation])

    def _stop_move_start(self) -> None:
        self._machine.stop()
        file = self._folder / "there.env"
        file.write_text("\n".join(f"{name}={value}" for name, value in self._there.items()))
        done = subprocess.run(
            [sys.executable, "manage.py", "move", str(file)],
            cwd=PROJECT,
            env=self._machine.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        say(done.stdout.strip().splitlines()[-1])
        self._machine.environment |= self._there
        self._machine.start()

    def _judge(
        self, conversation: str, writers: list[Persistent], down: float, media_equal: bool, held: dict[int, Any]
    ) -> bool:
        url = self._there["DATABASE_URL"]
        with psycopg.connect(url) as line:
            stored = line.execute(_STORED, [conversation]).fetchall()
        there = {seq: (client_id, body) for seq, client_id, body in stored}
        said = [(seq, (client_id, body)) for writer in writers for seq, client_id, body in writer.said]
        lost = sum(there.get(seq) != message for seq, message in said)
        ids = [client_id for _, client_id, _ in stored]
        dup = len(ids) - len(set(ids))
        gap = last_seq(url, conversation) - len(stored)
        reorder = sum(
            after[0] <= before[0]
            for writer in writers
            for before, after in zip(writer.said, writer.said[1:], strict=False)
        )
        converged = all(there[seq][1] == message["body"] for seq, message in held.items()) and max(held) == max(there)
        say(
            f"MOVE acked={len(said)} lost={lost} dup={dup} gap={gap} reorder={reorder} media_equal={yes(media_equal)}"
            f" converged={yes(converged)} down_s={down:.0f}"
        )
        return not (lost or dup or gap or reorder) and media_equal and converged


def _wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _MOST_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"This took more than {_MOST_SECONDS} s."
        time.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser("tests.restore_drill.moving", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    plan = QUICK if parser.parse_args().quick else WHOLE
    with tempfile.TemporaryDirectory(prefix="move-drill-") as folder:
        Path(folder).chmod(0o711)
        return 0 if Move(Path(folder), plan).run() else 1


if __name__ == "__main__":
    sys.exit(main())
