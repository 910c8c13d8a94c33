"""Retention: what is too old goes from everywhere at once, and never under a legal hold."""

from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.operations.holding import end_hold, place_hold
from chatproject.contract.errors import ClientIdUsed, NotFound
from conversations.models import Conversation, ConversationHold, Happening, Membership, RetentionPolicy
from conversations.operations.renaming import change_conversation
from media.discarding import discard_bytes
from media.models import Attachment
from messaging.models import ExpiredMessage, Message, OutboxEntry, Reaction, Revision
from messaging.operations import expiring
from messaging.operations.expiring import expire_old_messages
from messaging.retention import UNLIMITED, simulate
from tests.conversations.law import of_conversation
from tests.conversations.world import call, direct, event, listening
from tests.media.test_store import files
from tests.media.test_sweeping import ready
from tests.messaging.ageing import age, keep, say, seqs
from tests.verbs import add_reaction, edit_message, send_message

pytestmark = pytest.mark.django_db


def test_old_messages_go_from_everywhere_with_one_rev(
    alice: User, bob: User, garden: Conversation, settings: Any
) -> None:
    file = ready(alice, garden)
    say(alice, garden, 1, attachments=[str(file.pk)])
    change_conversation(actor=alice, conversation_id=garden.pk, title="Orchard")
    say(alice, garden, 4)
    edit_message(actor=alice, conversation=garden.pk, seq=2, body="Edited")
    add_reaction(actor=bob, conversation=garden.pk, seq=3, emoji="👍")
    change_conversation(actor=alice, conversation_id=garden.pk, title="Meadow")
    say(alice, garden, 1, reply_to=5)
    age(garden, 40, 5)
    Membership.objects.filter(user=bob).update(notified_seq=4)
    OutboxEntry.objects.all().delete()
    keep(30)
    before = call(bob, "GET", f"conversations/{garden.pk}").body
    with patch.object(discard_bytes, "delay", side_effect=discard_bytes), listening() as published:
        assert expire_old_messages() is None

    after = call(bob, "GET", f"conversations/{garden.pk}").body
    [envelope] = of_conversation(published, garden.pk)
    assert envelope.rev == before["rev"] + 1 == after["rev"]
    shared = event(envelope)["conversation"]
    mine = {**before["membership"], "first_seq": 6, "read_seq": 5, "delivered_seq": 5}
    assert shared["first_seq"] == 6
    assert after["membership"] == mine
    assert (after["unread"], after["last_seq"], after["last_message"]["seq"]) == (1, 6, 6)
    assert {name: after[name] for name in shared} == shared

    assert seqs(garden) == [6]
    assert not any(model.objects.exists() for model in (Reaction, Revision, Attachment))
    assert files(Path(settings.MEDIA_ROOT)) == []
    history = call(bob, "GET", f"conversations/{garden.pk}/messages").body
    assert [each["seq"] for each in history["items"]] == [6]
    assert [line["title"] for line in history["happenings"]] == ["Meadow"]
    assert list(Happening.objects.of(garden).values_list("title", flat=True)) == ["Meadow"]
    assert call(bob, "GET", f"conversations/{garden.pk}/messages/5").code == "not_found"
    assert [(entry.kind, entry.seq, entry.user_id) for entry in OutboxEntry.objects.all()] == [("read", 5, bob.pk)]
    changes = call(bob, "GET", f"conversations/{garden.pk}/changes?since=0").body
    assert [each["seq"] for each in changes["messages"]] == [6]
    with listening() as published:
        expire_old_messages()
    assert published == []


def test_conversation_without_a_message_left_counts_on(alice: User, bob: User) -> None:
    place = direct(alice, bob)
    say(alice, place, 3)
    age(place, 2, 3)
    keep(1)
    expire_old_messages()
    view = call(bob, "GET", f"conversations/{place.pk}").body
    assert (view["unread"], view["last_seq"], view["first_seq"]) == (0, 3, 4)
    assert "last_message" not in view
    say(alice, place, 1)
    assert call(bob, "GET", f"conversations/{place.pk}").body["unread"] == 1
    assert seqs(place) == [4]


def test_interrupted_run_continues_and_stops_at_a_hold(
    alice: User, root: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(alice, garden, 7)
    age(garden, 40, 6)
    keep(30)
    monkeypatch.setattr(expiring, "PIECE", 2)
    assert expire_old_messages(seconds=0) is not None
    assert 1 < len(seqs(garden)) < 7
    hold = ConversationHold(conversation=garden, reason="Case")
    place_hold(actor=root, hold=hold)
    held = seqs(garden)
    assert expire_old_messages() is None
    assert seqs(garden) == held
    end_hold(actor=root, hold=hold, reason="Settled")
    expire_old_messages()
    assert seqs(garden) == [7]


def test_nothing_goes_without_a_policy(alice: User, garden: Conversation) -> None:
    say(alice, garden, 2)
    age(garden, 4000, 2)
    assert {expiry.kept for expiry in simulate(timezone.now())} == {UNLIMITED}
    expire_old_messages()
    assert seqs(garden) == [1, 2]


def test_admins_choose_within_the_policy(alice: User, bob: User, garden: Conversation) -> None:
    path = f"conversations/{garden.pk}"
    assert call(alice, "PATCH", path, {"keep_days": 400}).body["keep_days"] == 400
    keep(30, least_days=7)
    for days in (6, 31):
        assert call(alice, "PATCH", path, {"keep_days": days}).code == "invalid"
    assert call(bob, "PATCH", path, {"keep_days": 7}).code == "forbidden"
    with listening() as published:
        assert call(alice, "PATCH", path, {"keep_days": 7}).status == 200
    assert event(of_conversation(published, garden.pk)[0])["conversation"]["keep_days"] == 7
    assert call(alice, "PATCH", path, {"title": "Meadow"}).body["keep_days"] == 7
    chosen = Conversation.objects.get(pk=garden.pk)
    assert RetentionPolicy.current().days_of(chosen) == 7
    keep(30, admins_choose=False)
    assert RetentionPolicy.current().days_of(chosen) == 30, "what they chose before does not apply either"
    keep(30, admins_choose=True)
    assert "keep_days" not in call(alice, "PATCH", path, {"clear": ["keep_days"]}).body
    keep(30, admins_choose=False)
    assert call(alice, "PATCH", path, {"keep_days": 7}).code == "forbidden"


def test_repeat_and_reply_of_an_offline_client_after_retention(alice: User, bob: User, garden: Conversation) -> None:
    """What the client could not send until now is not sent twice, and not lost."""
    ours = {"actor": alice, "conversation": garden.pk, "client_id": uuid4(), "body": "Hello"}
    first = send_message(**ours)
    say(bob, garden, 2)
    age(garden, 40, 3)
    keep(30)
    expire_old_messages()
    assert seqs(garden) == []
    again = send_message(**ours)
    assert (again.seq, again.rev, again.repeated) == (first.seq, first.rev, True)
    with pytest.raises(ClientIdUsed):
        send_message(**ours | {"conversation": direct(alice, bob).pk})
    say(alice, garden, 1, reply_to=2)
    assert Message.objects.get(conversation=garden).reply_to == 2
    for seq in (0, 5):
        with pytest.raises(NotFound):
            say(alice, garden, 1, reply_to=seq)
    ExpiredMessage.objects.update(expired_at=timezone.now() - expiring.REPEATABLE)
    assert expiring.forget_expired() == 3
    assert send_message(**ours).seq == 5
