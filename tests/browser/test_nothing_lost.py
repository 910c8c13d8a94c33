"""A failure of one message, store or connection stops nothing else, and the page says what to do."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Opens
from tests.browser.files import picture
from tests.browser.people import Person
from tests.browser.refusing import refuse
from tests.browser.window import Window

_LOGIN = re.compile("/accounts/login/")

_NEVER_OPENS = "IDBFactory.prototype.open = function () { throw new DOMException('off', 'SecurityError'); };"
_NEVER_ANSWERS = """
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
  const request = open.apply(this, given);
  request.addEventListener = () => {};
  return request;
};
"""
_OPENS_AND_FAILS = """
IDBDatabase.prototype.transaction = function () { throw new DOMException('gone', 'UnknownError'); };
"""
_IS_FULL = """
IDBObjectStore.prototype.put = function () { throw new DOMException('full', 'QuotaExceededError'); };
"""


def _write(window: Window, text: str) -> None:
    """Into the field as a script of a text expander does: it takes half a character too."""
    window.composer.evaluate(
        """(field, text) => {
          field.value = JSON.parse(text);
          field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }""",
        json.dumps(text),
    )


def test_half_an_emoji_is_sent_and_holds_nothing_up(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    _write(at_alices, "half \ud83d")
    at_alices.composer.press("Enter")
    at_alices.send_message("behind it")
    at_alices.expect_status("behind it", "Sent")
    at_alices.composer.press("ArrowUp")
    _write(at_alices, "\ude00 behind it")
    at_alices.composer.press("Enter")
    expect(at_alices.message("\ufffd behind it")).to_be_visible()
    at_alices.send_message("and after the edit")
    at_alices.expect_status("and after the edit", "Sent")
    assert bob.bodies(conversation) == ["half \ufffd", "\ufffd behind it", "and after the edit"]


@pytest.mark.parametrize("script", [_NEVER_OPENS, _NEVER_ANSWERS, _OPENS_AND_FAILS, _IS_FULL])
def test_messages_go_out_when_the_browser_stores_nothing(
    browser_of: Opens, alice: Person, bob: Person, conversation: str, script: str
) -> None:
    at_alices = browser_of(alice)
    at_alices.page.add_init_script(script)
    at_alices.open_conversation(conversation)
    for text in ("first", "second"):
        at_alices.send_message(text)
        at_alices.expect_status(text, "Sent")
    at_alices.composer.fill("half a thought")
    notice = at_alices.page.locator("notice-stack .toast")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("What you write is kept only while this page is open.")
    assert bob.bodies(conversation) == ["first", "second"]
    at_alices.picture("nothing-is-stored")


def test_a_failed_message_is_edited_and_sent(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    at_alices = browser_of(alice)
    refuse(at_alices, "message.send", times=1)
    at_alices.open_conversation(conversation)
    at_alices.send_message("Plaese read this")
    at_alices.expect_status("Plaese read this", "Not sent")
    at_alices.composer.fill("and this")
    at_alices.picture("not-sent")
    at_alices.message("Plaese read this").get_by_role("button", name="Edit").click()
    expect(at_alices.composer).to_have_value("Plaese read this\nand this")
    at_alices.composer.fill("Please read this")
    at_alices.composer.press("Enter")
    at_alices.expect_status("Please read this", "Sent")
    at_alices.expect_texts("Please read this")
    assert bob.bodies(conversation) == ["Please read this"]


def test_the_line_says_offline_within_a_second_and_how_much_waits(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.go_offline()
    line = at_alices.page.locator("connection-line")
    # A heartbeat would need four seconds and more.
    expect(line).to_contain_text("You are offline.", timeout=3_000)
    for text in ("one", "two"):
        at_alices.send_message(text)
    expect(line).to_contain_text("2 messages wait to be sent.")
    expect(line.get_by_role("button", name="Try now")).to_be_visible()
    at_alices.picture("offline")
    at_alices.go_online()
    at_alices.expect_status("two", "Sent")
    assert bob.bodies(conversation) == ["one", "two"]


def test_signing_out_asks_about_what_is_not_sent(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    elsewhere = alice.group("Elsewhere", bob)
    at_alices = browser_of(alice)
    refuse(at_alices, "message.send", times=2)
    at_alices.open_conversation(elsewhere)
    at_alices.composer.fill("half a thought")
    at_alices.open(bob.name)
    for text in ("one", "two"):
        at_alices.send_message(text)
        at_alices.expect_status(text, "Not sent")
    at_alices.page.get_by_role("button", name="You: ").click()
    at_alices.page.get_by_role("menuitem", name="Sign out").click()
    words = "2 messages are not sent yet, and 1 draft is in this browser only. Signing out deletes them."
    expect(at_alices.dialog).to_contain_text(words)
    at_alices.picture("sign-out")
    at_alices.dialog.get_by_role("button", name="Stay").click()
    at_alices.expect_texts("one", "two")

    settings = at_alices.another_tab()
    settings.visit("/settings/account/")
    settings.page.get_by_role("button", name="Sign out").click()
    expect(settings.dialog).to_contain_text(words)
    settings.picture("sign-out-settings")
    settings.dialog.get_by_role("button", name="Stay").click()
    expect(settings.dialog).to_have_count(0)
    at_alices.expect_texts("one", "two")
    settings.page.get_by_role("button", name="Sign out").click()
    settings.dialog.get_by_role("button", name="Sign out anyway").click()
    expect(settings.page).to_have_url(_LOGIN)
    expect(at_alices.page).to_have_url(_LOGIN)
    # The other tab may ask the server before it is notified.
    at_alices.forgive("401 (Unauthorized)")


def test_a_file_that_is_refused_while_one_writes_says_so(
    browser_of: Opens, alice: Person, bob: Person, conversation: str, tmp_path: Path
) -> None:
    broken = tmp_path / "Lake.png"
    broken.write_bytes(picture().data)
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.page.route("**/media/parts/*", lambda part: part.continue_(post_data=bytes(len(picture().data))))

    # The page learns only from the refusal of the message that the server does not take the file.
    asked: list[Route] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    at_alices.page.route("**/api/v1/attachments/*", hold_the_first)
    at_alices.composer.fill("Listen")
    at_alices.page.locator(".file-chooser").set_input_files(broken)
    file = _once(at_alices, lambda: asked and asked[0].request.url.rpartition("/")[2])
    _once(at_alices, lambda: alice.get(f"attachments/{file}")["state"] == "rejected")
    at_alices.composer.press("Enter")
    at_alices.expect_status("Listen", "Not sent")
    failed = at_alices.message("Listen")
    expect(failed).to_contain_text("Lake.png: The file changed on its way here")
    failed.get_by_role("button", name="Send without it").click()
    at_alices.expect_status("Listen", "Sent")
    asked[0].continue_()
    at_alices.page.unroute("**/api/v1/attachments/*")

    at_alices.composer.fill("Look")
    at_alices.page.locator(".file-chooser").set_input_files(broken)
    chip = at_alices.page.locator(".attachment-chip.failed")
    expect(chip).to_contain_text("Lake.png")
    expect(chip).to_contain_text("The file changed on its way here")
    at_alices.picture("refused-file")
    at_alices.composer.press("Enter")
    at_alices.expect_status("Look", "Sent")
    assert bob.bodies(conversation) == ["Listen", "Look"]


def _once(window: Window, found: Callable[[], Any]) -> Any:
    """Waits until there is a result and returns it."""
    until = time.monotonic() + 60
    while not (result := found()):
        assert time.monotonic() < until
        window.page.wait_for_timeout(100)
    return result
