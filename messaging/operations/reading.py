"""Reading the log: by range of seq, and what changed since a rev. Nothing here writes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from chatproject.lib.database import snapshot
from chatproject.lib.errors import Invalid, NotFound
from chatproject.lib.ids import parse_id
from chatproject.lib.pagination import page_limit
from chatproject.lib.shapes import Changes, Member, SharedConversation
from chatproject.lib.shapes import Message as MessageShape
from conversations import rendering as conversation_rendering
from conversations.models import Conversation, Membership
from messaging import rendering
from messaging.models import Message, Revision

if TYPE_CHECKING:
    from accounts.models import User


def joined(actor: "User", conversation: str | UUID) -> Membership:
    """The actor's membership with its conversation, in one query; NotFound to all but members."""
    membership = (
        Membership.objects.for_user(actor)
        .select_related("conversation")
        .filter(conversation_id=parse_id(conversation))
        .first()
    )
    if membership is None:
        raise NotFound
    return membership


def read_history(
    *,
    actor: "User",
    conversation: str | UUID,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int | str | None = None,
) -> list[MessageShape]:
    """A range of the log, oldest first: the latest, or those before, after or around a seq."""
    size = page_limit(limit)
    membership = joined(actor, conversation)
    log = Message.objects.visible_to(membership, membership.conversation)
    if around is not None:
        if before is not None or after is not None:
            raise Invalid("Ask for around alone.")
        half = size // 2
        older = list(log.filter(seq__lt=around).order_by("-seq")[:half])
        newer = list(log.filter(seq__gte=around).order_by("seq")[: size - len(older)])
        if len(newer) < size - half:
            older = list(log.filter(seq__lt=around).order_by("-seq")[: size - len(newer)])
        return rendering.messages([*reversed(older), *newer])
    if before is not None:
        log = log.filter(seq__lt=before)
    if after is not None:
        return rendering.messages(log.filter(seq__gt=after).order_by("seq")[:size])
    return rendering.messages(list(log.order_by("-seq")[:size])[::-1])


def read_message(*, actor: "User", conversation: str | UUID, seq: int) -> Message:
    """One visible message, or NotFound."""
    membership = joined(actor, conversation)
    return Message.objects.visible_to(membership, membership.conversation).at(seq)


def read_sent(*, actor: "User", client_id: UUID) -> Message:
    """The message one made with a client_id: who sent it may have left since, and come back to a later part."""
    return Message.objects.get(sender=actor, client_id=client_id)


def read_revisions(*, actor: "User", conversation: str | UUID, seq: int) -> list[Revision]:
    """What a visible message said before, oldest first, to whoever may read it."""
    return list(read_message(actor=actor, conversation=conversation, seq=seq).revisions.order_by("rev")[:200])


def read_changes(*, actor: "User", conversation: str | UUID, since: int, limit: int | str | None = None) -> Changes:
    """The objects whose rev > since, each in its present state, in pages that never split a rev."""
    size = page_limit(limit)
    if since < 0:
        raise Invalid("since is a rev.", fields={"since": ["Not negative."]})
    with snapshot():
        membership = joined(actor, conversation)
        found = membership.conversation
        messages = Message.objects.visible_to(membership, found).filter(rev__gt=since).order_by("rev")[: size + 1]
        members = Membership.objects.of(found).filter(rev__gt=since).order_by("rev")[: size + 1]
        return paged_changes(
            found, since, size, rendering.messages(messages), [conversation_rendering.member(m) for m in members]
        )


def paged_changes(
    conversation: Conversation, since: int, size: int, messages: Sequence[MessageShape], members: Sequence[Member]
) -> Changes:
    """A page of the first `size` objects and the rest of its last rev, out of up to size + 1 of each kind."""
    own = [conversation.changed_rev] if conversation.changed_rev > since else []
    revs = sorted([*(m.rev for m in messages), *(m.rev for m in members), *own])
    more = len(revs) > size and revs[-1] > revs[size - 1]
    head = revs[size - 1] if more else conversation.rev
    shared: SharedConversation | None = None
    if own and conversation.changed_rev <= head:
        shared = conversation_rendering.shared(conversation, rev=conversation.changed_rev)
    return Changes(
        rev=head,
        conversation=shared,
        members=[m for m in members if m.rev <= head],
        messages=[m for m in messages if m.rev <= head],
        more=more,
    )
