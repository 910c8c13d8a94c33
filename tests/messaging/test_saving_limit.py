"""How many messages a person can save."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import TooLarge
from conversations.models import Conversation
from messaging.models import SavedMessage
from tests.verbs import send_message
from tests.verbs.saving import save_message

pytestmark = pytest.mark.django_db
MOST = 1_000


@pytest.fixture
def full(alice: User, garden: Conversation) -> Conversation:
    """A conversation of whose messages alice saved as many as she can, all but one."""
    for _ in range(2):
        send_message(actor=alice, conversation=garden.pk, client_id=uuid4(), body="Hello")
    rows = [SavedMessage(user=alice, conversation=garden, seq=seq) for seq in range(3, MOST + 2)]
    SavedMessage.objects.bulk_create(rows)
    return garden


def test_user_cannot_save_more_messages_than_the_limit(alice: User, bob: User, full: Conversation) -> None:
    save_message(actor=alice, conversation=full.pk, seq=1)
    with pytest.raises(TooLarge, match="at most 1,000"):
        save_message(actor=alice, conversation=full.pk, seq=2)
    save_message(actor=alice, conversation=full.pk, seq=1, note="Again")
    save_message(actor=bob, conversation=full.pk, seq=2)
    assert SavedMessage.objects.filter(user=alice).count() == MOST


def test_oldest_done_entry_makes_room_for_a_new_one(alice: User, full: Conversation) -> None:
    save_message(actor=alice, conversation=full.pk, seq=1)
    SavedMessage.objects.filter(seq=7).update(done_at=timezone.now())
    SavedMessage.objects.filter(seq=5).update(done_at=timezone.now())
    save_message(actor=alice, conversation=full.pk, seq=2)
    seqs = set(SavedMessage.objects.filter(user=alice).values_list("seq", flat=True))
    assert (len(seqs), {2, 5, 7} - seqs) == (MOST, {7})
