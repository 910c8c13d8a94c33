"""A conversation of any length, for scrolling and measuring."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Now

from accounts.models import User
from chatproject.contract.errors import DomainError
from conversations.models import Conversation
from conversations.operations.starting import start_conversation
from messaging.models import Message
from messaging.operations.receiving import Advance, advance_receipts
from messaging.operations.sending import Draft, send_messages

SPEAKERS = ("alice", "bob", "carol", "tomasz", "priya")
BATCH = 500

_PIECES = (
    "Good morning.",
    "Has anyone seen the ladder?",
    "It is behind the door, where it always is.",
    "Which door?",
    "The *other* door.",
    "Found it. Thank you.",
    "Tea in ten minutes.",
    "The delivery came: two boxes, one of them for number nine. I put both under the stairs, and a note on them.",
    "I will carry it up.",
    "Who waters today?",
    "I did, this morning. The beds along the wall were dry, the others not at all, so I left them alone.",
    "You are kind.",
    "🌧️",
)

# As in backdating.py: times are set in the past, with a message every two minutes.
_PAUSE = timedelta(minutes=2)


@transaction.atomic
def seed_crowd(people: Mapping[str, User], length: int) -> Conversation:
    """Some people write `length` messages to each other, in batches. All but Alice have read them."""
    speakers = [people[name] for name in SPEAKERS]
    conversation = start_conversation(
        actor=speakers[0],
        kind="group",
        title=f"{length:,} messages",
        members=[speaker.pk for speaker in speakers[1:]],
    ).conversation
    for batch in _batches(conversation.pk, [speaker.pk for speaker in speakers], length):
        refused = [outcome for outcome in send_messages(batch) if isinstance(outcome, DomainError)]
        if refused:
            raise refused[0]
    advance_receipts([Advance(speaker.pk, conversation.pk, 0, length) for speaker in speakers[1:]])
    ago = ExpressionWrapper((length - F("seq")) * Value(_PAUSE), DurationField())
    Message.objects.filter(conversation=conversation).update(created_at=Now() - ago)
    return conversation


def _batches(conversation: UUID, speakers: list[UUID], length: int) -> Iterator[list[Draft]]:
    for start in range(0, length, BATCH):
        yield [_draft(conversation, speakers, number) for number in range(start, min(start + BATCH, length))]


def _draft(conversation: UUID, speakers: list[UUID], number: int) -> Draft:
    # Senders take turns of two or three messages; the number makes each message findable.
    speaker = speakers[number * 2 // 5 % len(speakers)]
    body = f"{_PIECES[number % len(_PIECES)]} ({number + 1})"
    return Draft(speaker, conversation, uuid5(conversation, str(number)), body)
