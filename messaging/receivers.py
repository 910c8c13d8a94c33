"""Reacts to signals of the apps below that concern messages."""

from typing import Any

from django.dispatch import receiver

from chatproject.realtime import publish
from conversations import events
from conversations.models import Conversation, Membership
from conversations.signals import language_set, people_came_in, person_went
from media.models import Attachment
from media.signals import attachment_settled
from messaging.conversation_views import conversation_views_of
from messaging.models import Draft, Message
from messaging.operations.changing import Change
from messaging.search import hinting
from messaging.search.noticing import mark


@receiver(people_came_in)
def show_them_the_conversation(memberships: list[Membership], **_: Any) -> None:
    """Each new member receives the whole conversation, with the last message they may read."""
    for membership in memberships:
        if membership.me_rev:
            _forget_draft(membership, me_rev=membership.me_rev)
    publish(*map(events.conversation_is_new, conversation_views_of(memberships), memberships))


@receiver(person_went)
def forget_their_draft(membership: Membership, **_: Any) -> None:
    """Their devices drop it with the conversation. One that was away until they return learns of it then."""
    _forget_draft(membership)


@receiver(attachment_settled)
def tell_what_became_of_an_attachment(attachment: Attachment, **_: Any) -> None:
    """Publishes the attachment's message to all who see it."""
    if attachment.message_seq is None:
        return
    conversation = Conversation.objects.locked(attachment.conversation_id)
    change = Change(conversation, Message.objects.of(conversation).at(attachment.message_seq))
    change.number()
    change.message.save(update_fields=["rev"])
    change.tell()


@receiver(language_set)
def index_it_again(conversation: Conversation, **_: Any) -> None:
    """Its messages get the stems of their language. Until then, what was found before is found."""
    mark([conversation.pk])
    hinting.changed(conversation.pk)


def _forget_draft(membership: Membership, **more: int) -> None:
    mine = Draft.objects.filter(user=membership.user_id, conversation=membership.conversation_id)
    mine.update(text="", reply_to=None, **more)
