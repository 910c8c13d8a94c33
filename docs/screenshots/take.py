"""`make screenshots`: the pictures of this folder, from a server of their own with the demo world in it.

CHROMIUM names the browser; names as arguments take only those pictures. The machine needs fonts for what the cast
writes: on Debian fonts-noto-core, fonts-noto-color-emoji and fonts-nanum.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from chatproject.settings.development import DEMO_PASSWORD
from chatproject.supervisor.plan import PROJECT
from tests.machine import Machine

FOLDER = Path(__file__).parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
SIZES = {390: 844, 820: 1180, 1440: 900}


@dataclass(frozen=True)
class Picture:
    """`show` brings the page, signed in as Alice unless `is_public`, to what is to be seen."""

    subject: str
    scheme: Literal["light", "dark"]
    width: int
    show: Callable[["Visit"], None]
    is_public: bool = False

    @property
    def name(self) -> str:
        return f"{self.subject}-{self.scheme}-{self.width}"


@dataclass(frozen=True)
class Visit:
    """Alice's page, and Bob, who is there too."""

    page: Page
    address: str
    bob: Page | None

    def open(self, title: str) -> None:
        self.page.goto(f"{self.address}/c/{self._id(title)}")
        expect(self.page.get_by_role("article").first).to_be_visible()

    def _id(self, title: str) -> str:
        listed = self.page.request.get(f"{self.address}/api/v1/conversations").json()["items"]
        if found := [each["id"] for each in listed if each["title"] == title]:
            return str(found[0])
        people = self.page.request.get(f"{self.address}/api/v1/users?search={title}").json()["items"]
        directs = [each for each in listed if each["kind"] == "direct"]
        return next(str(each["id"]) for each in directs if people[0]["id"] in [m["user"] for m in each["members"]])

    def bob_types(self, title: str) -> None:
        assert self.bob is not None
        self.bob.goto(f"{self.address}/c/{self._id(title)}")
        self.bob.get_by_role("textbox", name=re.compile("message", re.IGNORECASE)).press_sequentially(
            "I have the", delay=40
        )
        expect(self.page.locator(".typing").first).to_be_visible()


def sign_in_page(visit: Visit) -> None:
    visit.page.goto(f"{visit.address}/accounts/login/")


def home(visit: Visit) -> None:
    visit.page.goto(visit.address)
    expect(visit.page.locator("a.conversation-row").first).to_be_visible()


def group(visit: Visit) -> None:
    visit.open("Repair Café")
    visit.page.get_by_role("button", name=re.compile("^Members")).click()
    visit.bob_types("Repair Café")


def group_alone(visit: Visit) -> None:
    visit.open("Repair Café")


def channel(visit: Visit) -> None:
    visit.open("Town Square")


def direct(visit: Visit) -> None:
    visit.open("bob")


def both_directions(visit: Visit) -> None:
    visit.open("noor")


# In this order: what is shown is read, and the first to be shown are those with something unread.
PICTURES = (
    Picture("sign-in", "light", 390, sign_in_page, is_public=True),
    Picture("list", "light", 390, home),
    Picture("group", "light", 1440, group),
    Picture("group", "dark", 820, group_alone),
    Picture("channel", "light", 820, channel),
    Picture("direct", "dark", 390, direct),
    Picture("direct", "dark", 1440, direct),
    Picture("directions", "light", 390, both_directions),
)


def main(wanted: list[str]) -> None:
    pictures = [picture for picture in PICTURES if not wanted or picture.name in wanted]
    with world() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ARGUMENTS)
        bob = sign_in(browser.new_context(), address, "bob")
        for picture in pictures:
            take(picture, browser, address, bob)
            print(f"Took {picture.name}.png")  # noqa: T201
        browser.close()


@contextmanager
def world() -> Iterator[str]:
    """A server with the demo people in it."""
    machine = Machine()
    try:
        machine.start()
        environment = {**os.environ, "DATA_DIR": str(machine.data_dir)}
        subprocess.run([sys.executable, "manage.py", "seed"], cwd=PROJECT, env=environment, check=True)
        yield machine.url
    finally:
        machine.discard()


def take(picture: Picture, browser: Browser, address: str, bob: Page) -> None:
    size = {"width": picture.width, "height": SIZES[picture.width]}
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=picture.scheme,
        has_touch=picture.width == 390,
        locale="en-GB",
        timezone_id=daytime(),
        reduced_motion="reduce",
    )
    page = context.new_page() if picture.is_public else sign_in(context, address, "alice")
    picture.show(Visit(page, address, bob))
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def daytime() -> str:
    """The time zone nearest to UTC in which people are awake now: the world was seeded for them."""
    hour = datetime.now(UTC).hour
    ahead = min(max(hour, 9), 21) - hour
    return f"Etc/GMT{-ahead:+d}"  # these zones are named by what is behind


def sign_in(context: BrowserContext, address: str, username: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(f"{address}/")
    return page


if __name__ == "__main__":
    main(sys.argv[1:])
