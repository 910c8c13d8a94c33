"""Focus comes back from an overlay of the conversation, and a phone's own way back closes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from chatproject.supervisor.plan import PROJECT
from tests.browser.conftest import Opens
from tests.browser.dialogs import SHOW
from tests.browser.history import fill
from tests.browser.people import Person
from tests.browser.window import Window

_SCREEN = PROJECT / "static/src/screen"
_DIALOGS = re.findall(r'name: "([a-z-]+)"', (_SCREEN / "dialogs.ts").read_text())
_PANES = re.findall(r'"(\w+)"', (_SCREEN / "router.ts").read_text().partition("type Pane =")[2].partition(";")[0])
_OPEN_PANE = "(pane) => document.querySelector('chat-screen').screen.router.openPane(pane)"


@dataclass(frozen=True)
class Overlay:
    name: str
    open: Callable[[Window], object]
    what: str
    """There while it is open."""
    opener: str = "conversation-header [aria-label^=Members]"


@pytest.fixture
def overlays(boat: str, bob: Person) -> list[Overlay]:
    user = {"id": bob.id, "username": bob.username, "display_name": bob.name}

    def dialog(name: str) -> Overlay:
        return Overlay(name, lambda window: window.page.evaluate(SHOW, [name, boat, user]), "dialog[open]")

    def pane(name: str) -> Overlay:
        return Overlay(name, lambda window: window.page.evaluate(_OPEN_PANE, name), f"{name}-pane")

    def pressed(name: str, opener: str, what: str) -> Overlay:
        return Overlay(name, lambda window: window.page.locator(opener).press("Enter"), what, opener)

    return [
        *(dialog(name) for name in _DIALOGS),
        *(pane(name) for name in _PANES),
        pressed("menu", "conversation-header [aria-haspopup=menu]", ".action-menu"),
        pressed("a message's own menu", "message-item[data-seq='2']", ".action-menu"),
        pressed("emoji", "message-composer [aria-haspopup=dialog]", ".emoji-picker"),
        pressed("uploads", ".tray-head", ".upload-tray li"),
    ]


def send_a_file_that_never_arrives(window: Window) -> None:
    window.page.route("**/media/parts/**", lambda _: None)
    window.page.locator(".file-chooser").set_input_files(
        {"name": "boat.bin", "mimeType": "application/octet-stream", "buffer": b"boat" * 1000}
    )
    window.page.get_by_role("button", name="Send", exact=True).click()
    expect(window.page.locator(".tray-head")).to_be_visible()


def test_escape_closes_each_overlay_and_restores_focus(
    browser_of: Opens, alice: Person, boat: str, overlays: list[Overlay]
) -> None:
    window = browser_of(alice)
    window.open_conversation(boat)
    page = window.page
    send_a_file_that_never_arrives(window)
    for overlay in overlays:
        page.locator(overlay.opener).focus()
        overlay.open(window)
        expect(page.locator(overlay.what).first, overlay.name).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(overlay.what), overlay.name).to_have_count(0)
        expect(page.locator(overlay.opener), overlay.name).to_be_focused()

    # What is written about another message is ended, and one goes on writing.
    for begin in ("Reply", "Edit"):
        window.act("I have none.", begin)
        page.locator(".composer-chip .chip-text").focus()
        page.keyboard.press("Escape")
        expect(page.locator(".composer-chip")).to_have_count(0)
        expect(window.composer).to_be_focused()
    # An opener that is gone by then: its message has focus.
    window.act("I have none.", "Delete")
    expect(window.dialog).to_be_visible()
    page.mouse.move(0, 0)
    page.keyboard.press("Escape")
    expect(window.at(2)).to_be_focused()

    field = page.get_by_label("Filter conversations")
    field.fill("boat")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(window.composer).to_be_focused()


def test_back_closes_only_the_open_overlay(
    browser_of: Opens, alice: Person, boat: str, overlays: list[Overlay]
) -> None:
    window = browser_of(alice, width=390, height=844, has_touch=True, is_mobile=True)
    window.visit("/")
    window.row("Boat trip").tap()
    expect(window.composer).to_be_visible()
    page, address = window.page, window.page.url
    send_a_file_that_never_arrives(window)
    for overlay in overlays:
        page.locator(overlay.opener).focus()
        overlay.open(window)
        expect(page.locator(overlay.what).first, overlay.name).to_be_visible()
        page.go_back()
        expect(page.locator(overlay.what), overlay.name).to_have_count(0)
        expect(window.composer).to_be_visible()
        assert page.url == address, overlay.name
        expect(page.locator(overlay.opener), overlay.name).to_be_focused()
    page.go_back()
    expect(window.row("Boat trip")).to_be_visible()


def test_focus_is_in_the_timeline_after_a_jump(browser_of: Opens, alice: Person, bob: Person, boat: str) -> None:
    fill(bob, boat, 60)
    for width, place in ((1440, "message-composer textarea"), (390, ".timeline-view")):
        window = browser_of(alice, width=width, height=844, has_touch=width == 390, is_mobile=width == 390)
        window.open_conversation(boat)
        window.scroll_up(10_000)
        window.page.locator(".jump-latest").press("Enter")
        expect(window.page.locator(".jump-latest")).to_have_count(0)
        expect(window.page.locator(place)).to_be_focused()


def test_long_name_keeps_its_distance_from_the_edge_of_a_dialog(browser_of: Opens, alice: Person, bob: Person) -> None:
    window = browser_of(alice, width=390, height=844)
    window.open_conversation(alice.direct(bob))
    name = "María del Carmen Fernández-Villaverde y Ortiz de Zárate y Guzmán"
    window.page.evaluate(SHOW, ["ban", "", {"id": bob.id, "display_name": name}])
    heading = window.dialog.get_by_role("heading")
    # In one frame: the dialog unfolds.
    height, apart = heading.evaluate("""(heading) => {
      const { top, height } = heading.getBoundingClientRect();
      return [height, top - heading.closest("dialog").getBoundingClientRect().top];
    }""")
    assert height > 60, "it takes several lines"
    assert apart >= 7.5
