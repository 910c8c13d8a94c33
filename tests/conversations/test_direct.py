"""Direct conversations: two people, or oneself."""

import pytest

from accounts.models import Block, User
from conversations.models import Conversation
from tests.conversations.world import call, direct, people
from tests.world import Answer


def start(actor: User, *others: User, **data: object) -> Answer:
    return call(actor, "POST", "conversations", {"kind": "direct", "members": [str(o.pk) for o in others], **data})


def test_direct_conversation_is_created_once_when_either_user_starts_it(alice: User, bob: User) -> None:
    first = start(alice, bob)
    assert first.status == 201
    assert {member["user"] for member in first.body["members"]} == {str(alice.pk), str(bob.pk)}
    again = start(bob, alice)
    assert again.status == 200
    assert again.body["id"] == first.body["id"]
    assert again.body["membership"]["user"] == str(bob.pk)


def test_direct_conversation_makes_both_users_members(alice: User, bob: User) -> None:
    assert [member["role"] for member in start(alice, bob).body["members"]] == ["member", "member"]


def test_naming_oneself_as_well_changes_nothing(alice: User, bob: User) -> None:
    assert start(alice, bob, alice).body["id"] == start(alice, bob).body["id"]


def test_direct_conversation_may_be_with_oneself(alice: User) -> None:
    alone = start(alice)
    assert alone.status == 201
    assert [member["user"] for member in alone.body["members"]] == [str(alice.pk)]
    again = start(alice, alice)
    assert (again.status, again.body["id"]) == (200, alone.body["id"])


def test_direct_conversation_refuses_a_third_member(alice: User, bob: User, carol: User) -> None:
    assert start(alice, bob, carol).code == "invalid"
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("about", [{"title": "Us"}, {"topic": "Us"}, {"history": "joined"}])
def test_direct_conversation_refuses_a_title_of_its_own(alice: User, bob: User, about: dict[str, str]) -> None:
    assert start(alice, bob, **about).code == "invalid"
    assert start(alice, bob, title="", topic="", history="all").status == 201


def test_direct_conversation_stays_hidden_from_a_user_who_blocks_the_starter(alice: User, bob: User) -> None:
    Block.objects.create(blocker=bob, blocked=alice)
    begun = start(alice, bob)
    assert (begun.status, begun.body["member_count"]) == (201, 1)
    assert call(bob, "GET", "conversations").body["items"] == []
    assert call(bob, "GET", "conversations/requests").body["items"] == []
    assert start(bob, alice).body["member_count"] == 2


def test_existing_direct_conversation_opens_despite_a_block(alice: User, bob: User) -> None:
    conversation = direct(alice, bob)
    Block.objects.create(blocker=bob, blocked=alice)
    assert start(alice, bob).body["id"] == str(conversation.pk)


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("PATCH", "", {"title": "Us"}),
        ("PATCH", "", {"history": "joined"}),
        ("POST", "/members", {"user": "{carol}"}),
        ("PATCH", "/members/{bob}", {"role": "owner"}),
        ("PATCH", "/members/{alice}", {"role": "owner"}),
        ("DELETE", "/members/{bob}", None),
        ("DELETE", "/members/{alice}", None),
        ("POST", "/invitations", {}),
    ],
)
def test_nothing_of_it_can_be_changed(
    alice: User, bob: User, carol: User, method: str, path: str, data: dict[str, str] | None
) -> None:
    conversation = direct(alice, bob)
    ids = {"alice": alice.pk, "bob": bob.pk, "carol": carol.pk}
    filled = data and {name: value.format(**ids) for name, value in data.items()}
    assert call(alice, method, f"conversations/{conversation.pk}{path.format(**ids)}", filled).code == "forbidden"
    assert call(bob, "GET", f"conversations/{conversation.pk}").body["rev"] == conversation.rev


def test_a_stranger_does_not_see_it(alice: User, bob: User, mallory: User) -> None:
    conversation = direct(alice, bob)
    assert call(bob, "GET", f"conversations/{conversation.pk}").status == 200
    assert call(mallory, "GET", f"conversations/{conversation.pk}").code == "not_found"
    assert call(mallory, "POST", f"conversations/{conversation.pk}/join").code == "not_found"


def test_everybody_may_have_many(alice: User) -> None:
    others = people(3)
    assert len({start(alice, other).body["id"] for other in others}) == 3
