"""Banning a person from a group or channel, and lifting the ban."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import Forbidden, Invalid, NotFound
from chatproject.contract.ids import parse_id
from chatproject.realtime import publish
from conversations import events, policies
from conversations.limits import ensure_ban_allowed
from conversations.models import Conversation, ConversationBan, Invitation, Membership, Request
from conversations.models.ban import BanQuerySet
from conversations.moments import in_utc
from conversations.operations.leaving import depart
from conversations.people import find_people
from conversations.texts import one_line


class Banned(NamedTuple):
    """A ban, and whether it is new."""

    ban: ConversationBan
    is_new: bool


@transaction.atomic
def ban_member(
    *, actor: User, conversation_id: str | UUID, user_id: str | UUID, reason: str = "", until: datetime | None = None
) -> Banned:
    """Removes a person and bans them until `until`, or without end. A banned person gets the new reason and end.

    Also ends a request that waits for them.
    """
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    [person] = find_people([parse_id(user_id)])
    target = Membership.objects.active().of(conversation).filter(user=person).first()
    if not policies.can_ban(conversation, Membership.objects.get_in(conversation, actor.pk), target):
        raise Forbidden
    end = in_utc(until, "until")
    if end is not None and end <= timezone.now():
        raise Invalid("until must be in the future.", fields={"until": ["In the past."]})
    ensure_ban_allowed(conversation, person)
    about = {
        "reason": one_line(reason, "reason", settings.LIMITS["ban_reason"]),
        "until": end,
        "by": actor,
        "created_at": timezone.now(),
    }
    ban, is_new = ConversationBan.objects.update_or_create(conversation=conversation, user=person, defaults=about)
    if target is not None:
        depart(conversation, target, by=actor.pk)
    Invitation.objects.of(conversation).filter(created_by=person).revoke()
    asked, _ = Request.objects.of(conversation).filter(user=person, declined_at__isnull=True).delete()
    if asked:
        publish(*events.requests_changed([person.pk]))
    return Banned(ban, is_new)


def bans_for(*, actor: User, conversation: Conversation) -> BanQuerySet:
    """Returns the bans, for admins and owners."""
    if not policies.can_ban(conversation, Membership.objects.get_in(conversation, actor.pk), None):
        raise Forbidden
    return ConversationBan.objects.of(conversation).active()


@transaction.atomic
def lift_ban(*, actor: User, conversation_id: str | UUID, user_id: str | UUID) -> None:
    """Lets a banned person join again, in any way."""
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    user = parse_id(user_id)
    deleted, _ = bans_for(actor=actor, conversation=conversation).filter(user=user).delete()
    if not deleted:
        raise NotFound
    Membership.objects.of(conversation).filter(user=user).update(is_removed=False)
