"""The network goes, and nothing that was written is lost, doubled or out of order."""

import os

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.refusing import refuse

#: Seconds without a network. OFFLINE_SECONDS=30 is the whole journey; less is the same one, sooner.
_AWAY = float(os.environ.get("OFFLINE_SECONDS") or 1)
_FIVE = ["one", "two", "three", "four", "five"]


def test_five_written_offline_arrive_once_and_in_order(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_alices.open_conversation(conversation)
    at_bobs.open_conversation(conversation)
    at_alices.send_message("before")
    at_alices.expect_status("before", "Read")
    at_alices.go_offline()
    # Chromium may let through what an open socket sends in the very first moment.
    expect(at_alices.page.locator("connection-line")).to_contain_text("You are offline")
    for text in _FIVE:
        at_alices.send_message(text)
        at_alices.expect_status(text, "Sending")
    at_alices.page.wait_for_timeout(_AWAY * 1000)
    at_bobs.send_message("meanwhile")
    at_bobs.expect_status("meanwhile", "Sent")
    at_alices.go_online()
    at_alices.expect_status("five", "Read")
    expect(at_alices.page.locator("connection-line")).not_to_contain_text("offline")
    at_alices.expect_texts("before", "meanwhile", *_FIVE)
    at_bobs.expect_texts("before", "meanwhile", *_FIVE)
    assert bob.bodies(conversation) == ["before", "meanwhile", *_FIVE]


def test_messages_written_offline_survive_a_reload_without_a_network(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_bobs.open_conversation(conversation)
    at_alices.open_conversation(conversation)
    at_alices.go_offline()
    expect(at_alices.page.locator("connection-line")).to_contain_text("You are offline")
    for text in _FIVE:
        at_alices.send_message(text)
    at_alices.reload_when_kept()
    for text in _FIVE:
        at_alices.expect_status(text, "Sending")
    at_alices.page.wait_for_timeout(_AWAY * 1000)
    at_alices.go_online()
    at_alices.expect_status("five", "Read")
    at_alices.expect_texts(*_FIVE)
    at_bobs.expect_texts(*_FIVE)
    assert bob.bodies(conversation) == _FIVE


def test_dialog_opens_without_a_network(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    window.go_offline()
    window.page.locator("main").click()
    window.page.keyboard.press("?")
    expect(window.dialog.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()


def test_a_reload_in_mid_send_sends_once(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_bobs.open_conversation(conversation)
    at_alices.open_conversation(conversation)
    for text in _FIVE:
        at_alices.composer.fill(text)
        at_alices.composer.press("Enter")
    at_alices.reload_when_kept()
    at_alices.expect_texts(*_FIVE)
    at_alices.expect_status("five", "Read")
    at_bobs.expect_texts(*_FIVE)
    assert bob.bodies(conversation) == _FIVE


def test_a_lost_acknowledgement_doubles_nothing(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    """The server takes the message, but its answer does not come through before the connection breaks."""
    at_alices = browser_of(alice)
    is_deaf = False
    sockets: list[WebSocketRoute] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(lambda frame: None if is_deaf else socket.send(frame))
        sockets.append(socket)

    at_alices.page.route_web_socket("**/ws/v1", between)
    at_alices.open_conversation(conversation)
    at_alices.send_message("heard")
    at_alices.expect_status("heard", "Sent")
    is_deaf = True
    at_alices.send_message("once")
    for _ in range(100):
        if bob.bodies(conversation) == ["heard", "once"]:
            break
        at_alices.page.wait_for_timeout(100)
    at_alices.expect_status("once", "Sending")
    is_deaf = False
    sockets[-1].close()
    at_alices.expect_status("once", "Sent")
    at_alices.expect_texts("heard", "once")
    assert bob.bodies(conversation) == ["heard", "once"]


def test_refused_message_keeps_its_text_and_offers_a_retry(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    at_alices = browser_of(alice)
    refuse(at_alices, "message.send", times=1)
    at_alices.open_conversation(conversation)
    at_alices.send_message("Please read this")
    at_alices.expect_status("Please read this", "Not sent")
    expect(at_alices.message("Please read this")).to_contain_text("You may not.")
    expect(at_alices.row(bob.name)).to_contain_text("Not sent")
    at_alices.page.reload()
    at_alices.expect_status("Please read this", "Not sent")
    at_alices.message("Please read this").get_by_role("button", name="Try again").click()
    at_alices.expect_status("Please read this", "Sent")
    assert bob.bodies(conversation) == ["Please read this"]


def test_the_connection_line_is_calm(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    """It says nothing of a break that is over in a moment."""
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    line = at_alices.page.locator("connection-line .connection-line")
    at_alices.go_offline()
    at_alices.go_online()
    expect(line).to_have_text("")
    at_alices.send_message("Still here")
    at_alices.expect_status("Still here", "Sent")
    expect(line).to_have_text("")
