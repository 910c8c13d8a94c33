"""Everything that clients send on the socket: one closed set of commands, each decoded in one step.

REST reads the same Structs from its bodies and paths, so that well-formedness is defined once.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from msgspec import UNSET, Meta, Struct, UnsetType

from chatproject.contract.objects.messaging import Mention

# The largest integer that browsers represent exactly.
Position = Annotated[int, Meta(ge=0, le=2**53 - 1)]
# Documented here; the operations refuse more, each with its own error.
Body = Annotated[str, Meta(extra_json_schema={"maxLength": settings.LIMITS["body"]})]
Emoji = Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": settings.LIMITS["emoji"]})]
AttachmentIds = Annotated[list[str], Meta(extra_json_schema={"maxItems": settings.LIMITS["attachments"]})]
Mentions = Annotated[list[Mention], Meta(extra_json_schema={"maxItems": settings.LIMITS["mentions"]})]
WatchedIds = Annotated[list[str], Meta(extra_json_schema={"maxItems": settings.LIMITS["presence_watch"]})]
Note = Annotated[str, Meta(max_length=settings.LIMITS["saved_note"], pattern=r"^[^\x00]*\Z")]
Moment = Annotated[datetime, Meta(tz=True)]
Revs = Annotated[dict[str, Position], Meta(extra_json_schema={"maxProperties": settings.LIMITS["sync_conversations"]})]


class CommandInput(Struct, kw_only=True, tag_field="type"):
    """Client → server. `id` is the client's own string; its reply repeats it."""

    id: str = ""


class Sync(CommandInput, tag="sync"):
    """The client sends what it holds and receives what it is missing."""

    revs: Revs
    me_rev: Position | None = None
    as_of: str | None = None
    limit: int | None = None


class PollSync(Sync, tag="sync"):
    """Sync over REST. If nothing has changed, the response waits for a change, for at most `wait` seconds.

    `active` says whether the user is using this device now. `watch` names up to 200 people whose presence the response
    includes. `standing` comes from the last response: if it has changed since, the response does not wait.
    """

    wait: Annotated[int, Meta(ge=0, le=25)] = 0
    active: bool = True
    watch: WatchedIds = []
    standing: str | None = None


class SendMessage(CommandInput, tag="message.send"):
    """The same client_id again returns the message that it first created.

    Without `mentions`, the server finds the usernames after an @ in the body.
    """

    conversation: str
    client_id: UUID
    body: Body
    reply_to: Position | None = None
    attachments: AttachmentIds = []
    mentions: Mentions | None = None


class EditMessage(CommandInput, tag="message.edit"):
    """Replaces the body of one's own message, and what it mentions: with or without `mentions`, as for message.send."""

    conversation: str
    seq: Position
    body: Body
    mentions: Mentions | None = None


class DeleteMessage(CommandInput, tag="message.delete"):
    """Makes a message a tombstone, which keeps its seq."""

    conversation: str
    seq: Position


class ForwardMessage(CommandInput, tag="message.forward"):
    """Sends a message of another conversation, `source`, to this one: its text and files, not who wrote it and where.

    Without `source` it is one of this conversation. The same client_id again returns the message that it first created.
    """

    conversation: str
    client_id: UUID
    seq: Position
    source: str | None = None


class AddReaction(CommandInput, tag="reaction.add"):
    """Reacts to a message with one emoji."""

    conversation: str
    seq: Position
    emoji: Emoji


class RemoveReaction(CommandInput, tag="reaction.remove"):
    """Removes one's own reaction."""

    conversation: str
    seq: Position
    emoji: Emoji


class PinMessage(CommandInput, tag="message.pin"):
    """Pins a message for everyone in its conversation."""

    conversation: str
    seq: Position


class UnpinMessage(CommandInput, tag="message.unpin"):
    """Unpins a message, also one that another member pinned."""

    conversation: str
    seq: Position


class SaveMessage(CommandInput, tag="saved.add"):
    """Saves a message for later, for the user alone. A reminder at `remind_at` notifies them once."""

    conversation: str
    seq: Position
    note: Note = ""
    remind_at: Moment | None = None


class UpdateSaved(CommandInput, tag="saved.update"):
    """Changes a saved message. Absent fields do not change; `remind_at` null removes the reminder.

    `clear` names fields to empty, as null does.
    """

    conversation: str
    seq: Position
    note: Note | None = None
    remind_at: Moment | UnsetType | None = UNSET
    done: bool | None = None
    clear: Annotated[list[Literal["remind_at"]], Meta(max_length=1)] = []


class RemoveSaved(CommandInput, tag="saved.remove"):
    """Removes a saved message, with its note and reminder."""

    conversation: str
    seq: Position


class AdvanceReceipt(CommandInput, tag="receipt.advance"):
    """Watermarks only rise; a value beyond the last message is lowered to it."""

    conversation: str
    delivered_seq: Position = 0
    read_seq: Position = 0


class SetDraft(CommandInput, tag="draft.set"):
    """What the user has begun to write; empty removes it. `base` is the `me_rev` of the draft that it replaces."""

    conversation: str
    text: Body
    reply_to: Position | None = None
    base: Position = 0


class StartTyping(CommandInput, tag="typing.start"):
    """The user is typing. Repeat it every few seconds while they are."""

    conversation: str


class StopTyping(CommandInput, tag="typing.stop"):
    """The user stopped typing."""

    conversation: str


class WatchPresence(CommandInput, tag="presence.watch"):
    """Replaces the previous list. People who share no conversation with the user are left out."""

    users: WatchedIds


class SetActivity(CommandInput, tag="activity"):
    """Whether the user is using this device now; assumed until sent. Their other devices are then notified later."""

    active: bool


class Authenticate(CommandInput, tag="auth"):
    """Another access token of the same device. The socket stays open until that one expires."""

    access: str


class Ping(CommandInput, tag="ping"):
    """Checks that the connection is alive."""


#: Every command of the socket. PollSync extends one of them, but only REST accepts it.
INPUTS: tuple[type[CommandInput], ...] = tuple(CommandInput.__subclasses__())
