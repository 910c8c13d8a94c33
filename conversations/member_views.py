"""A conversation as one member has it: its row and the membership's, read in one statement for any number.

The list and sync read two hundred at once, as bare columns: two hundred pairs of ORM objects would cost more than the
rest of the response.
"""

from datetime import datetime
from operator import attrgetter
from typing import Literal, NamedTuple
from uuid import UUID

from chatproject.contract.objects.conversations import History, Kind, Notify, Role
from conversations.floor import floor_of
from conversations.models import Conversation, Membership
from conversations.models.conversation import other_of
from conversations.sql import MEMBERSHIPS
from conversations.unread import read_up_to


class MemberView(NamedTuple):
    """A member's view of a conversation. `id` to `language` are the conversation's, the rest the membership's."""

    id: UUID
    kind: Kind
    title: str
    topic: str
    history: History
    picture: str
    direct_key: str | None
    rev: int
    changed_rev: int
    happened_rev: int
    last_seq: int
    member_count: int
    created_at: datetime
    last_activity_at: datetime
    closed_at: datetime | None
    first_seq: int
    keep_days: int | None
    language: str
    user: UUID
    role: Role
    membership_rev: int
    joined_at: datetime
    joined_seq: int
    joined_rev: int
    delivered_seq: int
    read_seq: int
    muted_until: datetime | None
    pinned_at: datetime | None
    archived_at: datetime | None
    notify: Notify | Literal[""]
    unread_from: int | None
    added_by: UUID | None
    me_rev: int

    @property
    def floor(self) -> int:
        """The last seq hidden from the member: see conversations/floor.py."""
        return floor_of(self.history, self.joined_seq, self.first_seq - 1)

    @property
    def read_up_to(self) -> int:
        return read_up_to(self.read_seq, self.unread_from, self.floor)

    @property
    def unread(self) -> int:
        # The two rows may be read a moment apart: the member may have read messages that the conversation did not have
        # yet.
        return max(0, self.last_seq - self.read_up_to)

    @property
    def first_rev(self) -> int:
        """The first rev whose happening the member may see."""
        return floor_of(self.history, self.joined_rev)

    @property
    def peer(self) -> UUID | None:
        """The other person of a direct conversation, whether they are in it yet or not."""
        return other_of(self.direct_key, self.user) if self.direct_key else None


#: The columns of a MemberView, from a conversations_conversation `c` and a conversations_membership `m`.
MEMBER_VIEW_COLUMNS = """
    c.id, c.kind, c.title, c.topic, c.history, c.picture, c.direct_key, c.rev, c.changed_rev, c.happened_rev,
    c.last_seq, c.member_count, c.created_at, c.last_activity_at, c.closed_at, c.expired_seq + 1, c.keep_days,
    c.language, m.user_id, m.role, m.rev, m.joined_at, m.joined_seq, m.joined_rev, m.delivered_seq, m.read_seq,
    m.muted_until, m.pinned_at, m.archived_at, m.notify, m.unread_from, m.added_by_id, m.me_rev
"""
#: The rows to read from. The caller adds the conditions, on `m.user_id` and others.
MEMBER_VIEWS = f"""
    SELECT {MEMBER_VIEW_COLUMNS}
    FROM {MEMBERSHIPS}
    WHERE m.left_at IS NULL
"""  # noqa: S608 (the names of our own columns)


_OF_CONVERSATION = attrgetter(*MemberView._fields[: MemberView._fields.index("user")])
_OF_MEMBERSHIP = attrgetter(
    *("user_id", "role", "rev", "joined_at", "joined_seq", "joined_rev", "delivered_seq", "read_seq", "muted_until"),
    *("pinned_at", "archived_at", "notify", "unread_from", "added_by_id", "me_rev"),
)


def member_view_of(row: Membership, conversation: Conversation) -> MemberView:
    """Makes a member view from a membership and its conversation."""
    return MemberView(*_OF_CONVERSATION(conversation), *_OF_MEMBERSHIP(row))
