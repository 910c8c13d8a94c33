"""What the person of the drill has beyond tests/privacy/living.py: files with bytes, and very many messages."""

import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import psycopg

from tests.pictures import square
from tests.privacy.living import Life
from tests.restore_drill.people import Page

_FILL = """
INSERT INTO messaging_message (conversation_id, seq, rev, sender_id, client_id, body, created_at)
SELECT c.id, c.last_seq + n, c.rev + n, %(sender)s, gen_random_uuid(), %(word)s || ' number ' || n, now()
FROM conversations_conversation c CROSS JOIN generate_series(1, %(count)s) n WHERE c.id = %(conversation)s
"""
_HEAD = """
UPDATE conversations_conversation SET last_seq = last_seq + %(count)s, rev = rev + %(count)s
WHERE id = %(conversation)s
"""
_PATIENCE = 3_600


def give_files(page: Page, me: Any, life: Life) -> None:
    """A file of a message, an upload that does not end, and a picture."""
    client = page.client(me)
    client.run(until=lambda: life.shared in client.revs)
    name, text = life.plant("name of a file", after=".txt"), life.plant("text of a file")
    file = client.send_file(life.shared, name, text.encode() * 100)
    client.run(until=lambda: not client.outbox)
    wait(lambda: me.call("GET", f"attachments/{file}")["state"] == "ready", "the file is verified")
    unfinished = f"conversations/{life.shared}/uploads"
    upload = me.call("POST", unfinished, {"name": life.plant("name of an upload", after=".txt"), "size": 2_000})
    life.secret.add(part := f"plant{secrets.token_hex(8)}")  # not in the export: no one has it yet
    [where] = me.call("POST", f"uploads/{upload['id']}/parts", {"numbers": [1]})["parts"]
    page.names["put"](where, part.encode().ljust(2_000))
    picture = Request(f"{page.names['SERVER']}/api/v1/me/avatar", square(64), method="PUT")
    picture.add_header("Authorization", f"Bearer {me.tokens['access']}")
    picture.add_header("Content-Type", "image/png")
    with urlopen(picture, timeout=60):
        pass


def fill(database_url: str, life: Life, sender: str, messages: int) -> None:
    """Half of the messages in each of two conversations."""
    word = life.plant("many messages")
    for conversation in (life.shared, life.direct):
        values = {"conversation": conversation, "sender": sender, "count": messages // 2, "word": word}
        with psycopg.connect(database_url) as line:
            line.execute(_FILL, values)
            line.execute(_HEAD, values)


def wait(until: Callable[[], bool], what: str, *, fails: bool = True) -> None:
    deadline = time.monotonic() + (_PATIENCE if fails else 60)
    while not until():
        if time.monotonic() > deadline:
            assert not fails, f"not after {_PATIENCE} s: {what}"
            return
        time.sleep(0.1)
