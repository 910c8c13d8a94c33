"""Marking as unread, the divider where the mark is, and the list of what is unread alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_marked_messages_stay_unread_until_opened_again(
    browser_of: Opens, alice: Person, bob: Person, width: int
) -> None:
    garden, shed = alice.group("Garden", bob), alice.group("Shed", bob)
    for number in range(1, 7):
        bob.send_message(garden, f"Plan {number}")
    bob.send_message(shed, "The key")
    alice.read(garden, 6)
    alice.read(shed, 1)
    at_alices, elsewhere = browser_of(alice), browser_of(alice)
    at_alices.page.set_viewport_size({"width": width, "height": 900})
    elsewhere.visit("/")
    at_alices.open_conversation(garden)
    at_alices.act("Plan 4", "Mark unread from here")
    divider = at_alices.page.get_by_role("separator", name="New since")
    expect(divider).to_be_visible()
    expect(elsewhere.row("Garden")).to_contain_text("3 unread messages")
    # It stays unread while the conversation remains open.
    expect(at_alices.page).to_have_title("(3) Garden · Parlance")
    assert at_alices.violations() == []
    at_alices.open_conversation(shed)
    at_alices.open_conversation(garden)
    expect(divider).to_be_visible()
    expect(at_alices.page).to_have_title("Garden · Parlance")
    expect(elsewhere.row("Garden")).not_to_contain_text("unread")
    assert bob.get(f"conversations/{garden}")["unread"] == 0
    receipts = {member["user"]: member["read_seq"] for member in bob.get(f"conversations/{garden}")["members"]}
    assert receipts[alice.id] == 6


def until_read(window: Window, person: Person, conversation: str) -> None:
    """Returns once the server has the receipt, which a page that is left would not send."""
    while person.get(f"conversations/{conversation}")["unread"]:
        window.page.wait_for_timeout(100)


def test_list_shows_what_is_unread_alone_by_keyboard(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden, shed = alice.group("Garden", bob), alice.group("Shed", bob)
    bob.send_message(garden, "Tulips")
    bob.send_message(shed, "The key")
    alice.read(garden, 1)
    window = browser_of(alice)
    window.visit("/")
    expect(window.row("Garden")).to_be_visible()
    window.page.get_by_label("Filter conversations").press("Tab")
    toggle = window.page.get_by_role("button", name="Unread only")
    expect(toggle).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.row("Garden")).to_have_count(0)
    expect(window.row("Shed")).to_contain_text("1 unread message")
    window.page.reload()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    window.row("Shed").click()
    until_read(window, alice, shed)
    window.visit("/")
    caught_up = window.page.get_by_role("status").filter(has_text="All caught up")
    expect(caught_up).to_be_visible()
    assert window.violations() == []
    window.picture("all-caught-up")
    caught_up.get_by_role("button", name="Show all conversations").click()
    window.row("Garden").click(button="right")
    window.page.get_by_role("menuitem", name="Mark as unread").click()
    expect(window.row("Garden")).to_contain_text("1 unread message")
