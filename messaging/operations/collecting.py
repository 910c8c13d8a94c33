"""Lists what was shared in a conversation, latest first: its files of a kind, and the links in its messages."""

from uuid import UUID

from psycopg.types.numeric import Int8

from accounts.models import User
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.messaging import SharedFile, SharedLink
from chatproject.contract.pagination import Page, make_cursor, page_limit, paginate, read_cursor
from chatproject.database.statements import LIST_MS, Row, fetch_all
from conversations.models import Membership
from media import sql as media
from media.models import COLLECTIONS
from media.rendering import attachments
from messaging.addresses import ENDS

_END = 2**63 - 1
_WORDS = 20
#: Limit of the messages that are searched for a page of links.
_LOOKED_THROUGH = 20_000

# A message matches if it contains all words. They are compared literally, so that % and _ have no special meaning.
_HAS_WORDS = "NOT EXISTS (SELECT 1 FROM unnest(%s::text[]) AS t(word) WHERE strpos(upper({column}), upper(t.word)) = 0)"
# `kind` is a literal, so that its partial index is used.
_FILES = f"""
    SELECT a.message_seq, a.position, l.sender_id, l.created_at, json_build_array(a.position, {media.ATTACHMENT_FIELDS})
    FROM messaging_message l JOIN {media.attachments("l")}
    WHERE a.conversation_id = %s AND a.message_seq > %s AND (a.message_seq, a.position) < (%s::bigint, %s::bigint)
      AND a.message_seq IS NOT NULL AND a.state <> 'rejected' AND {{kinds}} AND {_HAS_WORDS.format(column="a.name")}
    ORDER BY a.message_seq DESC, a.position DESC LIMIT %s::bigint
"""  # noqa: S608
_OF_KINDS = {
    name: _FILES.format(kinds=f"a.kind IN ({', '.join(map(repr, kinds))})") for name, kinds in COLLECTIONS.items()
}
# An address excludes punctuation that ends the sentence around it, but keeps its own brackets, as in Rust_(film).
_ADDRESS = rf"""https?://[^\s<>"`{ENDS}]*(?:\([^\s<>"`(){ENDS}]*\)|[^\s<>"`.,;:!?()*_''\]\[{{}}{ENDS}])"""
_LINKS = f"""
    SELECT l.seq, found.place, l.sender_id, l.created_at, found.url
    FROM messaging_message l CROSS JOIN LATERAL (
        SELECT t.place, t.match[1] AS url
        FROM regexp_matches(l.body, '{_ADDRESS}', 'gi') WITH ORDINALITY AS t(match, place)
    ) found
    WHERE l.conversation_id = %s AND l.body ~ '://' AND l.seq > %s AND l.seq <= %s::bigint
      AND (l.seq, found.place) < (%s::bigint, %s::bigint) AND {_HAS_WORDS.format(column="l.body")}
    ORDER BY l.seq DESC, found.place DESC LIMIT %s::bigint
"""  # noqa: S608


def list_files(
    *,
    actor: User,
    conversation: str | UUID,
    kind: str,
    search: str = "",
    cursor: str | None = None,
    limit: int | str | None = None,
) -> Page[SharedFile]:
    """Returns the files of messages the actor may read, by words of their names, without rejected ones."""
    if kind not in _OF_KINDS:
        names = ", ".join(_OF_KINDS)
        raise Invalid(f"kind must be one of {names}.", fields={"kind": [f"One of {names}."]})
    mine, size = Membership.objects.get_for(actor, conversation), page_limit(limit)
    seq, place = _after(cursor)
    wanted = [mine.conversation_id, Int8(mine.floor(mine.conversation)), Int8(seq), Int8(place), _words(search)]
    page, next_cursor = paginate(
        fetch_all(_OF_KINDS[kind], [*wanted, Int8(size + 1)], timeout_ms=LIST_MS), size, _position
    )
    return Page([_file(*row) for row in page], next_cursor)


def list_links(
    *,
    actor: User,
    conversation: str | UUID,
    search: str = "",
    cursor: str | None = None,
    limit: int | str | None = None,
) -> Page[SharedLink]:
    """Returns the web addresses in messages the actor may read, by words of the messages.

    If a page ends before it is full, its cursor continues the list.
    """
    mine, size = Membership.objects.get_for(actor, conversation), page_limit(limit)
    seq, place = _after(cursor)
    floor = mine.floor(mine.conversation)
    end = max(floor, min(seq, mine.conversation.last_seq) - _LOOKED_THROUGH)
    wanted = [mine.conversation_id, Int8(end), Int8(seq), Int8(seq), Int8(place), _words(search), Int8(size + 1)]
    page, next_cursor = paginate(fetch_all(_LINKS, wanted, timeout_ms=LIST_MS), size, _position)
    if next_cursor is None and end > floor:
        next_cursor = make_cursor(end + 1, 0)
    items = [SharedLink(url=url, seq=seq, sender=sender, created_at=at) for seq, _, sender, at, url in page]
    return Page(items, next_cursor)


def _file(seq: int, place: int, sender: UUID, created_at: object, fields: list[object]) -> SharedFile:
    [attachment] = attachments([fields])
    return SharedFile(attachment=attachment, seq=seq, sender=sender, created_at=created_at)  # type: ignore[arg-type]


def _after(cursor: str | None) -> tuple[int, int]:
    return read_cursor(cursor, int, int) or (_END, _END)


def _position(row: Row) -> str:
    return make_cursor(row[0], row[1])


def _words(search: str) -> list[str]:
    if "\0" in search:
        raise Invalid("search must not contain NUL.", fields={"search": ["Contains NUL."]})
    return search.split()[:_WORDS]
