"""Slow journeys with media: two hundred pictures at once, one voice message after the other, a video."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chatproject.seeding.paintings import Found, humming
from tests.browser.conftest import Opens
from tests.browser.files import picture, send, upload
from tests.browser.people import Person

pytestmark = pytest.mark.long

_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifts.push(each.value);
  }).observe({ type: "layout-shift" });
}"""
_BOX = "(part) => JSON.stringify(part.getBoundingClientRect())"
#: Those in view: the others are loaded when one comes to them.
_ALL_SHOWN = """() => [...document.querySelectorAll('media-tile img')].every((image) => {
  const { top, bottom } = image.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || (image.complete && image.naturalWidth);
})"""


@pytest.fixture
def meadow(alice: Person, bob: Person) -> str:
    return alice.group("Meadow", bob)


@pytest.mark.timeout(500)
def test_two_hundred_pictures_arrive_and_nothing_jumps(
    browser_of: Opens, alice: Person, bob: Person, meadow: str
) -> None:
    for number in range(30):
        alice.send_message(meadow, f"Line {number}")
    at_the_end, above = browser_of(bob), browser_of(alice)
    for window in (at_the_end, above):
        window.open_conversation(meadow)
        expect(window.message("Line 29")).to_be_visible()
    at_the_end.page.locator(".timeline-view").evaluate("(view) => { view.scrollTop = view.scrollHeight; }")
    above.page.locator(".timeline-view").evaluate("(view) => { view.scrollTop = 200; }")
    above.page.wait_for_timeout(300)
    read = above.message("Line 9")
    place = read.bounding_box()
    for window in (at_the_end, above):
        window.page.evaluate(_SHIFTS)
    sides = ((600, 400), (400, 600), (500, 500), (800, 300))
    files = [picture(f"Picture {number}.png", *sides[number % 4]) for number in range(200)]
    with ThreadPoolExecutor(4) as several:
        ids = list(several.map(lambda file: upload(bob, meadow, file), files))
    for first in range(0, 200, 10):
        bob.send_message(meadow, "", attachments=ids[first : first + 10])
    latest = at_the_end.page.locator("message-timeline").get_by_role("button", name="Picture 199.png", exact=True)
    expect(latest.locator("img")).to_have_js_property("complete", True, timeout=400_000)
    expect(latest).to_be_in_viewport()
    at_the_end.page.wait_for_function(_ALL_SHOWN)
    assert read.bounding_box() == place
    at_the_end.page.mouse.move(800, 400)
    for _ in range(20):
        at_the_end.page.mouse.wheel(0, -600)
        at_the_end.page.wait_for_timeout(150)
    at_the_end.page.wait_for_function(_ALL_SHOWN)
    for window in (at_the_end, above):
        assert sum(window.page.evaluate("window.shifts")) <= 0.02


def test_voice_messages_play_one_after_the_other(browser_of: Opens, alice: Person, bob: Person, meadow: str) -> None:
    send(alice, meadow, humming("One.wav", 1, seed=1))
    send(alice, meadow, humming("Another.wav", 2, seed=2))
    window = browser_of(bob)
    window.open_conversation(meadow)
    players = window.page.locator("audio-player")
    expect(players).to_have_count(2)
    first, second = players.nth(0), players.nth(1)
    for player in (first, second):
        expect(player.get_by_role("group", name=re.compile("not playing$"))).to_be_visible()
    first.get_by_role("button", name="Speed").click()
    expect(second.get_by_role("button", name="Speed 1.5×")).to_be_visible()
    first.get_by_role("button", name="Play voice message").click()
    playing = re.compile(r"Voice message from Alice.*, playing$")
    expect(second.get_by_role("group", name=playing)).to_be_visible()
    expect(first.get_by_role("group", name=playing)).to_have_count(0)
    expect(second.get_by_role("group", name=re.compile("not playing$"))).to_be_visible()


def test_a_film_is_played_where_it_stands(
    browser_of: Opens, alice: Person, bob: Person, meadow: str, tmp_path: Path
) -> None:
    path = tmp_path / "Lake.webm"
    scene = ("-f", "lavfi", "-i", "testsrc=size=320x180:rate=10:duration=3")
    subprocess.run(["ffmpeg", "-v", "error", *scene, "-c:v", "libvpx", str(path)], check=True)
    send(alice, meadow, Found("Lake.webm", "video/webm", path.read_bytes()))
    window = browser_of(bob)
    window.open_conversation(meadow)
    film = window.page.get_by_label("Video Lake.webm").and_(window.page.locator("video"))
    expect(film).to_be_visible()
    box = film.evaluate(_BOX)
    film.evaluate("(video) => video.play()")
    window.page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    assert film.evaluate(_BOX) == box
    film.evaluate("(video) => { video.currentTime = 2.5; }")
    window.page.wait_for_function("() => document.querySelector('video').ended")
