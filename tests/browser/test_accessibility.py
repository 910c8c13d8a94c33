"""axe finds nothing to complain about, at every size, in both lights."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window

SIZES = [(390, 844), (820, 1180), (1440, 900)]
Light = Literal["light", "dark"]


@pytest.fixture
def conversation(alice: Person, bob: Person, carol: Person) -> str:
    """With a bit of everything in it."""
    group = alice.group("Garden party", bob, carol, topic="Who brings what, and when")
    question = bob.send_message(group, "Who brings **cake**?")
    alice.send_message(group, "I do, see https://example.org/cake", reply_to=question)
    carol.send_message(group, "```\nflour, eggs, sugar\n```")
    carol.send_message(group, "أنا أحضر الشاي")
    carol.ask("PUT", f"conversations/{group}/messages/{question}/reactions/🎂")
    alice.direct(bob)
    return group


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_chat_screen(
    browser_of: Opens, alice: Person, conversation: str, width: int, height: int, light: Light
) -> None:
    window = browser_of(alice, width=width, height=height, color_scheme=light, reduced_motion="reduce")
    name = f"{width}-{light}"
    window.visit("/")
    expect(window.row("Garden party")).to_be_visible()
    assert window.violations() == []
    window.picture(f"list-{name}")
    window.open("Garden party")
    expect(window.page.locator("message-item")).to_have_count(4)
    window.send_message("And I bring the music")
    window.expect_status("And I bring the music", "Sent")
    assert window.violations() == []
    window.picture(f"conversation-{name}")
    window.page.get_by_role("button", name="Members, 3").click()
    expect(window.page.locator(".person")).to_have_count(3)
    assert window.violations() == []
    window.picture(f"members-{name}")
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Control+k")
    expect(window.dialog).to_be_visible()
    assert window.violations() == []
    window.picture(f"dialog-{name}")


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_pages(browser_of: Opens, visitor: Opens, alice: Person, light: Light) -> None:
    stranger = visitor(color_scheme=light, reduced_motion="reduce")
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/status/"):
        look_at(stranger, path, light)
    window = browser_of(alice, color_scheme=light, reduced_motion="reduce")
    for path in ("", "profile", "account", "security", "preferences", "privacy", "invitations", "account/delete"):
        look_at(window, f"/settings/{path}/".replace("//", "/"), light)
    for path in ("email", "password/change", "reauthenticate", "2fa/totp/activate"):
        look_at(window, f"/accounts/{path}/", light)


def look_at(window: Window, path: str, light: Light) -> None:
    """At every size."""
    window.visit(path)
    for width, height in SIZES:
        window.page.set_viewport_size({"width": width, "height": height})
        assert window.violations() == [], (path, width)
        window.picture(f"{path.strip('/').replace('/', '-')}-{width}-{light}")


def test_a_menu_and_the_emoji_picker(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice, reduced_motion="reduce")
    window.open_conversation(conversation)
    message = window.page.locator("message-item").first
    message.hover()
    message.get_by_role("button", name="More").click()
    expect(window.page.get_by_role("menu")).to_be_visible()
    assert window.violations() == []
    window.picture("menu")
    window.page.keyboard.press("Escape")
    window.page.get_by_role("button", name="Emoji").click()
    expect(window.page.get_by_role("dialog", name="Emoji")).to_be_visible()
    assert window.violations() == []
    window.picture("emoji")


def test_new_messages_are_read_out(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    expect(window.log).to_have_attribute("aria-live", "polite")
    expect(window.log.get_by_role("article")).to_have_count(4)


def test_nothing_moves_where_less_motion_is_wished(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice, reduced_motion="reduce")
    window.open_conversation(conversation)
    window.page.get_by_role("button", name="Emoji").click()
    longest = window.page.evaluate(
        "Math.max(0, ...document.getAnimations().map((a) => Number(a.effect.getComputedTiming().duration)))"
    )
    assert longest < 1
