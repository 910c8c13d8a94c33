"""Saved messages: from the menu of a message to the view, and the reminders."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window


def in_future(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


def view(window: Window) -> Locator:
    return window.page.locator("saved-view")


def open_saved(window: Window) -> None:
    window.page.get_by_role("link", name="Saved").click()
    expect(window.page.get_by_role("heading", name="Saved messages")).to_be_focused()


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (820, "dark"), (1440, "light"), (390, "dark")])
def test_message_is_saved_found_and_done(browser_of: Opens, alice: Person, bob: Person, width: int, theme: str) -> None:
    garden = alice.group("Garden of all the families along the river and of their many friends on the hill", bob)
    bob.send_message(garden, "Water the **roses** before noon")
    bob.send_message(garden, "The gate code is 1234")
    for number in range(40):
        bob.send_message(garden, f"Chat {number}")
    at_alices = browser_of(alice, width=width, height=900, color_scheme=theme, has_touch=width < 500)
    page = at_alices.page
    at_alices.visit("/saved")
    expect(view(at_alices)).to_contain_text("Nothing saved")
    assert at_alices.violations() == []
    at_alices.picture(f"saved-empty-{width}-{theme}")
    at_alices.open_conversation(garden, 1)
    at_alices.act("Water the roses before noon", "Save for later")
    expect(at_alices.at(1).get_by_role("img", name="Saved for later")).to_be_visible()
    at_alices.act("The gate code is 1234", "Remind me…")
    expect(page.get_by_role("menu", name="Remind me")).to_be_visible()
    assert at_alices.violations() == []
    at_alices.picture(f"saved-menu-{width}-{theme}")
    page.get_by_role("menuitem", name="In 3 hours").click()
    expect(page.get_by_text("You will be reminded on")).to_be_visible()
    at_alices.picture(f"saved-mark-{width}-{theme}")
    alice.ask("PUT", f"me/saved/{garden}/3", {"remind_at": in_future(seconds=1), "note": "Ask Bob\nabout it"})
    toast = page.get_by_role("group", name="Reminder")
    expect(toast).to_contain_text("Ask Bob")
    assert at_alices.violations() == []
    at_alices.picture(f"saved-reminder-{width}-{theme}")
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)
    if width < 720:
        page.get_by_role("button", name="Back to the conversations").click()
    expect(page.get_by_role("link", name="Saved")).to_contain_text("1 due")
    at_alices.picture(f"saved-list-{width}-{theme}")
    open_saved(at_alices)
    for name, text in (("Due", "Chat 0"), ("Upcoming", "gate code"), ("No date", "roses")):
        expect(view(at_alices).get_by_role("region", name=name)).to_contain_text(text)
    assert at_alices.violations() == []
    entry = view(at_alices).locator(".saved-entry").first
    for part in (entry.locator("time").first, entry.get_by_role("button", name="Done")):
        expect(part).to_be_in_viewport(ratio=1)
    at_alices.picture(f"saved-view-{width}-{theme}")
    view(at_alices).get_by_role("region", name="No date").get_by_role("button", name="Done").click()
    expect(view(at_alices).get_by_role("region", name="No date")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(view(at_alices).get_by_role("region", name="No date")).to_contain_text("roses")
    view(at_alices).locator("button.listed-message").last.click()
    expect(at_alices.message("Water the roses before noon")).to_be_in_viewport()
    page.go_back()
    expect(view(at_alices)).to_be_visible()


def test_saved_messages_are_kept_by_keyboard_alone(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    bob.send_message(garden, "Water the roses")
    at_alices = browser_of(alice)
    page = at_alices.page
    at_alices.open_conversation(garden)
    at_alices.at(1).focus()
    page.keyboard.press("s")
    expect(at_alices.at(1).get_by_role("img", name="Saved for later")).to_be_visible()
    page.get_by_role("link", name="Saved").press("Enter")
    expect(page.get_by_role("heading", name="Saved messages")).to_be_focused()
    view(at_alices).get_by_role("button", name="Add a note").press("Enter")
    page.get_by_label("Only you see this").fill("Before noon")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(view(at_alices)).to_contain_text("Before noon")
    expect(view(at_alices).get_by_role("button", name="Edit the note")).to_be_focused()
    view(at_alices).get_by_role("button", name="Remind me").press("Enter")
    expect(page.get_by_role("menuitem", name="In 20 minutes")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(at_alices.dialog).to_contain_text("When to remind you?")
    assert at_alices.violations() == []
    at_alices.picture("saved-remind-dialog")
    at_alices.dialog.get_by_label("Date and time").fill("2099-12-31T09:30")
    page.keyboard.press("Enter")
    expect(view(at_alices).get_by_role("region", name="Upcoming")).to_contain_text("2099")
    view(at_alices).get_by_role("button", name="Done").first.press("Enter")
    expect(view(at_alices).get_by_role("region")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
    done = view(at_alices).get_by_role("button", name="Done")
    done.press("Enter")
    expect(view(at_alices)).to_contain_text("Water the roses")
    view(at_alices).get_by_role("button", name="Not done").press("Enter")
    expect(view(at_alices).get_by_role("region", name="Upcoming")).to_contain_text("Before noon")


def test_entry_says_why_its_message_is_gone_on_every_device(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = bob.group("Garden", alice)
    for text in ("A secret", "Another"):
        bob.send_message(garden, text)
    alice.ask("PUT", f"me/saved/{garden}/1", {"note": "Mine"})
    alice.ask("PUT", f"me/saved/{garden}/2")
    bob.ask("DELETE", f"conversations/{garden}/messages/2")
    windows = [browser_of(alice), browser_of(alice, width=390)]
    for window in windows:
        window.visit("/saved")
        expect(view(window)).to_contain_text("A secret")
        expect(view(window)).to_contain_text("This message was deleted.")
    bob.ask("DELETE", f"conversations/{garden}/members/{alice.id}")
    windows[0].page.reload()
    expect(view(windows[0])).to_contain_text("You are no longer in this conversation.")
    expect(view(windows[0])).not_to_contain_text("A secret")
    assert windows[0].violations() == []
    windows[0].picture("saved-missing")
    alice.ask("DELETE", f"me/saved/{garden}/2")
    for window in windows:
        expect(view(window).get_by_role("listitem")).to_have_count(1)


def test_saving_without_a_network_is_refused_in_words(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    bob.send_message(garden, "Water the roses")
    at_alices = browser_of(alice)
    at_alices.open_conversation(garden)
    at_alices.act("Water the roses", "Save for later")
    expect(at_alices.at(1).get_by_role("img", name="Saved for later")).to_be_visible()
    at_alices.go_offline()
    at_alices.act("Water the roses", "Remove from saved")
    expect(at_alices.page.locator(".toast")).to_contain_text("server")
    expect(at_alices.at(1).get_by_role("img", name="Saved for later")).to_be_visible()
    at_alices.page.get_by_role("link", name="Saved").click()
    expect(view(at_alices).get_by_role("button", name="Try again")).to_be_visible()
    assert at_alices.violations() == []
    at_alices.picture("saved-offline")
    at_alices.go_online()
    expect(view(at_alices)).to_contain_text("Water the roses")
