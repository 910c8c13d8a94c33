"""The emoji picker: every emoji is found by a word and a key, in the skin tone that the user chose."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window

_IS_KEPT = """async () => {
  const kept = await (await caches.open("parlance-assets")).keys();
  return kept.some(({ url }) => url.includes("emoji-picker"));
}"""


@pytest.fixture
def conversation(alice: Person, bob: Person) -> str:
    conversation = alice.direct(bob)
    bob.send_message(conversation, "Waffles?")
    return conversation


def opened(window: Window) -> Locator:
    window.page.locator("message-composer").get_by_role("button", name="Emoji").click()
    picker = window.page.get_by_role("dialog", name="Emoji")
    expect(picker.get_by_role("searchbox")).to_be_focused()
    return picker


def test_emoji_is_picked_by_keyboard_alone(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    picker, keys = opened(window), window.page.keyboard
    field = picker.get_by_role("searchbox")
    first, second = (picker.locator(".emoji-grid button").nth(each) for each in (0, 1))
    keys.press("ArrowDown")
    expect(first).to_be_focused()
    keys.press("ArrowRight")
    expect(second).to_be_focused()
    keys.press("ArrowUp")
    expect(field).to_be_focused()
    keys.press("ArrowDown")
    keys.type("flag belg")
    expect(field).to_have_value("flag belg")
    expect(picker.locator(".emoji-preview")).to_contain_text("flag: Belgium")
    assert window.violations() == []
    keys.press("Enter")
    expect(picker).to_have_count(0)
    expect(window.composer).to_be_focused()
    expect(window.composer).to_have_value("🇧🇪")

    picker = opened(window)
    expect(picker.get_by_role("group", name="recently used").get_by_role("button")).to_have_text(["🇧🇪"])
    picker.get_by_role("button", name="flags").press("Enter")
    expect(picker.get_by_role("button", name="chequered flag")).to_be_focused()
    picker.get_by_role("searchbox").fill("xyzzy")
    expect(picker).to_contain_text("No emoji by that name")


def test_skin_tone_is_remembered_and_one_emoji_may_have_another(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    window, at_bobs = browser_of(alice), browser_of(bob)
    window.open_conversation(conversation)
    at_bobs.open_conversation(conversation)
    picker = opened(window)
    picker.get_by_role("button", name="Skin tone").click()
    picker.get_by_role("menuitem", name="medium skin tone").click()
    expect(picker.get_by_role("menu")).to_have_count(0)
    picker.get_by_role("button", name="people").click()
    expect(picker.get_by_role("button", name="waving hand")).to_have_text("👋🏽")

    window.page.reload()
    react(window)
    picker.get_by_role("searchbox").fill("wave")
    picker.get_by_role("button", name="waving hand").click()
    expect(at_bobs.at(1).locator(".pill[aria-pressed]")).to_have_text(re.compile("👋🏽"))

    react(window)
    picker.get_by_role("searchbox").fill("handshake")
    picker.get_by_role("button", name="handshake", exact=True).hover()
    window.page.mouse.down()
    tones = picker.get_by_role("menu", name="Skin tone")
    expect(tones.get_by_role("menuitem")).to_have_count(26)
    window.page.mouse.up()
    expect(tones).to_be_visible()
    assert window.violations() == []
    window.page.keyboard.press("Escape")
    expect(tones).to_have_count(0)
    expect(picker.get_by_role("button", name="handshake", exact=True)).to_be_focused()
    window.page.keyboard.press("Alt+ArrowDown")
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("ArrowRight")
    window.page.keyboard.press("Enter")
    expect(at_bobs.at(1).locator(".pill[aria-pressed]")).to_have_text([re.compile("👋🏽"), re.compile("🫱🏻‍🫲🏼")])


def react(window: Window) -> None:
    message = window.at(1)
    message.hover()
    message.get_by_role("button", name="React", exact=True).click()
    expect(window.page.get_by_role("dialog", name="Emoji")).to_be_visible()


def test_picker_opens_without_a_network(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    window.page.wait_for_function(_IS_KEPT)
    window.go_offline()
    window.page.reload()
    picker = opened(window)
    picker.get_by_role("searchbox").fill("waffle")
    picker.get_by_role("button", name="waffle").click()
    expect(window.composer).to_have_value("🧇")
