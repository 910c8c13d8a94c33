"""What a device is told, in how much of the words its person allows."""

import unicodedata
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.languages import language_of
from notifications.delivery.outgoing import Outgoing
from notifications.delivery.plain import plain_text

TITLE = "Parlance"
#: Of a message so many characters are shown.
MOST_CHARACTERS = 240
#: What every push service takes, in bytes, with what each of them puts around it.
MOST_BYTES = 3072
_SALT = "notifications.shown"
_JOINERS = ("\u200d", "\ufe0e", "\ufe0f", "\u20e3")


class Payload(msgspec.Struct, omit_defaults=True, kw_only=True):
    """`tag` is the same for all that replaces each other on the screen: all of a conversation."""

    v: int
    kind: str
    tag: str
    url: str
    unread: int
    token: str
    at: str
    title: str = ""
    body: str = ""
    conversation: UUID | None = None
    seq: int = 0
    #: Left out where the person wants no names.
    sender: str = ""
    urgent: bool = False

    def as_data(self) -> dict[str, Any]:
        """As plain JSON."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found


def payload_of(due: Outgoing) -> Payload:
    with override(language_of(due.locale)):
        payload = _message(due) if due.kind == "message" else _other(due)
    return _cut(payload)


def read_token(token: str) -> int | None:
    """The notification whose payload has this token; None where we did not make it."""
    try:
        return int(Signer(salt=_SALT).unsign(token))
    except (BadSignature, ValueError):
        return None


def _message(due: Outgoing) -> Payload:
    privacy = _privacy(due)
    sender = due.sender if privacy != "nothing" else ""
    return Payload(
        **_common(due, f"/c/{due.conversation}/{due.seq}"),
        title=_title(due) if sender else TITLE,
        body=_words(due) if privacy == "full" else _("New message"),
        sender=sender,
        urgent=due.urgency == "high",
    )


def _other(due: Outgoing) -> Payload:
    """A clear says nothing: what it is about goes away. A test is about nothing."""
    if due.kind == "clear":
        return Payload(**_common(due, f"/c/{due.conversation}"))
    return Payload(**_common(due, "/"), title=TITLE, body=_("Notifications reach this device."), urgent=True)


def _common(due: Outgoing, url: str) -> dict[str, Any]:
    return {
        "v": 1,
        "kind": due.kind,
        "tag": f"c.{due.conversation}" if due.conversation else "test",
        "conversation": due.conversation,
        "seq": due.seq,
        "url": url,
        "unread": due.unread,
        "token": Signer(salt=_SALT).sign(str(due.id)),
        "at": _rfc3339(due.said_at or due.created_at),
    }


def _privacy(due: Outgoing) -> str:
    """What the server cannot read it does not name either."""
    if due.body is None:
        return "nothing"
    if due.privacy == "auto":
        # Only there nobody between us and the device can read it.
        return "full" if due.channel == "webpush" else "nothing"
    return due.privacy


def _title(due: Outgoing) -> str:
    if due.is_direct or not due.title:
        return due.sender
    return _("%(sender)s in %(conversation)s") % {"sender": due.sender, "conversation": due.title}


def _words(due: Outgoing) -> str:
    if text := plain_text(due.body or "", MOST_CHARACTERS):
        return _shortened(text, MOST_CHARACTERS)
    match due.attachment:
        case "picture":
            return _("Photo")
        case "video":
            return _("Video")
        case "voice":
            return _("Voice message")
        case "audio":
            return _("Audio")
        case "text" | "file":
            return _("File")
    return _("New message")


def _cut(payload: Payload) -> Payload:
    """Letters of many bytes, names of many letters: together they may be more than a push service takes."""
    while len(msgspec.json.encode(payload)) > MOST_BYTES and len(payload.body) > 1:
        payload.body = _shortened(payload.body, len(payload.body) // 2)
    return payload


def _shortened(text: str, most: int) -> str:
    """Not in the middle of what is one sign to its reader."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 1 and _continues(text[end]) | (text[end - 1] == "\u200d"):
        end -= 1
    return f"{text[:end].rstrip()}…"


def _continues(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.combining(letter) > 0 or 0x1F3FB <= ord(letter) <= 0x1F3FF


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
