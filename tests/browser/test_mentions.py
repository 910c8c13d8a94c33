"""Mentions: the menus above the composer, what the message shows, and what the other finds in their list."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person

_CONFIRM = """(field, key) => field.dispatchEvent(
  new KeyboardEvent('keydown', { key, keyCode: 229, bubbles: true, cancelable: true }))"""


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_person_is_mentioned_by_keyboard(browser_of: Opens, alice: Person, bob: Person, width: int) -> None:
    garden = alice.group("Garden", bob)
    elsewhere = alice.group("Elsewhere", bob)
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    for window in (at_alices, at_bobs):
        window.page.set_viewport_size({"width": width, "height": 900})
    at_bobs.open_conversation(elsewhere)
    at_alices.open_conversation(garden)
    at_alices.composer.press_sequentially("😀 שלום @")
    menu = at_alices.page.get_by_role("listbox", name="People to mention")
    expect(menu.get_by_role("option")).to_have_count(3)
    # There are more Bobs on this server.
    at_alices.composer.press_sequentially(bob.username[:-1])
    option = menu.get_by_role("option")
    expect(option).to_have_count(1)
    expect(at_alices.composer).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    assert at_alices.violations() == []
    # Keys of an input method choose nothing and send nothing.
    at_alices.composer.evaluate(_CONFIRM, "Enter")
    at_alices.composer.evaluate(_CONFIRM, "Tab")
    expect(menu).to_be_visible()
    at_alices.composer.press("Tab")
    expect(at_alices.composer).to_have_value(f"😀 שלום @{bob.username} ")
    expect(menu).to_be_hidden()
    at_alices.composer.press_sequentially("look")
    at_alices.composer.press("Enter")
    text = f"😀 שלום @{bob.name} look"
    expect(at_alices.message(text)).to_be_visible()
    if width < 720:
        at_bobs.visit("/")
    expect(at_bobs.row("Garden").locator(".badge.mentions")).to_have_text(re.compile(r"^@.*1 mention$"))
    assert at_bobs.violations() == []
    at_bobs.open("Garden")
    mention = at_bobs.message(text).locator(".mention.for-me")
    expect(mention).to_have_text(f"@{bob.name}")
    expect(at_bobs.row("Garden").locator(".badge.mentions")).to_have_count(0)
    mention.click()
    expect(at_bobs.dialog).to_contain_text(f"@{bob.username}")


def test_menu_is_used_by_touch_and_closed_by_escape(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    at_alices = browser_of(alice)
    at_alices.page.set_viewport_size({"width": 390, "height": 700})
    at_alices.open_conversation(garden)
    option = at_alices.page.get_by_role("option")
    at_alices.composer.press_sequentially("@")
    expect(option).to_have_count(3)
    at_alices.page.set_viewport_size({"width": 390, "height": 150})
    expect(at_alices.page.locator(".mention-menu")).to_have_css("max-height", "96px")
    assert at_alices.violations() == []
    at_alices.composer.press_sequentially(bob.username[:-1])
    option.click()
    expect(at_alices.composer).to_be_focused()
    expect(at_alices.composer).to_have_value(f"@{bob.username} ")
    at_alices.composer.press_sequentially("@")
    expect(option.first).to_be_visible()
    at_alices.composer.press("Escape")
    expect(option).to_have_count(0)
    at_alices.composer.press("Enter")
    expect(at_alices.message(f"@{bob.name} @")).to_be_visible()


def test_person_outside_is_invited_after_the_mention(
    browser_of: Opens, alice: Person, bob: Person, carol: Person
) -> None:
    garden = alice.group("Garden", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(garden)
    at_alices.composer.press_sequentially(f"@{carol.username}")
    option = at_alices.page.get_by_role("option", name=carol.name)
    expect(option).to_contain_text("not in this conversation")
    at_alices.composer.press("Enter")
    at_alices.composer.press_sequentially("welcome")
    at_alices.composer.press("Enter")
    line = at_alices.page.locator(".outsiders-line")
    expect(line).to_contain_text(f"{carol.name} is not here.")
    assert at_alices.violations() == []
    line.get_by_role("button", name="Invite").click()
    expect(line).to_have_count(0)
    expect(at_alices.page.locator("conversation-header")).to_contain_text("3 members")
    assert carol.get(f"conversations/{garden}")["title"] == "Garden"


def test_conversation_is_a_link_for_those_who_are_in_it(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    alice.group("Secret shed")
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_alices.open_conversation(garden)
    at_bobs.open_conversation(garden)
    at_alices.composer.press_sequentially("see #shed")
    at_alices.page.get_by_role("option", name="Secret shed").click()
    expect(at_alices.composer).to_have_value("see #group ")
    at_alices.composer.press("Enter")
    at_alices.page.get_by_role("link", name="#Secret shed").click()
    expect(at_alices.page.locator("conversation-header")).to_contain_text("Secret shed")
    expect(at_bobs.message("see #group")).to_be_visible()
    expect(at_bobs.log.get_by_role("link")).to_have_count(0)
    assert "shed" not in at_bobs.page.content()
