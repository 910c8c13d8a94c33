"""Lists what a user saved, each message as they may see it now. Nothing here writes."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from psycopg.types.numeric import Int8

from accounts.models import User
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.saved import Saved, SavedMark
from chatproject.contract.pagination import Moment, Page, make_cursor, page_limit, paginate, read_cursor
from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from conversations.floor import FLOOR
from messaging.models import SavedMessage
from messaging.rendering import MESSAGE_COLUMNS, messages_of

#: After every time that a reminder can have: entries without one come last.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
#: The columns of an entry that are fields of Saved, in their order; `missing` and the message follow.
_FIELDS = ("conversation", "seq", "remind_at", "reminded_at", "saved_at", "note", "done_at", "missing")

# A message that the user may not see is not read at all, only the reason why is.
_PAGE = f"""
WITH page AS (
    SELECT s.*, {{place}} AS place FROM messaging_savedmessage s
    WHERE s.user_id = %(actor)s::uuid AND {{state}} AND (%(place)s::timestamptz IS NULL OR {{beyond}})
    ORDER BY {{order}} LIMIT %(most)s::bigint
)
SELECT s.id, s.place, s.conversation_id, s.seq, s.remind_at, s.reminded_at, s.saved_at, s.note, s.done_at,
       CASE WHEN m.id IS NULL THEN 'left' WHEN s.seq <= c.expired_seq THEN 'expired' WHEN s.seq <= {FLOOR} THEN 'hidden'
            WHEN l.deleted_at IS NOT NULL THEN 'deleted' END AS missing,
       {MESSAGE_COLUMNS}
FROM page s
LEFT JOIN {conversations.membership("s.conversation_id", "s.user_id")} AND m.left_at IS NULL
LEFT JOIN {conversations.conversation("m.conversation_id")}
LEFT JOIN messaging_message l ON l.conversation_id = c.id AND l.seq = s.seq AND s.seq > {FLOOR}
ORDER BY {{order}}
"""  # noqa: S608
#: By the time of the reminder, the newer entry first where that is the same.
_OPEN = _PAGE.format(
    state="s.done_at IS NULL",
    place="COALESCE(s.remind_at, %(never)s::timestamptz)",
    beyond="(COALESCE(s.remind_at, %(never)s), -s.id) > (%(place)s::timestamptz, -%(id)s::bigint)",
    order="place, s.id DESC",
)
#: The latest first.
_DONE = _PAGE.format(
    state="s.done_at IS NOT NULL",
    place="s.done_at",
    beyond="(s.done_at, s.id) < (%(place)s::timestamptz, %(id)s::bigint)",
    order="place DESC, s.id DESC",
)
_PAGES = {"open": _OPEN, "done": _DONE}


class _Row(NamedTuple):
    id: int
    place: datetime
    entry: dict[str, Any]
    message: tuple[Any, ...]


def list_saved(
    *, actor: User, state: str = "open", cursor: str | None = None, limit: str | int | None = None
) -> Page[Saved]:
    """Returns a page of the entries that are open, or done. Raises Invalid for another state."""
    if state not in _PAGES:
        raise Invalid("state must be open or done.", fields={"state": ["open or done."]})
    size = page_limit(limit)
    place, id = read_cursor(cursor, Moment, int) or (None, 0)
    about = {"actor": actor.pk, "place": place, "id": Int8(id), "never": _NEVER, "most": Int8(size + 1)}
    entries = len(_FIELDS) + 2
    rows = [
        _Row(row[0], row[1], dict(zip(_FIELDS, row[2:entries], strict=True)), row[entries:])
        for row in fetch_all(_PAGES[state], about)
    ]
    page, next_cursor = paginate(rows, size, lambda row: make_cursor(row.place, row.id))
    seen = iter(messages_of(row.message for row in page if row.entry["missing"] is None))
    return Page([Saved(**row.entry, message=None if row.entry["missing"] else next(seen)) for row in page], next_cursor)


def list_marks(*, actor: User) -> list[SavedMark]:
    """Returns all of the user's entries that are open, without their content."""
    rows = SavedMessage.objects.open().filter(user=actor).order_by("pk")
    columns = rows.values_list("conversation_id", "seq", "remind_at", "reminded_at")
    return [SavedMark(conversation=id, seq=seq, remind_at=at, reminded_at=past) for id, seq, at, past in columns]
