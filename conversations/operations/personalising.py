"""A member's own settings for a conversation: mute, pin, archive, notifications, and what they marked as unread."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from msgspec import UNSET, UnsetType

from accounts.models import User
from accounts.private import next_me_rev
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.conversations import Notify
from chatproject.realtime import publish
from conversations import events
from conversations.models import Membership
from conversations.moments import in_utc

_PERSONAL = ("muted_until", "pinned_at", "archived_at", "notify", "unread_from")


@transaction.atomic
def personalise_conversation(
    *,
    actor: User,
    conversation_id: str | UUID,
    muted_until: datetime | UnsetType | None = UNSET,
    pinned: bool | None = None,
    archived: bool | None = None,
    notify: Notify | UnsetType | None = UNSET,
    unread_from: int | UnsetType | None = UNSET,
) -> Membership:
    """Mutes until a time (None unmutes), pins, archives, sets the notifications (None: as in the account), or marks a
    message and all after it as unread (None unmarks them).

    Only the user sees it: their me_rev counts it, and the conversation's rev does not.
    """
    mine = Membership.objects.select_for_update(no_key=True, of=("self",)).get_for(actor, conversation_id)
    before = _personal(mine)
    if muted_until is not UNSET:
        mine.muted_until = in_utc(muted_until, "muted_until")
    mine.pinned_at = _since(mine.pinned_at, pinned)
    mine.archived_at = _since(mine.archived_at, archived)
    if notify is not UNSET:
        mine.notify = notify or ""
    if unread_from is not UNSET:
        mine.unread_from = _existing_seq(mine, unread_from)
    if before != _personal(mine):
        _save(mine)
    return mine


@transaction.atomic
def forget_unread_mark(*, user: UUID, conversation: UUID, unread_from: int) -> None:
    """Ends a mark that the user read past, unless they have moved it since."""
    locked = Membership.objects.select_for_update(no_key=True).active()
    mine = locked.filter(conversation=conversation, user=user, unread_from=unread_from).first()
    if mine is not None:
        mine.unread_from = None
        _save(mine)


def _save(mine: Membership) -> None:
    mine.me_rev = next_me_rev(mine.user_id)
    mine.save(update_fields=[*_PERSONAL, "me_rev"])
    publish(events.membership_changed(mine))


def _existing_seq(mine: Membership, seq: int | None) -> int | None:
    """Returns the seq. Raises Invalid if the conversation has no message with it yet."""
    if seq is not None and seq > mine.conversation.last_seq:
        raise Invalid("unread_from must be the seq of a message.", fields={"unread_from": ["There is no message yet."]})
    return seq


def _personal(mine: Membership) -> tuple[object, ...]:
    return tuple(getattr(mine, name) for name in _PERSONAL)


def _since(moment: datetime | None, is_wanted: bool | None) -> datetime | None:
    """Returns the time since when something holds: the earlier one, now, or None."""
    if is_wanted is None or is_wanted == (moment is not None):
        return moment
    return timezone.now() if is_wanted else None
