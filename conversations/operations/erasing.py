"""Takes an erased person out of their conversations, which others go on with."""

from uuid import UUID

from django.db.models import Case, Value, When

from accounts.models import User
from chatproject.personal import Erasing
from chatproject.realtime import publish
from conversations import events
from conversations.models import Conversation, Happening, Membership
from conversations.operations.closing import set_closed
from conversations.operations.leaving import depart, is_last_owner

_SETTINGS = {
    "muted_until": None,
    "pinned_at": None,
    "archived_at": None,
    "notify": "",
    "unread_from": None,
    "notified_seq": 0,
}
_ROLES = (Membership.Role.OWNER, Membership.Role.ADMIN)
_BY_ROLE = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(_ROLES)), default=Value(len(_ROLES)))


def leave_everything(erasing: Erasing) -> None:
    """Leaves all groups and channels. A direct conversation keeps its member, and loses their settings."""
    mine = Membership.objects.for_user(erasing.user).order_by("conversation")
    for conversation in list(mine.values_list("conversation", flat=True)):
        with erasing.piece():
            _leave(conversation, erasing.user)
    with erasing.piece():
        _forget_empty(erasing.user)


def _leave(id: UUID, user: User) -> None:
    conversation = Conversation.objects.locked(id)
    mine = Membership.objects.get_in(conversation, user.pk)
    if conversation.is_direct:
        Membership.objects.filter(pk=mine.pk).update(**_SETTINGS)
        return
    if is_last_owner(conversation, mine):
        _hand_over(conversation, user)
    depart(conversation, mine)


def _forget_empty(user: User) -> None:
    """Removes the texts of groups without members, also of those that the person had left before."""
    empty = Conversation.objects.filter(memberships__user=user, member_count=0).exclude(kind=Conversation.Kind.CHANNEL)
    ids = list(empty.values_list("pk", flat=True))
    Conversation.objects.filter(pk__in=ids).update(title="", topic="")
    Happening.objects.filter(conversation__in=ids).exclude(title="").update(title="")


def _hand_over(conversation: Conversation, user: User) -> None:
    """Makes the admin who has been a member longest the owner; without admins, the member.

    If no member is active, it becomes read-only, until the one among them who gets it is back and reopens it.
    """
    others = Membership.objects.active().of(conversation).exclude(user=user).filter(user__deletion__started_at=None)
    heir = others.order_by("-user__is_active", _BY_ROLE, "joined_at", "pk").select_related("user").first()
    if heir is None:
        return
    if heir.role != Membership.Role.OWNER:
        heir.role, heir.rev = Membership.Role.OWNER, conversation.next_rev()
        heir.save(update_fields=["role", "rev"])
        conversation.save(update_fields=["rev"])
        publish(events.member_changed(conversation, heir))
    if not heir.user.is_active:
        set_closed(conversation, is_closed=True)
