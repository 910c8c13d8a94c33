"""Actions on a message, and what a message must not do to the page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window

_ATTACKS = [
    "<img src=x onerror=\"document.title='pwned'\">",
    "<script>document.title='pwned'</script>",
    "[click](javascript:document.title='pwned')",
    "<svg/onload=document.title='pwned'>",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "![x](x\"onerror=document.title='pwned')",
]


# The elements that a message must not create.
_ALIVE = "img, script, svg, iframe, [onerror], [onload], a:not([href^='http'])"


@pytest.fixture
def both(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> tuple[Window, Window]:
    windows = browser_of(alice), browser_of(bob)
    for window in windows:
        window.open_conversation(conversation)
    return windows


def test_the_last_message_is_edited_with_the_arrow_key(both: tuple[Window, Window]) -> None:
    at_alices, at_bobs = both
    at_alices.send_message("Helo")
    at_alices.expect_status("Helo", "Read")
    at_alices.composer.press("ArrowUp")
    expect(at_alices.composer).to_have_value("Helo")
    at_alices.send_message("Hello")
    for window in both:
        expect(window.message("Hello")).to_contain_text("(edited)")
        expect(window.page.locator("message-item")).to_have_count(1)
    at_bobs.message("Hello").get_by_role("button", name="(edited)").click()
    expect(at_bobs.dialog).to_contain_text("Helo")


def test_a_deleted_message_leaves_a_quiet_line(both: tuple[Window, Window]) -> None:
    at_alices, at_bobs = both
    at_alices.send_message("Never mind")
    at_bobs.expect_texts("Never mind")
    at_alices.act("Never mind", "Delete")
    at_alices.dialog.get_by_role("button", name="Delete").click()
    for window in both:
        window.expect_texts("Message deleted")
    expect(at_bobs.page.locator("conversation-list")).not_to_contain_text("Never mind")


def test_a_reaction_is_given_and_taken_back(both: tuple[Window, Window]) -> None:
    at_alices, at_bobs = both
    at_alices.send_message("Good news")
    at_bobs.message("Good news").hover()
    at_bobs.message("Good news").get_by_role("button", name="React with").first.click()
    pill = at_alices.message("Good news").locator(".reaction-pills .pill").first
    expect(pill).to_contain_text("1")
    pill.click()
    expect(at_bobs.message("Good news").locator(".pill").first).to_contain_text("2")
    pill.click()
    expect(at_bobs.message("Good news").locator(".pill").first).to_contain_text("1")


def test_a_reply_shows_what_it_answers_and_jumps_there(
    both: tuple[Window, Window], alice: Person, bob: Person, conversation: str
) -> None:
    _, at_bobs = both
    question = alice.send_message(conversation, "Tea or coffee?")
    for number in range(40):  # A user's own messages are read: the window returns to the end.
        bob.send_message(conversation, f"Something else, number {number}")
    at_bobs.page.reload()
    expect(at_bobs.message("Something else, number 39")).to_be_in_viewport()
    alice.send_message(conversation, "Tea, please", reply_to=question)
    at_bobs.message("Tea, please").get_by_role("button", name="Tea or coffee?").click()
    expect(at_bobs.message("Tea or coffee?")).to_be_in_viewport()


def test_replying_from_the_menu_quotes(both: tuple[Window, Window]) -> None:
    at_alices, at_bobs = both
    at_alices.send_message("Shall we?")
    at_bobs.act("Shall we?", "Reply")
    expect(at_bobs.page.locator(".composer-chip")).to_contain_text("Shall we?")
    at_bobs.send_message("Yes")
    expect(at_alices.message("Yes").locator("reply-quote")).to_contain_text("Shall we?")


def test_markup_is_light_and_code_is_code(both: tuple[Window, Window]) -> None:
    at_alices, at_bobs = both
    at_alices.send_message("**bold** and *italic* and `code` and https://example.org/a")
    text = at_bobs.page.locator(".message-text").last
    expect(text.locator("strong")).to_have_text("bold")
    expect(text.locator("em")).to_have_text("italic")
    expect(text.locator("code")).to_have_text("code")
    link = text.get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.org/a")
    expect(link).to_have_attribute("rel", re.compile("noopener noreferrer"))


def test_an_attack_is_only_text(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    for attack in _ATTACKS:
        alice.send_message(conversation, attack)
    at_bobs = browser_of(bob)
    at_bobs.open_conversation(conversation)
    shown = at_bobs.page.locator(".message-text")
    expect(shown).to_have_count(len(_ATTACKS))
    assert shown.locator(_ALIVE).count() == 0
    for link in shown.get_by_role("link").all():
        link.click()
    assert at_bobs.page.title() != "pwned"


def test_text_that_runs_right_to_left_does(both: tuple[Window, Window]) -> None:
    at_alices, at_bobs = both
    at_alices.send_message("مرحبا، كيف حالك؟")
    at_alices.send_message("And left to right")
    at_bobs.expect_texts("مرحبا، كيف حالك؟", "And left to right")
    directions = at_bobs.page.locator(".message-text").evaluate_all(
        "(texts) => texts.map((text) => getComputedStyle(text.querySelector('p, [dir]') ?? text).direction)"
    )
    assert directions == ["rtl", "ltr"]
