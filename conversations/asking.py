"""Which people an actor adds to a conversation at once, and which have to accept a request first."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from accounts.limits import spend
from accounts.models import Block, User
from chatproject.contract.errors import RateLimited
from chatproject.realtime import publish
from conversations import events
from conversations.models import Conversation, Membership, Request

WhoMayAdd = User.WhoMayAdd
_PATIENCE_MS = 60 * 60 * 1000


def spend_on_strangers(actor: User, people: Sequence[User]) -> set[UUID]:
    """Counts the strangers among `people` against the actor's rate. Returns the people whom the actor knows."""
    known = _known(actor, people)
    strangers = [person for person in people if person.pk not in known and person != actor]
    if strangers and settings.RATE_LIMITS:
        _ensure_patient(actor, strangers)
        spend("add_strangers", str(actor.pk), times=len(strangers))
    return known


def to_be_asked(actor: User, people: Sequence[User], known: set[UUID], *, is_direct: bool) -> list[User]:
    """Returns the people who receive a request: by their own choice, or because too many groups wait for them.

    Includes people who block the actor. They do not see the request, so to the actor a block looks like a person who
    does not answer.
    """
    unavailable = _blocking(actor, people) | (set() if is_direct else _full(people))
    return [
        person for person in people if person.pk in unavailable or not _may_add(person, is_known=person.pk in known)
    ]


def ask(conversation: Conversation, people: Sequence[User], *, by: User, role: str = Membership.Role.MEMBER) -> None:
    """Sends requests to these people.

    People who declined before, or have too many, get none; the sender cannot see that.
    """
    waiting = Request.objects.filter(user__in=people, declined_at__isnull=True).values("user")
    counts = waiting.annotate(count=Count("pk"), theirs=Count("pk", filter=Q(asked_by=by)))
    too_many = Q(count__gte=settings.LIMITS["requests_per_user"]) | Q(theirs__gte=settings.LIMITS["requests_per_asker"])
    full = set(counts.filter(too_many).values_list("user", flat=True))
    asked = [person for person in people if person.pk not in full]
    if not asked:
        return
    seen = {person.pk for person in asked} - _blocking(by, asked)
    earlier = Request.objects.of(conversation).filter(user__in=asked)
    before = dict(earlier.values_list("user", "asked_by"))
    # The person may not see an earlier request: its sender left, or is blocked.
    earlier.filter(user__in=seen, declined_at__isnull=True).exclude(asked_by=by).update(asked_by=by, role=role)
    Request.objects.bulk_create(
        [Request(conversation=conversation, user=person, asked_by=by, role=role) for person in asked],
        ignore_conflicts=True,
    )
    publish(*events.requests_changed(user for user in seen if before.get(user) != by.pk))


def _blocking(actor: User, people: Sequence[User]) -> set[UUID]:
    return set(Block.objects.filter(blocker__in=people, blocked=actor).values_list("blocker", flat=True))


def _known(actor: User, people: Sequence[User]) -> set[UUID]:
    """Returns those who took part in a group or direct conversation with the actor.

    Channels do not count: anyone can join.
    """
    mine = Membership.objects.for_user(actor).exclude(conversation__kind=Conversation.Kind.CHANNEL)
    shared = (
        Membership.objects.active().taken_part().filter(user__in=people, conversation__in=mine.values("conversation"))
    )
    return set(shared.values_list("user", flat=True).distinct())


def _ensure_patient(actor: User, strangers: Sequence[User]) -> None:
    """Raises RateLimited if one of these people has not taken part in too many groups that the actor added them to."""
    waiting = Membership.objects.active().not_taken_part().filter(added_by=actor, user__in=strangers)
    counts = waiting.values("user").annotate(count=Count("pk"))
    if counts.filter(count__gte=settings.LIMITS["waiting_per_adder"]).exists():
        raise RateLimited("Wait until they open the groups you added them to.", retry_after_ms=_PATIENCE_MS)


def _full(people: Sequence[User]) -> set[UUID]:
    """Returns the people who were added to the maximum number of groups without taking part."""
    waiting = Membership.objects.active().not_taken_part().filter(user__in=people)
    counts = waiting.exclude(conversation__kind=Conversation.Kind.DIRECT).values("user").annotate(count=Count("pk"))
    return set(counts.filter(count__gte=settings.LIMITS["groups_per_user"]).values_list("user", flat=True))


def _may_add(person: User, *, is_known: bool) -> bool:
    return person.who_may_add == WhoMayAdd.EVERYONE or (person.who_may_add == WhoMayAdd.SHARED and is_known)
