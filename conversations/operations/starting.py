"""Starting conversations."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from chatproject.contract.errors import Invalid, TooLarge
from chatproject.contract.ids import parse_id
from conversations.asking import ask, spend_on_strangers, to_be_asked
from conversations.limits import ensure_groups_allowed, ensure_room
from conversations.models import Conversation, Membership
from conversations.models.conversation import direct_key
from conversations.operations.joining import admit
from conversations.people import find_people, lock_people
from conversations.signals import people_came_in
from conversations.texts import clean_title, clean_topic

Role = Membership.Role


class Started(NamedTuple):
    """A conversation, and whether it is new."""

    conversation: Conversation
    is_new: bool


def start_conversation(
    *,
    actor: User,
    kind: str,
    members: Sequence[str | UUID],
    title: str = "",
    topic: str = "",
    history: str = Conversation.History.ALL,
) -> Started:
    """Starts a conversation of any kind with these people and the actor.

    A direct one is with one other person or, if no other is named, with oneself.
    """
    if len(members) > (most := settings.LIMITS["members_at_creation"]):
        raise TooLarge(f"A conversation can start with at most {most} people. Add the others later.")
    others = [id for id in dict.fromkeys(map(parse_id, members)) if id != actor.pk]
    if kind != Conversation.Kind.DIRECT:
        group = start_group(actor=actor, kind=kind, others=others, title=title, topic=topic, history=history)
        return Started(group, is_new=True)
    if title or topic or history != Conversation.History.ALL:
        raise Invalid("A direct conversation cannot have a title, a topic or its own history.")
    if len(others) > 1:
        raise Invalid("A direct conversation must have one other person.", fields={"members": ["More than one."]})
    return start_direct(actor=actor, other=others[0] if others else actor.pk)


def start_direct(*, actor: User, other: UUID) -> Started:
    """Returns the one direct conversation of these two, created if it does not exist."""
    key = direct_key(actor.pk, other)
    existing = Conversation.objects.filter(direct_key=key).first()
    if existing is not None:
        return _opened(actor, existing)
    people = find_people([other])
    asked = [] if other == actor.pk else to_be_asked(actor, people, spend_on_strangers(actor, people), is_direct=True)
    conversation = Conversation(kind=Conversation.Kind.DIRECT, direct_key=key, created_by=actor)
    present = (actor.pk,) if asked else (actor.pk, other)
    memberships = _first_members(conversation, dict.fromkeys(present, Role.MEMBER))
    with transaction.atomic():
        # Of many simultaneous calls, one inserts; the others wait here for its commit and find its row.
        Conversation.objects.bulk_create([conversation], ignore_conflicts=True)
        made = Conversation.objects.get(direct_key=key)
        if made.pk != conversation.pk:
            return _opened(actor, made)
        _let_in(memberships)
        ask(conversation, asked, by=actor)
    return Started(conversation, is_new=True)


@transaction.atomic
def _opened(actor: User, direct: Conversation) -> Started:
    """Returns the existing direct conversation. An actor who was asked to join it, and opens it themselves, joins."""
    if not Membership.objects.for_user(actor).of(direct).exists():
        direct = Conversation.objects.locked(direct.pk)
        if not Membership.objects.for_user(actor).of(direct).exists():
            admit(direct, actor.pk, Role.MEMBER)
    return Started(direct, is_new=False)


@transaction.atomic
def start_group(
    *, actor: User, kind: str, others: Sequence[UUID], title: str, topic: str = "", history: str
) -> Conversation:
    """Starts a group or channel, which the actor then owns."""
    title, topic = clean_title(title), clean_topic(topic)
    if not title:
        raise Invalid(f"A {kind} must have a title.", fields={"title": ["Empty."]})
    people = lock_people([actor.pk, *others])
    known = spend_on_strangers(actor, people)
    ensure_groups_allowed(actor)
    asked = to_be_asked(actor, [person for person in people if person != actor], known, is_direct=False)
    conversation = Conversation(kind=kind, title=title, topic=topic, history=history, created_by=actor)
    ensure_room(conversation, len(people))
    members = [id for id in others if id not in {person.pk for person in asked}]
    roles = {actor.pk: Role.OWNER, **dict.fromkeys(members, Role.MEMBER)}
    memberships = _first_members(conversation, roles)
    conversation.save(force_insert=True)
    _let_in(memberships)
    ask(conversation, asked, by=actor)
    return conversation


def _first_members(conversation: Conversation, roles: dict[UUID, Role]) -> list[Membership]:
    """The creation is rev 1 and each member the next, so that the changes since 0 are all there is."""
    conversation.changed_rev = conversation.next_rev()
    conversation.member_count = len(roles)
    return [
        Membership(
            conversation=conversation,
            user_id=user,
            role=role,
            added_by_id=None if user == conversation.created_by_id else conversation.created_by_id,
            rev=(rev := conversation.next_rev()),
            joined_rev=rev,
            joined_at=conversation.created_at,
        )
        for user, role in roles.items()
    ]


def _let_in(memberships: list[Membership]) -> None:
    Membership.objects.bulk_create(memberships)
    people_came_in.send(Membership, memberships=memberships)
