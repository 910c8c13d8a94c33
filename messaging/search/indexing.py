"""Keeps the index up to date: follows the changes of conversations by their revs, and indexes what is older in turn.

One process of the whole installation indexes at a time, so that notifications, which have the same workers, always have
another one. Progress and entries are written in one transaction: a process that dies has changed nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from psycopg.types.numeric import Int8

from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from media import sql as media
from messaging.search.engine import index
from messaging.search.facets import facets
from messaging.search.index import Entry
from messaging.search.stems import detect, stems
from messaging.search.text import words

#: Messages of one conversation, and conversations, in one transaction.
PIECE, CONVERSATIONS = 100, 20
#: The latest messages whose language is that of their conversation.
_SAMPLE = 100

# Of a transaction, so that it works through PgBouncer.
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('messaging.search', 0))"
_BEGIN = f"""
INSERT INTO messaging_searchprogress (conversation_id, rev, left_seq)
SELECT c.id, c.rev, c.last_seq FROM unnest(%s::uuid[]) AS i(id) JOIN {conversations.conversation("i.id")}
ORDER BY c.id ON CONFLICT DO NOTHING RETURNING NULL
"""  # noqa: S608 (the names of our own columns)
_LOCK = f"""
SELECT p.conversation_id, p.rev, p.left_seq, p.language, p.detected_seq, c.rev, c.last_seq, c.language
FROM messaging_searchprogress p JOIN {conversations.conversation("p.conversation_id")}
WHERE p.conversation_id = ANY(%s::uuid[]) AND (p.failures = 0 OR p.due_at <= clock_timestamp())
ORDER BY p.conversation_id FOR NO KEY UPDATE OF p SKIP LOCKED
"""  # noqa: S608
_COLUMNS = f"""
    x.id, x.conversation_id, x.seq, x.rev, x.sender_id, x.created_at, x.body, x.deleted_at IS NULL,
    CASE WHEN x.has_attachments THEN {media.files("x")} END
"""
_CHANGED = f"""
SELECT found.* FROM unnest(%s::uuid[], %s::bigint[]) AS i(id, rev) CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM messaging_message x
    WHERE x.conversation_id = i.id AND x.rev > i.rev ORDER BY x.rev LIMIT {PIECE}
) found
"""  # noqa: S608
_OLDER = f"""
SELECT found.* FROM unnest(%s::uuid[], %s::bigint[]) AS i(id, seq) CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM messaging_message x
    WHERE x.conversation_id = i.id AND x.seq <= i.seq ORDER BY x.seq DESC LIMIT {PIECE}
) found
"""  # noqa: S608
_LATEST_BODIES = f"""
SELECT x.body FROM messaging_message x WHERE x.conversation_id = %s AND x.body IS NOT NULL
ORDER BY x.seq DESC LIMIT {_SAMPLE}
"""  # noqa: S608
_ADVANCE = """
UPDATE messaging_searchprogress p
SET rev = i.rev, left_seq = i.left_seq, language = i.language, detected_seq = i.detected_seq, failures = 0,
    due_at = CASE WHEN i.is_behind THEN COALESCE(p.due_at, clock_timestamp()) END
FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bool[])
    AS i(id, rev, left_seq, language, detected_seq, is_behind)
WHERE p.conversation_id = i.id RETURNING NULL
"""


class Progress(NamedTuple):
    """The row of a SearchProgress, with the counters of its conversation and the language that its admins set."""

    conversation: UUID
    rev: int
    left_seq: int
    language: str
    detected_seq: int
    last_rev: int
    last_seq: int
    set_language: str

    @property
    def is_behind(self) -> bool:
        return self.rev < self.last_rev or self.left_seq > 0


class Row(NamedTuple):
    """A message to index. `files` are attachments as media.sql selects them."""

    id: int
    conversation: UUID
    seq: int
    rev: int
    sender: UUID
    created_at: Any
    body: str | None
    is_there: bool
    files: list[list[Any]] | None


@transaction.atomic
def index_piece(ids: Sequence[UUID]) -> list[UUID] | None:
    """Indexes a piece of each conversation, except of those that are set aside. Returns those with more.

    None if another process indexes now: nothing was done.
    """
    if not fetch_all(_ALONE, [])[0][0]:
        return None
    fetch_all(_BEGIN, [list(ids)])
    found = [_with_language(Progress(*row)) for row in fetch_all(_LOCK, [list(ids)])]
    if not found:
        return []
    changed, older = _read(_CHANGED, [(p, p.rev) for p in found]), _read(_OLDER, [(p, p.left_seq) for p in found])
    _write(found, [*older, *changed])
    advanced = [*_advanced(found, changed, older)]
    ids_of, revs, seqs, languages, detected = zip(*(each[:5] for each in advanced), strict=True)
    numbers = [[Int8(n) for n in column] for column in (revs, seqs, detected)]
    behind = [each.is_behind for each in advanced]
    fetch_all(_ADVANCE, [list(ids_of), numbers[0], numbers[1], list(languages), numbers[2], behind])
    return [each.conversation for each in advanced if each.is_behind]


def _with_language(progress: Progress) -> Progress:
    """Applies the language that is set, or detected. Another one than before indexes the conversation again."""
    language, detected_seq = _language(progress)
    left_seq = progress.last_seq if language != progress.language else progress.left_seq
    return progress._replace(language=language, left_seq=left_seq, detected_seq=detected_seq)


def _language(progress: Progress) -> tuple[str, int]:
    """Returns the language and the last seq when it was detected, which it is again after twice as many messages."""
    if progress.set_language:
        return progress.set_language.replace("simple", ""), 0
    if progress.last_seq < 2 * progress.detected_seq or progress.last_seq == 0:
        return progress.language, progress.detected_seq
    found = detect(body for (body,) in fetch_all(_LATEST_BODIES, [progress.conversation]))
    return found or (progress.language if progress.detected_seq else ""), progress.last_seq


def _read(statement: str, after: Sequence[tuple[Progress, int]]) -> list[Row]:
    places, numbers = [each.conversation for each, _ in after], [Int8(number) for _, number in after]
    return [Row(*row) for row in fetch_all(statement, [places, numbers])]


def _write(found: Sequence[Progress], rows: Sequence[Row]) -> None:
    languages = {each.conversation: each.language for each in found}
    latest = {row.id: row for row in rows}
    gone = [row.id for row in latest.values() if not row.is_there]
    texts = {id: words(_said(row)) for id, row in latest.items() if row.is_there}
    index.forget(gone)
    index.store([*_entries(latest, texts, languages)])


def _entries(rows: dict[int, Row], texts: dict[int, str], languages: dict[UUID, str]) -> Iterator[Entry]:
    """Yields the entries of the rows with texts, in the order of their ids."""
    by_language: dict[str, set[str]] = {}
    for id, text in texts.items():
        by_language.setdefault(languages[rows[id].conversation], set()).update(text.split())
    known = {language: stems(language, those) for language, those in by_language.items()}
    for id in sorted(texts):
        row, text = rows[id], texts[id]
        of_words = known[languages[row.conversation]]
        found = sorted({of_words[word] for word in text.split() if word in of_words})
        kinds = [fields[_KIND] for fields in row.files or ()]
        properties = facets(id, row.conversation, row.sender, row.created_at, row.body or "", kinds)
        yield Entry(id, properties, f"{text}\n {' '.join(found)} " if found else text)


#: The places of an attachment's name and kind in what media.sql selects, after its position.
_NAME, _KIND = 2, 4


def _said(row: Row) -> str:
    """Returns all that is searched of a message: its body, and the names of its files."""
    return "\n".join([row.body or "", *(fields[_NAME] for fields in row.files or ())])


def _advanced(found: Sequence[Progress], changed: Iterable[Row], older: Iterable[Row]) -> Iterator[Progress]:
    """Yields how far each is now: a full piece ends at its last row, another has reached the end."""
    revs, seqs = defaultdict[UUID, list[int]](list), defaultdict[UUID, list[int]](list)
    for row in changed:
        revs[row.conversation].append(row.rev)
    for row in older:
        seqs[row.conversation].append(row.seq)
    for each in found:
        new, old = revs[each.conversation], seqs[each.conversation]
        rev = max(new) if len(new) == PIECE else max([each.last_rev, *new])
        left_seq = min(old) - 1 if len(old) == PIECE else 0
        yield each._replace(rev=rev, left_seq=left_seq)
