"""Finds what the filters of a query name, and makes the conditions for the index.

A new filter `is:…` is a function in `_IS`, named in parsing.FILTERS. One that finds few messages, as the pinned or the
saved ones, gives their ids (`_only`); one about conversations narrows `mine`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from conversations.models.conversation import other_of
from messaging.search.index import Place, Wanted
from messaging.search.matching import parts_of
from messaging.search.parsing import Filter, Query, Term, refused
from messaging.search.places import Mine, pinned_in, saved_by
from messaging.search.stems import stems
from messaging.search.text import words

#: From before the first message, until after the last.
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

_YEARS = range(1970, 9000)


@dataclass
class _Conditions:
    actor: User
    mine: list[Mine]
    chosen: set[UUID] = field(default_factory=set)
    senders: set[UUID] = field(default_factory=set)
    no_senders: set[UUID] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    no_flags: set[str] = field(default_factory=set)
    only: set[int] | None = None
    never: set[int] = field(default_factory=set)
    since: datetime = _ALWAYS[0]
    until: datetime = _ALWAYS[1]
    unread: bool | None = None


def wanted(actor: User, query: Query, mine: Sequence[Mine]) -> Wanted:
    """Returns what the index is asked for. Raises Invalid if a filter names what does not exist for the actor."""
    found = _Conditions(actor, list(mine))
    for each in query.filters:
        _APPLY[each.name](found, each)
    if found.chosen:
        found.mine = [each for each in found.mine if each.conversation in found.chosen]
    languages = {each.language for each in found.mine}
    return Wanted(
        places=[_place(each, found.unread) for each in found.mine],
        words=[parts_of(each, _stems(each, languages)) for each in query.terms],
        without=[parts_of(each, ()) for each in query.without],
        senders=found.senders,
        no_senders=found.no_senders,
        flags=found.flags,
        no_flags=found.no_flags,
        only=found.only,
        never=found.never,
        since=found.since,
        until=found.until,
    )


def _place(mine: Mine, unread: bool | None) -> Place:
    if unread is None:
        return Place(mine.conversation, mine.floor, mine.last_seq)
    if unread:
        return Place(mine.conversation, max(mine.floor, mine.read_seq), mine.last_seq)
    return Place(mine.conversation, mine.floor, mine.read_seq)


def _stems(term: Term, languages: set[str]) -> set[str]:
    if not term.is_one_word:
        return set()
    word = term.parts[0].text
    return {stem for language in languages for stem in stems(language, [word]).values()}


def _from(found: _Conditions, each: Filter) -> None:
    person = found.actor.pk if each.value.lower() == "me" else _person(each.value).pk
    (found.no_senders if each.is_excluded else found.senders).add(person)


def _in(found: _Conditions, each: Filter) -> None:
    those = _named(found, each.value)
    if not those:
        raise refused(f"in: you are in no conversation called {each.value}.")
    if each.is_excluded:
        found.mine = [mine for mine in found.mine if mine.conversation not in those]
    else:
        found.chosen |= those


def _has(found: _Conditions, each: Filter) -> None:
    (found.no_flags if each.is_excluded else found.flags).add(each.value)


def _is(found: _Conditions, each: Filter) -> None:
    _IS[each.value](found, each)


def _is_mine(found: _Conditions, each: Filter) -> None:
    (found.no_senders if each.is_excluded else found.senders).add(found.actor.pk)


def _is_unread(found: _Conditions, each: Filter) -> None:
    found.unread = not each.is_excluded


def _is_pinned(found: _Conditions, each: Filter) -> None:
    _only(found, each, pinned_in([mine.conversation for mine in found.mine]))


def _is_saved(found: _Conditions, each: Filter) -> None:
    _only(found, each, saved_by(found.actor.pk))


def _only(found: _Conditions, each: Filter, messages: Collection[int]) -> None:
    if each.is_excluded:
        found.never |= set(messages)
    else:
        found.only = set(messages) if found.only is None else found.only & set(messages)


def _before(found: _Conditions, each: Filter) -> None:
    first, _ = _span(found.actor, each)
    _narrow(found, since=first) if each.is_excluded else _narrow(found, until=first)


def _after(found: _Conditions, each: Filter) -> None:
    _, end = _span(found.actor, each)
    _narrow(found, until=end) if each.is_excluded else _narrow(found, since=end)


def _on(found: _Conditions, each: Filter) -> None:
    if each.is_excluded:
        raise refused("on: cannot be excluded. Use before: or after:.")
    first, end = _span(found.actor, each)
    _narrow(found, since=first, until=end)


def _narrow(found: _Conditions, *, since: datetime = _ALWAYS[0], until: datetime = _ALWAYS[1]) -> None:
    found.since, found.until = max(found.since, since), min(found.until, until)


_IS: dict[str, Callable[[_Conditions, Filter], None]] = {
    "mine": _is_mine,
    "pinned": _is_pinned,
    "saved": _is_saved,
    "unread": _is_unread,
}
_APPLY: dict[str, Callable[[_Conditions, Filter], None]] = {
    "from": _from,
    "in": _in,
    "has": _has,
    "is": _is,
    "before": _before,
    "after": _after,
    "on": _on,
}


def _person(name: str) -> User:
    id = _uuid(name)
    found = User.objects.filter(pk=id) if id else User.objects.filter(username__iexact=name.lstrip("@"))
    if (person := found.first()) is None:
        raise refused(f"from: no one is called {name}. Use a username, or me.")
    return person


def _named(found: _Conditions, name: str) -> set[UUID]:
    """Returns the conversations with this id, exact title or words in their title, or with this @person."""
    if name.startswith("@"):
        other = User.objects.filter(username__iexact=name[1:]).first()
        return {
            m.conversation for m in found.mine if other and other_of(m.direct_key or "", found.actor.pk) == other.pk
        }
    if id := _uuid(name):
        return {mine.conversation for mine in found.mine if mine.conversation == id}
    folded = words(name.removeprefix("#"))
    titles = {mine.conversation: words(mine.title) for mine in found.mine if mine.title}
    exact = {id for id, title in titles.items() if title == folded}
    return exact or {id for id, title in titles.items() if folded.strip() and folded.strip() in title}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _span(actor: User, each: Filter) -> tuple[datetime, datetime]:
    """Returns when a day, month or year begins and ends, where the actor is."""
    zone = ZoneInfo(actor.time_zone or "UTC")
    today = timezone.now().astimezone(zone).date()
    first, after = _days(each, today)
    return datetime.combine(first, time(), zone).astimezone(UTC), datetime.combine(after, time(), zone).astimezone(UTC)


def _days(each: Filter, today: date) -> tuple[date, date]:
    day = timedelta(days=1)
    if each.value.lower() in ("today", "yesterday"):
        first = today - (day if each.value.lower() == "yesterday" else 0 * day)
        return first, first + day
    try:
        numbers = [int(part) for part in each.value.split("-")]
        first = date(*[*numbers, 1, 1][: max(3, len(numbers))])
        if first.year not in _YEARS:
            raise ValueError
        if len(numbers) == 1:
            return first, date(first.year + 1, 1, 1)
        return first, (first + 31 * day).replace(day=1) if len(numbers) == 2 else first + day
    except (ValueError, TypeError, OverflowError):
        raise refused(
            f"{each.name}: must be a date such as 2026-11-30, 2026-11 or 2026, or today or yesterday."
        ) from None
