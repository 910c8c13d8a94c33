"""Changing a conversation's title, topic, how far back new members can read, and for how long messages are kept."""

from uuid import UUID

from django.db import transaction
from msgspec import UNSET, UnsetType

from accounts.models import User
from chatproject.contract.errors import Forbidden, Invalid
from chatproject.realtime import publish
from conversations import events, policies
from conversations.models import Conversation, Membership, RetentionPolicy
from conversations.operations.noting import RENAMED, note
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
    if wanted[3] != conversation.keep_days:
        RetentionPolicy.current().ensure_allowed(wanted[3])
    is_renamed = wanted[0] != conversation.title
    conversation.title, conversation.topic, conversation.history, conversation.keep_days = wanted
    conversation.changed_rev = conversation.next_rev()
    happening = note(conversation, RENAMED, by=actor.pk) if is_renamed else None
    conversation.save(update_fields=["title", "topic", "history", "keep_days", "changed_rev", "happened_rev", "rev"])
    publish(events.conversation_changed(conversation, happening))
    return conversation
