"""Changing a conversation's title, topic, how far back new members can read, and for how long messages are kept."""

from uuid import UUID

from django.db import transaction
from msgspec import UNSET, UnsetType

from accounts.models import User
from chatproject.contract.errors import Forbidden, Invalid
from chatproject.realtime import Envelope, publish
from conversations import events, policies
from conversations.models import Conversation, Happening, Membership, RetentionPolicy
from conversations.operations.noting import KEPT, RENAMED, note
from conversations.texts import clean_title, clean_topic


@transaction.atomic
def change_conversation(
    *,
    actor: User,
    conversation_id: str | UUID,
    title: str | None = None,
    topic: str | None = None,
    history: str | None = None,
    keep_days: int | UnsetType | None = UNSET,
) -> Conversation:
    """Changes title, topic or history; None leaves a field as it is. Without `keep_days`, the server's policy applies.

    Raises Forbidden or Invalid if the policy does not allow these days.
    """
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    if not policies.can_change(conversation, Membership.objects.get_in(conversation, actor.pk)):
        raise Forbidden
    conversation.ensure_open()
    wanted = (
        conversation.title if title is None else clean_title(title),
        conversation.topic if topic is None else clean_topic(topic),
        conversation.history if history is None else history,
        conversation.keep_days if keep_days is UNSET else keep_days,
    )
    if not wanted[0]:
        raise Invalid(f"A {conversation.kind} must have a title.", fields={"title": ["Empty."]})
    if wanted == (conversation.title, conversation.topic, conversation.history, conversation.keep_days):
        return conversation
    is_renamed, days, kinds = wanted[0] != conversation.title, None, list[Happening.Kind | None]()
    if wanted[3] != conversation.keep_days:
        policy = RetentionPolicy.current()
        policy.ensure_allowed(wanted[3])
        before = policy.days_of(conversation)
        conversation.keep_days = wanted[3]
        days = policy.days_of(conversation)
        kinds += [KEPT] * (days != before)
    conversation.title, conversation.topic, conversation.history, conversation.keep_days = wanted
    kinds += [RENAMED] * is_renamed
    told = [_change(conversation, kind, actor.pk, days) for kind in kinds or [None]]
    conversation.save(update_fields=["title", "topic", "history", "keep_days", "changed_rev", "happened_rev", "rev"])
    publish(*told)
    return conversation


def _change(conversation: Conversation, kind: Happening.Kind | None, by: UUID, days: int | None) -> Envelope:
    """Numbers one change of the locked conversation: each line of the timeline has its own rev."""
    conversation.changed_rev = conversation.next_rev()
    happening = note(conversation, kind, by=by, keep_days=days if kind == KEPT else None) if kind else None
    return events.conversation_changed(conversation, happening)
