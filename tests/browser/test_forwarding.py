"""Forwarding: from the menu of a message to other conversations, and back to the original."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window


def dialog(window: Window) -> Locator:
    return window.page.get_by_role("dialog", name="Forward to")


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (820, "light"), (1440, "dark"), (390, "light")])
def test_message_is_forwarded_to_two_conversations(
    browser_of: Opens, alice: Person, bob: Person, width: int, theme: str
) -> None:
    garden, shed, attic = alice.group("Garden"), alice.group("Shed", bob), alice.group("Attic", bob)
    alice.send_message(garden, "The key is **under** the pot")
    at_alices = browser_of(alice, width=width, height=900, color_scheme=theme, has_touch=width < 500)
    at_alices.open_conversation(garden)
    at_alices.act("The key is under the pot", "Forward…")
    box = dialog(at_alices)
    expect(box.get_by_role("button", name="Forward", exact=True)).to_be_disabled()
    box.get_by_label("Shed").check()
    box.get_by_label("Attic").check()
    box.get_by_label("Comment, if you like").fill("For tomorrow")
    assert at_alices.violations() == []
    at_alices.picture(f"forward-dialog-{width}-{theme}")
    box.get_by_role("button", name="Forward", exact=True).click()
    expect(box).to_have_count(0)
    for place in (shed, attic):
        at_alices.open_conversation(place)
        expect(at_alices.message("The key is under the pot")).to_contain_text("Forwarded")
        expect(at_alices.message("For tomorrow")).to_be_visible()
    assert at_alices.violations() == []
    at_alices.picture(f"forwarded-{width}-{theme}")
    at_alices.message("The key is under the pot").get_by_role("button", name="Show original").click()
    expect(at_alices.page).to_have_url(f"{at_alices.address}/c/{garden}")
    expect(at_alices.message("The key is under the pot")).not_to_contain_text("Forwarded")


def test_original_is_hidden_from_a_person_who_may_not_read_it(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden, shed = alice.group("Garden"), alice.group("Shed", bob)
    seq = alice.send_message(garden, "The key is under the pot")
    alice.post(f"conversations/{shed}/forwards", {"client_id": str(uuid4()), "source": garden, "seq": seq})
    at_bobs = browser_of(bob)
    at_bobs.open_conversation(shed)
    at_bobs.message("The key is under the pot").get_by_role("button", name="Show original").click()
    expect(at_bobs.page.get_by_text("You cannot see the original")).to_be_visible()
    expect(at_bobs.page).to_have_url(f"{at_bobs.address}/c/{shed}")
    assert len(at_bobs.problems) == 1, "the browser itself reports the 404"
    at_bobs.problems.clear()


def test_message_is_forwarded_by_keyboard_and_without_a_connection(browser_of: Opens, alice: Person) -> None:
    garden, shed = alice.group("Garden"), alice.group("Shed")
    alice.send_message(garden, "The key is under the pot")
    at_alices = browser_of(alice)
    page = at_alices.page
    at_alices.open_conversation(garden)
    at_alices.act("The key is under the pot", "Forward…")
    expect(dialog(at_alices).get_by_label("Find a conversation")).to_be_focused()
    at_alices.go_offline()
    page.keyboard.type("sh")
    expect(dialog(at_alices).get_by_role("checkbox")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(dialog(at_alices).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog(at_alices)).to_have_count(0)
    at_alices.go_online()
    at_alices.open_conversation(shed)
    expect(at_alices.message("The key is under the pot")).to_contain_text("Forwarded")
