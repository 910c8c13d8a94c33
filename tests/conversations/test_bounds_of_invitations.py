"""Invitation links are bounded in number and time, and refuse malformed input."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Invitation
from conversations.tasks import forget_ended_links
from tests.conversations.inviting import follow, invite, revoke
from tests.conversations.world import call, group


def test_a_link_adds_no_room(alice: User, bob: User, limit: Callable[[str, int], None]) -> None:
    conversation = group(alice)
    invitation = invite(alice, conversation, max_uses=1)
    limit("members_per_group", 1)
    assert follow(bob, invitation).code == "too_large"
    assert Invitation.objects.get().uses == 0
    limit("members_per_group", 2)
    assert follow(bob, invitation).status == 200


def test_member_cannot_use_up_the_open_links_of_a_conversation(
    alice: User, bob: User, limit: Callable[[str, int], None]
) -> None:
    conversation = group(alice, bob)
    limit("invitations_per_member", 1)
    path = f"conversations/{conversation.pk}/invitations"
    first = invite(bob, conversation, expires_in=60)
    assert call(bob, "POST", path, {}).code == "too_large"
    invite(alice, conversation)
    Invitation.objects.filter(pk=first["id"]).update(expires_at=timezone.now())
    second = invite(bob, conversation)
    assert call(bob, "POST", path, {}).code == "too_large"
    assert revoke(alice, conversation, second).status == 204
    invite(bob, conversation)


def test_a_conversation_has_a_bounded_number_of_open_links(alice: User, limit: Callable[[str, int], None]) -> None:
    conversation = group(alice)
    limit("invitations_per_conversation", 1)
    first = invite(alice, conversation)
    assert call(alice, "POST", f"conversations/{conversation.pk}/invitations", {}).code == "too_large"
    revoke(alice, conversation, first)
    assert invite(alice, conversation)["id"] != first["id"]


@pytest.mark.parametrize(
    "wrong",
    [{"expires_in": 0}, {"expires_in": 10**12}, {"expires_in": "1h"}, {"max_uses": 0}, {"max_uses": 2**40}],
)
def test_inviting_refuses_malformed_input(alice: User, wrong: dict[str, object]) -> None:
    conversation = group(alice)
    assert call(alice, "POST", f"conversations/{conversation.pk}/invitations", wrong).code == "invalid"


@pytest.mark.parametrize("token", ["nothing", "x" * 400, "%00", "%F0%9F%8C%B1"])
def test_an_unknown_link_is_not_found(alice: User, token: str) -> None:
    assert call(alice, "GET", f"invitations/{token}").code == "not_found"
    assert call(alice, "POST", f"invitations/{token}/join").code == "not_found"


def test_tokens_cannot_be_guessed(alice: User) -> None:
    conversation = group(alice)
    tokens = {invite(alice, conversation)["token"] for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) == 24 for token in tokens)


def test_links_that_ended_a_month_ago_are_forgotten(alice: User) -> None:
    conversation = group(alice)
    month = timezone.now() - timedelta(days=31)
    ends: tuple[dict[str, Any], ...] = (
        {},
        {"revoked_at": timezone.now()},
        {"revoked_at": month},
        {"expires_at": timezone.now()},
        {"expires_at": month},
    )
    made = [invite(alice, conversation)["id"] for _ in ends]
    for id, end in zip(made, ends, strict=True):
        Invitation.objects.filter(pk=id).update(created_at=month, **end)
    forget_ended_links()
    left = {str(id) for id in Invitation.objects.values_list("pk", flat=True)}
    assert left == {made[0], made[1], made[3]}


def test_person_makes_a_limited_number_of_links_a_day(alice: User, settings: Any) -> None:
    settings.RATE_LIMITS = True
    settings.RATES = {**settings.RATES, "invite_to_conversations": (2, 24 * 60 * 60)}
    for conversation in (group(alice), group(alice)):
        revoke(alice, conversation, invite(alice, conversation))
    refused = call(alice, "POST", f"conversations/{group(alice).pk}/invitations", {})
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert Invitation.objects.count() == 2
