"""The unread mentions of a conversation view equal a recomputation from the messages, whatever happened before."""

from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Block, User
from accounts.operations.blocking import block, unblock
from chatproject.contract.errors import DomainError
from chatproject.contract.objects.messaging import Mention
from conversations.models import Conversation, Membership, RetentionPolicy
from conversations.operations.adding import add_member
from conversations.operations.personalising import personalise_conversation
from conversations.operations.removing import remove_member
from messaging.conversation_views import conversation_view
from messaging.models import Message
from messaging.operations.expiring import expire_in
from tests.conversations.world import call, group
from tests.notifications.telling import post_message
from tests.verbs import advance_receipt, delete_message, edit_message

pytestmark = pytest.mark.django_db
ALL = [Mention(offset=0, length=4, all=True)]
BODIES = ["Hello", "@bob", "@carol and @bob", "@alice @mallory", "@nobody"]


def counted(user: User, conversation: Conversation) -> list[int]:
    conversation.refresh_from_db()
    return [each.seq for each in conversation_view(user, conversation).unread_mentions]


def recomputed(user: User, conversation: Conversation) -> list[int]:
    """From what the messages say, and the member's floor, watermark, mark and blocks."""
    mine = Membership.objects.get(conversation=conversation, user=user)
    read = min(mine.read_seq, (mine.unread_from or mine.read_seq + 1) - 1)
    blocked = Block.objects.filter(blocker=user).values("blocked")
    unread = Message.objects.visible_to(mine, conversation).filter(seq__gt=read, deleted_at=None)
    return [
        message.seq
        for message in unread.exclude(sender=user).exclude(sender__in=blocked).order_by("seq")
        if any(each.get("user") == str(user.pk) or each.get("all") for each in message.mentions or ())
    ]


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_a_recomputation(seed: int, alice: User, bob: User, carol: User, mallory: User) -> None:
    dice = Random(seed)
    people = [alice, bob, carol, mallory]
    garden = group(alice, bob, carol, mallory, history=dice.choice(["all", "joined"]))
    RetentionPolicy.objects.update_or_create(pk=1, defaults={"days": 30})

    def act() -> None:
        who, last = dice.choice(people), Conversation.objects.get(pk=garden.pk).last_seq
        place: dict[str, Any] = {"actor": who, "conversation": garden.pk}
        seq = dice.randint(1, max(last, 1))
        acts = ["send", "send", "send", "all", "edit", "edit", "delete", "read", "mark", "block", "member", "age"]
        match dice.choice(acts):
            case "send":
                post_message(who, garden, dice.choice(BODIES))
            case "all":
                post_message(alice, garden, "@all", mentions=ALL)
            case "edit":
                author = Message.objects.of(garden).at(seq).sender
                edit_message(**{**place, "actor": author}, seq=seq, body=dice.choice(BODIES))
            case "delete":
                delete_message(**place, seq=seq)
            case "read":
                advance_receipt(**place, read_seq=seq)
            case "mark":
                mark = dice.choice([seq, seq, None])
                personalise_conversation(actor=who, conversation_id=garden.pk, unread_from=mark)
            case "block":
                (dice.choice([block, unblock]))(actor=who, user=str(dice.choice(people).pk))
            case "member":
                whom: Any = {"actor": alice, "conversation_id": garden.pk, "user_id": dice.choice([carol, mallory]).pk}
                add_member(**whom) if dice.random() < 0.5 else remove_member(**whom)
            case "age":
                Message.objects.of(garden).filter(seq__lte=seq // 2).update(
                    created_at=timezone.now() - timedelta(days=40)
                )
                expire_in(Conversation.objects.get(pk=garden.pk), RetentionPolicy.current(), held=False)

    seen = set()
    for _ in range(100):
        with suppress(DomainError):
            act()
        for member in Membership.objects.of(garden).active().select_related("user"):
            found = counted(member.user, garden)
            assert found == recomputed(member.user, garden)
            seen.add(len(found))
    assert len(seen) > 2


def test_unread_mention_names_the_sender(alice: User, bob: User, garden: Conversation) -> None:
    post_message(alice, garden, "@bob")
    [found] = call(bob, "GET", "conversations").body["items"]
    assert found["unread_mentions"] == [{"seq": 1, "sender": str(alice.pk)}]
    [own] = call(alice, "GET", "conversations").body["items"]
    assert "unread_mentions" not in own


def test_message_that_mentions_all_and_one_counts_once(alice: User, bob: User, garden: Conversation) -> None:
    post_message(alice, garden, "@all @bob", mentions=[*ALL, Mention(offset=5, length=4, user=bob.pk)])
    assert counted(bob, garden) == [1]


def test_more_than_a_hundred_are_cut_after_the_blocked_ones(
    alice: User, bob: User, carol: User, garden: Conversation
) -> None:
    crowd = group(alice, bob, carol)
    for _ in range(101):
        post_message(carol, crowd, "@bob")
    post_message(alice, crowd, "@bob")
    assert counted(bob, crowd) == list(range(3, 103))
    block(actor=bob, user=str(carol.pk))
    assert counted(bob, crowd) == [102]
