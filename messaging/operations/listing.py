from psycopg.types.numeric import Int8

from accounts.models import User
from chatproject.lib.pagination import Page, make_cursor, page_limit, paginate, read_cursor
from chatproject.lib.shapes import Conversation
from chatproject.lib.statements import LIST_MS, rows
from conversations.cursors import Id, Moment
from conversations.places import PLACES, Place
from conversations.searching import IS_FOUND, patterns_of
from messaging.wholes import wholes_at

_LATEST_FIRST = """
    {places} AND m.user_id = %s{condition}
      AND (c.last_activity_at, c.id) < (COALESCE(%s::timestamptz, 'infinity'), COALESCE(%s::uuid, c.id))
    ORDER BY c.last_activity_at DESC, c.id DESC LIMIT %s::bigint
"""
_ALL = _LATEST_FIRST.format(places=PLACES, condition="")
_FOUND = _LATEST_FIRST.format(places=PLACES, condition=f" AND {IS_FOUND}")


def list_conversations(
    *, actor: User, cursor: str | None = None, limit: int | str | None = None, search: str = ""
) -> Page[Conversation]:
    """The actor's conversations, latest activity first, each whole: three queries for any number.

    With `search` those whose title and members' names hold all its words.
    """
    size = page_limit(limit)
    at, id = read_cursor(cursor, Moment, Id) or (None, None)
    place = [at, id, Int8(size + 1)]
    patterns = patterns_of(search)
    if patterns:
        found = rows(_FOUND, [actor.pk, actor.pk, patterns, *place], timeout_ms=LIST_MS)
    else:
        found = rows(_ALL, [actor.pk, *place])
    page, next_cursor = paginate([Place(*row) for row in found], size, _position)
    return Page(wholes_at(page), next_cursor)


def _position(place: Place) -> str:
    return make_cursor(place.last_activity_at, place.id)
