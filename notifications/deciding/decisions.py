"""Decides which users to notify of a message, on which devices and when, and if not, why. Pure: it reads nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.conf import settings

from conversations.models import Conversation, Membership
from notifications.deciding.facts import MessageFacts, PersonFacts, RegistrationFacts
from notifications.deciding.keywords import has_keyword
from notifications.deciding.quiet_hours import is_quiet
from notifications.deciding.reasons import Reason
from notifications.models import Notification

Why = Reason | Literal[""]

#: Reasons that keep a user's devices silent and still let unread messages go out by email.
_NOT_NOW = frozenset({Reason.DO_NOT_DISTURB, Reason.QUIET_HOURS, Reason.FIRST_ONLY})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision for one registration: `notify_at`, or None and the reason why not."""

    registration: UUID
    notify_at: datetime | None
    #: The user may be looking elsewhere: notified only if none of their devices has the message by then.
    waits: bool
    urgency: Notification.Urgency
    reason: Why = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict for each registration, and when unread messages go out by email, if they do.

    `reason` is why no device of the user is notified, whether or not they have any.
    """

    verdicts: tuple[Verdict, ...]
    email_at: datetime | None = None
    reason: Why = ""


def decide(message: MessageFacts, person: PersonFacts, now: datetime) -> Decision:
    reason = reason_against(message, person, now)
    urgency = Notification.Urgency.HIGH if _is_urgent(message, person) else Notification.Urgency.NORMAL
    if not reason:
        verdicts = tuple(_verdict(each, person, urgency, now) for each in person.registrations)
    else:
        verdicts = tuple(Verdict(each.id, None, False, urgency, reason) for each in person.registrations)
    return Decision(verdicts, _email_at(person, reason, now), reason)


def reason_against(message: MessageFacts, person: PersonFacts, now: datetime) -> Why:
    """Returns the strongest reason why no device of the user is notified of the message."""
    preferences = person.preferences
    if message.sender == person.user:
        return Reason.OWN
    if message.is_deleted:
        return Reason.DELETED
    if message.seq <= person.joined_floor:
        return Reason.HIDDEN
    if message.seq <= person.read_seq:
        return Reason.READ
    if person.has_blocked:
        return Reason.BLOCKED
    if unwanted := _unwanted(message, person):
        return unwanted
    if person.muted_until is not None and person.muted_until > now:
        return Reason.MUTED
    if preferences.muted_until is not None and preferences.muted_until > now:
        return Reason.DO_NOT_DISTURB
    if is_quiet(preferences, person.time_zone, now):
        return Reason.QUIET_HOURS
    if preferences.first_only and person.notified_seq > person.read_seq:
        return Reason.FIRST_ONLY
    return ""


def level_of(kind: Conversation.Kind | str, person: PersonFacts) -> Membership.Notify:
    """Returns the level that applies to a user. That of the conversation overrides that of the account."""
    preferences = person.preferences
    account = preferences.notify_channels if kind == Conversation.Kind.CHANNEL else preferences.notify
    return Membership.Notify(person.notify or account)


def _unwanted(message: MessageFacts, person: PersonFacts) -> Why:
    match level_of(message.kind, person):
        case Membership.Notify.NOTHING:
            return Reason.NOTHING
        case Membership.Notify.MENTIONS if not _is_about(message, person):
            return Reason.LEVEL
    return ""


def _is_about(message: MessageFacts, person: PersonFacts) -> bool:
    if _is_addressed(message, person):
        return True
    return message.body is not None and has_keyword(message.body, person.preferences.keywords)


def _is_addressed(message: MessageFacts, person: PersonFacts) -> bool:
    return is_mentioned(message, person) or message.reply_to_sender == person.user


def is_mentioned(message: MessageFacts, person: PersonFacts) -> bool:
    if person.user in message.blockers:
        return False
    is_here = message.mentions_here and person.presence.is_active
    return is_here or message.mentions_all or person.user in message.mentioned


def _is_urgent(message: MessageFacts, person: PersonFacts) -> bool:
    return message.kind == Conversation.Kind.DIRECT or _is_addressed(message, person)


def _verdict(to: RegistrationFacts, person: PersonFacts, urgency: Notification.Urgency, now: datetime) -> Verdict:
    if not to.is_enabled:
        return Verdict(to.id, None, False, urgency, Reason.OFF)
    waits = person.presence.is_active or to.device in person.presence.connected_devices
    return Verdict(to.id, now + timedelta(seconds=settings.NOTIFY_AFTER) if waits else now, waits, urgency)


def _email_at(person: PersonFacts, reason: Why, now: datetime) -> datetime | None:
    after = person.preferences.email_after
    if after is None or person.presence.is_active or (reason and reason not in _NOT_NOW):
        return None
    return now + timedelta(minutes=after)
