"""A failure of one message, store or connection stops nothing else, and the page says what to do."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, WebSocketRoute, expect

from tests.browser.conftest import Opens
from tests.browser.files import picture
from tests.browser.people import Person
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


@pytest.fixture
def conversation(alice: Person, bob: Person) -> str:
    return alice.direct(bob)


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
    at_alices.say("behind it")
    at_alices.expect_status("behind it", "Sent")
    at_alices.composer.press("ArrowUp")
    _write(at_alices, "\ude00 behind it")
    at_alices.composer.press("Enter")
    expect(at_alices.message("\ufffd behind it")).to_be_visible()
    at_alices.say("and after the edit")
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
        at_alices.say(text)
        at_alices.expect_status(text, "Sent")
    at_alices.composer.fill("half a thought")
    notice = at_alices.page.locator("notice-stack .toast")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("What you write is kept only while this page is open.")
    assert bob.bodies(conversation) == ["first", "second"]
    at_alices.picture("nothing-is-stored")


def test_a_failed_message_is_edited_and_sent(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    at_alices = browser_of(alice)
    _refuse(at_alices, "message.send", times=1)
    at_alices.open_conversation(conversation)
    at_alices.say("Plaese read this")
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


def test_a_refused_edit_keeps_its_words(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    alice.say(conversation, "old words")
    at_alices = browser_of(alice)
    _refuse(at_alices, "message.edit", times=1)
    at_alices.open_conversation(conversation)
    at_alices.act("old words", "Edit")
    at_alices.composer.fill("new words")
    at_alices.composer.press("Enter")
    failure = at_alices.page.locator(".message-failure")
    expect(failure).to_contain_text("Not changed. You may not.")
    at_alices.expect_texts("old words")
    failure.get_by_role("button", name="Try again").click()
    at_alices.expect_texts("new words (edited)")
    expect(failure).to_have_count(0)


def _refuse(window: Window, command: str, times: int) -> None:
    left = [times]

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            told = json.loads(frame)
            if told["type"] == command and left[0] > 0:
                left[0] -= 1
                error = {"code": "forbidden", "detail": "You may not."}
                socket.send(json.dumps({"type": "reply", "to": told["id"], "error": error}))
            else:
                server.send(frame)

        socket.on_message(pass_on)
        server.on_message(socket.send)

    window.page.route_web_socket("**/ws/v1", between)


def test_an_edit_and_the_draft_under_it_survive(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    alice.say(conversation, "old words")
    alice.group("Elsewhere", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.composer.fill("half a thought")
    at_alices.act("old words", "Edit")
    at_alices.composer.fill("new wor")
    at_alices.open("Elsewhere")
    expect(at_alices.row(bob.name)).to_contain_text("Draft: half a thought")
    at_alices.open(bob.name)
    expect(at_alices.composer).to_have_value("new wor")
    at_alices.reload_when_kept()
    expect(at_alices.composer).to_have_value("new wor")
    at_alices.composer.press("Escape")
    expect(at_alices.composer).to_have_value("half a thought")


def test_a_full_outbox_keeps_the_words_in_the_field(browser_of: Opens, alice: Person, conversation: str) -> None:
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.go_offline()
    at_alices.page.evaluate(
        """(id) => {
          const { messages } = document.querySelector("chat-screen").chat;
          for (let n = 0; n < 500; n++) messages.send(id, `${n}`);
        }""",
        conversation,
    )
    at_alices.composer.fill("one more")
    at_alices.composer.press("Enter")
    expect(at_alices.composer).to_have_value("one more")
    expect(at_alices.page.get_by_role("alert")).to_contain_text("500 messages and changes wait to be sent.")
    line = at_alices.page.locator("connection-line")
    expect(line).to_contain_text("500 messages wait to be sent")
    at_alices.picture("outbox-full")
    at_alices.go_online()
    expect(line).not_to_contain_text("wait to be sent", timeout=60_000)
    at_alices.composer.press("Enter")
    at_alices.expect_status("one more", "Sent")


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
        at_alices.say(text)
    expect(line).to_contain_text("2 messages wait to be sent.")
    expect(line.get_by_role("button", name="Try now")).to_be_visible()
    at_alices.picture("offline")
    at_alices.go_online()
    at_alices.expect_status("two", "Sent")
    assert bob.bodies(conversation) == ["one", "two"]


def test_the_enter_that_confirms_a_choice_sends_nothing(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    """Safari sends the key after the composition ended: only its key code tells it apart."""
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    confirm = """(field, key) => field.dispatchEvent(
      new KeyboardEvent('keydown', { key, keyCode: 229, bubbles: true, cancelable: true }))"""
    at_alices.composer.fill("日本")
    at_alices.composer.evaluate(confirm, "Enter")
    expect(at_alices.composer).to_have_value("日本")
    at_alices.page.keyboard.press("Control+k")
    switcher = at_alices.dialog.get_by_role("combobox")
    switcher.fill(bob.name)
    expect(at_alices.dialog.get_by_role("option")).to_have_count(1)
    switcher.evaluate(confirm, "Enter")
    switcher.evaluate(confirm, "Escape")
    expect(at_alices.dialog).to_be_visible()
    at_alices.page.keyboard.press("Escape")
    at_alices.composer.press("Enter")
    at_alices.expect_texts("日本")


def test_signing_out_asks_about_what_is_not_sent(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    elsewhere = alice.group("Elsewhere", bob)
    at_alices = browser_of(alice)
    _refuse(at_alices, "message.send", times=2)
    at_alices.open_conversation(elsewhere)
    at_alices.composer.fill("half a thought")
    at_alices.open(bob.name)
    for text in ("one", "two"):
        at_alices.say(text)
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


def test_a_form_that_is_refused_keeps_what_was_typed(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(garden)
    refused = {"code": "unavailable", "detail": ""}

    def refuse(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=503, json=refused)
        else:
            route.fallback()

    at_alices.page.route(f"**/api/v1/conversations/{garden}", refuse)
    at_alices.page.locator("conversation-header").get_by_role("button", name="Details").click()
    pane = at_alices.page.locator("details-pane")
    pane.get_by_role("button", name="Edit").click()
    pane.get_by_label("Title").fill("Meadow")
    # Changes by others leave the fields as they are.
    alice.ask("PATCH", f"conversations/{garden}", {"topic": "Seeds"})
    expect(at_alices.page.locator("conversation-header")).to_contain_text("Seeds")
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_role("alert")).to_contain_text("The server is busy. Try again in a moment.")
    expect(pane.get_by_label("Title")).to_have_value("Meadow")
    at_alices.page.unroute(f"**/api/v1/conversations/{garden}")
    pane.get_by_role("button", name="Save").click()
    expect(at_alices.page).to_have_title("Meadow · Parlance")
    at_alices.forgive("503")

    at_alices.page.route("**/api/v1/notifications/preferences", refuse)
    at_alices.visit("/settings/notifications/")
    word = at_alices.main.get_by_label("Words that count as a mention")
    word.fill("deploy")
    word.press("Enter")
    expect(at_alices.page.locator("notice-stack")).to_contain_text("The server is busy.")
    expect(word).to_have_value("deploy")
    at_alices.page.unroute("**/api/v1/notifications/preferences")
    word.press("Enter")
    expect(at_alices.main.locator(".chip")).to_have_text(["deploy"])
    expect(word).to_have_value("")
    at_alices.forgive("503")
