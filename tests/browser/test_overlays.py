"""What opens over the conversation: focus comes back from it, and a phone's own way back closes it. And what lies
between header and text covers nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import pytest
from playwright.sync_api import expect

from chatproject.supervisor.plan import PROJECT
from tests.browser.conftest import Opens
from tests.browser.history import fill
from tests.browser.people import Person
from tests.browser.window import Window

_SCREEN = PROJECT / "static/src/screen"
_DIALOGS = re.findall(r'name: "([a-z-]+)"', (_SCREEN / "dialogs.ts").read_text())
_PANES = re.findall(r'"(\w+)"', (_SCREEN / "router.ts").read_text().partition("type Pane =")[2].partition(";")[0])

# Every dialog of the screen, given what any of them asks for.
_SHOW = """async ([name, conversation, user]) => {
  const canvas = new OffscreenCanvas(400, 300);
  canvas.getContext("2d").fillRect(0, 0, 100, 100);
  const picture = await canvas.convertToBlob();
  const shown = { id: "one", name: "a.png", type: "image/png", kind: "picture", size: picture.size, state: "ready",
                  width: 400, height: 300, local: URL.createObjectURL(picture) };
  document.querySelector("chat-screen").screen.show({
    name, conversation, user: name === "person" ? user.id : user, seq: 1, kind: "group",
    heading: "Sure?", text: "It is gone then.", verb: "Go on",
    act() {}, save() {}, start: "one", file: new File([picture], "a.png", { type: "image/png" }),
    files: () => [{ file: shown, sender: user.id, at: new Date().toISOString(), seq: 1 }],
  });
}"""
_OPEN_PANE = "(pane) => document.querySelector('chat-screen').screen.router.openPane(pane)"
_BOXES = """async (selectors) => {
  document.querySelector("chat-screen").screen.toast("Link copied");
  while (!document.querySelector(".toast")) await new Promise(requestAnimationFrame);
  return selectors.map((selector) => {
    const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
    return [selector, top, bottom];
  });
}"""
_RHYTHM = """() => {
  const [one, other] = [20, 21].map((seq) => document.querySelector(`[data-seq="${seq}"] .message-text`));
  const line = parseFloat(getComputedStyle(one).lineHeight);
  const gap = other.getBoundingClientRect().top - one.getBoundingClientRect().bottom;
  document.querySelector("message-composer textarea").focus();
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  const light = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const frame = light(getComputedStyle(document.querySelector(".composer")).borderTopColor);
  const ground = light(getComputedStyle(document.querySelector("#conversation")).backgroundColor);
  return [line, gap, Math.max(frame, ground) / Math.min(frame, ground)];
}"""
_UNDECIDED = """
Object.defineProperty(Notification, "permission", { get: () => "default" });
"""


Box = tuple[str, float, float]


@dataclass(frozen=True)
class Overlay:
    name: str
    open: Callable[[Window], object]
    what: str
    """There while it is open."""
    opener: str = "conversation-header [aria-label^=Members]"


@pytest.fixture
def boat(alice: Person, bob: Person) -> str:
    conversation = alice.group("Boat trip", bob)
    bob.say(conversation, "Who has a boat?")
    alice.say(conversation, "I have none.")
    return conversation


@pytest.fixture
def overlays(boat: str, bob: Person) -> list[Overlay]:
    user = {"id": bob.id, "username": bob.username, "display_name": bob.name}

    def dialog(name: str) -> Overlay:
        return Overlay(name, lambda window: window.page.evaluate(_SHOW, [name, boat, user]), "dialog[open]")

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


def test_status_lines_cover_no_text(browser_of: Opens, alice: Person, bob: Person, boat: str) -> None:
    fill(bob, boat, 60)
    window = browser_of(alice)
    window.page.add_init_script(_UNDECIDED)
    page = window.page
    window.open_conversation(boat)
    window.say("My first message")
    window.scroll_up(1_200)
    line, offer = page.locator(".connection-line.visible"), page.locator(".notification-offer")
    for width, height in ((1440, 900), (820, 1180), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        expect(offer).to_be_visible()
        expect_apart(window, ".notification-offer")
        window.picture(f"lines-{width}")
        before = places(window)
        window.context.set_offline(True)
        expect(line).to_be_visible()
        expect(offer).to_have_count(0)
        expect_apart(window, ".connection-line")
        after = places(window)
        assert {seq: after[seq] for seq in before if seq in after} == pytest.approx(
            {seq: top for seq, top in before.items() if seq in after}, abs=1
        )
        expect_day_on_its_own_ground(window)
        window.go_online()
        expect(line).to_have_count(0)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect_rhythm(window)
    page.get_by_role("button", name="Back to the conversations").click()
    expect(offer).to_be_visible()
    offered, rows = page.locator(".notification-offer").bounding_box(), page.locator(".rows").bounding_box()
    assert offered
    assert rows
    assert rows["y"] + rows["height"] <= offered["y"] + 0.5
    # A tablet with nothing open has room for names and what was said last.
    page.set_viewport_size({"width": 820, "height": 1180})
    expect(window.row("Boat trip").get_by_text("You: My first message")).to_be_visible()
    assert window.page.locator(".preview").evaluate("(preview) => preview.clientWidth") > 100
    window.picture("list-820")
    # A toast over a dialog lies above it.
    page.evaluate(_SHOW, ["shortcuts", boat, {}])
    page.evaluate(_BOXES, [])
    expect(page.locator(".notice-stack:popover-open")).to_have_text("Link copied")


def expect_rhythm(window: Window) -> None:
    """Lines of a text are nearer than two messages of one person; the frame of what one writes in is seen, 3 : 1."""
    line, gap, contrast = window.page.evaluate(_RHYTHM)
    assert gap >= 6, "messages are as near as lines"
    assert gap <= line / 2, "messages of one person fall apart"
    assert contrast >= 3


def expect_apart(window: Window, line: str) -> None:
    """Neither the line nor a toast lies over another, over the text, or over where one writes."""
    boxes: list[Box] = window.page.evaluate(_BOXES, [line, ".toast", "message-timeline", "message-composer"])
    for (one, top, bottom), (other, its_top, its_bottom) in combinations(boxes, 2):
        assert bottom <= its_top + 0.5 or its_bottom <= top + 0.5, f"{one} lies over {other}: {boxes}"


def places(window: Window) -> dict[str, float]:
    """{seq: where its text is} of the messages in view."""
    return dict(
        window.page.locator("message-item[data-seq]").evaluate_all(
            """(all) => all.map((each) => [each.dataset.seq, each.getBoundingClientRect().top])
                .filter(([, top]) => top > 200 && top < innerHeight - 200)"""
        )
    )


def expect_day_on_its_own_ground(window: Window) -> None:
    """It sticks to the upper edge, and none of the text that goes on beneath is met there."""
    met = window.page.locator(".day-divider").last.evaluate(
        """(day) => {
          const { left, right, top, height } = day.getBoundingClientRect();
          const ground = getComputedStyle(day).backgroundColor;
          const at = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => left + (right - left) * share);
          const under = (x) => document.elementFromPoint(x, top + height / 2).closest(".day-divider") === day;
          return [at.every(under), !/transparent|rgba|\\/ 0/.test(ground)];
        }"""
    )
    assert met == [True, True]


def test_long_name_keeps_its_distance_from_the_edge_of_a_dialog(browser_of: Opens, alice: Person, bob: Person) -> None:
    window = browser_of(alice, width=390, height=844)
    window.open_conversation(alice.direct(bob))
    name = "María del Carmen Fernández-Villaverde y Ortiz de Zárate y Guzmán"
    window.page.evaluate(_SHOW, ["ban", "", {"id": bob.id, "display_name": name}])
    heading = window.dialog.get_by_role("heading")
    # In one frame: the dialog unfolds.
    height, apart = heading.evaluate("""(heading) => {
      const { top, height } = heading.getBoundingClientRect();
      return [height, top - heading.closest("dialog").getBoundingClientRect().top];
    }""")
    assert height > 60, "it takes several lines"
    assert apart >= 7.5
