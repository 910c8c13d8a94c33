"""Moves the demo world into the past, which no operation does.

Operations record the present time, and a demo whose messages are all two seconds old is not worth a look. So times are
written by hand here, and only here. They follow the order of the seqs, and nothing else is touched: seq and rev stay as
the operations set them.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from chatproject.seeding.talk import Talk
from conversations.models import Conversation, Happening, Membership
from messaging.models import Message, Revision

_BEFORE_THE_FIRST_WORD = timedelta(minutes=3)
_ARRIVAL = timedelta(days=40)


def backdate_people(people: Iterable[User]) -> None:
    """Sets when these people registered to a while ago."""
    User.objects.filter(pk__in=[person.pk for person in people]).update(date_joined=timezone.now() - _ARRIVAL)


def backdate(talk: Talk) -> None:
    """Sets the times of a conversation's messages and changes to those of its clock."""
    seqs = list(talk.said)
    messages = Message.objects.filter(conversation=talk.id)
    for message in messages:
        message.created_at = talk.said[message.seq]
        message.edited_at = message.edited_at and talk.changed[message.seq]
        message.deleted_at = message.deleted_at and talk.changed[message.seq]
    Message.objects.bulk_update(messages, ["created_at", "edited_at", "deleted_at"])
    for seq, moment in talk.changed.items():
        Revision.objects.filter(message__conversation=talk.id, message__seq=seq).update(replaced_at=moment)
    began, ended = talk.said[seqs[0]] - _BEFORE_THE_FIRST_WORD, talk.said[seqs[-1]]
    Conversation.objects.filter(pk=talk.id).update(created_at=began, last_activity_at=ended)
    Membership.objects.filter(conversation=talk.id).update(joined_at=began)
    for happening in Happening.objects.filter(conversation=talk.id):
        happening.created_at = talk.said.get(happening.seq, began)
        happening.save(update_fields=["created_at"])
