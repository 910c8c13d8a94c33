"""A member's own settings for a conversation: mute, pin, archive and notifications."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from msgspec import UNSET, UnsetType

from accounts.models import User
from accounts.private import next_me_rev
from chatproject.contract.objects.conversations import Notify
from chatproject.realtime import publish
from conversations import events
from conversations.models import Membership
from conversations.moments import in_utc


@transaction.atomic
def personalise_conversation(
    *,
    actor: User,
    conversation_id: str | UUID,
    muted_until: datetime | UnsetType | None = UNSET,
    pinned: bool | None = None,
    archived: bool | None = None,
    notify: Notify | UnsetType | None = UNSET,
) -> Membership:
    """Mutes until a time (None unmutes), pins, archives, or sets the notifications (None: as in the account).

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
    if before != _personal(mine):
        mine.me_rev = next_me_rev(actor.pk)
        mine.save(update_fields=["muted_until", "pinned_at", "archived_at", "notify", "me_rev"])
        publish(events.membership_changed(mine))
    return mine


def _personal(mine: Membership) -> tuple[object, ...]:
    return mine.muted_until, mine.pinned_at, mine.archived_at, mine.notify


def _since(moment: datetime | None, is_wanted: bool | None) -> datetime | None:
    """Returns the time since when something holds: the earlier one, now, or None."""
    if is_wanted is None or is_wanted == (moment is not None):
        return moment
    return timezone.now() if is_wanted else None
