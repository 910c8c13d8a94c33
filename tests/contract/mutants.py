"""Planted bugs, each of which some test must catch: `python -m tests.contract.mutants [words of a name]`.

Works on a copy of the project. Says of each bug which tests failed; ends with how many were caught.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parents[2]


class Mutant(NamedTuple):
    """In `path` the one `old` becomes `new`; `tests` is what is run against it."""

    name: str
    path: str
    old: str
    new: str
    tests: str


MUTANTS = [
    Mutant(
        "a change that is not numbered",
        "messaging/operations/changing.py",
        'self.conversation.save(update_fields=["rev"])',
        "pass",
        "tests/contract/test_law.py -k editing",
    ),
    Mutant(
        "a change that nobody is told",
        "messaging/operations/deleting.py",
        "    change.tell()\n",
        "",
        "tests/messaging/test_told.py",
    ),
    Mutant(
        "the same reaction again is news",
        "messaging/operations/reacting.py",
        "        if created:\n",
        "        if True:\n",
        "tests/contract/test_law.py -k reacting",
    ),
    Mutant(
        "an event that is a delta",
        "messaging/operations/changing.py",
        "message=rendering.one(self.message)",
        "message=rendering.message(self.message, {})",
        "tests/contract/test_law.py -k reacting",
    ),
    Mutant(
        "told before it is committed",
        "chatproject/realtime/__init__.py",
        "transaction.on_commit(partial(bus.send, envelopes), robust=True)",
        "bus.send(envelopes)",
        "tests/messaging/test_told.py",
    ),
    Mutant(
        "membership asked only when the socket opens",
        "messaging/hub/hub.py",
        "                self._unfollow(connection, conversation)\n                connection.push(gone)\n        ",
        "                connection.push(gone)\n        ",
        "tests/realtime/test_removal.py",
    ),
    Mutant(
        "a send that asks before it locks",
        "messaging/operations/sending.py",
        '"i.sender_id")} AND m.left_at IS NULL',
        '"i.sender_id")}',
        "tests/realtime/test_removal.py",
    ),
    Mutant(
        "the other process is never asked",
        "messaging/hub/hub.py",
        "        if followed is None or followed.is_filling:\n            return\n        followed.is_filling",
        "        return\n        followed.is_filling",
        "tests/realtime/test_long_run.py",
    ),
    Mutant(
        "one who returned unheard goes on as before",
        "messaging/hub/hub.py",
        "            if envelope.member and not envelope.left:\n",
        "            if False:\n",
        "tests/realtime/test_long_run.py",
    ),
    Mutant(
        "one welcomed late stays behind",
        "messaging/hub/hub.py",
        "if connections and self._logs[conversation].rev > envelope.rev:",
        "if False:",
        "tests/realtime/test_hub.py",
    ),
    Mutant(
        "five seconds of silence from Valkey are its death",
        "chatproject/settings/base.py",
        '"protocol": 2, "socket_timeout": None,',
        '"protocol": 2,',
        "tests/realtime/test_long_run.py",
    ),
    Mutant(
        "the relay waits for Valkey",
        "messaging/hub/relay.py",
        "TIMEOUT = 2.0",
        "TIMEOUT = 120.0",
        "tests/realtime/test_long_run.py",
    ),
    Mutant(
        "a dead process lives on the board",
        "messaging/hub/presence.py",
        "DEAD_AFTER = 20",
        "DEAD_AFTER = 200",
        "tests/realtime/test_long_run.py",
    ),
    Mutant(
        "what was said before is told live",
        "messaging/hub/hub.py",
        "connection.push(fragment if may_read else blind)",
        "connection.push(fragment)",
        "tests/messaging/test_joined_history.py",
    ),
    Mutant(
        "what was said before is in sync",
        "messaging/operations/changed.py",
        "AND l.seq + 0 > held.floor",
        "AND l.seq + 0 >= held.floor * 0",
        "tests/messaging/test_joined_history.py",
    ),
    Mutant(
        "what was said before is replied to",
        "messaging/operations/sending.py",
        "a.reply_to > a.floor AND",
        "a.reply_to > 0 AND",
        "tests/messaging/test_joined_history.py",
    ),
    Mutant(
        "receipts that fall",
        "messaging/operations/receiving.py",
        "GREATEST(m.read_seq, LEAST(i.read_seq, c.last_seq)) AS read_seq",
        "LEAST(i.read_seq, c.last_seq) AS read_seq",
        "tests/realtime/test_receipts.py",
    ),
    Mutant(
        "receipts beyond the end",
        "messaging/operations/receiving.py",
        "LEAST(i.read_seq, c.last_seq)",
        "i.read_seq",
        "tests/realtime/test_receipts.py",
    ),
    Mutant(
        "a client_id of any conversation",
        "messaging/operations/sending.py",
        "if repeated and first_conversation != draft.conversation:",
        "if False:",
        "tests/messaging/test_duplicates.py",
    ),
    Mutant(
        "a repeat that is new",
        "messaging/operations/sending.py",
        "x.sender_id = a.sender_id AND x.client_id = a.client_id",
        "x.sender_id = a.sender_id AND x.client_id = a.client_id AND x.body = a.body",
        "tests/messaging/test_duplicates.py",
    ),
    Mutant(
        "a page that forgets its last object",
        "messaging/operations/changed.py",
        "messages=[m for m in messages if m.rev <= head]",
        "messages=[m for m in messages if m.rev < head]",
        "tests/messaging/test_changes.py",
    ),
    Mutant(
        "a page that goes too far",
        "messaging/operations/changed.py",
        "head = revs[size - 1] if more else view.rev",
        "head = view.rev",
        "tests/messaging/test_changes.py",
    ),
    Mutant(
        "gone at the rev of now",
        "messaging/operations/syncing.py",
        "rev=news.gone.get(str(id), revs[name])",
        "rev=revs[name]",
        "tests/realtime/test_sync.py",
    ),
    Mutant(
        "a queue without end",
        "messaging/hub/connection.py",
        "if len(self._queue) > MAX_QUEUED or self._queued_size > MAX_QUEUED_SIZE:",
        "if False:",
        "tests/realtime/test_slow_reader.py",
    ),
    Mutant(
        "a page of any origin",
        "accounts/callers.py",
        "if not is_allowed_origin(",
        "if False and not is_allowed_origin(",
        "tests/realtime/test_handshake.py",
    ),
    Mutant(
        "signed out and still connected",
        "messaging/hub/hub.py",
        "            connection.close(SIGNED_OUT, reason)\n",
        "            pass\n",
        "tests/realtime/test_signing_out.py",
    ),
    Mutant(
        "presence for everybody",
        "messaging/watching.py",
        ", conversation__in=mine)",
        ")",
        "tests/realtime/test_presence.py",
    ),
    Mutant(
        "REST without limits",
        "messaging/api/messages.py",
        "    limiter.check(str(_actor(request).pk), verb.name, verb.rate)",
        "    _actor(request)",
        "tests/realtime/test_rates.py",
    ),
    Mutant(
        "a connection that the server has ended",
        "chatproject/database/transactions.py",
        "return bool(unread.poll(0))",
        "return False",
        "tests/realtime/test_lost_database.py",
    ),
    Mutant(
        "a socket for the signed out",
        "accounts/devices.py",
        "WHERE d.ended_at IS NULL AND u.is_active\n",
        "WHERE u.is_active\n",
        "tests/realtime/test_handshake.py",
    ),
    Mutant(
        "nonsense without end",
        "messaging/consumer.py",
        "if self._malformed >= MAX_MALFORMED:",
        "if False:",
        "tests/realtime/test_frames.py",
    ),
    Mutant(
        "a member who deletes what others said",
        "messaging/policies.py",
        "membership.role != Membership.Role.MEMBER",
        "membership.role != Membership.Role.OWNER",
        "tests/contract/test_parity.py",
    ),
    Mutant(
        "an endpoint that edits by itself",
        "messaging/api/messages.py",
        "command = self.read(commands.EditMessage, conversation=conversation, seq=seq)",
        "command = commands.EditMessage(conversation=conversation, seq=seq, body=request.data.get('body', 'x'))",
        "tests/contract/test_parity.py",
    ),
    Mutant(
        "a room that never rests",
        "messaging/hub/pacing.py",
        "if self._loop.time() < self._rests_until:",
        "if False:",
        "tests/realtime/test_pacing.py",
    ),
    Mutant(
        "a reply that rests with the others",
        "messaging/hub/connection.py",
        "self._loop.call_soon(self._flush_now)",
        "self._pacer.enlist(self)",
        "tests/realtime/test_pacing.py",
    ),
    Mutant(
        "a plan that is thought to be there",
        "chatproject/database/pipeline.py",
        "if not isinstance(error.__cause__, errors.InvalidSqlStatementName):",
        "if True:",
        "tests/messaging/test_pipeline.py",
    ),
    Mutant(
        "an error at the commit that nobody hears",
        "chatproject/database/pipeline.py",
        "for result in results:\n        if",
        "for result in results[: len(fresh) + len(calls)]:\n        if",
        "tests/messaging/test_pipeline.py",
    ),
    Mutant(
        "silence that nobody notices",
        "messaging/hub/relay.py",
        "                all.create_task(self._beat(ear))\n",
        "",
        "tests/realtime/test_relay.py",
    ),
    Mutant(
        "a line to whichever host is first",
        "chatproject/realtime/layer.py",
        "self._get_layer()._get_shard(channel).host",
        "self._get_layer()._shards[0].host",
        "tests/realtime/test_layer.py",
    ),
    Mutant(
        "a snapshot that never ends",
        "chatproject/database/transactions.py",
        'line.execute("COMMIT")',
        "pass",
        "tests/messaging/test_pipeline.py",
    ),
]


def main(words: list[str]) -> int:
    chosen = [mutant for mutant in MUTANTS if all(word in mutant.name for word in words)]
    caught = sum(map(is_caught, chosen))
    print(f"MUTANTS {len(chosen)}, caught {caught}")  # noqa: T201
    return 0 if caught == len(chosen) else 1


def is_caught(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy(Path(folder))
        path = Path(folder) / mutant.path
        text = path.read_text()
        assert text.count(mutant.old) == 1, f"{mutant.name}: {text.count(mutant.old)} places in {mutant.path}"
        path.write_text(text.replace(mutant.old, mutant.new))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider"]
        run = subprocess.run([*command, *mutant.tests.split(" ", 2)], cwd=folder, capture_output=True, text=True)
    failed = re.findall(r"^(?:FAILED|ERROR|SUBFAILED\S*) .*::(\S+)", run.stdout, re.MULTILINE)
    said = (
        f"caught by {failed[0]}" if failed else "NOT CAUGHT" if run.returncode == 0 else f"broke: {run.stdout[-500:]}"
    )
    print(f"{mutant.name}: {said}", flush=True)  # noqa: T201
    return bool(failed)


def copy(to: Path) -> None:
    """What git knows of, as it stands now."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        source = _ROOT / name
        if source.suffix in (".py", ".toml", ".html", ".txt") and source.exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes(source.read_bytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
