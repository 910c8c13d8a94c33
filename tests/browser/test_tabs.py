"""Two tabs of one browser are one device: what is done in one is seen in the other."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


def test_two_tabs_agree(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    one = browser_of(alice)
    one.open_conversation(conversation)
    other = one.another_tab()
    other.open_conversation(conversation)
    one.composer.fill("Half a thou")
    expect(other.composer).to_have_value("Half a thou")
    one.send_message("A whole thought")
    one.expect_status("A whole thought", "Sent")
    other.expect_texts("A whole thought")
    expect(other.composer).to_have_value("")
    bob.send_message(conversation, "An answer")
    one.expect_texts("A whole thought", "An answer")
    other.expect_texts("A whole thought", "An answer")
    assert other.problems == []


def test_message_read_in_one_tab_is_read_in_the_other(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    one = browser_of(alice)
    one.visit("/")
    other = one.another_tab()
    other.visit("/")
    bob.send_message(conversation, "Read me")
    expect(other.row(bob.name)).to_contain_text("1 unread message")
    one.open(bob.name)
    expect(other.row(bob.name)).not_to_contain_text("unread")
    assert other.problems == []


def test_a_message_waiting_in_a_closed_tab_is_sent_by_the_other(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    one = browser_of(alice)
    one.open_conversation(conversation)
    other = one.another_tab()
    other.open_conversation(conversation)
    one.go_offline()
    one.send_message("Do send this")
    one.expect_status("Do send this", "Sending")
    other.expect_status("Do send this", "Sending")
    one.page.close()
    other.go_online()
    other.expect_status("Do send this", "Sent")
    assert bob.bodies(conversation) == ["Do send this"]
    assert other.problems == []
