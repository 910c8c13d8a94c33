"""Whom a message mentions: decided once, from what the client says or from the text, and stored with the message."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AccountDeletion, User
from accounts.operations.editing_profile import edit_profile
from chatproject.contract.errors import DomainError, Forbidden, Invalid, RateLimited
from chatproject.contract.objects.messaging import Mention
from conversations.models import Conversation
from messaging.models import Mention as Row
from messaging.models import Message, OutboxEntry
from messaging.operations.sending import Sent, send_messages
from messaging.rendering import one
from tests.conversations.world import direct, give_role, group
from tests.notifications.telling import post_message
from tests.verbs import delete_message, edit_message, make_draft, send_message

pytestmark = pytest.mark.django_db


def at(offset: int, text: str, **target: Any) -> Mention:
    return Mention(offset=offset, length=len(text), **target)


def mentions(conversation: Conversation, seq: int = 1) -> list[Mention]:
    return one(Message.objects.of(conversation).at(seq)).mentions


def rows(conversation: Conversation) -> list[tuple[int, Any]]:
    return list(Row.objects.filter(conversation=conversation).order_by("seq", "user").values_list("seq", "user"))


def test_server_finds_the_names_in_the_text(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    post_message(alice, garden, "😀 @Bob, @stranger, `@bob` and @carol")
    assert mentions(garden) == [at(3, "@Bob", user=bob.pk), at(31, "@carol", user=carol.pk)]
    assert {user for _, user in rows(garden)} == {bob.pk, carol.pk}


def test_what_the_client_says_replaces_the_names_in_the_text(alice: User, bob: User, garden: Conversation) -> None:
    robert = at(3, "@Robert", user=bob.pk)
    post_message(alice, garden, "Hi @Robert and @alice", mentions=[robert])
    assert mentions(garden) == [robert]
    post_message(alice, garden, "@bob", mentions=[])
    assert mentions(garden, 2) == []
    assert rows(garden) == [(1, bob.pk)]


def test_many_messages_at_once_keep_their_own_mentions(alice: User, bob: User, garden: Conversation) -> None:
    place = {"conversation": garden.pk}
    said: list[tuple[User, str, Any]] = [
        (alice, "plain", None),
        (bob, "@alice", None),
        (bob, "@all", [at(0, "@all", all=True)]),
    ]
    drafts = [make_draft(actor=who, client_id=uuid4(), body=body, mentions=given, **place) for who, body, given in said]
    outcomes = send_messages([*drafts, *drafts])
    assert [type(each) for each in outcomes] == 2 * [Sent, Sent, Forbidden]
    assert rows(garden) == [(2, alice.pk)]
    assert (mentions(garden), mentions(garden, 2)) == ([], [at(0, "@alice", user=alice.pk)])


def test_a_renamed_person_stays_mentioned(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    post_message(alice, garden, "@bob")
    edit_profile(actor=bob, username="robert")
    edit_profile(actor=carol, username="bobby")
    assert mentions(garden) == [at(0, "@bob", user=bob.pk)]


def test_all_is_for_admins_and_owners(alice: User, bob: User, garden: Conversation) -> None:
    everyone = [at(0, "@all", all=True)]
    with pytest.raises(Forbidden, match="Only admins and owners"):
        post_message(bob, garden, "@all", mentions=everyone)
    give_role(garden, bob, "admin")
    post_message(bob, garden, "@all", mentions=everyone)
    assert mentions(garden) == everyone
    assert rows(garden) == [(1, None)]
    with pytest.raises(Forbidden):
        post_message(alice, direct(alice, bob), "@all", mentions=everyone)


@pytest.mark.parametrize("name", ["all", "here"])
def test_calling_many_is_throttled(name: str, alice: User, garden: Conversation, settings: Any) -> None:
    settings.RATE_LIMITS = True
    settings.COMMAND_RATES = {}
    for _ in range(5):
        post_message(alice, garden, "@them", mentions=[at(0, "@them", **{name: True})])
    with pytest.raises(RateLimited) as refused:
        post_message(alice, garden, "@them", mentions=[at(0, "@them", **{name: True})])
    assert (refused.value.retry_after_ms or 0) > 1_000
    post_message(alice, garden, "@bob")


def test_here_leaves_no_row(alice: User, garden: Conversation) -> None:
    here = [at(0, "@here", here=True)]
    post_message(alice, garden, "@here", mentions=here)
    assert mentions(garden) == here
    assert rows(garden) == []


def test_conversation_is_mentioned_by_who_may_see_it(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    shed = group(bob, carol, title="Shed")
    market = group(bob, kind="channel", title="Market")
    alone = direct(bob, carol)
    for place, text in [(shed, "#group"), (alone, "#them")]:
        assert refusal(alice, garden, text, place) == "You are in no such group or channel."
    assert refusal(bob, garden, "#them", alone) == "You are in no such group or channel."
    assert "title of a group" in refusal(bob, garden, "#the shed", shed)
    post_message(bob, garden, "#group", mentions=[at(0, "#group", conversation=shed.pk)])
    post_message(alice, garden, "#Market", mentions=[at(0, "#Market", conversation=market.pk)])
    assert mentions(garden) == [at(0, "#group", conversation=shed.pk)]
    assert rows(garden) == []
    Conversation.objects.filter(pk=market.pk).update(closed_at=market.created_at)
    assert refusal(alice, garden, "#Market", market) == "You are in no such group or channel."


def refusal(who: User, where: Conversation, text: str, place: Conversation) -> str:
    with pytest.raises(Invalid) as refused:
        post_message(who, where, text, mentions=[at(0, text, conversation=place.pk)])
    return (refused.value.fields or {})["mentions"][0]


def test_a_repeat_returns_the_message_though_its_mention_is_no_longer_allowed(
    alice: User, bob: User, garden: Conversation
) -> None:
    command: dict[str, Any] = {"conversation": garden.pk, "client_id": uuid4(), "body": "@all"}
    give_role(garden, bob, "admin")
    first = send_message(actor=bob, mentions=[at(0, "@all", all=True)], **command)
    give_role(garden, bob, "member")
    assert send_message(actor=bob, mentions=[at(0, "@all", all=True)], **command).seq == first.seq


def test_an_edit_decides_again(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    post_message(alice, garden, "@bob")
    OutboxEntry.objects.all().delete()
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="Hey @bob and @carol")
    assert mentions(garden) == [at(4, "@bob", user=bob.pk), at(13, "@carol", user=carol.pk)]
    assert set(rows(garden)) == {(1, bob.pk), (1, carol.pk)}
    assert list(OutboxEntry.objects.values_list("kind", "user_id")) == [("edit", carol.pk)]
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="Hey")
    assert (mentions(garden), rows(garden)) == ([], [])
    assert OutboxEntry.objects.count() == 1


def test_an_edit_of_the_mentions_alone_is_an_edit(alice: User, bob: User, garden: Conversation) -> None:
    post_message(alice, garden, "@bob")
    before = Message.objects.of(garden).at(1).rev
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob")
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob", mentions=[at(0, "@bob", user=bob.pk)])
    assert Message.objects.of(garden).at(1).rev == before
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob", mentions=[])
    assert Message.objects.of(garden).at(1).rev == before + 1
    assert rows(garden) == []


def test_an_edit_cannot_begin_to_call_many_but_keeps_the_call(alice: User, bob: User, garden: Conversation) -> None:
    everyone = [at(0, "@all", all=True)]
    post_message(alice, garden, "Hello")
    with pytest.raises(Forbidden, match="Only a new message"):
        edit_message(actor=alice, conversation=garden.pk, seq=1, body="@all", mentions=everyone)
    give_role(garden, bob, "admin")
    post_message(bob, garden, "@all", mentions=everyone)
    give_role(garden, bob, "member")
    edit_message(actor=bob, conversation=garden.pk, seq=2, body="@all @alice", mentions=everyone)
    assert (mentions(garden, 2), rows(garden)) == (everyone, [(2, None)])
    assert not OutboxEntry.objects.filter(kind="edit").exists()


def test_an_edit_cannot_make_a_mention_of_all_out_of_one_of_those_present(bob: User, garden: Conversation) -> None:
    post_message(bob, garden, "@here", mentions=[at(0, "@here", here=True)])
    with pytest.raises(Forbidden, match="Only a new message"):
        edit_message(actor=bob, conversation=garden.pk, seq=1, body="@all", mentions=[at(0, "@all", all=True)])
    edit_message(actor=bob, conversation=garden.pk, seq=1, body="@here!", mentions=[at(0, "@here", here=True)])
    assert (mentions(garden), rows(garden)) == ([at(0, "@here", here=True)], [])


def test_an_edit_cannot_mention_those_present_in_place_of_all(alice: User, garden: Conversation) -> None:
    post_message(alice, garden, "@all", mentions=[at(0, "@all", all=True)])
    with pytest.raises(Forbidden, match="Only a new message"):
        edit_message(actor=alice, conversation=garden.pk, seq=1, body="@here", mentions=[at(0, "@here", here=True)])


def test_an_edit_of_what_an_earlier_release_wrote_mentions_only_new_names(
    alice: User, bob: User, carol: User, garden: Conversation
) -> None:
    post_message(alice, garden, "@bob")
    Message.objects.update(mentions=None)
    Row.objects.all().delete()
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob!")
    assert rows(garden) == [(1, bob.pk)]
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob @carol")
    assert list(OutboxEntry.objects.filter(kind="edit").values_list("user_id", flat=True)) == [carol.pk]


@pytest.mark.parametrize("erased_at", [None, datetime(2026, 12, 1, tzinfo=UTC)])
def test_person_who_is_erased_stays_in_the_text_and_is_not_counted_again(
    erased_at: datetime | None, alice: User, bob: User, carol: User, garden: Conversation
) -> None:
    both = [at(0, "@bob", user=bob.pk), at(5, "@carol", user=carol.pk)]
    post_message(alice, garden, "@bob", mentions=both[:1])
    AccountDeletion.objects.create(user=bob, is_due=True, erased_at=erased_at)
    Row.objects.filter(user=bob).delete()
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob @carol", mentions=both)
    assert (mentions(garden), rows(garden)) == (both, [(1, carol.pk)])
    post_message(alice, garden, "@bob")
    with pytest.raises(Invalid, match="no such person"):
        post_message(alice, garden, "@bob", mentions=both[:1])
    assert (mentions(garden, 2), rows(garden)) == ([], [(1, carol.pk)])


def test_a_deleted_message_mentions_no_one(alice: User, garden: Conversation) -> None:
    post_message(alice, garden, "@bob")
    delete_message(actor=alice, conversation=garden.pk, seq=1)
    assert (mentions(garden), rows(garden)) == ([], [])


def test_a_refused_edit_changes_nothing(alice: User, garden: Conversation) -> None:
    post_message(alice, garden, "@bob")
    with pytest.raises(DomainError):
        edit_message(actor=alice, conversation=garden.pk, seq=1, body="new", mentions=[at(0, "@bob", here=True)])
    assert Message.objects.of(garden).at(1).body == "@bob"
