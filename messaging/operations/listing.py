from uuid import UUID

from psycopg.types.numeric import Int8

from accounts.models import User
from chatproject.contract.objects.conversations import Conversation
from chatproject.contract.pagination import Moment, Page, make_cursor, page_limit, paginate, read_cursor
from chatproject.database.statements import LIST_MS, fetch_all
from conversations.member_views import MEMBER_VIEWS, MemberView
from conversations.searching import IS_FOUND, patterns_of
from messaging.conversation_views import conversation_views_at

_LATEST_FIRST = """
    {views} AND m.user_id = %s{condition}
      AND (c.last_activity_at, c.id) < (COALESCE(%s::timestamptz, 'infinity'), COALESCE(%s::uuid, c.id))
    ORDER BY c.last_activity_at DESC, c.id DESC LIMIT %s::bigint
"""
_ALL = _LATEST_FIRST.format(views=MEMBER_VIEWS, condition="")
_FOUND = _LATEST_FIRST.format(views=MEMBER_VIEWS, condition=f" AND {IS_FOUND}")


def list_conversations(
    *, actor: User, cursor: str | None = None, limit: int | str | None = None, search: str = ""
) -> Page[Conversation]:
    """Returns the actor's conversations, latest activity first, as conversation views: three queries for any number.

    With `search`, only those whose title and members' names contain all its words.
    """
    size = page_limit(limit)
    at, id = read_cursor(cursor, Moment, UUID) or (None, None)
    place = [at, id, Int8(size + 1)]
    patterns = patterns_of(search)
    if patterns:
        rows = fetch_all(_FOUND, [actor.pk, actor.pk, patterns, *place], timeout_ms=LIST_MS)
    else:
        rows = fetch_all(_ALL, [actor.pk, *place])
    page, next_cursor = paginate([MemberView(*row) for row in rows], size, _position)
    return Page(conversation_views_at(page), next_cursor)


def _position(view: MemberView) -> str:
    return make_cursor(view.last_activity_at, view.id)
