"""Notifications of messages that the user does not see, by push to the real service worker or from a background tab."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.notified import Notified, Service
from tests.browser.people import Person
from tests.notifications.providers import Providers

pytestmark = pytest.mark.whole_browser


@pytest.fixture
def service(request: pytest.FixtureRequest, at_alices: Notified, alice: Person) -> Service:
    """A push service that her browser has an address at."""
    if os.environ.get("PARLANCE_ADDRESS"):
        pytest.skip("a server that was running does not know this push service")
    services: Providers = request.getfixturevalue("push_services")
    return Service(services, at_alices, str(alice.get("notifications/key")["public_key"]))


def test_a_test_goes_all_the_way(at_alices: Notified, service: Service) -> None:
    window = at_alices.window
    window.page.reload()
    at_alices.turn_on()
    window.visit("/settings/notifications/")
    expect(window.main).to_contain_text("You get them even when Parlance is closed.")
    window.main.get_by_role("button", name="Send a test").click()
    service.bring()
    hops = window.main.locator(".hop")
    expect(hops).to_have_text(
        [re.compile("Queued at"), re.compile("Accepted by the push service"), re.compile("Shown at")]
    )
    expect(window.main.get_by_role("heading", name="Notifications", exact=True)).to_be_in_viewport()
    window.picture("hops")
    assert len(at_alices.shown()) == 1


def test_from_a_message_to_the_screen_and_away_again(
    at_alices: Notified, service: Service, alice: Person, bob: Person, conversation: str
) -> None:
    """The chat is closed. Another page of the site stays open, as the only way to reach the service worker."""
    window = at_alices.window
    window.page.reload()
    at_alices.turn_on()
    window.visit("/settings/profile/")
    seq = bob.send_message(conversation, "Are you there?")
    service.bring()
    (shown,) = at_alices.wait_for("Are you there?")
    assert (shown["title"], shown["seq"]) == (bob.name, seq)
    alice.read(conversation, seq)
    assert service.bring()["kind"] == "clear"
    at_alices.wait_for()
    window.open_conversation(conversation)
    window.act("Are you there?", "Why was I (not) notified?")
    expect(window.dialog).to_contain_text("Shown at")
    expect(window.dialog).to_contain_text("Cleared at")
    window.picture("why")


def test_another_device_is_switched_off(
    at_alices: Notified, service: Service, push_services: Providers, alice: Person
) -> None:
    key = str(alice.get("notifications/key")["public_key"])
    alice.post("notifications/registrations", push_services.subscribe(key))
    window = at_alices.window
    window.visit("/settings/notifications/")
    others = window.main.get_by_role("region", name="My other devices")
    with window.page.expect_response(
        lambda answer: answer.request.method == "PATCH" and "/registrations/" in answer.url
    ):
        others.get_by_role("checkbox").uncheck()
    expect(others.get_by_role("checkbox")).not_to_be_checked()
    window.picture("other-devices")
    assert [each["is_enabled"] for each in alice.get("notifications/registrations")["items"]] == [False]


def test_a_press_opens_the_message(at_alices: Notified, bob: Person, conversation: str) -> None:
    seqs = [bob.send_message(conversation, f"line {number}") for number in range(60)]
    at_alices.push(conversation, seqs[9])
    at_alices.wait_for(f"message {seqs[9]}")
    at_alices.press(conversation)
    expect(at_alices.window.at(seqs[9])).to_be_in_viewport()
    expect(at_alices.window.at(seqs[59])).not_to_be_in_viewport()
    assert at_alices.shown() == []


def test_pushes_of_one_conversation_are_one(at_alices: Notified, conversation: str) -> None:
    at_alices.push(conversation, 1)
    at_alices.wait_for("message 1")
    at_alices.push(conversation, 2)
    at_alices.wait_for("2 new messages\nmessage 2")
    for seq in (2, 3, 1):
        at_alices.push(conversation, seq)
    (shown,) = at_alices.wait_for("3 new messages\nmessage 3")
    assert (shown["seq"], shown["count"]) == (3, 3)


def test_notification_disappears_from_the_desktop_when_read_on_the_phone(
    at_alices: Notified, alice: Person, bob: Person, conversation: str
) -> None:
    seq = bob.send_message(conversation, "Have you seen this?")
    at_alices.push(conversation, seq)
    at_alices.wait_for(f"message {seq}")
    alice.read(conversation, seq)
    at_alices.wait_for()


def test_a_push_says_that_it_was_read(at_alices: Notified, conversation: str) -> None:
    at_alices.push(conversation, 1)
    at_alices.push("0192f000-0000-7000-8000-000000000000", 1, body="another")
    at_alices.wait_for("message 1", "another")
    at_alices.push(conversation, 1, kind="clear", unread=0)
    at_alices.wait_for("another")


def test_nothing_is_shown_of_the_conversation_in_view(at_alices: Notified, bob: Person, conversation: str) -> None:
    at_alices.window.open(bob.name)
    at_alices.push(conversation, 1)
    at_alices.push("0192f000-0000-7000-8000-000000000000", 1, body="another")
    at_alices.wait_for("another")


def test_a_tab_that_is_not_in_front_and_a_push_show_one(at_alices: Notified, bob: Person, conversation: str) -> None:
    at_alices.turn_on()
    other = at_alices.window.another_tab()
    other.visit("/")
    at_alices.look_away()
    seq = bob.send_message(conversation, "One of **me**")
    (shown,) = at_alices.wait_for("One of me")
    at_alices.push(conversation, seq, body="a second time")
    at_alices.push("0192f000-0000-7000-8000-000000000000", 1, body="another")
    at_alices.wait_for("One of me", "another")
    assert shown["title"] == bob.name
    assert other.problems == []


def test_a_tab_in_front_shows_nothing(at_alices: Notified, bob: Person, conversation: str) -> None:
    at_alices.turn_on()
    bob.send_message(conversation, "hello")
    expect(at_alices.window.row(bob.name)).to_contain_text("1 unread message")
    expect(at_alices.window.page).to_have_title("(1) Parlance")
    at_alices.push("0192f000-0000-7000-8000-000000000000", 1, body="another")
    at_alices.wait_for("another")
    icon = at_alices.window.page.locator("link[rel=icon][type='image/svg+xml']")
    expect(icon).to_have_attribute("href", re.compile("^data:image/svg"))
    at_alices.window.open(bob.name)
    expect(icon).to_have_attribute("href", re.compile("parlance.svg$"))


def test_an_answer_is_sent_from_the_notification(at_alices: Notified, bob: Person, conversation: str) -> None:
    seq = bob.send_message(conversation, "Coming?")
    at_alices.push(conversation, seq)
    at_alices.wait_for(f"message {seq}")
    at_alices.press(conversation, "reply", "On my way")
    expect(at_alices.window.row(bob.name)).to_contain_text("You: On my way")
    assert bob.bodies(conversation) == ["Coming?", "On my way"]


def test_an_answer_that_cannot_be_sent_is_the_draft(at_alices: Notified, bob: Person, conversation: str) -> None:
    seq = bob.send_message(conversation, "Coming?")
    at_alices.push(conversation, seq)
    at_alices.wait_for(f"message {seq}")
    at_alices.window.go_offline()
    at_alices.press(conversation, "reply", "On my way")
    expect(at_alices.window.composer).to_have_value("On my way")


def test_marked_as_read_from_the_notification(at_alices: Notified, bob: Person, conversation: str) -> None:
    seq = bob.send_message(conversation, "Just so that you know")
    expect(at_alices.window.row(bob.name)).to_contain_text("1 unread message")
    at_alices.push(conversation, seq)
    at_alices.wait_for(f"message {seq}")
    at_alices.press(conversation, "read")
    expect(at_alices.window.row(bob.name)).not_to_contain_text("unread")
