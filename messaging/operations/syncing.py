"""Sync: takes what a client holds and returns all that it is missing, in a fixed number of queries."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts import private
from accounts.models import User
from chatproject.contract.commands.socket import PollSync, Sync
from chatproject.contract.errors import Invalid, NotFound
from chatproject.contract.ids import parse_id
from chatproject.contract.objects.sync import Changes, Gone, MyChanges, Synced
from chatproject.contract.pagination import page_limit
from chatproject.contract.verbs import command
from messaging.conversation_views import conversation_views_at
from messaging.models import Epoch
from messaging.operations.changed import Held, changes_since
from messaging.operations.lacking import MOST_SHOWN, lacking

# Watermarks only rise, so sending one twice is harmless; missing one that was committed late is not.
_OVERLAP = timedelta(seconds=60)
# Approximate limit of objects in one response; the remaining conversations have `more`.
MOST_OBJECTS = 2_000
# Limit of private objects in one response.
MOST_PRIVATE = 500


@command(Sync, reply=Synced, rate=(2, 40), writes=False, view="POST sync")
def sync(actor: User, command: Sync) -> Synced:
    """Returns everything that changed since the revs held, and the conversations not held at all.

    Without `me_rev` nothing private is held, and only the present one is returned.

    Raises Invalid for more than 1,000 revs or an invalid `as_of`.
    """
    revs, me_rev = command.revs, command.me_rev
    if len(revs) > settings.LIMITS["sync_conversations"]:
        raise Invalid(f"conversations must name at most {settings.LIMITS['sync_conversations']} conversations.")
    size = page_limit(command.limit)
    since = _read_as_of(command.as_of)
    named = {name: _id_or_none(name) for name in revs}
    held = {id: revs[name] for name, id in named.items() if id is not None}
    with lacking(actor.pk, held, since, size) as (news, moved, new):
        changes = _changes(moved, size)
        conversations = conversation_views_at(new)
        me = _private(actor.pk, news.me_rev if me_rev is None else me_rev, news.me_rev)
    return Synced(
        changes=changes,
        conversations=conversations,
        gone=[
            Gone(conversation=name, rev=news.gone.get(str(id), revs[name]))
            for name, id in named.items()
            if id is None or str(id) in news.gone
        ],
        receipts=news.receipts,
        me=me,
        users=[] if (is_much := len(news.shown) > MOST_SHOWN) else news.shown,
        users_more=is_much,
        epoch=news.epoch or Epoch.current(),
        as_of=_write_as_of(news.now),
        caught_up=not me.more and not any(page.more for page in changes.values()),
    )


def has_news(actor: UUID, poll: PollSync) -> bool:
    """Returns whether sync would return more than receipts. Raises Invalid as it does.

    A conversation that is not named counts while it is younger than `as_of`: a client may hold more than it names.
    """
    since = _read_as_of(poll.as_of)
    held = {id: rev for id, rev in ((_id_or_none(name), rev) for name, rev in poll.revs.items()) if id is not None}
    if since is None or poll.me_rev is None or len(held) < len(poll.revs):
        return True
    with lacking(actor, held, since, 1) as (news, moved, new):
        pass
    is_young = any(max(view.joined_at, view.last_activity_at) >= since for view in new)
    return bool(news.gone or moved) or is_young or news.me_rev > poll.me_rev


def _private(actor: UUID, since: int, head: int) -> MyChanges:
    """Sends no query if nothing changed, which is nearly always."""
    if since >= head:
        return MyChanges(id=actor, me_rev=head, memberships=[])
    return private.changes_since(actor, since, head, MOST_PRIVATE)


def _changes(moved: Sequence[Held], size: int) -> dict[str, Changes]:
    now = _as_many_as_fit(moved, size)
    pages = {str(held.view.id): page for held, page in zip(now, changes_since(now, size), strict=True)}
    for view, rev in moved[len(now) :]:
        pages[str(view.id)] = Changes(rev=rev, members=[], messages=[], more=True)
    return pages


def _as_many_as_fit(moved: Sequence[Held], size: int) -> Sequence[Held]:
    """Returns the first of these whose changes fit one response, at least one."""
    left = MOST_OBJECTS
    for count, (view, rev) in enumerate(moved):
        left -= min(size, view.rev - rev)
        if left < 0:
            return moved[: max(count, 1)]
    return moved


def _id_or_none(id: str) -> UUID | None:
    try:
        return parse_id(id)
    except NotFound:
        return None


def present_as_of() -> str:
    """Returns the `as_of` for a client that fetches everything from now on."""
    return _write_as_of(timezone.now())


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
        raise Invalid(
            "as_of must come from the response to an earlier sync.", fields={"as_of": ["Unknown."]}
        ) from error
