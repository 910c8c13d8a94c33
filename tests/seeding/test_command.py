from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from chatproject.settings.development import DEMO_PASSWORD
from conversations.models import Conversation, Membership
from messaging.models import Message
from tests.world import person


@pytest.fixture(autouse=True)
def demo(settings: Any, db: None) -> None:
    settings.DEMO_PASSWORD = DEMO_PASSWORD


def seed(**options: Any) -> str:
    output = StringIO()
    call_command("seed", stdout=output, **options)
    return output.getvalue()


def test_an_empty_database_is_filled_and_the_logins_are_told() -> None:
    output = seed(if_empty=True)
    assert "alice" in output
    assert DEMO_PASSWORD in output
    assert User.objects.get(username="alice").check_password(DEMO_PASSWORD)


def test_a_second_time_nothing_is_made_and_the_logins_are_told_again() -> None:
    first = seed()
    before = Message.objects.count()
    assert seed(if_empty=True) == first
    assert Message.objects.count() == before


def test_seeding_if_empty_does_nothing_when_other_users_exist() -> None:
    person("mallory")
    assert seed(if_empty=True) == ""
    assert not Conversation.objects.exists()


def test_without_if_empty_that_is_an_error() -> None:
    person("mallory")
    with pytest.raises(CommandError, match="already"):
        seed()


def test_a_server_without_a_demo_password_has_no_demo_people(settings: Any) -> None:
    settings.DEMO_PASSWORD = ""
    with pytest.raises(CommandError):
        seed()
    assert not User.objects.exists()


def test_production_has_no_demo_password() -> None:
    from chatproject.settings import base

    assert base.DEMO_PASSWORD == ""


def test_a_big_conversation_is_as_long_as_asked() -> None:
    seed(big=1200)
    big = Conversation.objects.get(title="1,200 messages")
    assert Message.objects.of(big).count() == big.last_seq == 1200
    alice = Membership.objects.get(conversation=big, user__username="alice")
    assert alice.read_seq < 1200


def test_a_big_conversation_is_told_over_time() -> None:
    seed(big=30)
    messages = Message.objects.filter(conversation__title="30 messages").order_by("seq")
    times = list(messages.values_list("created_at", flat=True))
    assert times == sorted(set(times))
