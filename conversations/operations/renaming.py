"""Changing what a conversation's admins decide: its title, topic, language and history, and how long it is kept."""

from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from msgspec import UNSET, UnsetType

from accounts.models import User
from chatproject.contract.errors import Forbidden, Invalid
from chatproject.realtime import Envelope, publish
from conversations import events, policies
from conversations.models import Conversation, Happening, Membership, RetentionPolicy
from conversations.operations.noting import KEPT, RENAMED, note
from conversations.signals import language_set
from conversations.texts import clean_title, clean_topic


class _Fields(NamedTuple):
    title: str
    topic: str
    history: str
    keep_days: int | None
    language: str


@transaction.atomic
def change_conversation(
    *,
    actor: User,
    conversation_id: str | UUID,
    title: str | None = None,
    topic: str | None = None,
    history: str | None = None,
    keep_days: int | UnsetType | None = UNSET,
    language: str | UnsetType | None = UNSET,
) -> Conversation:
    """Changes title, topic or history; None leaves a field as it is.

    `keep_days` None applies the server's policy, and `language` None detects it. Raises Forbidden or Invalid if the
    policy does not allow these days.
    """
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    if not policies.can_change(conversation, Membership.objects.get_in(conversation, actor.pk)):
        raise Forbidden
    conversation.ensure_open()
    now = _Fields(*(getattr(conversation, name) for name in _Fields._fields))
    wanted = _Fields(
        now.title if title is None else clean_title(title),
        now.topic if topic is None else clean_topic(topic),
        now.history if history is None else history,
        now.keep_days if keep_days is UNSET else keep_days,
        now.language if language is UNSET else language or "",
    )
    if not wanted.title:
        raise Invalid(f"A {conversation.kind} must have a title.", fields={"title": ["Empty."]})
    if wanted == now:
        return conversation
    days, kinds = None, list[Happening.Kind | None]()
    if wanted.keep_days != now.keep_days:
        policy = RetentionPolicy.current()
        policy.ensure_allowed(wanted.keep_days)
        before = policy.days_of(conversation)
        conversation.keep_days = wanted.keep_days
        days = policy.days_of(conversation)
        kinds += [KEPT] * (days != before)
    kinds += [RENAMED] * (wanted.title != now.title)
    _apply(conversation, wanted)
    told = [_change(conversation, kind, actor.pk, days) for kind in kinds or [None]]
    conversation.save(update_fields=[*_Fields._fields, "changed_rev", "happened_rev", "rev"])
    publish(*told)
    if wanted.language != now.language:
        language_set.send(sender=Conversation, conversation=conversation)
    return conversation


def _apply(conversation: Conversation, wanted: _Fields) -> None:
    for name, value in wanted._asdict().items():
        setattr(conversation, name, value)


def _change(conversation: Conversation, kind: Happening.Kind | None, by: UUID, days: int | None) -> Envelope:
    """Numbers one change of the locked conversation: each line of the timeline has its own rev."""
    conversation.changed_rev = conversation.next_rev()
    happening = note(conversation, kind, by=by, keep_days=days if kind == KEPT else None) if kind else None
    return events.conversation_changed(conversation, happening)
