"""Sync: what a client holds goes in, all it lacks comes out, in a fixed number of queries."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection

from chatproject.lib.database import snapshot
from chatproject.lib.errors import Invalid, NotFound
from chatproject.lib.ids import parse_id
from chatproject.lib.pagination import page_limit
from chatproject.lib.shapes import Changes, Gone, Receipt, Synced
from conversations import rendering as conversation_rendering
from conversations.models import Conversation, Membership
from messaging.operations.changed import Held, changed_members, changed_messages
from messaging.operations.reading import paged_changes

if TYPE_CHECKING:
    from accounts.models import User

# Watermarks only rise, so telling one twice is harmless; missing one that committed late is not.
_OVERLAP = timedelta(seconds=60)
# How many objects one answer brings, about; the conversations that then wait say `more`.
MOST_OBJECTS = 2_000


def sync(*, actor: "User", revs: dict[str, int], as_of: str | None = None, limit: int | None = None) -> Synced:
    """Everything that changed since the revs held, and the conversations not held at all.

    Raises Invalid for more than 1,000 revs or a strange `as_of`.
    """
    if len(revs) > settings.LIMITS["sync_conversations"]:
        raise Invalid(f"Name at most {settings.LIMITS['sync_conversations']} conversations.")
    size = page_limit(limit)
    since = _read_as_of(as_of)
    held = _held(revs)
    with snapshot():
        now = _now()
        mine = {m.conversation_id: m for m in Membership.objects.for_user(actor).select_related("conversation")}
        moved = [m for id, m in mine.items() if id in held and m.conversation.rev > held[id]]
        moved.sort(key=lambda m: m.conversation.last_activity_at, reverse=True)
        new = [m for id, m in mine.items() if id not in held]
        new.sort(key=lambda m: (m.conversation.last_activity_at, m.conversation_id), reverse=True)
        changes = _changes(moved, held, size)
        return Synced(
            changes=changes,
            conversations=conversation_rendering.wholes_of(new[:size]),
            gone=_gone(actor, revs, held, mine),
            receipts=_receipts(actor, [id for id in held if id in mine], since),
            as_of=_write_as_of(now),
            caught_up=not any(page.more for page in changes.values()),
        )


def _held(revs: dict[str, int]) -> dict[UUID, int]:
    held = {}
    for id, rev in revs.items():
        try:
            held[parse_id(id)] = rev
        except NotFound:
            continue
    return held


def _changes(moved: list[Membership], held: dict[UUID, int], size: int) -> dict[str, Changes]:
    now = _as_many_as_fit(moved, held, size)
    later = moved[len(now) :]
    places = [Held(m, held[m.conversation_id]) for m in now]
    messages, members = changed_messages(places, size + 1), changed_members(places, size + 1)
    pages = {
        str(m.conversation_id): paged_changes(
            m.conversation, rev, size, messages.get(m.conversation_id, []), members.get(m.conversation_id, [])
        )
        for m, rev in places
    }
    for m in later:
        pages[str(m.conversation_id)] = Changes(rev=held[m.conversation_id], members=[], messages=[], more=True)
    return pages


def _as_many_as_fit(moved: list[Membership], held: dict[UUID, int], size: int) -> list[Membership]:
    """The first of these whose changes make one answer, and at least one of them."""
    left = MOST_OBJECTS
    for count, m in enumerate(moved):
        left -= min(size, m.conversation.rev - held[m.conversation_id])
        if left < 0:
            return moved[: max(count, 1)]
    return moved


def _gone(actor: "User", revs: dict[str, int], held: dict[UUID, int], mine: dict[UUID, Membership]) -> list[Gone]:
    """Those named that are not mine: at the rev of my going, or the one named where I never was."""
    lost = [id for id in held if id not in mine]
    left = dict(
        Membership.objects.filter(user=actor, conversation__in=lost, left_at__isnull=False).values_list(
            "conversation_id", "rev"
        )
    )
    return [
        Gone(conversation=id, rev=left.get(_id_or_none(id), rev))  # type: ignore[arg-type]
        for id, rev in revs.items()
        if _id_or_none(id) not in mine
    ]


def _id_or_none(id: str) -> UUID | None:
    try:
        return parse_id(id)
    except NotFound:
        return None


def _receipts(actor: "User", named: list[UUID], since: datetime | None) -> list[Receipt]:
    """My own always; the others' where members are listed; only what moved since, where that is known."""
    listed = Conversation.objects.filter(pk__in=named, member_count__lte=settings.LIMITS["members_listed"])
    others = Membership.objects.active().filter(conversation__in=listed.values("pk")).exclude(user=actor)
    if since is not None:
        others = others.filter(receipt_at__gte=since)
    own = Membership.objects.active().filter(conversation__in=named, user=actor)
    fields = ("conversation_id", "user_id", "delivered_seq", "read_seq")
    return [
        Receipt(conversation=conversation, user=user, delivered_seq=delivered_seq, read_seq=read_seq)
        for conversation, user, delivered_seq, read_seq in [*own.values_list(*fields), *others.values_list(*fields)]
    ]


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]


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
