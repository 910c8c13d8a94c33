"""Pictures, sounds and files where people read them: in a message, on the whole screen, in a pane."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from chatproject.seeding.paintings import Found
from tests.browser.conftest import Opens
from tests.browser.files import complete_upload, picture, send, start_upload
from tests.browser.people import Person
from tests.browser.window import Window


@pytest.fixture
def meadow(alice: Person, bob: Person) -> str:
    return alice.group("Meadow", bob)


def tile(window: Window, name: str) -> Locator:
    return window.page.locator("message-timeline").get_by_role("button", name=name, exact=True)


def shown(window: Window, name: str) -> Locator:
    """A picture of a message, once its bytes are on the screen."""
    found = tile(window, name)
    expect(found.locator("img")).to_have_js_property("complete", True)
    expect(found.locator("img")).not_to_have_js_property("naturalWidth", 0)
    return found


def box(part: Locator) -> tuple[float, float]:
    found = part.bounding_box()
    assert found
    return found["width"], found["height"]


def test_a_picture_has_its_size_before_it_is_there(browser_of: Opens, alice: Person, bob: Person, meadow: str) -> None:
    at_bobs = browser_of(bob)
    at_bobs.page.route("**/content?variant=*", lambda route: None)  # nothing of it comes for now
    at_bobs.open_conversation(meadow)
    send(alice, meadow, picture("Tall.png", 300, 900))
    waiting = tile(at_bobs, "Tall.png")
    expect(waiting.locator("img")).to_have_count(1)
    before = box(waiting)
    assert before[1] == pytest.approx(420, abs=1)
    at_bobs.page.unroute("**/content?variant=*")
    at_bobs.page.reload()
    assert box(shown(at_bobs, "Tall.png")) == before
    expect(at_bobs.row("Meadow")).to_contain_text("Photo")


def test_a_phone_takes_a_picture_with_its_camera(browser_of: Opens, alice: Person, bob: Person, meadow: str) -> None:
    at_bobs, phone = browser_of(bob), browser_of(alice, width=390, height=844, is_mobile=True, has_touch=True)
    at_bobs.open_conversation(meadow)
    expect(at_bobs.page.get_by_role("button", name="Attach files")).to_be_visible()
    expect(at_bobs.page.get_by_role("button", name="Take a picture")).to_have_count(0)
    phone.open_conversation(meadow)
    taken = picture("Taken.png")
    with phone.page.expect_file_chooser() as opened:
        phone.page.get_by_role("button", name="Take a picture").tap()
    asked = opened.value.element
    assert (asked.get_attribute("capture"), asked.get_attribute("accept")) == ("environment", "image/*,video/*")
    opened.value.set_files({"name": taken.name, "mimeType": taken.type, "buffer": taken.data})
    phone.page.get_by_role("button", name="Send", exact=True).tap()
    shown(at_bobs, "Taken.png")


def test_a_picture_opens_large_and_the_keyboard_does_all(
    browser_of: Opens, alice: Person, bob: Person, meadow: str
) -> None:
    send(alice, meadow, picture("One.png"), picture("Two.png", colour="olive"), picture("Three.png", colour="navy"))
    window = browser_of(bob)
    window.open_conversation(meadow)
    opener = shown(window, "Two.png")
    opener.focus()
    window.page.keyboard.press("Enter")
    large = window.page.locator("dialog.light-box")
    expect(large).to_have_attribute("aria-label", "Two.png, 2 of 3")
    expect(large).to_contain_text(alice.name)
    for key, name in (("ArrowRight", "Three.png"), ("ArrowLeft", "Two.png"), ("ArrowLeft", "One.png")):
        window.page.keyboard.press(key)
        expect(large.get_by_role("img", name=name)).to_be_visible()
    window.page.keyboard.press("+")
    expect(large.get_by_role("img")).to_have_css("transform", re.compile(r"matrix\(1\.5"))
    window.page.keyboard.press("0")
    for _ in range(9):
        window.page.keyboard.press("Tab")
        assert window.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    assert window.violations() == []
    address = window.page.url
    window.page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    expect(opener).to_be_focused()
    assert window.page.url == address


def swipe(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """With one finger, as fast as people do: after a faster one Chromium takes the next touch for the end of it."""
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for step in range(1, 6):
        page.wait_for_timeout(60)
        touch("touchMove", tuple(a + (b - a) * step / 5 for a, b in zip(start, end, strict=True)))  # type: ignore[arg-type]
    touch("touchEnd")


def test_a_thumb_swipes_from_one_to_the_next_and_down_to_leave(
    browser_of: Opens, alice: Person, bob: Person, meadow: str
) -> None:
    send(alice, meadow, picture("One.png"), picture("Two.png", colour="olive"))
    window = browser_of(bob, width=390, height=844, has_touch=True, is_mobile=True)
    window.open_conversation(meadow)
    shown(window, "One.png").tap()
    large = window.page.locator("dialog.light-box")
    expect(large.get_by_role("img", name="One.png")).to_be_visible()
    window.page.wait_for_timeout(200)  # until Chromium knows that the stage wants all of a touch
    swipe(window.page, (320, 400), (80, 410))
    expect(large.get_by_role("img", name="Two.png")).to_be_visible()
    swipe(window.page, (200, 300), (205, 600))
    expect(large).to_have_count(0)
    expect(window.composer).to_be_visible()
    window.page.wait_for_timeout(300)
    shown(window, "Two.png").tap()
    expect(large.get_by_role("img", name="Two.png")).to_be_visible()


def test_a_file_comes_with_the_same_bytes(browser_of: Opens, alice: Person, bob: Person, meadow: str) -> None:
    data = bytes(range(256)) * 40
    name = "A very long name that no one will ever read to its end, version 12 (final).bin"
    send(alice, meadow, Found(name, "application/octet-stream", data))
    window = browser_of(bob)
    window.open_conversation(meadow)
    with window.page.expect_download() as started:
        window.page.get_by_title(f"Download {name}").click()
    assert started.value.suggested_filename == name
    assert started.value.path().read_bytes() == data


def test_rejected_file_says_why(browser_of: Opens, alice: Person, bob: Person, meadow: str) -> None:
    started = start_upload(alice, meadow, broken := picture("Broken.png"))
    alice.send_message(meadow, "", attachments=[started["id"]])  # a message takes no file that was refused before
    complete_upload(alice, started, broken, sha256="0" * 64)
    window = browser_of(bob)
    window.open_conversation(meadow)
    card = window.page.get_by_role("group", name="Broken.png was not accepted")
    expect(card).to_contain_text("The file changed on its way here. Send it again.")


def test_the_pane_finds_what_was_shared_and_shows_its_message(
    browser_of: Opens, alice: Person, bob: Person, meadow: str
) -> None:
    seq = send(alice, meadow, picture("Heron.png"), body="Look who is here")
    send(alice, meadow, Found("Budget.txt", "text/plain", b"bread 3\nsoup 4\n"))
    alice.send_message(meadow, "See https://example.org/herons")
    for number in range(60):
        alice.send_message(meadow, f"Line {number}")
    window = browser_of(bob)
    window.open_conversation(meadow)
    window.page.get_by_role("button", name="Media, files and links").click()
    pane = window.page.locator("media-pane")
    expect(pane.get_by_role("button", name="Heron.png")).to_be_visible()
    pane.get_by_role("tab", name="Links").click()
    expect(pane.get_by_role("link", name=re.compile("herons"))).to_be_visible()
    pane.get_by_role("tab", name="Files").click()
    pane.get_by_role("searchbox").fill("nothing like it")
    expect(pane).to_contain_text("Nothing found")
    pane.get_by_role("searchbox").fill("budget")
    expect(pane.get_by_title("Download Budget.txt")).to_be_visible()
    pane.get_by_role("searchbox").fill("")
    pane.get_by_role("tab", name="Media").click()
    pane.get_by_role("button", name="Heron.png").click()
    window.page.get_by_role("button", name="Show the message").click()
    expect(window.page.locator("dialog.light-box")).to_have_count(0)
    expect(window.at(seq)).to_be_in_viewport()
    expect(window.at(seq)).to_be_focused()
    assert window.violations() == []


def test_a_face_is_cut_and_seen_by_the_other(browser_of: Opens, alice: Person, bob: Person, meadow: str) -> None:
    alice.send_message(meadow, "Hello")
    at_alices = browser_of(alice)
    at_alices.visit("/settings/profile/")
    chosen: Any = {"name": "me.png", "mimeType": "image/png", "buffer": picture(width=900, height=500).data}
    at_alices.page.locator("[data-picture] input").set_input_files(chosen)
    frame = at_alices.page.get_by_role("application")
    expect(frame).to_be_focused()
    image = frame.locator("img")
    expect(image).to_have_css("opacity", "1")
    before = image.bounding_box()
    for key in ("+", "+", "ArrowRight"):
        at_alices.page.keyboard.press(key)
    assert image.bounding_box() != before
    with at_alices.page.expect_navigation():
        at_alices.page.get_by_role("button", name="Save", exact=True).last.click()
    expect(at_alices.page.locator(".avatar img")).to_be_visible()
    at_bobs = browser_of(bob)
    at_bobs.open_conversation(meadow)
    face = at_bobs.page.locator("message-item .avatar img")
    expect(face).to_have_attribute("src", re.compile(r"^/media/avatars/\w+\.webp$"))
    expect(face).not_to_have_js_property("naturalHeight", 0)  # it has arrived
    expect(face).to_have_js_property("naturalWidth", face.evaluate("(image) => image.naturalHeight"))


def test_a_conversation_gets_a_picture(browser_of: Opens, alice: Person, bob: Person, meadow: str) -> None:
    window = browser_of(alice)
    at_bobs = browser_of(bob)
    at_bobs.visit("/")
    window.open_conversation(meadow)
    window.page.get_by_role("button", name="Details", exact=True).last.click()
    chosen: Any = {"name": "it.png", "mimeType": "image/png", "buffer": picture().data}
    window.page.locator("details-pane input[type=file]").set_input_files(chosen)
    window.dialog.get_by_role("button", name="Save").click()
    expect(window.dialog).to_have_count(0)
    for each in (window, at_bobs):
        expect(each.row("Meadow").locator(".avatar img")).to_be_visible()
    window.page.get_by_role("button", name="Remove", exact=True).click()
    for each in (window, at_bobs):
        expect(each.row("Meadow").locator(".avatar img")).to_have_count(0)
