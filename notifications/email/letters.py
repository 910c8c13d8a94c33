"""The email about unread messages and reminders, in the recipient's language and time zone, as far as they allow."""

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
from notifications.email.content import Content
from notifications.email.reminders import DueReminder
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


@dataclass(frozen=True)
class ReminderLine:
    text: str
    at: datetime
    url: str


def digest_letter(
    user: User, address: str, preferences: Preferences, content: Content, *, since: datetime
) -> EmailMultiAlternatives:
    """Returns the letter. A repeat for the same span of time has the same Message-ID: the recipient sees one."""
    with translation.override(language_of(user.locale)), timezone.override(zone_of(user.time_zone)):
        privacy, unread = _privacy(preferences), content.unread
        names = _names(unread) if privacy != Preferences.Privacy.NOTHING else {}
        subject = _subject(content, names, privacy)
        context = {
            "subject": subject,
            "language": translation.get_language(),
            "is_rtl": translation.get_language_bidi(),
            "person": user.name,
            "reminders": [_reminder(each, privacy) for each in content.reminders.oldest],
            "more_reminders": content.reminders.total - len(content.reminders.oldest),
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


def _subject(content: Content, names: dict[UUID, str], privacy: str) -> str:
    unread = content.unread
    about = [_unread_text(unread)] if unread else []
    if reminders := content.reminders.total:
        about.append(ngettext("%(count)s reminder", "%(count)s reminders", reminders) % {"count": reminders})
    where = _name(unread[0], names) if len(unread) == 1 and privacy != Preferences.Privacy.NOTHING else ""
    return f"{where if where and not reminders else 'Parlance'}: {', '.join(about)}"


def _unread_text(unread: Sequence[UnreadConversation]) -> str:
    count = sum(len(each.messages) for each in unread)
    return ngettext("%(count)s unread message", "%(count)s unread messages", count) % {
        "count": _count(count, any(each.is_cut for each in unread))
    }


def _reminder(each: DueReminder, privacy: str) -> ReminderLine:
    text = gettext("A message that you saved")
    if privacy == Preferences.Privacy.FULL and (each.note or each.body):
        text = each.note or f"{_one_line(each.sender)}: {_excerpt(each.body or '')}"
    elif privacy != Preferences.Privacy.NOTHING and each.sender:
        text = gettext("A message from %(sender)s") % {"sender": _one_line(each.sender)}
    place = f"c/{each.conversation}/{each.seq}" if each.is_there else "saved"
    return ReminderLine(text, each.reminded_at, f"{settings.SITE_URL}/{place}")


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
    text = gettext("New message") if message.body is None else _excerpt(message.body)
    return Line(names.get(message.sender, ""), text, message.created_at)


def _excerpt(body: str) -> str:
    return Truncator(plain_text(body, _EXCERPT)).chars(_EXCERPT) or gettext("File")


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
