"""The objects of the wire contract that only this app's REST routes answer with."""

from datetime import datetime
from uuid import UUID

from chatproject.lib.shapes import Attachment, Happening, Message, Shape


class MessagePage(Shape):
    """A range of messages, oldest first, with the changes of the conversation between them."""

    items: list[Message]
    happenings: list[Happening] = []


class SharedFile(Shape):
    """A file, and the message that has it."""

    attachment: Attachment
    seq: int
    sender: UUID
    created_at: datetime


class SharedLink(Shape):
    """A web address, and the message it was said in."""

    url: str
    seq: int
    sender: UUID
    created_at: datetime
