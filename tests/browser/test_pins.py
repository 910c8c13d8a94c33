"""Pinned messages: the bar, the list, and the way to the message."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_pinned_message_is_found_by_the_other(browser_of: Opens, alice: Person, bob: Person, width: int) -> None:
    garden = alice.group("Garden", bob)
    alice.send_message(garden, "The key is **under** the pot")
    for number in range(60):
        alice.send_message(garden, f"Chat {number}")
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_bobs.page.set_viewport_size({"width": width, "height": 900})
    at_alices.open_conversation(garden, 1)
    at_bobs.open_conversation(garden, 61)
    at_alices.act("The key is under the pot", "Pin for everyone")
    bar = at_bobs.page.get_by_role("region", name="Pinned messages")
    expect(bar).to_contain_text("The key is under the pot")
    bar.get_by_title("Go there").click()
    expect(at_bobs.message("The key is under the pot")).to_be_in_viewport()
    expect(
        at_bobs.message("The key is under the pot").get_by_role("img", name=f"Pinned by {alice.name}")
    ).to_be_visible()
    at_bobs.act("Chat 5", "Pin for everyone")
    expect(bar).to_contain_text("1 of 2")
    bar.get_by_role("button", name="All pinned messages").click()
    pane = at_bobs.page.locator("pins-pane")
    expect(pane.get_by_role("listitem")).to_have_count(2)
    assert at_bobs.violations() == []
    pane.get_by_role("button", name="Unpin for everyone").first.click()
    expect(pane.get_by_role("listitem")).to_have_count(1)
    expect(pane).to_contain_text(f"Pinned by {alice.name}")


def test_pins_are_reached_by_keyboard(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    alice.send_message(garden, "Gate code 12")
    alice.ask("PUT", f"conversations/{garden}/messages/1/pin")
    at_bobs = browser_of(bob)
    at_bobs.open_conversation(garden)
    at_bobs.page.get_by_role("button", name="All pinned messages").press("Enter")
    expect(at_bobs.page.get_by_role("heading", name="Pinned messages")).to_be_focused()
    at_bobs.page.keyboard.press("Tab")
    at_bobs.page.keyboard.press("Escape")
    expect(at_bobs.page.locator("pins-pane")).to_have_count(0)
