"""A second implementation of the decision: slow, and so simple that it is evidently right."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from notifications.deciding.facts import MessageFacts, PersonFacts, RegistrationFacts

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Registration, when, whether it waits, urgency, reason.
Row = tuple[UUID, datetime | None, bool, str, str]


def expected(message: MessageFacts, person: PersonFacts, now: datetime) -> tuple[list[Row], datetime | None]:
    """Returns the row for each device, and when the email is due."""
    why = reasons(message, person, now)
    urgency = "high" if message.kind == "direct" or is_addressed(message, person) else "normal"
    rows = [row(each, person, urgency, why[0] if why else "", now) for each in person.registrations]
    against_mail = set(why) - {"do_not_disturb", "quiet_hours", "first_only"}
    minutes = person.preferences.email_after
    if against_mail or minutes is None or person.presence.is_active:
        return rows, None
    return rows, now + minutes * _MINUTE


def row(to: RegistrationFacts, person: PersonFacts, urgency: str, why: str, now: datetime) -> Row:
    if why or not to.is_enabled:
        return to.id, None, False, urgency, why or "off"
    if person.presence.is_active or to.device in person.presence.connected_devices:
        return to.id, now + timedelta(seconds=4), True, urgency, ""
    return to.id, now, False, urgency, ""


def reasons(message: MessageFacts, person: PersonFacts, now: datetime) -> list[str]:
    """Returns all reasons that apply, the strongest first."""
    mine = person.preferences
    account = {"channel": mine.notify_channels}.get(message.kind, mine.notify)
    level = account if person.notify == "" else person.notify
    concerns = is_addressed(message, person) or has_keyword(message.body or "", mine.keywords)
    facts = {
        "own": person.user == message.sender,
        "deleted": message.is_deleted,
        "hidden": message.seq not in range(person.joined_floor + 1, message.seq + 1),
        "read": message.seq in range(person.read_seq + 1),
        "blocked": person.has_blocked,
        "nothing": level == "nothing",
        "level": level == "mentions" and not concerns,
        "muted": lies_ahead(person.muted_until, now),
        "do_not_disturb": lies_ahead(mine.muted_until, now),
        "quiet_hours": is_quiet(mine.quiet_from, mine.quiet_until, mine.quiet_days, person.time_zone, now),
        "first_only": mine.first_only and person.read_seq < person.notified_seq,
    }
    return [reason for reason, holds in facts.items() if holds]


def is_addressed(message: MessageFacts, person: PersonFacts) -> bool:
    return person.user in {*message.mentioned, message.reply_to_sender}


def lies_ahead(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now < moment


def has_keyword(body: str, keywords: tuple[str, ...]) -> bool:
    """Compares the sequences of words: letters and digits form words, all else separates them."""
    heard = words(body)
    return any(heard[at : at + len(phrase)] == phrase for phrase in map(words, keywords) for at in range(len(heard)))


def words(text: str) -> list[str]:
    return "".join(sign.lower() if sign.isalnum() else " " for sign in text).split()


def is_quiet(begin: time | None, end: time | None, days: tuple[int, ...], zone: str, now: datetime) -> bool:
    """Walks the user's local clock back, minute by minute, to the beginning of the quiet hours."""
    if begin is None or end is None:
        return False
    minute = (now - _EPOCH) // _MINUTE
    if clock(zone, minute)[1] not in quiet_minutes(begin, end):
        return False
    is_across = end <= begin
    while is_across and clock(zone, minute)[1] < begin.hour * 60 + begin.minute:
        minute -= 1
    return not days or clock(zone, minute)[0] in days


@cache
def quiet_minutes(begin: time, end: time) -> set[int]:
    """Returns all quiet minutes of a day, across midnight too."""
    at, last = begin.hour * 60 + begin.minute, end.hour * 60 + end.minute
    found = {at}
    while (at := (at + 1) % 1440) != last:
        found.add(at)
    return found


@cache
def clock(zone: str, minute: int) -> tuple[int, int]:
    """Returns the weekday and the minute of the day in the zone at a minute of UTC."""
    shown = (_EPOCH + minute * _MINUTE).astimezone(ZoneInfo(zone))
    return shown.weekday(), shown.hour * 60 + shown.minute
