"""The email about unread messages, in the recipient's language and time zone, with as much text as they allow."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from accounts.languages import language_of
from accounts.models import User
from conversations.models import Conversation
from notifications.deciding.facts import MessageFacts
from notifications.deciding.quiet_hours import zone_of
from notifications.delivery.plain import plain_text
from notifications.email.unread import UnreadConversation
from notifications.email.unsubscribing import unsubscribe_url
from notifications.models import Preferences

#: Limits of one letter: conversations, and messages of each.
CONVERSATIONS = 5
MESSAGES = 5
_EXCERPT = 300


@dataclass(frozen=True)
class Line:
    sender: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Part:
    """A conversation. With the least privacy preference it has no name; only with the most does it have lines."""

    name: str
    senders: str
    count: str
    url: str
    lines: list[Line]
    #: The number of messages that are not among the lines.
    more: str


def digest_letter(
    user: User, address: str, preferences: Preferences, unread: Sequence[UnreadConversation], *, since: datetime
) -> EmailMultiAlternatives:
    """Returns the letter. A repeat for the same span of time has the same Message-ID: the recipient sees one."""
    with translation.override(language_of(user.locale)), timezone.override(zone_of(user.time_zone)):
        privacy = _privacy(preferences)
        names = _names(unread) if privacy != Preferences.Privacy.NOTHING else {}
        subject = _subject(unread, names, privacy)
        context = {
            "subject": subject,
            "language": translation.get_language(),
            "is_rtl": translation.get_language_bidi(),
            "person": user.name,
            "parts": [_part(each, names, privacy) for each in unread[:CONVERSATIONS]],
            "others": len(unread) - CONVERSATIONS,
            "site": settings.SITE_URL,
            "settings_url": f"{settings.SITE_URL}/settings/notifications/",
            "unsubscribe_url": unsubscribe_url(user),
        }
        text = render_to_string("notifications/email/digest.txt", context)
        html = render_to_string("notifications/email/digest.html", context)
    letter = EmailMultiAlternatives(subject, text, None, [address], headers=_headers(user, since))
    letter.attach_alternative(html, "text/html")
    return letter


def _privacy(preferences: Preferences) -> str:
    """Returns the privacy that applies. A letter passes through other servers, so `auto` reveals the least."""
    chosen = preferences.privacy
    return Preferences.Privacy.NOTHING if chosen == Preferences.Privacy.AUTO else chosen


def _names(unread: Sequence[UnreadConversation]) -> dict[UUID, str]:
    senders = {message.sender for each in unread[:CONVERSATIONS] for message in each.messages}
    return {row.pk: _one_line(row.name) for row in User.objects.filter(pk__in=senders)}


def _subject(unread: Sequence[UnreadConversation], names: dict[UUID, str], privacy: str) -> str:
    count = sum(len(each.messages) for each in unread)
    unread_text = ngettext("%(count)s unread message", "%(count)s unread messages", count) % {
        "count": _count(count, any(each.is_cut for each in unread))
    }
    where = _name(unread[0], names) if len(unread) == 1 and privacy != Preferences.Privacy.NOTHING else ""
    return f"{where}: {unread_text}" if where else f"Parlance: {unread_text}"


def _part(each: UnreadConversation, names: dict[UUID, str], privacy: str) -> Part:
    count = len(each.messages)
    is_full = privacy == Preferences.Privacy.FULL
    lines = [_line(message, names) for message in each.messages[-MESSAGES:]] if is_full else []
    senders = dict.fromkeys(names[message.sender] for message in each.messages if message.sender in names)
    return Part(
        name=_name(each, names) if names else "",
        senders=", ".join(list(senders)[:MESSAGES]),
        count=ngettext("%(count)s unread message", "%(count)s unread messages", count)
        % {"count": _count(count, each.is_cut)},
        url=f"{settings.SITE_URL}/c/{each.conversation.pk}/{each.first_seq}",
        lines=lines,
        more=_count(count - len(lines), each.is_cut) if lines and count > len(lines) else "",
    )


def _line(message: MessageFacts, names: dict[UUID, str]) -> Line:
    if message.body is None:
        text = gettext("New message")
    else:
        text = Truncator(plain_text(message.body, _EXCERPT)).chars(_EXCERPT) or gettext("File")
    return Line(names.get(message.sender, ""), text, message.created_at)


def _name(each: UnreadConversation, names: dict[UUID, str]) -> str:
    """Returns the name. A direct conversation has the name of the other user, who is the sender."""
    if each.conversation.kind == Conversation.Kind.DIRECT:
        return names.get(each.messages[0].sender, "")
    return _one_line(each.conversation.title) or gettext("Group")


def _count(count: int, is_cut: bool) -> str:
    return f"{count}+" if is_cut else str(count)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _headers(user: User, since: datetime) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    # Short enough for one line: some mail programs do not find an id on the next.
    who = urlsafe_b64encode(user.pk.bytes).rstrip(b"=").decode()
    return {
        "Message-ID": f"<{who}.{int(since.timestamp() * 1000):x}@{host}>",
        # RFC 8058: the mail program's own button, with one request and no page.
        "List-Unsubscribe": f"<{unsubscribe_url(user)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        # No automatic replies, no absence notes.
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
