"""Voice messages: recorded, played back, sent."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window

# The shell has no microphone.
pytestmark = [pytest.mark.long, pytest.mark.whole_browser]


def opened(browser_of: Opens, person: Person, conversation: str, **options: Any) -> Window:
    window = browser_of(person, permissions=["microphone"], **options)
    window.open_conversation(conversation)
    return window


def microphone(window: Window) -> Locator:
    return window.page.get_by_role("button", name="Record a voice message")


def recorder(window: Window) -> Locator:
    return window.page.get_by_role("group", name="Voice message", exact=True)


def begin(window: Window) -> None:
    microphone(window).click()
    expect(recorder(window)).to_contain_text("0:01")


def hold(window: Window) -> tuple[float, float]:
    """Until the time runs; where."""
    box = microphone(window).bounding_box()
    assert box
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    window.page.mouse.move(*at)
    window.page.mouse.down()
    expect(recorder(window)).to_contain_text("Slide left to discard")
    expect(recorder(window)).to_contain_text("0:01")
    return at


def settled(window: Window, person: Person, conversation: str) -> dict[str, Any]:
    """The voice message, once the server has listened to it."""
    for _ in range(200):
        items = person.get(f"conversations/{conversation}/messages?limit=1")["items"]
        files = items[0]["attachments"] if items else []
        if files and files[0]["state"] != "pending":
            return dict(files[0])
        window.page.wait_for_timeout(100)
    raise AssertionError("the attachment stays pending")


def test_recorded_heard_and_sent(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    window = opened(browser_of, alice, conversation)
    at_bobs = browser_of(bob)
    at_bobs.open_conversation(conversation)
    begin(window)
    window.picture("voice-recording")
    window.page.get_by_role("button", name="Stop and listen").click()
    window.page.get_by_role("button", name="Play voice message").click()
    expect(window.page.get_by_role("button", name="Pause voice message")).to_be_visible()
    window.picture("voice-listening")
    window.page.get_by_role("button", name="Send voice message").click()
    expect(recorder(window)).to_have_count(0)
    found = settled(window, bob, conversation)
    assert (found["kind"], found["state"], found["is_playable"]) == ("voice", "ready", True)
    assert found["waveform"]
    assert 500 <= found["duration_ms"] <= 30_000
    player = at_bobs.page.get_by_role("group", name=f"Voice message from {alice.name}")
    player.get_by_role("button", name="Play voice message").click()
    expect(player.get_by_role("button", name="Pause voice message")).to_be_visible()
    expect(player.get_by_role("button", name="Play voice message")).to_be_visible()
    assert bob.bodies(conversation) == [""]


def test_held_while_one_speaks_it_goes_when_let_go(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    window = opened(browser_of, alice, conversation, width=390, height=844)
    hold(window)
    window.picture("voice-held")
    window.page.mouse.up()
    assert settled(window, bob, conversation)["kind"] == "voice"


def test_slid_away_or_escaped_nothing_is_sent(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    window = opened(browser_of, alice, conversation)
    x, y = hold(window)
    window.page.mouse.move(x - 150, y, steps=5)
    expect(recorder(window)).to_contain_text("Let go to discard")
    window.page.mouse.up()
    expect(recorder(window)).to_have_count(0)
    begin(window)
    window.page.keyboard.press("Escape")
    expect(recorder(window)).to_have_count(0)
    expect(window.composer).to_be_focused()
    window.send_message("Words, then")
    window.expect_status("Words, then", "Sent")
    assert bob.bodies(conversation) == ["Words, then"]


def test_the_keyboard_alone_will_do(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    window = opened(browser_of, alice, conversation)
    microphone(window).focus()
    window.page.keyboard.press("Enter")
    expect(recorder(window)).to_contain_text("0:01")
    expect(window.page.get_by_role("button", name="Stop and listen")).to_be_focused()
    assert window.violations() == []
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("button", name="Play voice message")).to_be_focused()
    window.page.get_by_role("button", name="Send voice message").press("Enter")
    assert settled(window, bob, conversation)["kind"] == "voice"


def test_left_in_the_middle_it_waits_beside_the_text(
    browser_of: Opens, alice: Person, bob: Person, carol: Person, conversation: str
) -> None:
    alice.direct(carol)
    window = opened(browser_of, alice, conversation)
    begin(window)
    window.open(carol.name)
    expect(recorder(window)).to_have_count(0)
    expect(window.page.locator(".attachment-chip")).to_have_count(0)
    window.open(bob.name)
    expect(window.page.locator(".attachment-chip")).to_contain_text("Voice message")
    window.page.get_by_role("button", name="Send", exact=True).click()
    assert settled(window, bob, conversation)["kind"] == "voice"


def test_a_refused_microphone_says_what_to_do(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    microphone(window).click()
    expect(window.page.get_by_text("Your browser blocks the microphone")).to_be_visible()
    expect(recorder(window)).to_have_count(0)
    window.send_message("Written, then")
    window.expect_status("Written, then", "Sent")
