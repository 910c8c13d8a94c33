"""The lines between header and text cover nothing."""

from itertools import combinations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.dialogs import SHOW
from tests.browser.history import fill
from tests.browser.people import Person
from tests.browser.window import Window

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


def test_status_lines_cover_no_text(browser_of: Opens, alice: Person, bob: Person, boat: str) -> None:
    fill(bob, boat, 60)
    window = browser_of(alice)
    window.page.add_init_script(_UNDECIDED)
    page = window.page
    window.open_conversation(boat)
    window.send_message("My first message")
    window.scroll_up(1_200)
    line, offer = page.locator(".connection-line.visible"), page.locator(".notification-offer")
    for width, height in ((1440, 900), (820, 1180), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        expect(offer).to_be_visible()
        expect_apart(window, ".notification-offer")
        window.picture(f"lines-{width}")
        before = places_at_rest(window)
        window.context.set_offline(True)
        expect(line).to_be_visible()
        expect(offer).to_have_count(0)
        expect_apart(window, ".connection-line")
        after = places_at_rest(window)
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
    page.evaluate(SHOW, ["shortcuts", boat, {}])
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


def places_at_rest(window: Window) -> dict[str, float]:
    """Returns the places once no text moves any more: in another width texts have other heights."""
    before, now = None, places(window)
    while now != before:
        window.page.wait_for_timeout(200)
        before, now = now, places(window)
    return now


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
