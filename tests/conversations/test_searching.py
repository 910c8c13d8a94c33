"""Finding one's own conversations by title and by members' names."""

from typing import Any
from urllib.parse import quote

import pytest

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.joining import join_channel
from conversations.operations.removing import remove_member
from tests.conversations.test_pages import paged
from tests.conversations.world import call, direct, group, people
from tests.world import person

pytestmark = pytest.mark.django_db


def found(actor: User, search: str, limit: int = 50) -> list[Any]:
    """The titles, latest activity first; of a direct conversation the id."""
    pages = paged(actor, f"conversations?search={quote(search)}", limit)
    return [each["title"] or each["id"] for page in pages for each in page]


def test_search_finds_a_conversation_far_below_the_first_page(alice: User, bob: User) -> None:
    group(alice, bob, title="Ωmega 0")
    for number in range(60):
        group(alice, bob, title=f"Alpha {number}")
    assert found(alice, "Ωmega 0") == ["Ωmega 0"]
    assert len(found(alice, "alpha", limit=25)) == 60


@pytest.mark.parametrize("search", ["cafe", "CAFÉ", "cafe\u0301", "caf", "munchen cafe", "café  MÜNCHEN", "ﬃ cafe"])
def test_search_ignores_case_accents_and_the_order_of_words(alice: User, search: str) -> None:
    group(alice, title="Café in München, office")
    group(alice, title="Elsewhere")
    assert found(alice, search) == ["Café in München, office"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "100%", "a_b"])
def test_search_takes_every_character_as_it_is(alice: User, search: str) -> None:
    group(alice, title="Plain")
    assert found(alice, search) == []
    group(alice, title=f"With {search}")
    assert found(alice, search) == [f"With {search}"]


def test_search_finds_by_names_of_members(alice: User, bob: User) -> None:
    zoe = person("zoe", display_name="Zoë Grün")
    with_zoe = direct(alice, zoe)
    group(alice, bob, zoe, title="Garden")
    group(alice, bob, title="Kitchen")
    assert found(alice, "zoe") == ["Garden", str(with_zoe.pk)]
    assert found(alice, "grun garden") == ["Garden"]
    assert found(alice, "alice") == []
    to_self = direct(alice, alice)
    assert found(alice, "alice") == [str(to_self.pk)]


def test_search_finds_nothing_of_others(alice: User, bob: User, carol: User) -> None:
    group(bob, carol, title="Secret")
    channel = group(bob, title="Secret square", kind="channel")
    left = group(bob, alice, carol, title="Secret once")
    remove_member(actor=alice, conversation_id=left.pk, user_id=alice.pk)
    kept = group(alice, bob, carol, title="Garden")
    remove_member(actor=alice, conversation_id=kept.pk, user_id=carol.pk)
    assert found(alice, "secret") == []
    assert found(alice, "carol") == []
    join_channel(actor=alice, conversation_id=channel.pk)
    assert found(alice, "secret") == ["Secret square"]
    assert found(alice, "bob") == ["Garden"]


def test_search_of_large_groups_looks_at_their_titles_only(alice: User) -> None:
    crowd = group(alice, *people(50), title="Crowd")
    assert Conversation.objects.get(pk=crowd.pk).member_count == 51
    assert found(alice, "p1-") == []
    assert found(alice, "crowd") == ["Crowd"]


def test_search_without_words_lists_everything(alice: User) -> None:
    group(alice, title="Garden")
    assert found(alice, " ") == ["Garden"]


@pytest.mark.parametrize("search", ["a" * 101, "a\0b"])
def test_search_that_is_too_long_is_refused(alice: User, search: str) -> None:
    answer = call(alice, "GET", f"conversations?search={quote(search)}")
    assert answer.code == "invalid"
    assert list(answer.body["fields"]) == ["search"]
