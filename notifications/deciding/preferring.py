"""Reads and changes the preferences for notifications."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from msgspec import UNSET, UnsetType

from accounts.models import User
from accounts.private import next_me_rev
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.conversations import Notify
from chatproject.contract.objects.notifications import Privacy
from chatproject.realtime import publish
from notifications.events import choices_changed
from notifications.models import Digest, Preferences
from notifications.models.preferences import MOST_KEYWORDS

LONGEST_KEYWORD: int = settings.LIMITS["keyword"]
#: Minutes until an email.
SOONEST, LATEST = 5, 7 * 24 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(:00)?\Z")


def preferences_of(user: User) -> Preferences:
    """Returns the user's preferences, or the defaults if they chose none."""
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


@transaction.atomic
def change_preferences(
    *,
    actor: User,
    notify: Notify | None = None,
    notify_channels: Notify | None = None,
    keywords: Sequence[str] | None = None,
    muted_until: datetime | UnsetType | None = UNSET,
    quiet_from: str | UnsetType | None = UNSET,
    quiet_until: str | UnsetType | None = UNSET,
    quiet_days: Sequence[int] | None = None,
    first_only: bool | None = None,
    privacy: Privacy | None = None,
    email_after: int | UnsetType | None = UNSET,
) -> Preferences:
    """Changes the given fields only. Raises Invalid, with the fields."""
    Preferences.objects.get_or_create(user=actor)
    mine = Preferences.objects.select_for_update(no_key=True).get(user=actor)
    problems: dict[str, list[str]] = {}
    given: dict[str, Any] = {
        "notify": notify,
        "notify_channels": notify_channels,
        "first_only": first_only,
        "privacy": privacy,
        "keywords": None if keywords is None else _keywords(keywords, problems),
        "quiet_days": None if quiet_days is None else _days(quiet_days, problems),
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if muted_until is not UNSET:
        changes["muted_until"] = _in_utc(muted_until, problems)
    if email_after is not UNSET:
        changes["email_after"] = _minutes(email_after, problems)
    for name, value in (("quiet_from", quiet_from), ("quiet_until", quiet_until)):
        if value is not UNSET:
            changes[name] = _time(name, value, problems)
    changes = {name: value for name, value in changes.items() if value != getattr(mine, name)}
    for name, value in changes.items():
        setattr(mine, name, value)
    _check_quiet_hours(mine, problems)
    for name, found in problems.items():
        raise Invalid(f"{name}: {found[0]}", fields=problems)
    if not changes:
        return mine
    mine.me_rev = next_me_rev(actor.pk)
    mine.save(update_fields=[*changes, "me_rev"])
    publish(choices_changed(mine))
    if mine.email_after is None:
        Digest.objects.filter(user=actor).update(due_at=None, attempts=0)
    return mine


def stop_emails(*, user: User) -> None:
    """Stops the emails, for the link in them. Repeating it changes nothing."""
    change_preferences(actor=user, email_after=None)


def normalised(keyword: str) -> str:
    """Returns the keyword as it is compared: in lower case, with single spaces."""
    return " ".join(keyword.lower().split())


def _keywords(given: Sequence[str], problems: dict[str, list[str]]) -> list[str]:
    words = list(dict.fromkeys(map(normalised, given)))
    if len(words) > MOST_KEYWORDS:
        problems["keywords"] = [f"At most {MOST_KEYWORDS}."]
    elif any(not 1 <= len(word) <= LONGEST_KEYWORD for word in words):
        problems["keywords"] = [f"Each has 1 to {LONGEST_KEYWORD} characters."]
    elif any("\0" in word for word in words):
        problems["keywords"] = ["Contains NUL."]
    return words


def _days(given: Sequence[int], problems: dict[str, list[str]]) -> list[int]:
    if any(not 0 <= day <= 6 for day in given):
        problems["quiet_days"] = ["Days are 0 (Monday) to 6."]
    days = sorted(set(given))
    # All days mean the same as none; store only one of the two forms.
    return [] if len(days) == 7 else days


def _minutes(given: int | None, problems: dict[str, list[str]]) -> int | None:
    if given is not None and not SOONEST <= given <= LATEST:
        problems["email_after"] = [f"{SOONEST} to {LATEST} minutes."]
    return given


def _time(name: str, given: str | None, problems: dict[str, list[str]]) -> time | None:
    if given is None:
        return None
    match = _TIME.match(given)
    if match is None:
        problems[name] = ["A time is HH:MM."]
        return None
    return time(int(match[1]), int(match[2]))


def _check_quiet_hours(mine: Preferences, problems: dict[str, list[str]]) -> None:
    if {"quiet_from", "quiet_until"} & problems.keys():
        return
    if (mine.quiet_from is None) != (mine.quiet_until is None):
        missing = "quiet_from" if mine.quiet_from is None else "quiet_until"
        problems[missing] = ["Quiet hours have a beginning and an end."]
    elif mine.quiet_from is not None and mine.quiet_from == mine.quiet_until:
        problems["quiet_until"] = ["Quiet hours end at another time than they begin."]


def _in_utc(moment: datetime | None, problems: dict[str, list[str]]) -> datetime | None:
    """Returns the moment in UTC, as it is stored. A moment beyond the calendar in UTC could never be read back."""
    try:
        return moment and moment.astimezone(UTC)
    except OverflowError:
        problems["muted_until"] = ["Too far away."]
        return None
