"""Explains why the user was or was not notified, from the ledger, or by deciding again if it has no entry."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from chatproject.contract.errors import existing
from chatproject.contract.ids import parse_id
from messaging.operations.reading import read_message
from notifications.deciding.decisions import decide
from notifications.deciding.loading import member, messages_at
from notifications.deciding.reasons import Reason
from notifications.models import Notification


@dataclass(frozen=True)
class Why:
    """The reason; without one, nothing prevents a notification."""

    reason: Reason | None


def ledger_of(*, actor: User, conversation: str | UUID | None = None, seq: int | None = None) -> QuerySet[Notification]:
    """Returns the actor's own rows, newest first: all, of a conversation, or of one message."""
    notifications = Notification.objects.for_user(actor).select_related("registration__device").order_by("-pk")
    if conversation is not None:
        notifications = notifications.filter(conversation=parse_id(conversation))
    return notifications if seq is None else notifications.filter(seq=seq)


def read_notification(*, actor: User, id: int) -> Notification:
    """Returns one of the actor's own rows. Raises NotFound."""
    return existing(ledger_of(actor=actor).filter(pk=id).first() if id < 2**63 else None)


def explain(*, actor: User, conversation: str | UUID, seq: int) -> Why | None:
    """Returns why the ledger has no entry for a message, by the present settings, or None if it has one.

    Raises NotFound for a message that the actor may not read.
    """
    message = read_message(actor=actor, conversation=conversation, seq=seq)
    own = ledger_of(actor=actor, conversation=conversation, seq=seq).filter(kind=Notification.Kind.MESSAGE)
    if own.exists():
        return None
    # Those whom @here found have an entry.
    facts = replace(messages_at([(message.conversation_id, message.seq)])[0], mentions_here=False)
    found = member(facts, actor.pk)
    if found is None:
        return Why(Reason.OWN if message.sender_id == actor.pk else Reason.NO_DEVICE)
    # The state when the message arrived: what the actor read or was notified of since then is no reason.
    before = message.seq - 1
    person = found.facts
    person = replace(
        person, read_seq=min(person.read_seq, before), notified_seq=min(person.notified_seq, person.read_seq, before)
    )
    decision = decide(facts, person, message.created_at)
    if decision.reason:
        return Why(Reason(decision.reason))
    if not person.registrations:
        return Why(Reason.NO_DEVICE)
    against = {verdict.reason for verdict in decision.verdicts}
    return Why(Reason.OFF if against == {Reason.OFF} else None)
