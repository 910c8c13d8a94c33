"""On a phone: one thing at a time, and the phone's own way back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window
from tests.ground.running import wait


@pytest.fixture
def phone(browser_of: Opens, alice: Person, bob: Person) -> Window:
    alice.send_message(alice.group("Boat trip", bob), "Who has a boat?")
    window = browser_of(alice, width=390, height=844, has_touch=True, is_mobile=True)
    window.visit("/")
    return window


def test_phone_shows_one_pane_at_a_time_with_real_back(phone: Window) -> None:
    row = phone.row("Boat trip")
    row.tap()
    expect(phone.composer).to_be_visible()
    expect(row).not_to_be_visible()
    phone.page.get_by_role("button", name="Members, 2").tap()
    expect(phone.page.locator("members-pane")).to_be_visible()
    phone.page.go_back()
    expect(phone.page.locator("members-pane")).to_have_count(0)
    expect(phone.composer).to_be_visible()
    phone.page.go_back()
    expect(row).to_be_visible()
    expect(phone.page).to_have_url(re.compile(r"/$"))
    phone.page.go_forward()
    expect(phone.composer).to_be_visible()
    phone.page.get_by_role("button", name="Back to the conversations").tap()
    expect(row).to_be_visible()


def test_a_place_chosen_in_a_dialog_is_one_step(phone: Window) -> None:
    page = phone.page
    page.keyboard.press("Control+k")
    page.get_by_label("Conversation, person or command").fill("Boat")
    page.get_by_role("option", name="Boat trip").tap()
    expect(phone.composer).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_back()
    expect(phone.row("Boat trip")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/$"))


def test_a_count_for_those_who_hear_the_screen_is_no_toast(browser_of: Opens, alice: Person, bob: Person) -> None:
    alice.group("Boat trip", bob)
    window = browser_of(alice, width=1440, height=900)
    window.visit("/")
    window.page.get_by_label("Filter conversations").fill("nobody")
    expect(window.page.locator("conversation-list [role=status]").get_by_text("0 conversations found")).to_have_count(1)
    expect(window.page.locator(".toast")).to_have_count(0)


def test_typing_is_seen_without_leaving_the_conversation(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.group("Boat trip", bob)
    at_bobs = browser_of(bob)
    at_bobs.open_conversation(conversation)
    for width in (390, 1440):
        at_alices = browser_of(alice, width=width, height=844)
        at_alices.open_conversation(conversation)
        # Typing is sent only to users who are connected by then.
        at_alices.send_message(f"I am here at {width}")
        expect(at_bobs.message(f"I am here at {width}")).to_be_visible()
        said = at_alices.page.locator("conversation-view").get_by_text(re.compile(r"^Bob.* is typing…$"))
        typing = said.filter(visible=True)
        at_bobs.composer.press_sequentially("I am wri")
        expect(typing).to_have_count(1)
        at_bobs.composer.fill("")
        expect(typing).to_have_count(0)


def test_nothing_is_wider_than_the_screen(phone: Window) -> None:
    phone.row("Boat trip").tap()
    for text in ("x" * 300, "```\n" + "a very long line of code " * 20 + "\n```"):
        phone.composer.fill(text)
        phone.page.get_by_role("button", name="Send").tap()
        expect(phone.composer).to_have_value("")
    expect(phone.page.locator("message-item .message-status").last).to_contain_text("Sent")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.page.locator(".timeline-view").evaluate("(view) => view.scrollWidth - view.clientWidth") == 0


def test_targets_are_large_enough_for_a_thumb(phone: Window) -> None:
    expect_large_enough(phone)
    phone.row("Boat trip").tap()
    expect(phone.composer).to_be_visible()
    expect_large_enough(phone)


def expect_large_enough(window: Window) -> None:
    wait(lambda: not too_small(window), 60, lambda: f"these stay too small: {too_small(window)}")


def too_small(window: Window) -> list[str]:
    """Returns the controls that are less than 44 px wide or high."""
    return list(
        window.page.locator("button:visible, a.conversation-row:visible, input:visible").evaluate_all(
            """(all) => all.map((each) => [each, each.getBoundingClientRect()])
                .filter(([, { width, height }]) => Math.min(width, height) < 44)
                .map(([each, { width, height }]) => `${each.outerHTML.slice(0, 80)} ${width} × ${height}`)"""
        )
    )
