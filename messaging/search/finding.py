"""Runs a search: asks the index in windows from the latest message on, and reads the result with the actor's rights.

A window has a number of messages, not a span of time: words that everyone uses are found in the first, and rare ones
take as many steps as there are windows.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from accounts.models import User
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.messaging import Message
from chatproject.contract.objects.search import Searched, SearchHit, SearchPage
from chatproject.contract.pagination import make_cursor, page_limit, read_cursor
from chatproject.database.statements import LIST_MS, fetch_all
from conversations import sql as conversations
from conversations.floor import FLOOR
from messaging.rendering import MESSAGE_COLUMNS, messages_of
from messaging.search import facets
from messaging.search.checking import meets
from messaging.search.engine import index
from messaging.search.index import Wanted
from messaging.search.matching import Span, spans
from messaging.search.parsing import Query, parse
from messaging.search.places import Mine, places_of
from messaging.search.resolving import wanted
from messaging.search.snippets import snippet
from messaging.search.stems import stems
from messaging.search.text import Piece, pieces

USUAL = 25
#: The best of so many of the latest matches come first.
RANKED = 400
#: The blocks of the windows (facets.BLOCK_BITS), from the latest on. The last one has all others.
_WINDOWS = (2, 16, 128, 1_024)
#: Seconds after which a page ends where it is.
_PATIENCE = 2.0
_DAY = 86_400

_READ = f"""
SELECT l.id, {MESSAGE_COLUMNS} FROM messaging_message l
JOIN {conversations.membership("l.conversation_id", "%(actor)s")} AND m.left_at IS NULL
JOIN {conversations.conversation("l.conversation_id")}
WHERE l.id = ANY(%(ids)s::bigint[]) AND l.seq > {FLOOR} AND l.deleted_at IS NULL
"""  # noqa: S608 (the names of our own columns)
_HEAD = "SELECT COALESCE(max(x.id), 0) FROM messaging_message x"


class Hit(NamedTuple):
    id: int
    message: Message
    spans: list[Span]
    quality: float


@dataclass
class _Search:
    """One search. `before`: messages from this id on have been searched."""

    actor: User
    query: Query
    wanted: Wanted
    languages: Mapping[UUID, str]
    before: int
    back_to: datetime | None = None

    def hits(self, most: int) -> Iterator[Hit]:
        """Yields hits, newest first, until all is searched or the time is up."""
        until = time.monotonic() + _PATIENCE
        windows = iter(_WINDOWS if self._is_large() else ())
        after = self._after(next(windows, None))
        if not self.wanted.places:
            self.before = 0
        while self.before > 1:
            ids = index.find(self.wanted, after=after, before=self.before, most=most)
            for hit in self._verified(ids):
                self.before, self.back_to = hit.id, hit.message.created_at
                yield hit
            if len(ids) == most:
                self.before = ids[-1]
            else:
                self.before = after + 1
                after = self._after(next(windows, None))
            if time.monotonic() > until:
                return

    def _is_large(self) -> bool:
        """Returns whether the conversations have more messages than the first window. If not, one window has all."""
        if self.wanted.only is not None:
            return False
        return sum(place.end - place.floor for place in self.wanted.places) > _WINDOWS[0] << facets.BLOCK_BITS

    def _after(self, blocks: int | None) -> int:
        """Returns the last id before a window of so many blocks that ends where the search is now."""
        first = facets.block(self.before - 1) - (blocks or 0) + 1
        return 0 if blocks is None or first <= 0 else (first << facets.BLOCK_BITS) - 1

    def _verified(self, ids: Sequence[int]) -> Iterator[Hit]:
        rows = fetch_all(_READ, {"actor": self.actor.pk, "ids": [Int8(id) for id in ids]}, timeout_ms=LIST_MS)
        read = zip(rows, messages_of(row[1:] for row in rows), strict=True)
        messages = {id: message for (id, *_), message in read if meets(self.wanted, message)}
        texts = {id: list(pieces(_said(message))) for id, message in messages.items()}
        known = self._stems(messages, texts)
        for id in ids:
            if id in messages and (hit := self._match(id, messages[id], texts[id], known)):
                yield hit

    def _stems(self, messages: Mapping[int, Message], texts: Mapping[int, list[Piece]]) -> dict[str, dict[str, str]]:
        """Returns the stems of all words, by language."""
        own = {part.text for term in self.query.terms if term.is_one_word for part in term.parts}
        if not own:
            return {}
        found: dict[str, set[str]] = {}
        for id, message in messages.items():
            language = self.languages.get(message.conversation, "")
            found.setdefault(language, set(own)).update(piece.text for piece in texts[id] if piece.is_word)
        return {language: stems(language, those) for language, those in found.items()}

    def _match(self, id: int, message: Message, text: list[Piece], known: Mapping[str, dict[str, str]]) -> Hit | None:
        of_words = known.get(self.languages.get(message.conversation, ""), {})
        found = [list(spans(term, text, of_words)) for term in self.query.terms]
        if not all(found) or any(any(True for _ in spans(term, text, {})) for term in self.query.without):
            return None
        quality = sum(max(span.quality for span in those) for those in found)
        return Hit(id, message, [span for those in found for span in those], quality)


def search(*, actor: User, query: str, sort: str = "newest", cursor: str | None, limit: str | None) -> SearchPage:
    """Returns the messages that match, as far as the actor may read them now. Raises Invalid for a bad query."""
    if sort not in ("newest", "best"):
        raise Invalid("sort must be newest or best.", fields={"sort": ["One of newest, best."]})
    size, parsed, mine = page_limit(limit, USUAL), parse(query), places_of(actor.pk)
    end = fetch_all(_HEAD, [])[0][0] + 1
    before, skipped = read_cursor(cursor, int, int) or (end, 0)
    before = min(before, end)
    asked = wanted(actor, parsed, mine)
    languages = {each.conversation: each.language for each in mine}
    running = _Search(actor, parsed, asked, languages, before)
    find = _newest if sort == "newest" else _best
    hits, next_cursor = find(running, size, before, skipped)
    places = {place.conversation for place in asked.places}
    return SearchPage(
        items=[_shape(hit) for hit in hits],
        next_cursor=next_cursor,
        searched=_searched(running, [each for each in mine if each.conversation in places], next_cursor),
    )


def _newest(running: _Search, size: int, before: int, skipped: int) -> tuple[list[Hit], str | None]:
    found = list(islice(running.hits(2 * size), size + 1))
    if len(found) > size:
        return found[:size], make_cursor(found[size - 1].id, 0)
    return found, make_cursor(running.before, 0) if running.before > 1 else None


def _best(running: _Search, size: int, before: int, skipped: int) -> tuple[list[Hit], str | None]:
    """Ranks the latest matches before the moment of the first page."""
    found = list(islice(running.hits(RANKED), RANKED))
    if found:
        latest = found[0].message.created_at
        found.sort(key=lambda hit: _rank(hit, latest), reverse=True)
    end = skipped + size
    return found[skipped:end], make_cursor(before, end) if end < len(found) else None


def _rank(hit: Hit, latest: datetime) -> float:
    """Age counts a little: a month as much as the difference between a whole word and its stem, and two at most."""
    days = max(0.0, (latest - hit.message.created_at).total_seconds() / _DAY)
    return hit.quality - 2 * days / (days + 30)


def _searched(running: _Search, mine: Sequence[Mine], next_cursor: str | None) -> Searched:
    left = sum(each.unindexed for each in mine)
    back_to = running.back_to if next_cursor else None
    return Searched(conversations=len(mine), back_to=back_to, indexing=left or None)


def _shape(hit: Hit) -> SearchHit:
    message, body = hit.message, hit.message.body or ""
    text, matches = snippet(body, (span for span in hit.spans if span.end <= len(body)))
    return SearchHit(
        conversation=message.conversation,
        seq=message.seq,
        sender=message.sender,
        created_at=message.created_at,
        text=text,
        matches=matches,
        attachments=message.attachments,
    )


def _said(message: Message) -> str:
    return "\n".join([message.body or "", *(each.name for each in message.attachments)])
