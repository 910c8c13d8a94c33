"""Ten thousand messages: reading back, jumping about, and nothing moves under the eye."""

from dataclasses import dataclass
from statistics import median

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.history import body_of, fill
from tests.browser.people import Person
from tests.browser.window import Window

_COUNT = 10_000

# Frame by frame: how long each took, and how far any message in view ever went against the way one scrolls.
_WATCH = """
() => {
  const view = document.querySelector(".timeline-view");
  const places = () => {
    const { top, bottom } = view.getBoundingClientRect();
    const items = [...view.querySelectorAll("message-item[data-seq]")];
    const boxes = items.map((item) => [item.dataset.seq, item.getBoundingClientRect()]);
    return new Map(boxes.filter(([, box]) => box.bottom > top && box.top < bottom).map(([seq, box]) => [seq, box.top]));
  };
  window.watched = { back: 0, frames: [] };
  let before = places(), then = performance.now();
  const look = (now) => {
    const after = places();
    for (const [seq, top] of after) if (before.has(seq)) watched.back = Math.max(watched.back, before.get(seq) - top);
    watched.frames.push(now - then);
    [before, then] = [after, now];
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""


@dataclass(frozen=True)
class Long:
    """A conversation of ten thousand messages: who said them, and who has them to read."""

    id: str
    writer: Person
    reader: Person


@pytest.fixture(scope="module")
def long(server: httpx.Client) -> Long:
    writer, reader = Person(server, "Walter"), Person(server, "Rita")
    conversation = writer.group("A long story", reader)
    fill(writer, conversation, _COUNT)
    reader.read(conversation, _COUNT)
    return Long(conversation, writer, reader)


def seqs(window: Window) -> list[int]:
    return [int(seq) for seq in window.page.locator("message-item").evaluate_all("(i) => i.map((m) => m.dataset.seq)")]


def is_whole(seqs: list[int]) -> bool:
    return seqs == list(range(seqs[0], seqs[-1] + 1))


def test_reading_back_is_fluent(browser_of: Opens, long: Long) -> None:
    window = browser_of(long.reader)
    window.open_conversation(long.id)
    expect(window.at(_COUNT)).to_be_in_viewport()
    window.page.evaluate(_WATCH)
    window.page.locator(".timeline-view").hover()
    while min(seqs(window)) > _COUNT - 1_200:
        window.page.mouse.wheel(0, -1_000)
        window.page.wait_for_timeout(30)
    watched = window.page.evaluate("watched")
    assert watched["back"] <= 1, "what one reads jumped back while scrolling up"
    assert median(watched["frames"]) < 50
    assert is_whole(seqs(window))
    assert len(seqs(window)) < 1_000, "the page keeps every message it ever showed"


def test_a_load_moves_no_message_by_more_than_a_pixel(browser_of: Opens, long: Long) -> None:
    window = browser_of(long.reader)
    window.open_conversation(long.id)
    expect(window.at(_COUNT)).to_be_in_viewport()
    for _ in range(8):
        window.page.evaluate(_SCROLL_UP_AND_HOLD)
        moved = window.page.evaluate(_WAIT_FOR_A_LOAD)
        assert moved["loaded"], "nothing more was loaded"
        assert moved["worst"] <= 1, f"the messages in view moved by {moved['worst']} px"


# To a place near the upper edge, from where more is asked for; then where each message in view stands.
_SCROLL_UP_AND_HOLD = """
() => {
  const view = document.querySelector(".timeline-view");
  view.scrollTop = 200;
  window.held = new Map();
  const { top, bottom } = view.getBoundingClientRect();
  for (const item of view.querySelectorAll("message-item[data-seq]")) {
    const box = item.getBoundingClientRect();
    if (box.bottom > top && box.top < bottom) held.set(item.dataset.seq, box.top);
  }
  window.firstHeld = view.querySelector("message-item[data-seq]").dataset.seq;
}
"""

# Every frame until a while after more has come, how far the farthest of them has moved.
_WAIT_FOR_A_LOAD = """
() => new Promise((resolve) => {
  const view = document.querySelector(".timeline-view");
  let worst = 0, loadedAt = 0;
  const began = performance.now();
  const look = () => {
    for (const [seq, top] of held) {
      const item = view.querySelector(`message-item[data-seq="${seq}"]`);
      worst = item ? Math.max(worst, Math.abs(item.getBoundingClientRect().top - top)) : Infinity;
    }
    const now = performance.now();
    if (!loadedAt && view.querySelector("message-item[data-seq]").dataset.seq !== firstHeld) loadedAt = now;
    if (loadedAt ? now - loadedAt > 400 : now - began > 15000) resolve({ worst, loaded: loadedAt > 0 });
    else requestAnimationFrame(look);
  };
  look();
})
"""


def test_the_latest_is_a_click_away(browser_of: Opens, long: Long) -> None:
    window = browser_of(long.reader)
    window.open_conversation(long.id, 5_000)
    expect(window.at(5_000)).to_be_in_viewport()
    window.page.get_by_role("button", name="Jump to the latest message").click()
    expect(window.at(_COUNT)).to_be_in_viewport()
    assert is_whole(seqs(window))


@pytest.mark.parametrize("seq", [1, 3_333, 9_999])
def test_a_permalink_lands_on_its_message(browser_of: Opens, long: Long, seq: int) -> None:
    window = browser_of(long.reader)
    window.open_conversation(long.id, seq)
    message = window.at(seq)
    expect(message).to_be_in_viewport(ratio=0.9)
    expect(message).to_contain_text(body_of(seq).split("\n")[0].split(".")[0])
    expect(message).to_be_focused()


def test_a_permalink_leads_a_stranger_through_signing_in(visitor: Opens, long: Long) -> None:
    window = visitor()
    window.visit(f"/c/{long.id}/4321")
    window.fill_in_login(long.reader)
    expect(window.at(4_321)).to_be_in_viewport()


def test_reading_forward_from_a_permalink_reaches_the_end_of_what_is_near(browser_of: Opens, long: Long) -> None:
    window = browser_of(long.reader)
    window.open_conversation(long.id, 6_000)
    expect(window.at(6_000)).to_be_in_viewport()
    window.page.locator(".timeline-view").hover()
    while max(seqs(window)) < 6_300:
        window.page.mouse.wheel(0, 1_500)
        window.page.wait_for_timeout(60)
    assert is_whole(seqs(window))


def test_the_unread_divider_stays_where_it_was(browser_of: Opens, server: httpx.Client) -> None:
    writer, reader = Person(server, "Wanda"), Person(server, "Rob")
    conversation = writer.group("News", reader)
    fill(writer, conversation, 120)
    reader.read(conversation, 60)
    window = browser_of(reader)
    window.open_conversation(conversation)
    divider = window.page.get_by_role("separator")
    expect(divider).to_be_in_viewport()
    assert seq_after(divider) == 61
    writer.send_message(conversation, "Another one")
    window.page.locator(".timeline-view").hover()
    for _ in range(30):
        window.page.mouse.wheel(0, 1_500)
    expect(window.at(121)).to_be_in_viewport()
    expect(window.row("News")).not_to_contain_text("unread")
    assert seq_after(divider) == 61


def seq_after(divider: Locator) -> int:
    return int(divider.evaluate("(divider) => divider.nextElementSibling.dataset.seq"))


def test_new_messages_do_not_scroll_a_reader_of_old_ones(browser_of: Opens, long: Long) -> None:
    window = browser_of(long.reader)
    window.open_conversation(long.id, 2_000)
    expect(window.at(2_000)).to_be_in_viewport()
    before = window.at(2_000).bounding_box()
    said = long.writer.send_message(long.id, "Something new")
    expect(window.row("A long story")).to_contain_text("Something new")
    assert window.at(2_000).bounding_box() == before
    expect(window.page.get_by_role("button", name="1 new message")).to_be_visible()
    long.reader.read(long.id, said)
