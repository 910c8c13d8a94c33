"""Drafts on all devices: go on where one stopped, offline and back, and lose neither of two versions."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person

DRAFT = "half a tho"


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_draft_is_continued_on_another_device_and_ends_when_sent(
    browser_of: Opens, alice: Person, bob: Person, width: int
) -> None:
    garden = alice.group("Garden", bob)
    bob.send_message(garden, "Tulips?")
    at_home, outside = browser_of(alice), browser_of(alice)
    outside.page.set_viewport_size({"width": width, "height": 900})
    outside.visit("/")
    at_home.open_conversation(garden)
    at_home.composer.press_sequentially(DRAFT)
    expect(outside.row("Garden")).to_contain_text(f"Draft: {DRAFT}")
    outside.open("Garden")
    expect(outside.composer).to_have_value(DRAFT)
    outside.composer.press("End")
    outside.composer.press_sequentially("ught")
    expect(at_home.composer).to_have_value(f"{DRAFT}ught")
    assert outside.violations() == []
    outside.composer.press("Control+Enter")
    expect(outside.composer).to_have_value("")
    expect(at_home.composer).to_have_value("")
    at_home.expect_texts("Tulips?", f"{DRAFT}ught")
    assert alice.get("me/drafts")["items"] == []
    assert bob.get("me/drafts")["items"] == []


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_two_versions_are_both_kept_after_a_time_offline(
    browser_of: Opens, alice: Person, bob: Person, width: int
) -> None:
    garden = alice.group("Garden", bob)
    window = browser_of(alice)
    window.page.set_viewport_size({"width": width, "height": 900})
    window.open_conversation(garden)
    window.go_offline()
    window.composer.press_sequentially("from the train")
    alice.ask("PUT", f"conversations/{garden}/draft", {"text": "from the desk"})
    window.go_online()
    other = window.page.locator("other-draft")
    expect(other).to_contain_text("from the train")
    expect(window.composer).to_have_value("from the desk")
    assert [each["text"] for each in alice.get("me/drafts")["items"]] == ["from the desk"]
    assert window.violations() == []
    window.picture(f"two-drafts-{width}")
    other.get_by_role("button", name="Use this").press("Enter")
    expect(window.composer).to_have_value("from the train")
    expect(window.composer).to_be_focused()
    expect(other).to_contain_text("from the desk")
    other.get_by_role("button", name="Discard this version").click()
    expect(other.get_by_role("button")).to_have_count(0)
    for _ in range(100):
        if [each["text"] for each in alice.get("me/drafts")["items"]] == ["from the train"]:
            break
        window.page.wait_for_timeout(100)
    else:
        raise AssertionError("the chosen version was not stored")


def test_edit_keeps_the_draft_of_all_devices(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    alice.send_message(garden, "Tulips")
    alice.ask("PUT", f"conversations/{garden}/draft", {"text": DRAFT})
    window = browser_of(alice)
    window.open_conversation(garden)
    expect(window.composer).to_have_value(DRAFT)
    window.act("Tulips", "Edit")
    expect(window.composer).to_have_value("Tulips")
    window.composer.press("End")
    window.composer.press_sequentially(" and roses")
    window.composer.press("Control+Enter")
    expect(window.message("Tulips and roses")).to_be_visible()
    expect(window.composer).to_have_value(DRAFT)
    assert [each["text"] for each in alice.get("me/drafts")["items"]] == [DRAFT]


def test_files_are_said_to_stay_on_the_device(browser_of: Opens, alice: Person, bob: Person) -> None:
    window = browser_of(alice)
    window.open_conversation(alice.group("Garden", bob))
    file = FilePayload(name="plan.txt", mimeType="text/plain", buffer=b"tulips")
    window.page.locator(".file-chooser").set_input_files(file)
    expect(window.page.get_by_text("Files stay on this device until you send.")).to_be_visible()
