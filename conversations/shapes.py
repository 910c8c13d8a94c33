"""The objects of the wire contract that only this app's REST routes answer with."""

from datetime import datetime
from uuid import UUID

from chatproject.lib.shapes import Kind, Shape


class Request(Shape):
    """Somebody wants me in a conversation: nothing they wrote, and nothing that names them, before I accept.

    `asker_since` is when their account was made, `member_count` how many are in a group already.
    """

    id: UUID
    kind: Kind
    created_at: datetime
    asker_since: datetime
    member_count: int


class Asked(Shape):
    """The person is asked first, and is a member when they accept."""

    user: UUID


class Left(Shape):
    """How many groups were left."""

    left: int


class Ban(Shape):
    """A person who stays out, as admins and owners see it; without `until` it has no end."""

    user: UUID
    created_at: datetime
    by: UUID | None = None
    reason: str | None = None
    until: datetime | None = None


class Invitation(Shape):
    """A link, as shown to members who may share and revoke it.

    `token` is absent if the server has lost the key that decrypts it; the link still works.
    """

    id: UUID
    conversation: UUID
    created_by: UUID
    created_at: datetime
    uses: int
    token: str | None = None
    max_uses: int | None = None
    expires_at: datetime | None = None


class InvitedTo(Shape):
    """What an invitation says of its conversation to one who is not in it."""

    id: UUID
    kind: Kind
    title: str
    member_count: int
    picture: str | None = None


class InvitationPreview(Shape):
    """What one sees before following a link."""

    conversation: InvitedTo
    created_by: UUID
    is_member: bool
    expires_at: datetime | None = None
