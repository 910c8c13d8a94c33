"""Filters: by sender, conversation, content and state."""

import pytest

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.removing import remove_member
from messaging.search import facets
from tests.conversations.world import call, direct, group
from tests.search.world import found, page, send
from tests.verbs import advance_receipt, edit_message

pytestmark = pytest.mark.django_db


def pin(actor: User, conversation: Conversation, *seqs: int) -> None:
    for seq in seqs:
        assert call(actor, "PUT", f"conversations/{conversation.pk}/messages/{seq}/pin").status == 200


def save(actor: User, conversation: Conversation, seq: int, method: str = "PUT", **about: object) -> None:
    assert call(actor, method, f"me/saved/{conversation.pk}/{seq}", about).status == 200


@pytest.mark.parametrize("name", ["from:bob", "FROM:@Bob", "from:{bob}", "-from:me", "-is:mine", "-from:alice"])
def test_from_filters_by_sender(name: str, alice: User, bob: User, garden: Conversation) -> None:
    send(alice, garden, "a needle")
    [seq] = send(bob, garden, "another needle")

    assert found(alice, f"needle {name.format(bob=bob.pk)}") == [seq]
    assert found(alice, name.format(bob=bob.pk)) == [seq]


@pytest.mark.parametrize("name", ['in:"old shed"', "in:shed", "in:{shed}", "-in:garden", "-in:@bob -in:Garden"])
def test_in_filters_by_conversation(name: str, alice: User, bob: User, garden: Conversation) -> None:
    shed = group(alice, bob, title="Old shed")
    send(alice, garden, "the needle")
    send(alice, direct(alice, bob), "the needle")
    send(alice, shed, "the thread", "the needle")
    query = f"needle {name.format(shed=shed.pk)}"

    hits = page(alice, query).items
    assert (shed.pk, 2) in {(hit.conversation, hit.seq) for hit in hits}
    assert garden.pk not in {hit.conversation for hit in hits}


def test_any_of_several_people_and_conversations(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    shed = group(alice, bob, carol, title="Old shed")
    send(alice, direct(alice, bob), "needle")
    for sender in (alice, bob, carol):
        send(sender, shed, "needle")
    send(alice, garden, "needle")

    assert len(page(alice, "needle in:shed in:garden").items) == 4
    assert len(page(alice, "needle from:bob from:carol").items) == 2


def test_in_filters_by_person(alice: User, bob: User, garden: Conversation) -> None:
    send(alice, garden, "the needle")
    room = direct(alice, bob)
    send(alice, room, "the needle")

    assert [hit.conversation for hit in page(alice, "needle in:@bob").items] == [room.pk]


def test_has_link_filters_by_content(alice: User, garden: Conversation) -> None:
    [_, seq] = send(alice, garden, "no link", "see https://example.org")

    assert found(alice, "has:link") == [seq]
    assert found(alice, "no -has:link") == [seq - 1]
    assert found(alice, "has:voice") == []


def test_is_unread_filters_by_what_the_person_has_read(alice: User, bob: User, garden: Conversation) -> None:
    seqs = send(bob, garden, "needle", "needle")
    advance_receipt(actor=alice, conversation=garden.pk, delivered_seq=seqs[0], read_seq=seqs[0])

    assert found(alice, "needle is:unread") == [seqs[1]]
    assert found(alice, "needle -is:unread") == [seqs[0]]
    call(alice, "PATCH", f"conversations/{garden.pk}/membership", {"unread_from": seqs[0]})
    assert found(alice, "needle is:unread") == seqs[::-1]
    assert found(alice, "needle -is:unread") == []


@pytest.mark.parametrize("name", ["from:bob", "-from:alice"])
def test_from_compares_people_and_not_their_numbers_in_the_index(
    name: str, alice: User, bob: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "person", lambda user: 1)
    [seq] = send(bob, garden, "needle")
    send(alice, garden, "needle")

    assert found(alice, f"needle {name}") == [seq]


@pytest.mark.parametrize(("name", "says"), [("has:link", "a needle"), ("-has:link", "a needle, https://example.org")])
def test_has_compares_what_a_message_says_now(name: str, says: str, alice: User, garden: Conversation) -> None:
    before = "see the needle" if says.count("/") else "a needle, https://example.org"
    [seq] = send(alice, garden, before)
    assert found(alice, f"needle {name}") == [seq]

    edit_message(actor=alice, conversation=garden.pk, seq=seq, body=says)

    assert found(alice, f"needle {name}") == [], "before the worker has seen the edit"


def test_is_pinned_finds_what_is_pinned_now(alice: User, bob: User, garden: Conversation) -> None:
    seqs = send(alice, garden, "first needle", "second needle", "third")
    pin(alice, garden, *seqs[1:])

    assert found(bob, "is:pinned") == seqs[:0:-1]
    assert found(bob, "needle is:pinned") == [seqs[1]]
    assert found(bob, "needle -is:pinned") == [seqs[0]]

    call(alice, "DELETE", f"conversations/{garden.pk}/messages/{seqs[1]}/pin")
    assert found(bob, "needle is:pinned") == []


def test_is_pinned_finds_nothing_that_its_person_may_not_read(
    alice: User, bob: User, carol: User, mallory: User
) -> None:
    room = group(alice, bob, history="joined")
    [seq] = send(alice, room, "an early needle")
    pin(alice, room, seq)
    add_member(actor=alice, conversation_id=room.pk, user_id=carol.pk)

    assert found(bob, "is:pinned") == [seq]
    assert found(carol, "is:pinned") == []
    assert found(mallory, "is:pinned") == []


def test_is_saved_finds_what_its_person_saved(alice: User, bob: User, garden: Conversation) -> None:
    seqs = send(alice, garden, "first needle", "second needle", "third")
    for seq in seqs[1:]:
        save(bob, garden, seq)
    save(alice, garden, seqs[0])

    assert found(bob, "is:saved") == seqs[:0:-1]
    assert found(bob, "needle is:saved") == [seqs[1]]
    assert found(bob, "needle -is:saved") == [seqs[0]]
    assert found(alice, "is:saved") == [seqs[0]]

    save(bob, garden, seqs[2], "PATCH", done=True)
    save(bob, garden, seqs[1], "DELETE")
    assert found(bob, "is:saved") == [seqs[2]]


def test_is_saved_finds_nothing_that_its_person_may_no_longer_read(alice: User, bob: User) -> None:
    room = group(alice, bob, history="joined")
    early, deleted = send(alice, room, "an early needle", "another needle")
    save(bob, room, early)
    save(bob, room, deleted)
    call(alice, "DELETE", f"conversations/{room.pk}/messages/{deleted}")
    assert found(bob, "is:saved") == [early]

    remove_member(actor=alice, conversation_id=room.pk, user_id=bob.pk)
    assert found(bob, "is:saved") == []
    add_member(actor=alice, conversation_id=room.pk, user_id=bob.pk)
    for request in call(bob, "GET", "conversations/requests").body["items"]:
        call(bob, "POST", f"conversations/requests/{request['id']}/accept")
    assert call(bob, "GET", f"conversations/{room.pk}").status == 200
    assert found(bob, "is:saved") == []
