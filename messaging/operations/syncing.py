"""Sync: what a client holds goes in, all it lacks comes out, in a fixed number of queries."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from chatproject.lib.errors import Invalid, NotFound
from chatproject.lib.ids import parse_id
from chatproject.lib.moment import Ask, one_moment
from chatproject.lib.pagination import page_limit
from chatproject.lib.shapes import Changes, Gone, Synced
from chatproject.lib.statements import Question, Rows
from conversations.wholes import wholes_at
from messaging.operations.changed import Held, changes_since
from messaging.operations.lacking import (
    conversations_gone,
    moved_and_new,
    places_lacked,
    receipts_moved,
    receipts_of,
)

if TYPE_CHECKING:
    from accounts.models import User

# Watermarks only rise, so telling one twice is harmless; missing one that committed late is not.
_OVERLAP = timedelta(seconds=60)
# How many objects one answer brings, about; the conversations that then wait say `more`.
MOST_OBJECTS = 2_000
_NOW: Question = ("SELECT now()", ())


def sync(*, actor: "User", revs: dict[str, int], as_of: str | None = None, limit: int | None = None) -> Synced:
    """Everything that changed since the revs held, and the conversations not held at all.

    Raises Invalid for more than 1,000 revs or a strange `as_of`.
    """
    if len(revs) > settings.LIMITS["sync_conversations"]:
        raise Invalid(f"Name at most {settings.LIMITS['sync_conversations']} conversations.")
    size = page_limit(limit)
    since = _read_as_of(as_of)
    named = {id: _id_or_none(id) for id in revs}
    held = {id: revs[name] for name, id in named.items() if id is not None}
    with one_moment() as ask:
        about_held = (conversations_gone(actor.pk, held), receipts_moved(actor.pk, held, since)) if held else ()
        [[(now,)], places, *found] = ask(_NOW, places_lacked(actor.pk, held, size), *about_held)
        gone, receipts = found or ([], [])
        moved, new = moved_and_new(places)
        changes = _changes(moved, size, ask)
        conversations = wholes_at(new, ask)
    return Synced(
        changes=changes,
        conversations=conversations,
        gone=_gone(revs, named, gone),
        receipts=receipts_of(receipts),
        as_of=_write_as_of(now),
        caught_up=not any(page.more for page in changes.values()),
    )


def _changes(moved: Sequence[Held], size: int, ask: Ask) -> dict[str, Changes]:
    now = _as_many_as_fit(moved, size)
    pages = {str(each.place.id): page for each, page in zip(now, changes_since(now, size, ask), strict=True)}
    for place, rev in moved[len(now) :]:
        pages[str(place.id)] = Changes(rev=rev, members=[], messages=[], more=True)
    return pages


def _as_many_as_fit(moved: Sequence[Held], size: int) -> Sequence[Held]:
    """The first of these whose changes make one answer, and at least one of them."""
    left = MOST_OBJECTS
    for count, (place, rev) in enumerate(moved):
        left -= min(size, place.rev - rev)
        if left < 0:
            return moved[: max(count, 1)]
    return moved


def _gone(revs: dict[str, int], named: dict[str, UUID | None], gone: Rows) -> list[Gone]:
    """Those named that are not mine: at the rev of my going, or the one named where I never was."""
    left: dict[UUID | None, int] = dict(gone)
    return [
        Gone(conversation=name, rev=left.get(id, revs[name])) for name, id in named.items() if id is None or id in left
    ]


def _id_or_none(id: str) -> UUID | None:
    try:
        return parse_id(id)
    except NotFound:
        return None


def _write_as_of(now: datetime) -> str:
    moment = int((now - _OVERLAP).timestamp() * 1000)
    return base64.urlsafe_b64encode(str(moment).encode()).decode().rstrip("=")


def _read_as_of(token: str | None) -> datetime | None:
    if not token:
        return None
    try:
        moment = int(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return datetime.fromtimestamp(moment / 1000, UTC)
    except (ValueError, binascii.Error, OverflowError, OSError) as error:
        raise Invalid("as_of is a token out of the last sync.", fields={"as_of": ["Not one of ours."]}) from error
