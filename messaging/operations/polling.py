"""Sync over REST, for clients that cannot open a socket."""

from django.conf import settings
from msgspec.structs import asdict

from accounts.models import User
from accounts.staff.standing import mark_of, standing
from chatproject.contract.commands.socket import PollSync
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.sync import Polled
from messaging.operations.syncing import sync
from messaging.presence.reading import presences_of
from messaging.presence.watching import can_see_presence


def poll(*, actor: User, asked: PollSync) -> Polled:
    """Returns the result of sync, the server's state and the presence of `watch`. Raises Invalid, as sync does."""
    most = settings.LIMITS["presence_watch"]
    if len(asked.watch) > most:
        raise Invalid(f"watch must name at most {most} people.", fields={"watch": ["Too many."]})
    synced = sync(actor, asked)
    now = standing()
    return Polled(
        **asdict(synced),
        standing=mark_of(now),
        read_only=now.read_only,
        notices=list(now.notices),
        presence=presences_of(can_see_presence(actor.pk, asked.watch)) if asked.watch else {},
    )
