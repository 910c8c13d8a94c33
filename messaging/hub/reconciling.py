"""Finds events that were lost between processes in the database: a few queries every few seconds for all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.events import person_changed
from accounts.models import Device, PersonalCounter, User
from accounts.operations.signing_out import ACCOUNT_BANNED, ACCOUNT_DISABLED, SIGNED_OUT
from accounts.shutting import why_shut
from chatproject.contract.errors import AccountBanned
from chatproject.contract.events import NewConversationEvent
from chatproject.realtime import Envelope, seal, user_group
from conversations.models import Conversation, Membership
from messaging.conversation_views import conversation_view_of

#: Seconds between two checks, and how far back the second and third queries reach.
EVERY = 4
_BACK = timedelta(seconds=60)
#: If more users changed their profile at once, sync delivers the rest.
_MOST_SHOWN = 100


@dataclass(frozen=True)
class Findings:
    """The present state of the database."""

    heads: dict[str, int]
    ended_devices: list[tuple[str, str]]
    joined: list[tuple[str, str]]
    me_revs: dict[str, int]
    shown: list[Envelope]


def look(conversations: Collection[str], users: Collection[str]) -> Findings:
    """Returns the heads of the followed conversations, recently ended devices, and recent memberships of
    these users. With no one connected, there is nothing to compare it with, and it asks for nothing.
    """
    if not (conversations or users):
        return Findings({}, [], [], {}, [])
    since = timezone.now() - _BACK
    heads = Conversation.objects.filter(pk__in=conversations).values_list("pk", "rev")
    ended = Device.objects.filter(ended_at__gte=since, user_id__in=users).select_related("user")
    joined = Membership.objects.active().filter(joined_at__gte=since).values_list("user_id", "conversation_id")
    me_revs = PersonalCounter.objects.filter(user_id__in=users).values_list("user_id", "rev")
    shown = User.objects.filter(shown_at__gte=since).order_by("shown_at")[:_MOST_SHOWN]
    present = set(users)
    return Findings(
        {str(id): rev for id, rev in heads},
        [(str(device.pk), _why_ended(device)) for device in ended],
        [(str(user), str(conversation)) for user, conversation in joined if str(user) in present],
        {str(user): rev for user, rev in me_revs},
        [person_changed(person) for person in shown],
    )


def _why_ended(device: Device) -> str:
    """Returns the reason in the close frame of the socket."""
    if device.user.is_active:
        return device.ended_why or SIGNED_OUT
    return ACCOUNT_BANNED if isinstance(why_shut(device.user), AccountBanned) else ACCOUNT_DISABLED


def introduce(user: str, conversation: str) -> Envelope | None:
    """Returns the event that adds a conversation to a user, in its present state; they missed the first one."""
    row = (
        Membership.objects.active()
        .select_related("conversation")
        .filter(user=User(pk=UUID(user)), conversation_id=conversation)
        .first()
    )
    if row is None:
        return None
    view = conversation_view_of(row)
    event = NewConversationEvent(conversation=view)
    return seal(
        user_group(user),
        event,
        rev=view.rev,
        seq=row.joined_seq,
        member=user,
        about=conversation,
        closed=view.closed_at is not None,
    )
