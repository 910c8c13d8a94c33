"""Invitation links that many follow at once."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from chatproject.realtime import Envelope
from conversations.models import Invitation, Membership
from conversations.operations.inviting import accept_invitation, create_invitation, revoke_invitation
from tests.conversations.invariants import ensure_sound
from tests.conversations.racing import MANY, at_once, ensure_each_rev_told_once
from tests.conversations.world import group, people

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_link_lets_in_as_many_as_it_says(alice: User, published: list[Envelope]) -> None:
    conversation = group(alice)
    token = create_invitation(actor=alice, conversation_id=conversation.pk, max_uses=5).token
    acts = [partial(accept_invitation, actor=user, token=token) for user in people(MANY)]
    assert at_once(acts) == {"ok": 5, "not_found": MANY - 5}
    assert Invitation.objects.get().uses == 5
    ensure_sound(conversation)
    assert conversation.member_count == 6
    ensure_each_rev_told_once(published, conversation, since=2)


def test_user_who_follows_a_link_many_times_uses_it_once(alice: User, bob: User) -> None:
    conversation = group(alice)
    token = create_invitation(actor=alice, conversation_id=conversation.pk, max_uses=3).token
    assert at_once([partial(accept_invitation, actor=bob, token=token)] * MANY) == {"ok": MANY}
    assert Invitation.objects.get().uses == 1
    ensure_sound(conversation)


def test_nobody_comes_in_by_a_link_after_it_was_revoked(alice: User) -> None:
    conversation = group(alice)
    invitation = create_invitation(actor=alice, conversation_id=conversation.pk)
    acts: list[Callable[[], object]] = [
        partial(accept_invitation, actor=user, token=invitation.token) for user in people(MANY - 1)
    ]
    acts.insert(
        MANY // 2,
        partial(revoke_invitation, actor=alice, conversation_id=conversation.pk, invitation_id=invitation.pk),
    )
    outcome = at_once(acts)
    assert outcome["ok"] + outcome["not_found"] == MANY
    ensure_sound(conversation)
    invitation.refresh_from_db()
    assert conversation.member_count - 1 == invitation.uses == outcome["ok"] - 1
    assert not Membership.objects.of(conversation).filter(joined_at__gt=invitation.revoked_at).exists()
