from accounts.models import User
from chatproject.lib.pagination import Page, make_cursor, page_limit, paginate, read_cursor
from chatproject.lib.shapes import Conversation
from conversations import rendering
from conversations.cursors import Id, Moment
from conversations.models import Membership


def list_conversations(*, actor: User, cursor: str | None = None, limit: int | str | None = None) -> Page[Conversation]:
    """The actor's conversations, latest activity first, each whole: three queries for any number."""
    size = page_limit(limit)
    mine = Membership.objects.for_user(actor).latest_first()
    if place := read_cursor(cursor, Moment, Id):
        mine = mine.before_activity(*place)
    page, next_cursor = paginate(list(mine[: size + 1]), size, _place)
    return Page(rendering.wholes_of(page), next_cursor)


def _place(membership: Membership) -> str:
    return make_cursor(membership.conversation.last_activity_at, membership.conversation_id)
