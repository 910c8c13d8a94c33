"""The content that a device receives, with as much text as the user's privacy preference allows."""

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
#: Characters of a message that are shown.
MOST_CHARACTERS = 240
#: Every push service accepts this many bytes, with its own overhead.
MOST_BYTES = 3072
_SALT = "notifications.shown"
_JOINERS = ("\u200d", "\ufe0e", "\ufe0f", "\u20e3")


class Payload(msgspec.Struct, omit_defaults=True, kw_only=True):
    """`tag` is the same for all notifications that replace each other on the screen: those of one conversation."""

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
    #: Omitted if the user wants no names.
    sender: str = ""
    urgent: bool = False
    mentions: int = 0

    def as_data(self) -> dict[str, Any]:
        """Returns plain JSON."""
        fields: dict[str, Any] = msgspec.to_builtins(self)
        return fields


def payload_of(due: Outgoing) -> Payload:
    with override(language_of(due.locale)):
        payload = _MAKERS[due.kind](due)
    return _cut(payload)


def read_token(token: str) -> int | None:
    """Returns the id of the notification whose payload has this token, or None if this server did not create it."""
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


def _reminder(due: Outgoing) -> Payload:
    """Returns a payload with the user's note, or else with the message if they may still read it."""
    privacy = _chosen_privacy(due)
    sender = due.sender if privacy != "nothing" else ""
    body = _("A message that you saved")
    if privacy == "full" and due.note:
        body = _shortened(due.note, MOST_CHARACTERS)
    elif privacy == "full" and due.body is not None:
        body = f"{sender}: {_words(due)}"
    elif sender:
        body = _("A message from %(sender)s") % {"sender": sender}
    common = _common(due, f"/c/{due.conversation}/{due.seq}" if due.is_there else "/saved")
    # Each on its own: a reminder replaces neither messages nor another reminder.
    common["tag"] = f"r.{due.conversation}.{due.seq}"
    return Payload(**common, title=_("Reminder"), body=body, sender=sender, urgent=True)


def _clear(due: Outgoing) -> Payload:
    """Returns a payload without text: it removes notifications."""
    return Payload(**_common(due, f"/c/{due.conversation}"))


def _test(due: Outgoing) -> Payload:
    return Payload(**_common(due, "/"), title=TITLE, body=_("Notifications reach this device."), urgent=True)


_MAKERS = {"message": _message, "reminder": _reminder, "clear": _clear, "test": _test}


def _common(due: Outgoing, url: str) -> dict[str, Any]:
    return {
        "v": 1,
        "kind": due.kind,
        "tag": f"c.{due.conversation}" if due.conversation else "test",
        "conversation": due.conversation,
        "seq": due.seq,
        "url": url,
        "unread": due.unread,
        "mentions": due.mentions,
        "token": Signer(salt=_SALT).sign(str(due.id)),
        "at": _rfc3339(due.said_at or due.created_at),
    }


def _privacy(due: Outgoing) -> str:
    """Returns the privacy that applies. A message that the server cannot read is not described either."""
    return "nothing" if due.body is None else _chosen_privacy(due)


def _chosen_privacy(due: Outgoing) -> str:
    if due.privacy == "auto":
        # Only Web Push is encrypted all the way to the device.
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
    """Shortens the texts: characters of many bytes and long names may together exceed the limit of a push service."""
    while len(msgspec.json.encode(payload)) > MOST_BYTES and len(payload.body) > 1:
        payload.body = _shortened(payload.body, len(payload.body) // 2)
    return payload


def _shortened(text: str, most: int) -> str:
    """Shortens the text without splitting a character as the reader sees it."""
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
