"""Lists: whole, in order, in bounded pages."""

from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from accounts.models import User
from chatproject.contract.pagination import make_cursor
from conversations.models import Conversation
from conversations.operations.inviting import create_invitation
from conversations.operations.joining import join_channel
from tests.conversations.world import UNKNOWN, call, group, people


def paged(actor: User, path: str, limit: int) -> list[list[Any]]:
    """All pages, to the last."""
    pages = []
    cursor = ""
    while True:
        more = "&" if "?" in path else "?"
        body = call(actor, "GET", f"{path}{more}limit={limit}&cursor={cursor}").body
        pages.append(body["items"])
        cursor = body.get("next_cursor", "")
        if not cursor:
            return pages


def test_conversations_come_latest_activity_first(alice: User, bob: User) -> None:
    made = [group(alice, bob, title=f"G{number}") for number in range(7)]
    Conversation.objects.filter(pk=made[2].pk).update(last_activity_at=timezone.now())
    pages = paged(alice, "conversations", 3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [each["title"] for page in pages for each in page] == ["G2", "G6", "G5", "G4", "G3", "G1", "G0"]


def test_conversations_of_one_moment_are_each_listed_once(alice: User) -> None:
    made = {str(group(alice).pk) for _ in range(6)}
    Conversation.objects.update(last_activity_at=timezone.now())
    listed = [each["id"] for page in paged(alice, "conversations", 4) for each in page]
    assert len(listed) == 6
    assert set(listed) == made


def test_only_mine_are_listed(alice: User, bob: User) -> None:
    mine = group(alice)
    group(bob)
    assert [each["id"] for [each] in paged(alice, "conversations", 1)] == [str(mine.pk)]


def test_members_are_paged(alice: User) -> None:
    crowd = people(60)
    conversation = group(alice, *crowd)
    pages = paged(alice, f"conversations/{conversation.pk}/members", 25)
    assert [len(page) for page in pages] == [25, 25, 11]
    assert [m["user"] for page in pages for m in page] == [str(user.pk) for user in [alice, *crowd]]


def test_channels_are_paged_by_title(alice: User) -> None:
    for title in ("C", "A", "B", "A", "D"):
        group(alice, kind="channel", title=title)
    pages = paged(alice, "channels", 2)
    assert [[channel["title"] for channel in page] for page in pages] == [["A", "A"], ["B", "C"], ["D"]]
    assert len({channel["id"] for page in pages for channel in page}) == 5


def test_invitations_are_paged_newest_first(alice: User) -> None:
    conversation = group(alice)
    made = [str(create_invitation(actor=alice, conversation_id=conversation.pk).pk) for _ in range(3)]
    pages = paged(alice, f"conversations/{conversation.pk}/invitations", 2)
    assert [invitation["id"] for page in pages for invitation in page] == made[::-1]


@pytest.fixture(params=["conversations", "channels", "conversations/{id}/members", "conversations/{id}/invitations"])
def list_path(request: pytest.FixtureRequest, alice: User) -> str:
    channel = group(alice, kind="channel")
    path: str = request.param
    return path.format(id=channel.pk)


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_senseless_limit_is_refused(alice: User, list_path: str, limit: str) -> None:
    assert call(alice, "GET", f"{list_path}?limit={limit}").code == "invalid"


def test_a_page_has_200_items_at_most(alice: User) -> None:
    channel = group(alice, kind="channel")
    for someone in people(201):
        join_channel(actor=someone, conversation_id=channel.pk)
    page = call(alice, "GET", f"conversations/{channel.pk}/members?limit=100000").body
    assert len(page["items"]) == 200
    assert "next_cursor" in page


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "{}",
        make_cursor(None),
        make_cursor("a"),
        make_cursor(2**80),
        make_cursor(-1),
        make_cursor("n\0l", UNKNOWN),
        make_cursor("2020-01-01T00:00:00Z", "bob"),
        make_cursor(1, 2, 3),
    ],
)
def test_a_forged_cursor_is_refused(alice: User, list_path: str, cursor: str) -> None:
    assert call(alice, "GET", list_path).status == 200
    assert call(alice, "GET", f"{list_path}?cursor={quote(cursor)}").code == "invalid"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2020-01-01T00:00:00Z", "ok"),
        ("2020-01-01T00:00:00", "invalid"),
        ("0001-01-01T00:00:00+14:00", "ok"),
        ("9999-12-31T23:59:59-14:00", "ok"),
    ],
)
def test_a_forged_moment_is_refused_or_harmless(alice: User, moment: str, code: str) -> None:
    cursor = make_cursor(moment, UNKNOWN)
    assert call(alice, "GET", f"conversations?cursor={quote(cursor)}").code == code
