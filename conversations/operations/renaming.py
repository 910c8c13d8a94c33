"""Changing a conversation's title, topic, and how far back new members can read."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from chatproject.contract.errors import Forbidden, Invalid
from chatproject.realtime import publish
from conversations import events, policies
from conversations.models import Conversation, Membership
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
) -> Conversation:
    """Changes title, topic or history; None leaves a field as it is."""
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    if not policies.can_change(conversation, Membership.objects.get_in(conversation, actor.pk)):
        raise Forbidden
    conversation.ensure_open()
    wanted = (
        conversation.title if title is None else clean_title(title),
        conversation.topic if topic is None else clean_topic(topic),
        conversation.history if history is None else history,
    )
    if not wanted[0]:
        raise Invalid(f"A {conversation.kind} must have a title.", fields={"title": ["Empty."]})
    if wanted == (conversation.title, conversation.topic, conversation.history):
        return conversation
    is_renamed = wanted[0] != conversation.title
    conversation.title, conversation.topic, conversation.history = wanted
    conversation.changed_rev = conversation.next_rev()
    happening = note(conversation, RENAMED, by=actor.pk) if is_renamed else None
    conversation.save(update_fields=["title", "topic", "history", "changed_rev", "happened_rev", "rev"])
    publish(events.conversation_changed(conversation, happening))
    return conversation
