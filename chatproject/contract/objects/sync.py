"""The changes that a client is missing, given what it holds."""

from uuid import UUID

from chatproject.contract.objects.accounts import Me, User
from chatproject.contract.objects.base import Shape
from chatproject.contract.objects.conversations import Conversation, Happening, Member, MyMembership, SharedConversation
from chatproject.contract.objects.drafts import StoredDraft
from chatproject.contract.objects.messaging import Message, Receipt
from chatproject.contract.objects.notifications import NotificationChoices
from chatproject.contract.objects.presence import Presence
from chatproject.contract.objects.server import ReadOnly, ServerNotice


class MyChanges(Shape):
    """The current state of the user's private objects that changed after the `me_rev` the client holds, up to `me_rev`.

    `id` is the user's id. `memberships` may name conversations that the client does not hold yet.
    `changed` names lists to fetch again with their own calls.
    """

    id: UUID
    me_rev: int
    memberships: list[MyMembership]
    user: Me | None = None
    notifications: NotificationChoices | None = None
    drafts: list[StoredDraft] = []
    changed: list[str] = []
    more: bool = False


class Changes(Shape):
    """Objects with `rev` > since, each in its current state; `rev` is the end of this page."""

    rev: int
    members: list[Member]
    messages: list[Message]
    more: bool
    conversation: SharedConversation | None = None
    happenings: list[Happening] = []


class Gone(Shape):
    """A conversation in the request that the user is not in; `rev` is that of their leaving."""

    conversation: str
    rev: int


class Synced(Shape):
    """The response to sync. If not `caught_up`, sync again with what is now held.

    `users` share a conversation with the user, and their name, username or picture changed since `as_of`. If there are
    too many, the list is empty and `users_more` is set: discard all stored profiles.
    """

    changes: dict[str, Changes]
    conversations: list[Conversation]
    gone: list[Gone]
    receipts: list[Receipt]
    me: MyChanges
    users: list[User]
    epoch: str
    as_of: str
    caught_up: bool
    users_more: bool = False


class Polled(Synced, kw_only=True):
    """The response to sync over REST, with the server's state and presence, which a socket receives as events.

    If `read_only` or `notices` is absent, it no longer applies. `standing` represents both: send it with the next sync.
    """

    standing: str
    read_only: ReadOnly | None = None
    notices: list[ServerNotice] = []
    presence: dict[str, Presence] = {}


class MessagePage(Shape):
    """A range of messages, oldest first, with the changes of the conversation between them."""

    items: list[Message]
    happenings: list[Happening] = []
